"""Hard cases with every shipped gate on: a deposit that comes in two currencies, goes again, or never was."""
from odoo.exceptions import UserError
from odoo.tests import tagged

from .whole_common import WholeCommon


@tagged('post_install', '-at_install')
class TestMoney(WholeCommon):
    """An order of 1,000 with 30 % deposit, confirmed; pumps are made to order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.desk_deposit_percent = 30.0
        cls.euro = cls.env.ref('base.EUR')
        cls.euro.active = True
        cls.euro.rate_ids.unlink()
        # One unit of the company's currency buys half a euro.
        cls.env['res.currency.rate'].create({
            'currency_id': cls.euro.id, 'name': '2020-01-01', 'rate': 0.5, 'company_id': cls.company.id})

    def setUp(self):
        super().setUp()
        self.order = self._accepted([(self.pump, 10, 100.0)])
        self._as('order_clerk', self.order).action_confirm()

    def _release(self):
        self._as('order_clerk', self.order).action_desk_release()

    def _down_payment(self):
        """Invoice the deposit and have it paid through the host's own wizards."""
        invoice = self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=self.order.ids).create(
                {'advance_payment_method': 'percentage', 'amount': 30.0})._create_invoices(self.order)
        invoice.action_post()
        payment = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({})._create_payments()
        return invoice, payment

    def assertStopped(self):
        """Neither released nor an instruction written; the sentence names order, amount and who has it."""
        for act in (self._release, self._as('order_clerk', self.order).action_desk_create_instruction):
            with self.assertRaisesRegex(UserError, rf"(?s){self.order.name}.+Deposit.+300.+Finance Clerk"), \
                    self.env.cr.savepoint():
                act()
        self.assertEqual(self.order.desk_stage, 'deposit')
        self.assertIn("300", self.order.desk_waiting_for)
        self.assertNothingStarted(self.order)

    def test_no_deposit(self):
        """DEP-01, PRD-01: confirmed without money: the order stands at the deposit, nothing is made."""
        self.assertStopped()

    def test_credit_note(self):
        """DEP-01: a credit note against the paid deposit closes the gate, before and after the release."""
        invoice, _payment = self._down_payment()
        self.assertPassed(self.order, 'deposit')
        self._instruct(self.order)
        self._release()
        production = self._productions(self.order).filtered(lambda mo: mo.product_id == self.pump)
        self.assertEqual(production.state, 'confirmed')
        reversal = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({'journal_id': invoice.journal_id.id})
        self.env['account.move'].browse(reversal.refund_moves()['res_id']).action_post()
        self.assertOpen(self.order, 'deposit')
        self.assertTrue(self.order.desk_production_hold)
        self.assertIn(self.users['production_manager'], self.order.activity_ids.user_id)
        with self.assertRaisesRegex(UserError, production.name):
            self._as('production_manager', production).action_start()

    def test_split_and_merged_on_hold(self):
        """DEP-01: what is on hold stays so in parts, and merged with something else."""
        payment = self._pay_deposit(self.order, 300.0)
        self._instruct(self.order)
        self._release()
        production = self._productions(self.order).filtered(lambda mo: mo.product_id == self.pump)
        payment.action_cancel()
        self.assertTrue(production.desk_on_hold)
        parts = production._split_productions({production: [4.0, 6.0]})
        self.assertEqual(sorted(parts.mapped('product_qty')), [4.0, 6.0])
        for part in parts:
            with self.assertRaisesRegex(UserError, part.name.split('-')[0]), self.env.cr.savepoint():
                self._as('production_manager', part).action_start()
        with self.assertRaisesRegex(UserError, self.order.name), self.env.cr.savepoint():
            parts.action_merge()
        self._pay_deposit(self.order, 300.0)
        self.assertEqual(set(parts.mapped('desk_on_hold')), {False})
        parts[0].action_start()

    def test_payment_reset_to_draft(self):
        """DEP-01, PRD-01: reset before the release, the signed instruction is worth nothing until the money is back."""
        _invoice, payment = self._down_payment()
        self._instruct(self.order)
        payment.action_draft()
        with self.assertRaisesRegex(UserError, rf"(?s){self.order.name}.+Deposit.+300"), self.env.cr.savepoint():
            self._release()
        self.assertEqual(self.order.desk_stage, 'deposit')
        self.assertNothingStarted(self.order)
        payment.action_post()
        self._pay_deposit(self.order, 300.0)
        self._release()
        self.assertEqual(len(self._productions(self.order)), 2)

    def test_two_currencies(self):
        """DEP-01: half of the deposit in euro, half at home; either alone leaves what is missing by name."""
        self._pay_deposit(self.order, 75.0, self.euro)
        self.assertEqual((self.order.desk_deposit_required, self.order.desk_deposit_received), (300.0, 150.0))
        with self.assertRaisesRegex(UserError, r"Deposit.+150"), self.env.cr.savepoint():
            self._release()
        second = self._pay_deposit(self.order, 150.0)
        self.assertPassed(self.order, 'deposit')
        self._instruct(self.order)
        self._release()
        self.assertTrue(self.order.desk_released)
        second.action_cancel()
        self.assertTrue(self.order.desk_production_hold)

    def test_draft_payment(self):
        """DEP-01: a payment that nobody has posted proves nothing."""
        payment = self._pay_deposit(self.order, 300.0)
        payment.action_draft()
        self.assertStopped()
        payment.unlink()
        self.assertStopped()
