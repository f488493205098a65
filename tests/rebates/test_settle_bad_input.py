from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .settle_common import SettleCommon


@tagged('post_install', '-at_install')
class TestSettleBadInput(SettleCommon):

    def test_finance_alone_settles(self):
        """REB-01: every other role is refused; a salesperson reads his own customers' settlements only."""
        agreement = self._active()
        self._invoice(800.0)
        for role in ('salesperson', 'sales_manager', 'order_supervisor', 'order_clerk', 'shipping_clerk'):
            with self.assertRaises(AccessError):
                agreement.with_user(self.users[role]).action_settle('2025-12-31')
            with self.assertRaises(AccessError):
                self.env['order.desk.rebate.accrual'].with_user(self.users[role]).action_accrue()
        settlement = self._settle(agreement)
        for role in ('finance_clerk', 'salesperson', 'order_supervisor', 'general_manager'):
            reader = settlement.with_user(self.users[role])
            self.assertEqual(reader.read(['amount', 'line_ids'])[0]['amount'], 80.0)
            for method, values in (('write', {'amount': 9.0}), ('write', {'state': 'draft'})):
                with self.assertRaises(AccessError):
                    getattr(reader, method)(values)
            with self.assertRaises(AccessError):
                reader.copy()
        stranger = self._user('stranger', 'sales_team.group_sale_salesman')
        with self.assertRaises(AccessError):
            settlement.with_user(stranger).read(['amount'])
        with self.assertRaises(AccessError):
            agreement.with_user(self.salesperson).payee_id = self.partner

    def test_period_outside_validity(self):
        """REB-01: all agreements that cannot be settled are named at once, and nothing is written."""
        good, ended = self._active(), self._active(date_to='2025-06-30')
        draft = self._agreement()
        with self.assertRaises(UserError) as caught:
            (good | ended | draft).with_user(self.finance).action_settle('2025-12-31')
        self.assertIn(ended.name, str(caught.exception))
        self.assertIn(draft.name, str(caught.exception))
        self.assertFalse(good.settlement_ids)
        with self.assertRaises(UserError):
            self._settle(good, 'yesterday')
        with self.assertRaises(UserError):
            self._settle(good, False)

    def test_closed_books(self):
        """REB-01: closed books stop settlement and accrual with the date, and nothing is lost."""
        self._accounts()
        agreement = self._active()
        self._invoice(800.0)
        self.company.fiscalyear_lock_date = '2025-12-31'
        self.company.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "closed"):
            self.env['order.desk.rebate.accrual'].with_user(self.finance).action_accrue('2025-03-31')
        self.assertEqual(self._settle(agreement).state, 'posted', "today is open")
        self._invoice(100.0, '2025-04-01', post=False)
        self.company.fiscalyear_lock_date = date(2999, 12, 31)
        self.company.invalidate_recordset()
        second = self._active(partner_id=self.partner.id, stacking='add')
        with self.assertRaisesRegex(UserError, "closed"), self.cr.savepoint():
            self._settle(second)
        self.assertFalse(second.settlement_ids)

    def test_customer_archived_or_merged(self):
        """REB-01: an archived customer stops with the remedy; a merge takes agreement and settlements along."""
        agreement = self._active()
        self._invoice(800.0)
        self.partner.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self._settle(agreement)
        other = self.env['res.partner'].create({'name': "Northern Pumps Group", 'is_company': True})
        agreement.with_user(self.finance).payee_id = other
        settlement = self._settle(agreement)
        self.assertEqual(settlement.move_id.partner_id, other)
        self.partner.active = True
        final = self.env['res.partner'].create({'name': "Northern Pumps Ltd", 'is_company': True})
        self.env['base.partner.merge.automatic.wizard'].create({})._merge((other | final | self.partner).ids, final)
        self.env.invalidate_all()
        self.assertEqual((agreement.partner_id, settlement.partner_id), (final, final))
        self.assertEqual(self._settle(agreement), settlement, "the volume came along")

    def test_agreement_with_settlements_stays(self):
        """REB-01: an agreement that was settled cannot be deleted."""
        agreement = self._active()
        self._settle(agreement)
        with self.assertRaisesRegex(UserError, agreement.name):
            agreement.unlink()

    def test_several_customers_need_a_payee(self):
        """REB-01: where several customers take part, somebody must be named who is paid."""
        second = self.env['res.partner'].create({'name': "Second"})
        agreement = self._active(partner_id=False, partner_ids=[(6, 0, (self.partner | second).ids)])
        self._invoice(800.0)
        with self.assertRaisesRegex(UserError, agreement.name):
            self._settle(agreement)
        agreement.payee_id = second
        self.assertEqual(self._settle(agreement).move_id.partner_id, second)

    def test_marks_are_not_set_by_hand(self):
        """REB-01: nobody takes an invoice out of the volume by marking it as a rebate's."""
        agreement = self._active()
        invoice = self._invoice(800.0)
        settlement = self._settle(agreement)
        with self.assertRaises(UserError):
            invoice.with_user(self.finance).write({'desk_rebate_settlement_id': settlement.id})
