from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_withdrawal_method = fields.Selection(related='company_id.desk_withdrawal_method', readonly=False)
    desk_withdrawal_percent_confirmed = fields.Float(
        related='company_id.desk_withdrawal_percent_confirmed', readonly=False)
    desk_withdrawal_percent_released = fields.Float(
        related='company_id.desk_withdrawal_percent_released', readonly=False)
    desk_withdrawal_percent_running = fields.Float(related='company_id.desk_withdrawal_percent_running', readonly=False)
    desk_withdrawal_percent_made = fields.Float(related='company_id.desk_withdrawal_percent_made', readonly=False)
    desk_withdrawal_group_ids = fields.Many2many(related='company_id.desk_withdrawal_group_ids', readonly=False)
