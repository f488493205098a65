from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_deposit_days = fields.Integer(related='company_id.desk_deposit_days', readonly=False)
    desk_instruction_scope = fields.Selection(
        related='company_id.desk_instruction_scope', readonly=False, required=True)
    desk_default_tolerance = fields.Float(related='company_id.desk_default_tolerance', readonly=False)
