from odoo import fields, models


class ResCompany(models.Model):
    """Settings of returns: who authorises them, where the goods wait, and how long each step may take."""
    _inherit = 'res.company'

    desk_return_group_id = fields.Many2one(
        'res.groups', "Returns Are Authorised By", ondelete='set null', help="Empty: the order supervisor.")
    desk_return_location_id = fields.Many2one(
        'stock.location', "Returned Goods Wait In", ondelete='set null', check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Where returned goods wait for their inspection. Empty: where the host puts them.")
    desk_rework_location_id = fields.Many2one(
        'stock.location', "Rework and Repair In", ondelete='set null', check_company=True,
        domain="[('usage', '=', 'internal')]", help="Where goods go that are reworked or repaired.")
    desk_return_answer_days = fields.Integer(
        "Answer a Return Within (days)", default=1, help="Days between the request and its authorisation or refusal.")
    desk_return_arrival_days = fields.Integer(
        "Goods Back Within (days)", default=14, help="Days between the authorisation and the arrival of the goods.")
    desk_return_inspection_days = fields.Integer(
        "Inspect Within (days)", default=2, help="Days between the arrival of the goods and the end of the inspection.")
    desk_return_credit_days = fields.Integer(
        "Credit Within (days)", default=3, help="Days between the inspection and the credit note, or the new shipment.")
