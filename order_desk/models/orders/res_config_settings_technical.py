from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    # === FIELDS === #

    desk_material_mode = fields.Selection(related='company_id.desk_material_mode', readonly=False, required=True)
    desk_day_count = fields.Selection(related='company_id.desk_day_count', readonly=False, required=True)
    desk_slip_deposit = fields.Boolean(related='company_id.desk_slip_deposit', readonly=False)
    desk_pad_normal = fields.Integer(related='company_id.desk_pad_normal', readonly=False)
    desk_pad_urgent = fields.Integer(related='company_id.desk_pad_urgent', readonly=False)
    desk_late_release = fields.Selection(related='company_id.desk_late_release', readonly=False, required=True)
    desk_booked_to = fields.Selection(related='company_id.desk_booked_to', readonly=False, required=True)
