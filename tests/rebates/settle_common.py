"""Verbs of settling rebates."""
from .rebate_common import RebateCommon


class SettleCommon(RebateCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = cls.users['finance_clerk']
        cls.partner.email = "rebates@northern.example"
        cls.salesperson = cls.users['salesperson']

    @classmethod
    def _active(cls, tiers=((0, 10), (1000, 25)), **vals):
        return cls._activate(cls._agreement(tiers, **{'user_id': cls.salesperson.id, **vals}))

    def _settle(self, agreements, day='2025-12-31'):
        return agreements.with_user(self.finance).action_settle(day).sudo()

    def _lines(self, settlement):
        """Return ``[(kind, amount)]``."""
        return [(line.kind, line.amount) for line in settlement.line_ids]

    def _accounts(self):
        """Have the company accrue."""
        account = self.env['account.account']
        self.company.write({
            'desk_rebate_expense_account_id': account.create(
                {'name': "Rebates", 'code': '609901', 'account_type': 'expense'}).id,
            'desk_rebate_accrual_account_id': account.create(
                {'name': "Rebates owed", 'code': '209901', 'account_type': 'liability_current'}).id,
            'desk_rebate_journal_id': self.env['account.journal'].search(
                [('type', '=', 'general'), ('company_id', '=', self.company.id)], limit=1).id,
            'desk_rebate_accrue': True,
        })
        return self.company.desk_rebate_accrual_account_id

    def _owed(self):
        """Return what the accrual account holds, in the company's currency."""
        account = self.company.desk_rebate_accrual_account_id
        return -sum(self.env['account.move.line'].search(
            [('account_id', '=', account.id), ('parent_state', '=', 'posted')]).mapped('balance'))

    def _credit(self, invoice, day):
        """Post a credit note of the whole invoice, as the return of its goods does."""
        wizard = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({
                'journal_id': invoice.journal_id.id, 'date': day})
        note = self.env['account.move'].browse(wizard.refund_moves()['res_id'])
        note.invoice_date = day
        note.action_post()
        return note

    def assertSumFits(self, settlements):
        for settlement in settlements:
            self.assertAlmostEqual(sum(settlement.line_ids.mapped('amount')), settlement.amount, 6)
