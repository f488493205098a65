from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Settings of the reports of production."""
    _inherit = 'res.company'

    # === FIELDS === #

    desk_daily_report = fields.Boolean(
        "Daily Production Report", default=True, help="Made and mailed to the order desk every day.")
    desk_daily_report_hour = fields.Float(
        "Daily Report At", default=17.0, help="Hour of the day, in the company's time zone.")
    desk_report_late = fields.Boolean(
        "Report Late Production", default=True,
        help="Production past the day it was wanted becomes an anomaly of its order by itself.")

    # === CONSTRAINTS === #

    @api.constrains('desk_daily_report_hour')
    def _check_desk_report_times(self):
        for company in self:
            if not 0 <= company.desk_daily_report_hour < 24:
                raise ValidationError(self.env._(
                    "%(company)s: the daily report is made at an hour between 0:00 and 23:59.", company=company.name))
