from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import ensure_role, get_members

RECOMMENDERS = ('order_desk.group_order_supervisor',)
DECIDERS = ('order_desk.group_general_manager', 'sales_team.group_sale_manager')


class OrderDeskSuspension(models.Model):
    """The recommendation to suspend shipments to a customer, and what was decided (PAY-07).

    The order supervisor recommends, with his reason; a manager decides. While it is accepted, nothing
    leaves for the customer.
    """
    _name = 'order.desk.suspension'
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _description = "Shipment Suspension"
    _order = 'id desc'
    _rec_name = 'partner_id'

    # === FIELDS === #

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
        domain="[('parent_id', '=', False)]")
    order_id = fields.Many2one(
        'sale.order', string="Because of Order", index='btree_not_null', ondelete='set null',
        help="The order whose contract the customer does not perform.")
    reason = fields.Text(required=True, help="What the customer does not perform.")
    state = fields.Selection(
        [('recommended', "Recommended"), ('accepted', "Accepted"), ('declined', "Declined"), ('lifted', "Lifted")],
        required=True, default='recommended', readonly=True, copy=False, tracking=True)
    recommended_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    recommended_at = fields.Datetime("Recommended On", readonly=True, copy=False)
    decided_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    decided_at = fields.Datetime("Decided On", readonly=True, copy=False)
    decision_note = fields.Text("Remark of the Decider", readonly=True, copy=False)
    lifted_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    lifted_at = fields.Datetime("Lifted On", readonly=True, copy=False)
    lift_note = fields.Text("Why It Was Lifted", readonly=True, copy=False)

    # === CONSTRAINTS === #

    _live_uniq = models.UniqueIndex(
        "(partner_id) WHERE state IN ('recommended', 'accepted')",
        "Suspending shipments to this customer is recommended or accepted already.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        ensure_role(self.env, *RECOMMENDERS)
        Partner = self.env['res.partner']
        rows = [{
            # The company is suspended, whichever of its contacts was chosen.
            'partner_id': Partner.browse(vals.get('partner_id')).commercial_partner_id.id,
            'order_id': vals.get('order_id'), 'reason': (vals.get('reason') or '').strip() or False,
            'recommended_by_id': self.env.uid, 'recommended_at': fields.Datetime.now(), 'state': 'recommended',
        } for vals in vals_list]
        self.flush_model(['state'])  # one that was just lifted makes room
        suspensions = super().create(rows)
        suspensions._call_deciders()
        return suspensions

    def write(self, vals):
        own = {name for name in vals if not name.startswith(('message_', 'activity_'))}
        if own and not self.env.su:
            if own - {'reason', 'order_id'} or any(suspension.state != 'recommended' for suspension in self):
                raise AccessError(self.env._(
                    "The suspension of %(customers)s cannot be changed by hand: accept, decline or lift it.",
                    customers=", ".join(self[:3].mapped('display_name'))))
            ensure_role(self.env, *RECOMMENDERS)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Recommendations and what was decided on them are kept. Decline or lift instead."))

    # === ACTIONS === #

    def action_accept(self, note=''):
        """Suspend shipments to these customers (PAY-07).

        Side effects: the customers are marked, all their orders that have not left are evaluated, and the
        warehouse is told where goods are ready.

        :raise AccessError: unless a manager who did not recommend it himself
        :raise UserError: for a recommendation that was decided already
        """
        self._ensure_may_decide('recommended')
        self._decide({'state': 'accepted', 'decision_note': note})
        # sudo: the decision marks the customer; the decider need not write partners
        self.sudo().partner_id._desk_set_suspended(True)
        return True

    def action_decline(self, note=''):
        """Let shipments to these customers go on.

        :raise AccessError: unless a manager
        :raise UserError: for a recommendation that was decided already
        """
        self._ensure_may_decide('recommended')
        self._decide({'state': 'declined', 'decision_note': note})
        return True

    def action_lift(self, note=''):
        """End accepted suspensions: goods may leave again.

        :raise AccessError: unless a manager
        :raise UserError: for a suspension that is not in force
        """
        self._ensure_may_decide('accepted')
        # sudo: what was decided is nobody's to write
        self.sudo().write({
            'state': 'lifted', 'lifted_by_id': self.env.uid, 'lifted_at': fields.Datetime.now(), 'lift_note': note})
        self.sudo().partner_id._desk_set_suspended(False)  # sudo: as on acceptance
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _get_accepted(self, partners):
        """Return ``{customer: suspension in force}`` in one query."""
        found = self.search_fetch(
            [('partner_id', 'in', partners.ids), ('state', '=', 'accepted')],
            ['partner_id', 'reason', 'decided_by_id', 'decided_at'])
        return {suspension.partner_id: suspension for suspension in found}

    def _decide(self, vals):
        # sudo: what was decided is nobody's to write
        self.sudo().write({'decided_by_id': self.env.uid, 'decided_at': fields.Datetime.now(), **vals})
        self.sudo().activity_feedback(['order_desk.activity_type_suspension'])  # sudo: the call is answered for all

    def _ensure_may_decide(self, state):
        ensure_role(self.env, *DECIDERS)
        self.check_access('read')
        for suspension in self:
            if suspension.state != state:
                raise UserError(self.env._(
                    "The suspension of %(customer)s is %(state)s: nothing is to be decided.",
                    customer=suspension.partner_id.display_name,
                    state=dict(self._fields['state']._description_selection(self.env))[suspension.state]))
            if state == 'recommended' and suspension.recommended_by_id == self.env.user and not self.env.su:
                raise AccessError(self.env._(
                    "You recommended to suspend shipments to %(customer)s: somebody else decides.",
                    customer=suspension.partner_id.display_name))

    def _call_deciders(self):
        managers = get_members(self.env, self.env.ref('order_desk.group_general_manager').ids, self.env.company)
        for suspension in self.sudo():  # sudo: the supervisor calls colleagues he need not read
            suspension.activity_schedule(
                'order_desk.activity_type_suspension', user_id=(managers[:1] or self.env.ref('base.user_admin')).id,
                summary=self.env._("Suspend shipments to %(customer)s?", customer=suspension.partner_id.name),
                note=suspension.reason)
