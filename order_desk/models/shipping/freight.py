from odoo import fields, models


class StockPicking(models.Model):
    """What the carrier asks for a shipment (TRN-01)."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_currency_id = fields.Many2one(related='company_id.currency_id', string="Company Currency")
    desk_freight_cost = fields.Monetary(
        "Carrier's Bill", currency_field='desk_currency_id', copy=False,
        help="What the carrier charges us for this shipment; empty: the shipping cost of the host.")
