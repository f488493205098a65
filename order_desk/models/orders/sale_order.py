from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.finding import PRODUCT_WRITE
from ..core.roles import OFFICE

STAGES_SHOWN = [
    ('review', "Review"),
    ('customer', "Customer"),
    ('deposit', "Deposit"),
    ('production', "Production"),
    ('ready', "Ready"),
    ('transit', "In transit"),
    ('received', "Received"),
    ('closed', "Closed"),
]


class SaleOrder(models.Model):
    """The order before its gates: enrolment, stage, what only the product writes."""
    _name = 'sale.order'
    _inherit = ['sale.order', 'order.desk.gated.mixin']

    # === FIELDS === #

    desk_enrolled = fields.Boolean(
        "Order Desk", copy=False, help="This order is subject to the gates of the order desk.")
    desk_enrolled_at = fields.Datetime(
        "Enrolled On", copy=False, help="When it came under the order desk; empty for what was created there.")
    desk_released = fields.Boolean("Released", copy=False, help="Procurement and manufacturing may start.")
    desk_released_at = fields.Datetime("Released On", copy=False)
    # The board shows every column, in the order of the stages (FUP-09).
    desk_stage = fields.Selection(STAGES_SHOWN, copy=False, index='btree_not_null', group_expand=True)
    desk_state = fields.Selection(
        [('blocked', "Blocked"), ('warned', "Warned"), ('clear', "Clear")], string="Gates", copy=False)
    desk_decision_count = fields.Integer(copy=False)
    desk_check_ids = fields.One2many(
        'order.desk.check', 'order_id', string="Gate Checks", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user,account.group_account_readonly')
    desk_decision_ids = fields.One2many(
        'order.desk.decision', 'order_id', string="Decisions", copy=False,
        groups=f'{OFFICE},account.group_account_readonly')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale
        enabled = self.env['res.company']._desk_get_enabled_ids()
        if enabled:
            # Company and status may come from a context or a stored default as well.
            defaults = self.default_get(['company_id', 'state'])
            for vals in vals_list:
                self._desk_prepare_enrolment(vals, enabled, defaults)
        # The switch decides on enrolment, so the flag just set is the product's own.
        enrolling = self.with_context(desk_enrolment=PRODUCT_WRITE) if enabled else self
        with self._desk_batch():
            orders = super(SaleOrder, enrolling).create(vals_list)
        return orders.with_env(self.env)

    @api.model
    def _desk_prepare_enrolment(self, vals, enabled, defaults):
        """Enrol a new order of an enabled company in place (design law 1).

        :raise UserError: when it would be born confirmed, past its gates
        """
        company_id = vals.get('company_id') or defaults.get('company_id') or self.env.company.id
        if company_id not in enabled:
            return
        vals['desk_enrolled'] = True
        if vals.get('state', defaults.get('state')) not in (None, False, 'draft', 'sent', 'cancel'):
            raise UserError(self.env._(
                "A sales order of %(company)s starts as a quotation and is confirmed through its gates: "
                "create it without a status.",
                # sudo: the message names the company it speaks of
                company=self.env['res.company'].sudo().browse(company_id).name))

    def write(self, vals):
        # EXTENDS sale
        # Only what changes: who is enrolled already was not there before its gates.
        changing = self.browse()
        if 'desk_enrolled' in vals:
            changing = self.filtered(lambda order: order.desk_enrolled != bool(vals['desk_enrolled']))
            changing._desk_log_enrolment(vals['desk_enrolled'])
        if vals.get('state') == 'sale':
            self._desk_ensure_cleared()
        arriving = self._desk_get_arriving(vals)
        with self._desk_batch():
            result = super().write(vals)
        if changing:
            changing._desk_after_enrolment(vals['desk_enrolled'])
        if arriving:
            arriving._desk_write_facts({'desk_enrolled': True, 'desk_enrolled_at': fields.Datetime.now()})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        # sudo: decisions count even where the current user may not read them
        decided = self.env['order.desk.decision'].sudo().search([('order_id', 'in', self.ids)], limit=1)
        if decided:
            raise UserError(self.env._(
                "%(order)s carries decisions, which are kept for ever. Cancel it instead of deleting it.",
                order=decided.order_id.display_name))

    # === ACTIONS === #

    def action_desk_enroll(self):
        """Make orders subject to the gates from now on; administrator only, logged."""
        return self.write({'desk_enrolled': True})

    def action_desk_unenroll(self):
        """Release orders from all gates; administrator only, logged."""
        return self.write({'desk_enrolled': False})

    # === BUSINESS METHODS === #

    def _desk_get_arriving(self, vals):
        """Return the quotations that a write moves from a company without the desk into one with it."""
        company_id = vals.get('company_id')
        if not company_id or company_id not in self.env['res.company']._desk_get_enabled_ids():
            return self.browse()
        return self.filtered(lambda order: (
            not order.desk_enrolled and order.company_id.id != company_id and order.state in ('draft', 'sent')))

    def _desk_log_enrolment(self, enrolled):
        """Check the right to enrol and note the act on these orders, each of which changes.

        :raise AccessError: unless the user administers the order desk
        """
        if not self:
            return
        if not self.env.su and not self.env.user.has_group('order_desk.group_administrator'):
            raise AccessError(self.env._(
                "Only the administrator of the order desk enrols orders or releases them from it: %(orders)s.",
                orders=self._desk_names()))
        text = self.env._("Enrolled in the order desk.") if enrolled else self.env._("Released from the order desk.")
        self._message_log_batch(bodies=dict.fromkeys(self.ids, text))

    def _desk_after_enrolment(self, enrolled):
        if not enrolled:
            self.sudo().desk_check_ids.unlink()  # sudo: checks are the engine's
            self._desk_write_facts({'desk_stage': False, 'desk_state': False})
            return
        self._desk_write_facts({'desk_enrolled_at': fields.Datetime.now()})
        # What was procured before enrolment stays as it is; only what is new passes the gates.
        self.filtered(lambda order: order.state == 'sale')._desk_write_facts({'desk_released': True})
        self._desk_refresh()

    def _desk_ensure_unprotected(self, names):
        # EXTENDS order_desk: the switch enrols, and the administrator's own right is checked in write
        if 'desk_enrolled' in names and (
                self.env.context.get('desk_enrolment') is PRODUCT_WRITE or self.ids):
            names = names - {'desk_enrolled'}
        return super()._desk_ensure_unprotected(names)

    # === HOOKS === #

    def _desk_order(self):
        return self

    @api.model
    def _desk_check_inverse(self):
        return 'order_id'

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_enrolled', 'desk_enrolled_at', 'desk_released', 'desk_released_at', 'desk_stage', 'desk_state',
            'desk_decision_count', 'desk_check_ids', 'desk_decision_ids',
        }

    # === HELPERS === #

    def _desk_names(self):
        """Return the names of the first of these orders, for a message."""
        return ", ".join(self[:5].mapped('name'))
