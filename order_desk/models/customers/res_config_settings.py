from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_credit_review_required = fields.Boolean(related='company_id.desk_credit_review_required', readonly=False)
    desk_credit_review_days = fields.Integer(related='company_id.desk_credit_review_days', readonly=False)
    desk_paper_reminder_days = fields.Integer(related='company_id.desk_paper_reminder_days', readonly=False)
    desk_archive_each_order = fields.Boolean(related='company_id.desk_archive_each_order', readonly=False)
    desk_sales_manager_id = fields.Many2one(related='company_id.desk_sales_manager_id', readonly=False)
