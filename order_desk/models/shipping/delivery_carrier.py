from odoo import fields, models


class DeliveryCarrier(models.Model):
    """How long a carrier is on the way (ADV-08, TRN-02)."""
    _inherit = 'delivery.carrier'

    # === FIELDS === #

    desk_transit_days = fields.Integer(
        "Transit Days", help="Days on the way where no row of the zone table fits; 0: as the company's setting says.")
    desk_transit_ids = fields.One2many(
        'order.desk.transit.time', 'carrier_id', string="Transit Times",
        groups='sales_team.group_sale_salesman,stock.group_stock_user,order_desk.group_administrator')
