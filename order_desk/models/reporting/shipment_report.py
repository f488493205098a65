from odoo import fields, models


class OrderDeskShipmentReport(models.AbstractModel):
    """Statistics of shipments: one row for each order in each shipment, with whom it concerns."""
    _name = 'order.desk.shipment.report'
    _description = "Shipment Analysis"
    _rec_name = 'picking_id'

    # === FIELDS === #

    picking_id = fields.Many2one('stock.picking', string="Transfer", readonly=True)
    order_id = fields.Many2one('sale.order', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    carrier_id = fields.Many2one('delivery.carrier', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
