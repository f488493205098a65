from odoo import api, fields, models

from ..core.roles import OFFICE


class SaleOrder(models.Model):
    """The order record holds what the customer complained about (TRK-08)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_complaint_ids = fields.One2many(
        'order.desk.complaint', 'order_id', string="Complaints", copy=False, groups=OFFICE)
    desk_complaint_count = fields.Integer(
        "Number of Complaints", compute='_compute_desk_complaint_count', groups=OFFICE)
    desk_complaint_id = fields.Many2one(
        'order.desk.complaint', "Replaces Goods Of", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null', check_company=True, help="The complaint for which this order sends other goods.")

    # === COMPUTE METHODS === #

    @api.depends('desk_complaint_ids')
    def _compute_desk_complaint_count(self):
        groups = self.env['order.desk.complaint']._read_group(
            [('order_id', 'in', self.ids)], ['order_id'], ['__count']) if any(self.mapped('desk_enrolled')) else []
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.desk_complaint_count = counts.get(order.id, 0)

    # === ACTIONS === #

    def action_desk_open_complaints(self):
        """Show the complaints of these orders."""
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.complaint_action')
        return action | {
            'domain': [('order_id', 'in', self.ids)], 'context': {'default_order_id': self[:1].id}}

    def action_desk_complain(self):
        """Open a new complaint about this order (CMP-05)."""
        self.ensure_one()
        return self.env['order.desk.complaint']._open_new(order_id=self.id)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_complaint_id'}
