from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How this company accrues, settles and reminds of rebates (REB-01)."""
    _inherit = 'res.company'

    # === FIELDS === #

    desk_rebate_product_id = fields.Many2one(
        'product.product', string="Rebate Product", check_company=True, domain=[('type', '=', 'service')],
        help="Names account and taxes of the credit notes, where the agreement names none. Without it: the expense "
        "account, no taxes.")
    desk_rebate_accrue = fields.Boolean(
        "Accrue Rebates", help="Post at each month's end what was earned and is not settled yet.")
    desk_rebate_expense_account_id = fields.Many2one(
        'account.account', string="Rebate Expense Account", check_company=True,
        help="Takes the expense of accruals, and of settlements where no rebate product says otherwise.")
    desk_rebate_accrual_account_id = fields.Many2one(
        'account.account', string="Rebate Accrual Account", check_company=True,
        help="What is earned by customers and not paid yet.")
    desk_rebate_journal_id = fields.Many2one(
        'account.journal', string="Rebate Accrual Journal", check_company=True, domain=[('type', '=', 'general')])
    desk_rebate_agree_first = fields.Boolean(
        "Customer Agrees First", help="A settlement is paid out when the customer has agreed to its statement.")
    desk_rebate_reminder_day = fields.Integer(
        "Rebate Reminder Day", default=5,
        help="Day of the month on which salespeople are reminded of rebates to be settled. 0: never.")

    # === CONSTRAINTS === #

    @api.constrains('desk_rebate_reminder_day')
    def _check_desk_rebate_reminder_day(self):
        for company in self:
            if not 0 <= company.desk_rebate_reminder_day <= 28:
                raise ValidationError(self.env._(
                    "%(company)s: the reminder day lies between 1 and 28, or is 0 for none.", company=company.name))

    @api.constrains(
        'desk_rebate_accrue', 'desk_rebate_expense_account_id', 'desk_rebate_accrual_account_id',
        'desk_rebate_journal_id')
    def _check_desk_rebate_accrue(self):
        for company in self.filtered('desk_rebate_accrue'):
            if not (company.desk_rebate_expense_account_id and company.desk_rebate_accrual_account_id
                    and company.desk_rebate_journal_id):
                raise ValidationError(self.env._(
                    "%(company)s: to accrue rebates, name an expense account, an accrual account and a journal.",
                    company=company.name))
