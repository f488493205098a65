from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What the customer archive asks for in this company (CUS)."""
    _inherit = 'res.company'

    # === FIELDS === #

    desk_credit_review_required = fields.Boolean(
        "Credit Standing Reviewed", default=True,
        help="The credit standing of a customer is reviewed before its orders proceed.")
    desk_credit_review_days = fields.Integer(
        "Review Holds (days)", default=365, help="Calendar days a credit review holds. 0: it does not end.")
    desk_paper_reminder_days = fields.Integer(
        "Reminder Before Expiry (days)", default=30,
        help="Calendar days before a customer's paper expires on which its renewal is asked for.")
    desk_archive_each_order = fields.Boolean(
        "Archive Checked for Each Order", default=True, help="The archive is compared with every order.")
    desk_sales_manager_id = fields.Many2one(
        'res.users', string="Sales Manager",
        help="Solves what an order taker does not understand, where the sales team has no leader.")

    # === CONSTRAINTS === #

    @api.constrains('desk_credit_review_days', 'desk_paper_reminder_days')
    def _check_desk_days(self):
        for company in self:
            if company.desk_credit_review_days < 0 or company.desk_paper_reminder_days < 0:
                raise ValidationError(self.env._(
                    "%(company)s: days cannot be negative.", company=company.name))
