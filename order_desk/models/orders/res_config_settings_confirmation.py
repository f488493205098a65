from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_check_before_sending = fields.Boolean(related='company_id.desk_check_before_sending', readonly=False)
