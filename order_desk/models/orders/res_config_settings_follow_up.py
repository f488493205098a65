from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_follow_up_grace = fields.Integer(related='company_id.desk_follow_up_grace', readonly=False)
    desk_follow_up_interval = fields.Integer(related='company_id.desk_follow_up_interval', readonly=False)
