from odoo import fields, models


class ResCompany(models.Model):
    """What customers may send in on the portal."""
    _inherit = 'res.company'

    desk_portal_files = fields.Integer(
        "Files per Message", default=5, help="How many pictures a customer may attach to a complaint or request.")
    desk_portal_file_mb = fields.Integer("Size of a File (MB)", default=10, help="The most that one picture may have.")
    desk_portal_cases_per_day = fields.Integer(
        "Complaints a Day", default=5, help="How many complaints one order takes in from the portal within 24 hours.")

    _desk_portal_limits = models.Constraint(
        'CHECK(desk_portal_files >= 0 AND desk_portal_file_mb > 0 AND desk_portal_cases_per_day >= 0)',
        "The limits of the portal are positive numbers.")


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_portal_files = fields.Integer(related='company_id.desk_portal_files', readonly=False)
    desk_portal_file_mb = fields.Integer(related='company_id.desk_portal_file_mb', readonly=False)
    desk_portal_cases_per_day = fields.Integer(related='company_id.desk_portal_cases_per_day', readonly=False)
