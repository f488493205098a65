from odoo import fields, models


class ResCompany(models.Model):
    """How a company states materials and counts the days of its promises."""
    _inherit = 'res.company'

    # === FIELDS === #

    desk_material_mode = fields.Selection(
        [('always', "Always"), ('needed', "When non-standard or short")], "Material Statement",
        required=True, default='needed')
    desk_day_count = fields.Selection(
        [('calendar', "Calendar days"), ('working', "Working days of the company's calendar")], "Days of a Promise",
        required=True, default='calendar')
    desk_slip_deposit = fields.Boolean("Slip While the Deposit Is Missing")
    desk_pad_normal = fields.Integer("Extra Days, Normal Orders")
    desk_pad_urgent = fields.Integer("Extra Days, Urgent Orders")
    desk_late_release = fields.Selection(
        [('move', "Move production's date by the same days"), ('confirm', "Have production confirm its date anew")],
        "When the Copy Comes Late", required=True, default='move')
    desk_booked_to = fields.Selection(
        [
            ('deadline', "The deadline of manufacturing orders"),
            ('shipping', "That, and the planned shipping date of the order"),
            ('none', "Nothing"),
        ], "Booked Date Sets", required=True, default='deadline')
