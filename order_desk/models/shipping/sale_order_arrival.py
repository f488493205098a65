from odoo import api, fields, models


class SaleOrder(models.Model):
    """When the goods of an order really arrived, beside the day it had given (DEL-09)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_arrived_date = fields.Date(
        "Arrived", compute='_compute_desk_arrived_date',
        help="Day on which the last shipment arrived; empty while one is on its way.")

    # === COMPUTE METHODS === #

    @api.depends('picking_ids.desk_arrived_on', 'picking_ids.desk_received_on', 'picking_ids.desk_shipped_on')
    def _compute_desk_arrived_date(self):
        for order in self:
            # sudo: the day is told to whoever reads the order
            shipped = order.sudo().picking_ids.filtered('desk_shipped_on') if order.desk_enrolled else ()
            days = [picking.desk_arrived_on or picking.desk_received_on for picking in shipped]
            order.desk_arrived_date = max(days) if days and all(days) else False
