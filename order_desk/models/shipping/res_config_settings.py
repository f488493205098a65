from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_tick_review = fields.Boolean(related='company_id.desk_tick_review', readonly=False)
    desk_emergency_quota = fields.Integer(related='company_id.desk_emergency_quota', readonly=False)
