from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_daily_report = fields.Boolean(related='company_id.desk_daily_report', readonly=False)
    desk_daily_report_hour = fields.Float(related='company_id.desk_daily_report_hour', readonly=False)
    desk_report_late = fields.Boolean(related='company_id.desk_report_late', readonly=False)
