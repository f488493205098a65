from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_enabled = fields.Boolean(related='company_id.desk_enabled', readonly=False)
