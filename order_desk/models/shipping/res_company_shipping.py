from odoo import fields, models


class ResCompany(models.Model):
    """Settings of shipping."""
    _inherit = 'res.company'

    desk_tick_review = fields.Boolean(
        "Tick Every Item", help="The second review of a shipping application ticks each item before it is signed.")
