from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

STATES = [
    ('draft', "Draft"),
    ('requested', "Requested"),
    ('feasible', "Can Be Done"),
    ('done', "Withdrawn"),
    ('refused', "Refused"),
    ('dropped', "Dropped"),
]
OPEN_STATES = ('draft', 'requested', 'feasible')
REQUESTERS = (
    'sales_team.group_sale_salesman', 'order_desk.group_order_clerk', 'order_desk.group_order_supervisor',
    'order_desk.group_general_manager', 'order_desk.group_administrator')
DESK = ('order_desk.group_order_clerk', 'order_desk.group_order_supervisor')


class OrderDeskWithdrawal(models.Model):
    """The request to withdraw a confirmed order: why, what it touches, what it costs, who decided (CHG-06)."""
    _name = 'order.desk.withdrawal'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Order Withdrawal"
    _order = 'id desc'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='restrict', check_company=True)
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer", store=True)
    salesperson_id = fields.Many2one(related='order_id.user_id', string="Salesperson", store=True)
    currency_id = fields.Many2one(related='order_id.currency_id')
    reason_id = fields.Many2one('order.desk.withdrawal.reason', required=True, ondelete='restrict', tracking=True)
    caused_by = fields.Selection(related='reason_id.caused_by', store=True)
    note = fields.Text("In Words", required=True, help="What the customer or we say to it.")
    requested_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    requested_on = fields.Datetime(readonly=True, copy=False)
    impact_ids = fields.One2many('order.desk.impact.line', 'withdrawal_id', string="Impact Sheet", readonly=True)
    assessed_on = fields.Datetime("Impact As Of", readonly=True, copy=False)
    feasible_by_id = fields.Many2one('res.users', "Examined By", readonly=True, copy=False)
    feasible_on = fields.Datetime("Examined On", readonly=True, copy=False)
    feasible_note = fields.Text("Remarks of the Order Desk")
    decided_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    decided_as_id = fields.Many2one('res.groups', readonly=True, copy=False)
    decision_note = fields.Text("Decision in Words")
    amount = fields.Monetary("Order Amount", readonly=True, help="Untaxed, when the impact was last looked at.")
    state = fields.Selection(
        STATES, required=True, readonly=True, default='draft', copy=False, index=True, tracking=True)

    # === CONSTRAINTS === #

    _one_open = models.UniqueIndex(
        "(order_id) WHERE state IN ('draft', 'requested', 'feasible')",
        "This order has an open withdrawal already: go on with that one.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        ensure_role(self.env, *REQUESTERS)
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                vals['name'] = self.env['ir.sequence'].next_by_code('order.desk.withdrawal') or "/"
        # Whether an order may be withdrawn is asked before the index would refuse a second request.
        orders = self.env['sale.order'].browse({vals['order_id'] for vals in vals_list if vals.get('order_id')})
        orders._desk_ensure_may_ask_withdrawal()
        self.flush_model(['state'])  # the index looks at what is written, not at what is about to be
        withdrawals = super().create(vals_list)
        withdrawals._assess()
        return withdrawals

    def write(self, vals):
        if 'order_id' in vals and any(withdrawal.order_id.id != vals['order_id'] for withdrawal in self):
            raise UserError(self.env._("A withdrawal belongs to its order: drop it and request another one."))
        closed = self.filtered(lambda withdrawal: withdrawal.state not in OPEN_STATES)
        if 'decision_note' in vals and not self.env.su:
            for withdrawal in self:
                withdrawal._ensure_may_decide(itself=True)
        if closed and not self._desk_is_chatter(vals):
            raise UserError(self.env._(
                "%(withdrawals)s is closed and kept as it was decided.", withdrawals=", ".join(closed.mapped('name'))))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        kept = self.filtered(lambda withdrawal: withdrawal.state != 'draft')
        if kept:
            raise UserError(self.env._(
                "%(withdrawals)s was requested and is kept. Drop it instead.",
                withdrawals=", ".join(kept.mapped('name'))))

    @api.model
    def _desk_is_chatter(self, vals):
        """Tell whether a write concerns mail and activities only."""
        return all(name.startswith(('message_', 'activity_')) for name in vals)

    # === BUSINESS METHODS === #

    def _assess(self):
        """Look at everything a withdrawal touches, as it is at this moment, and write it down."""
        for withdrawal in self:  # one sheet at a time: an order is withdrawn on its own
            order = withdrawal.sudo().order_id  # sudo: the sheet rests on all facts, whoever asks for it
            rows = withdrawal._get_rows()
            withdrawal.sudo().impact_ids.unlink()  # sudo: the sheet is the product's own
            withdrawal._write_evidence({
                'assessed_on': fields.Datetime.now(),
                'amount': order.amount_untaxed,
                'impact_ids': [
                    fields.Command.create({'order_id': order.id, **vals})
                    for vals in self.env['order.desk.impact.line']._prepare(rows)],
                **withdrawal._prepare_assessment(),
            })

    def _get_rows(self):
        """Return the impact sheet of one withdrawal; what is made or bought is decided by itself, no obstacle."""
        return [
            {**row, 'is_blocking': row['is_blocking'] and row['kind'] not in ('production', 'purchase')}
            for row in self.order_id._desk_get_impact()]

    def _ensure_unobstructed(self):
        """Stop unless nothing stands in the way of one withdrawal.

        :raise UserError: naming everything that does
        """
        obstacles = [*self._get_obstacles(), *(
            text for row in self._get_rows() if row['is_blocking']
            for text in [self.order_id._desk_describe_impact([row])])]
        if obstacles:
            raise UserError(self.env._(
                "%(order)s cannot be withdrawn:", order=self.order_id.name) + "\n" + "\n".join(obstacles))

    # === HOOKS === #

    def _get_obstacles(self):
        """Return sentences about what keeps one withdrawal from being carried out, beside the impact sheet."""
        return []

    def _prepare_assessment(self):
        """Return further values that follow from the order as it is now (one withdrawal)."""
        return {}

    @api.model
    def _get_product_fields(self):
        return {
            'state', 'requested_by_id', 'requested_on', 'impact_ids', 'assessed_on', 'feasible_by_id', 'feasible_on',
            'decided_by_id', 'decided_on', 'decided_as_id', 'amount',
        }

    @api.model
    def _get_field_roles(self):
        return {'feasible_note': DESK, **dict.fromkeys(('reason_id', 'note'), REQUESTERS)}


class OrderDeskImpactLine(models.Model):
    """Rows of an impact sheet that belongs to a withdrawal."""
    _inherit = 'order.desk.impact.line'

    withdrawal_id = fields.Many2one('order.desk.withdrawal', index='btree_not_null', readonly=True, ondelete='cascade')
