from odoo import fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    desk_check_before_sending = fields.Boolean(
        "Check Before Sending",
        help="The order confirmation leaves only after somebody has checked its print item by item.")
