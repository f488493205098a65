"""The rule of the deposit, the gate it makes, and production when the money goes again."""
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .deposit_common import DepositCommon


@tagged('post_install', '-at_install')
class TestDepositRule(DepositCommon):

    def test_order_before_terms_before_customer(self):
        """DEP-02: the order's own deposit goes before that of its payment terms, and that before the customer's."""
        order = self._deposit_order(confirm=False)
        self.assertEqual(order.desk_deposit_required, 300.0)
        terms = self.env['account.payment.term'].create({'name': "Half first", 'desk_deposit_percent': 50.0})
        order.payment_term_id = terms
        self.assertEqual(order.desk_deposit_required, 500.0)
        terms.write({'desk_deposit_amount': 120.0, 'desk_deposit_currency_id': self.company.currency_id.id})
        self.assertEqual(order.desk_deposit_required, 120.0)
        terms.write({'desk_deposit_amount': 120.0, 'desk_deposit_currency_id': self.euro.id})
        self.assertEqual(order.desk_deposit_required, 240.0)
        order.with_user(self.users['finance_clerk']).action_desk_set_deposit(percent=10.0, reason="Old friend")
        self.assertEqual(order.desk_deposit_required, 100.0)
        self.assertEqual(order.desk_deposit_reason, "Old friend")
        order.with_user(self.users['order_supervisor']).action_desk_set_deposit(amount=5000.0, reason="New product")
        self.assertEqual(order.desk_deposit_required, 1000.0, "never more than the order")
        order.with_user(self.users['order_supervisor']).action_desk_reset_deposit()
        self.assertEqual(order.desk_deposit_required, 240.0)

    def test_who_sets_it(self):
        """DEP-02: neither clerk nor salesperson sets a deposit; nobody writes its columns."""
        order = self._deposit_order(confirm=False)
        for role in ('order_clerk', 'salesperson', 'production_manager'):
            order.user_id = self.users['salesperson']
            with self.assertRaises(AccessError):
                order.with_user(self.users[role]).action_desk_set_deposit(percent=0.0, reason="No")
            with self.assertRaises(AccessError):
                order.with_user(self.users[role]).write({'desk_deposit_source': 'order'})
        with self.assertRaises(UserError):
            order.with_user(self.users['finance_clerk']).action_desk_set_deposit(percent=0.0, reason=" ")
        with self.assertRaises(UserError):
            order.with_user(self.users['finance_clerk']).action_desk_set_deposit(percent=101.0, reason="Much")
        for role in ('order_clerk', 'order_supervisor'):
            self.users[role].group_ids += self.env.ref('base.group_partner_manager')
        clerk_partner = self.partner.with_user(self.users['order_clerk'])
        with self.assertRaises(AccessError):
            clerk_partner.desk_deposit_percent = 0.0
        self.partner.with_user(self.users['order_supervisor']).desk_deposit_percent = 20.0
        with self.assertRaises(ValidationError):
            self.partner.desk_deposit_percent = 120.0

    def test_contact_follows_company(self):
        """DEP-02: a contact orders under the deposit of its company, and cannot have one of its own."""
        self.users['order_clerk'].group_ids += self.env.ref('base.group_partner_manager')
        contact = self.env['res.partner'].with_user(self.users['order_clerk']).create({
            'name': "Buyer", 'parent_id': self.partner.id})
        order = self._deposit_order(partner_id=contact.id, confirm=False)
        self.assertEqual(order.desk_deposit_required, 300.0)
        contact.sudo().desk_deposit_percent = 0.0
        self.assertEqual(order.desk_deposit_required, 300.0)

    def test_fixed_at_confirmation(self):
        """DEP-02: the customer's rule is copied at confirmation; later changes concern later orders."""
        order = self._deposit_order()
        self.assertEqual((order.desk_deposit_source, order.desk_deposit_percent), ('customer', 30.0))
        self.partner.desk_deposit_percent = 0.0
        free = self._deposit_order()
        self.assertEqual(order.desk_deposit_required, 300.0)
        self.partner.desk_deposit_percent = 50.0
        self.assertEqual(order.desk_deposit_required, 300.0)
        self.assertEqual(free.desk_deposit_required, 0.0)
        self.assertTrue(free.desk_released)
        copy = order.copy()
        self.assertFalse(copy.desk_deposit_source)
        self.assertEqual(copy.desk_deposit_required, 500.0)

    def test_rounding_and_zero(self):
        """DEP-02: rounded by the currency; an order of nothing asks for nothing."""
        self.partner.desk_deposit_percent = 33.33
        order = self._deposit_order(price=100.01)
        self.assertEqual(order.desk_deposit_required, 33.33)
        self._payment(order, 33.33)
        self.assertReceived(order, 33.33)
        nothing = self._deposit_order(price=0.0)
        self.assertEqual(nothing.desk_deposit_required, 0.0)
        self.assertTrue(nothing.desk_released)


@tagged('post_install', '-at_install')
class TestDepositGate(DepositCommon):

    def test_message(self):
        """DEP-01: the gate says what is missing, how much, with whom and until when."""
        order = self._deposit_order()
        self._payment(order, 100.0)
        self.assertOpen(order, 'deposit')
        [finding] = order.with_user(self.users['finance_clerk']).desk_dry_run('release')
        self.assertEqual(finding['gate'], 'deposit')
        self.assertEqual(finding['amount'], 200.0)
        self.assertEqual(finding['currency'], 'USD')
        self.assertIn('200.00', finding['message'])
        due = fields.Date.add(order.date_order.date(), days=self.company.desk_deposit_days)
        self.assertEqual(finding['due'], fields.Date.to_string(due))
        invoice = self._down_payment(order)
        self.assertEqual(order.desk_dry_run('release')[0]['due'], fields.Date.to_string(invoice.invoice_date_due))

    def test_days_of_the_company(self):
        """DEP-01: the day is the company's, and the whole of it: what is due on a day is late on the next."""
        self.company.partner_id.tz = 'Asia/Shanghai'
        self.company.desk_deposit_days = 3
        order = self._deposit_order()
        order.date_order = '2030-03-04 20:00:00'  # on the fifth, for the company
        [finding] = order.desk_dry_run('release')
        self.assertEqual(finding['due'], '2030-03-08')
        self.assertEqual(self._check(order, 'deposit').deadline, fields.Datetime.to_datetime('2030-03-08 15:59:59'))
        order.date_order = '2030-03-05 20:00:00'
        self.assertEqual(
            self._check(order, 'deposit').deadline.date(), fields.Date.to_date('2030-03-09'), "it follows the day")

    def test_no_deposit_no_query(self):
        """DEP-01: orders without a deposit cost the gate no query."""
        self.partner.desk_deposit_percent = 0.0
        orders = self.env['sale.order'].concat(*[self._deposit_order(confirm=False) for _index in range(3)])
        gate = self.env['order.desk.gate'].search([('code', '=', 'deposit')])
        evaluator = self.env['order.desk.evaluator.deposit']
        evaluator._get_applicable(gate, orders)
        before = self.cr.sql_log_count
        self.assertFalse(evaluator._get_applicable(gate, orders))
        self.assertEqual(self.cr.sql_log_count, before)

    def test_waiver(self):
        """DEP-01: the general manager may waive the missing deposit, up to its amount."""
        order = self._deposit_order()
        with self.assertRaises(AccessError):
            self._decide(order, 'order_clerk', 'deposit', 'waive')
        self._decide(order, 'general_manager', 'deposit', 'waive')
        self.assertEqual(self._check(order, 'deposit').state, 'waived')
        order.with_user(self.users['order_clerk']).action_desk_release()
        self.assertTrue(order.desk_released)
        order.with_user(self.users['finance_clerk']).action_desk_set_deposit(percent=60.0, reason="Rumours")
        self.assertOpen(order, 'deposit')

    def test_other_company(self):
        """DEP-01: a payment of another company cannot be assigned to an order."""
        order = self._deposit_order()
        other = self.env['res.company'].create({'name': "Other company"})
        self.env['account.chart.template'].try_loading('generic_coa', company=other, install_demo=False)
        bank = self.env['account.journal'].search([('type', '=', 'bank'), ('company_id', '=', other.id)], limit=1)
        with self.assertRaises(UserError):
            self.env['account.payment'].with_company(other).create({
                'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': self.partner.id,
                'journal_id': bank.id, 'amount': 300.0, 'desk_order_id': order.id})

    def test_finance_registers(self):
        """DEP-01: finance registers the deposit from the order; a clerk cannot."""
        order = self._deposit_order()
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_clerk']).action_desk_register_deposit()
        action = order.with_user(self.users['finance_clerk']).action_desk_register_deposit()
        payment = self.env['account.payment'].with_user(self.users['finance_clerk']).with_context(
            **action['context']).create({'journal_id': self.bank.id})
        self.assertEqual((payment.amount, payment.desk_order_id.id), (300.0, order.id))
        payment.action_post()
        self.assertReceived(order, 300.0)
        self.assertReceived(order.with_user(self.users['order_clerk']), 300.0)

    def test_switched_off(self):
        """DEP-01: with the desk off, bookings search for no order."""
        self.company.desk_enabled = False
        order = self._deposit_order(confirm=False)
        self.assertFalse(order.desk_enrolled)
        ledger = self.env['order.desk.deposit.ledger']
        before = self.cr.sql_log_count
        self.assertFalse(ledger._is_watching())
        self.assertEqual(self.cr.sql_log_count - before, 0)
