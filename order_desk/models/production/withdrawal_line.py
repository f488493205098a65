from odoo import api, fields, models
from odoo.exceptions import UserError

from ..orders.withdrawal import OPEN_STATES

ACTS = [
    ('stop', "Stop"),
    ('keep', "Keep for Stock"),
]
ACT_ROLES = (
    'order_desk.group_order_clerk', 'order_desk.group_production_manager', 'order_desk.group_material_planner',
    'order_desk.group_general_manager')


class OrderDeskWithdrawalLine(models.Model):
    """What becomes of one manufacturing order or purchase of a withdrawn order: stopped, or kept for stock (CHG-06)."""
    _name = 'order.desk.withdrawal.line'
    _inherit = ['order.desk.paper']
    _description = "Order Withdrawal Line"
    _order = 'id'
    _rec_name = 'document'

    # === FIELDS === #

    withdrawal_id = fields.Many2one(
        'order.desk.withdrawal', required=True, readonly=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='withdrawal_id.order_id', store=True)
    company_id = fields.Many2one(related='withdrawal_id.company_id', store=True, index=True)
    production_id = fields.Many2one(
        'mrp.production', "Manufacturing Order", readonly=True, index='btree_not_null', ondelete='set null')
    purchase_line_id = fields.Many2one(
        'purchase.order.line', "Purchase", readonly=True, index='btree_not_null', ondelete='set null')
    document = fields.Char(readonly=True)
    product_id = fields.Many2one('product.product', readonly=True)
    quantity = fields.Float(digits='Product Unit', readonly=True)
    done = fields.Float("Made or Received", digits='Product Unit', readonly=True)
    uom_id = fields.Many2one('uom.uom', "Unit", readonly=True)
    state_then = fields.Char("Status Code", readonly=True)
    status = fields.Char(compute='_compute_status', help="When the impact was last looked at.")
    can_stop = fields.Boolean("Can Be Stopped", readonly=True)
    act = fields.Selection(ACTS, string="Decision", help="What becomes of it when the order is withdrawn.")
    chosen_by_id = fields.Many2one('res.users', readonly=True)
    note = fields.Char("Remark")

    # === COMPUTE METHODS === #

    @api.depends('state_then')
    @api.depends_context('lang')
    def _compute_status(self):
        # Each reader in his own language: what is kept is the word, not its label.
        labels = {
            model: dict(self.env[model]._fields['state']._description_selection(self.env))
            for model in ('mrp.production', 'purchase.order')}
        for line in self:
            model = 'mrp.production' if line.production_id else 'purchase.order'
            line.status = labels[model].get(line.state_then, line.state_then)

    # === CRUD === #

    def write(self, vals):
        if self.env.su:  # the product brings rows in line with what runs now; people choose in their own name
            return super().write(vals)
        closed = self.withdrawal_id.filtered(lambda withdrawal: withdrawal.state not in OPEN_STATES)
        if closed:
            raise UserError(self.env._(
                "%(withdrawals)s is closed and kept as it was decided.",
                withdrawals=", ".join(closed.mapped('name'))))
        if vals.get('act') == 'stop':
            stuck = self.filtered(lambda line: not line.can_stop)
            if stuck:
                raise UserError(self.env._(
                    "%(documents)s cannot be stopped any more: it is kept for stock.",
                    documents=", ".join(stuck.mapped('document'))))
        result = super().write(vals)
        if 'act' in vals:
            self._write_evidence({'chosen_by_id': self.env.uid})
        return result

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'withdrawal_id', 'production_id', 'purchase_line_id', 'document', 'product_id', 'quantity', 'done',
            'uom_id', 'state_then', 'can_stop', 'chosen_by_id'}

    @api.model
    def _get_field_roles(self):
        return dict.fromkeys(('act', 'note'), ACT_ROLES)
