from odoo import fields, models


class ResCompany(models.Model):
    """Settings of shipping."""
    _inherit = 'res.company'

    desk_tick_review = fields.Boolean(
        "Tick Every Item", help="The second review of a shipping application ticks each item before it is signed.")
    desk_emergency_quota = fields.Integer(
        "Open Emergency Releases", default=3,
        help="How many emergency releases of one approver may wait for their notice at a time. 0: any number.")
    desk_emergency_count = fields.Integer(
        copy=False, readonly=True, help="How many emergency releases there were; two at once meet here.")
