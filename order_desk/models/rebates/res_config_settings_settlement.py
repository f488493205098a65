from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_rebate_product_id = fields.Many2one(related='company_id.desk_rebate_product_id', readonly=False)
    desk_rebate_accrue = fields.Boolean(related='company_id.desk_rebate_accrue', readonly=False)
    desk_rebate_expense_account_id = fields.Many2one(
        related='company_id.desk_rebate_expense_account_id', readonly=False)
    desk_rebate_accrual_account_id = fields.Many2one(
        related='company_id.desk_rebate_accrual_account_id', readonly=False)
    desk_rebate_journal_id = fields.Many2one(related='company_id.desk_rebate_journal_id', readonly=False)
    desk_rebate_agree_first = fields.Boolean(related='company_id.desk_rebate_agree_first', readonly=False)
    desk_rebate_reminder_day = fields.Integer(related='company_id.desk_rebate_reminder_day', readonly=False)
