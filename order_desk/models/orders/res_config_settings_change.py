from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_change_check_group_id = fields.Many2one(related='company_id.desk_change_check_group_id', readonly=False)
    desk_change_decision_group_id = fields.Many2one(related='company_id.desk_change_decision_group_id', readonly=False)
