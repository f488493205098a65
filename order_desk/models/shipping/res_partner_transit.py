from odoo import fields, models


class ResPartner(models.Model):
    """The customer's logistics data: distance, days, arrangements (TRN-02, TRN-03)."""
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_transit_days = fields.Integer(
        "Transit Days", help="Days on the way to this address, whoever carries; 0: as the carrier's lead time says.")
    desk_distance_km = fields.Float(
        "Distance (km)", digits=(10, 1), help="Way from our warehouse; used for the freight cost per kilometre.")
    desk_logistics_note = fields.Text(
        "Logistics", help="How goods are brought to this address: unloading, opening hours, preferred carrier.")
