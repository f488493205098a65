from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_return_group_id = fields.Many2one(related='company_id.desk_return_group_id', readonly=False)
    desk_return_location_id = fields.Many2one(related='company_id.desk_return_location_id', readonly=False)
    desk_rework_location_id = fields.Many2one(related='company_id.desk_rework_location_id', readonly=False)
    desk_return_answer_days = fields.Integer(related='company_id.desk_return_answer_days', readonly=False)
    desk_return_arrival_days = fields.Integer(related='company_id.desk_return_arrival_days', readonly=False)
    desk_return_inspection_days = fields.Integer(related='company_id.desk_return_inspection_days', readonly=False)
    desk_return_credit_days = fields.Integer(related='company_id.desk_return_credit_days', readonly=False)
