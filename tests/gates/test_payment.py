"""Money before goods: by class, by terms, by what is finished, by what the ledger shows."""
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .payment_common import PaymentCommon


@tagged('post_install', '-at_install')
class TestPaymentGate(PaymentCommon):

    def _row(self, order):
        return next(row for row in order.desk_dry_run('ship') if row['gate'] == 'payment')

    def test_class_a_by_contract(self):
        """PAY-01, PAY-04: of class A the order desk reviews the contract's terms; no money is asked for."""
        self.partner.desk_class = 'a'
        order = self._pump_order()
        self.assertIn("Order Clerk", self._check(order, 'payment').message)
        with self.assertRaises(AccessError):
            self._clear(order)
        self._decide(order, 'order_clerk', 'payment')
        self.assertPassed(order, 'payment')
        self._agreed(order).payment_term_id = self.credit
        self.assertIn("Changed since", self._check(order, 'payment').message)
        self._decide(order, 'order_clerk', 'payment')
        self.partner.desk_class = 'b'
        order._desk_refresh()
        self.assertOpen(order, 'payment')

    def test_balance_then_signature(self):
        """PAY-02, PAY-03, PAY-05: class B and C pay the balance, then finance signs; nobody else does."""
        for grade in ('b', 'c', False):
            self.partner.desk_class = grade
            order = self._pump_order()
            row = self._row(order)
            self.assertEqual((row['amount'], row['currency']), (1000.0, 'USD'))
            with self.assertRaisesRegex(UserError, "1,000"):
                self._clear(order)
            self._payment(order, 1000.0)
            self.assertIn("Finance Clerk", self._check(order, 'payment').message)
            with self.assertRaises(AccessError):
                self._decide(order, 'order_clerk', 'payment')
            self._clear(order)
            self.assertPassed(order, 'payment')

    def test_finished_quantity(self):
        """PAY-06: the balance follows what is finished, not what was ordered; more finished asks for more."""
        order = self._pump_order(100, stock=40)
        self.assertEqual(self._row(order)['amount'], 400.0)
        self._payment(order, 400.0)
        self._clear(order)
        self.assertPassed(order, 'payment')
        self._stock(60)
        order.picking_ids.action_assign()
        order._desk_refresh()
        self.assertEqual(self._row(order)['amount'], 600.0)
        # Fewer goods than were cleared change nothing.
        self._payment(order, 600.0)
        self._clear(order)
        order.picking_ids.move_ids.quantity = 30
        order._desk_refresh()
        self.assertPassed(order, 'payment')

    def test_nothing_finished(self):
        """PAY-06: before anything is finished the gate tells what the balance will be."""
        order = self._pump_order(10, stock=0)
        self.assertIn("Nothing is finished", self._check(order, 'payment').message)
        self.assertEqual(self._row(order)['amount'], 100.0)
        quotation = self._pump_order(10, confirm=False)
        self.assertEqual(self._row(quotation)['amount'], 100.0)

    def test_deposit_and_freight(self):
        """PAY-06: the deposit counts; services are owed as ordered."""
        self.partner.desk_deposit_percent = 30.0
        self._stock(10)
        order = self._order([(self.pump, 10, 10.0), (self.freight, 1, 50.0)])
        order.action_confirm()
        invoice = self._down_payment(order)
        self._pay(invoice)
        order.action_desk_release()
        order.picking_ids.action_assign()
        order._desk_refresh()
        self.assertEqual(self._row(order)['amount'], 105.0)

    def test_credit(self):
        """PAY-03: a contract that grants credit leaves the decision to finance's signature."""
        order = self._pump_order(payment_term_id=self.credit.id)
        self.assertEqual(order.desk_payment_rule, 'credit')
        self.assertIn("Finance Clerk", self._check(order, 'payment').message)
        self._clear(order)
        self.assertPassed(order, 'payment')
        half = self.env['account.payment.term'].create({'name': "Half at once", 'line_ids': [
            Command.create({'value': 'percent', 'value_amount': 50.0, 'nb_days': 0}),
            Command.create({'value': 'percent', 'value_amount': 50.0, 'nb_days': 30})]})
        self._agreed(order).payment_term_id = half
        self.assertEqual(self._row(order)['amount'], 500.0)
        half.line_ids[1].write({'nb_days': 0})
        order._desk_refresh()
        self.assertEqual(self._row(order)['amount'], 1000.0)

    def test_money_first(self):
        """PAY-11, PAY-12: in the after-sales trade class A pays first as well, and is told beforehand."""
        self.partner.desk_class = 'a'
        trade = self.env.ref('order_desk.order_type_after_sales')
        trade.pays_before_delivery = True
        order = self._pump_order(desk_order_type_id=trade.id, payment_term_id=self.credit.id)
        self.assertIn("not been told", self._check(order, 'payment').message)
        self.assertEqual(self._row(order)['amount'], 1000.0)
        with self.assertRaises(AccessError):
            order.with_user(self.users['finance_clerk']).action_desk_tell_money()
        order.with_user(self.users['salesperson']).action_desk_tell_money()
        self.assertNotIn("not been told", self._check(order, 'payment').message)
        self._payment(order, 1000.0)
        self._clear(order)
        self.assertPassed(order, 'payment')

    def test_undone_and_back(self):
        """PAY-02, PAY-10: a payment undone after the clearance closes the gate; the warehouse is told while goods
        are here, once; when the money is back, so is the clearance."""
        order = self._pump_order()
        payment = self._payment(order, 1000.0)
        self._clear(order)
        self.assertEqual(order.desk_cleared_received, 1000.0)
        payment.action_draft()
        self.assertOpen(order, 'payment')
        self.assertTrue(order.desk_payment_lost)
        told = order.activity_ids.filtered(lambda act: "do not ship" in act.summary)
        self.assertIn(self.users['salesperson'], told.user_id)
        self.assertTrue(any(user.has_group('order_desk.group_shipping_clerk') for user in told.user_id))
        self.assertIn("1,000", str(order.picking_ids.message_ids.mapped('body')))
        order._desk_refresh()
        self.assertEqual(len(order.activity_ids.filtered(lambda act: "do not ship" in act.summary)), len(told))
        payment.action_post()
        self.assertPassed(order, 'payment')
        self.assertFalse(order.desk_payment_lost)
        self.assertFalse(order.activity_ids.filtered(lambda act: "do not ship" in act.summary))

    def test_undone_under_credit(self):
        """PAY-02: where credit is granted, less money than finance saw closes the gate as well."""
        order = self._pump_order(payment_term_id=self.credit.id)
        payment = self._payment(order, 300.0)
        self._clear(order)
        self._payment(order, 100.0)
        self.assertPassed(order, 'payment')
        payment.action_cancel()
        self.assertIn("Received", self._check(order, 'payment').message)
        self.assertTrue(order.desk_payment_lost)

    def test_overpaid_and_foreign(self):
        """PAY-02: overpayment opens the gate once; euros count at the rate of their day."""
        order = self._pump_order()
        self._payment(order, 300.0, self.euro)
        self.assertEqual(self._row(order)['amount'], 400.0)
        self._payment(order, 500.0)
        self._clear(order)
        self.assertPassed(order, 'payment')

    def test_credit_note(self):
        """PAY-02: a credit note takes money away and never adds any; a lower price on the order does."""
        order = self._pump_order()
        invoice = self._down_payment(order, 100.0)
        self._credit(invoice)
        self.assertEqual(self._row(order)['amount'], 1000.0)
        paid = self._down_payment(order, 100.0)
        self._pay(paid)
        self._clear(order)
        self._credit(paid)
        self.assertOpen(order, 'payment')
        self.assertTrue(order.desk_payment_lost)
        other = self._pump_order()
        self._payment(other, 900.0)
        self._agreed(other).order_line.price_unit = 9.0
        self._clear(other)
        self.assertPassed(other, 'payment')

    def test_waiver(self):
        """PAY-02: the general manager may let a balance pass, up to its amount."""
        order = self._pump_order()
        with self.assertRaises(AccessError):
            self._decide(order, 'finance_clerk', 'payment', 'waive')
        self._decide(order, 'general_manager', 'payment', 'waive')
        self.assertEqual(self._check(order, 'payment').state, 'waived')
        self._agreed(order).order_line.price_unit = 11.0
        self.assertOpen(order, 'payment')

    def test_facts_are_the_products(self):
        """PAY-02: nobody writes what finance saw."""
        order = self._pump_order()
        for role in ('finance_clerk', 'order_clerk', 'administrator'):
            for name, value in (('desk_cleared_received', 1000.0), ('desk_cleared_at', '2026-01-01'),
                                ('desk_money_told_on', '2026-01-01'), ('desk_payment_lost', True)):
                with self.assertRaises(AccessError):
                    order.with_user(self.users[role]).write({name: value})

    def test_queries(self):
        """PAY-02, PAY-06: one order or twenty, deposit and payment together: ledger once, moves once."""
        self.partner.desk_deposit_percent = 10.0
        orders = self.env['sale.order'].concat(*[self._pump_order(5) for _index in range(20)])
        for order in orders:
            self._payment(order, 5.0)
            order.action_desk_release()
        orders.picking_ids.action_assign()
        for order in orders:
            self._payment(order, 45.0)
            self._clear(order)
        costs = [self._count_queries(lambda some=some: some._desk_evaluate(('release', 'ship')))
                 for some in (orders[:1], orders)]
        self.assertEqual(costs[0], costs[1])
        ledger = type(self.env['order.desk.deposit.ledger'])
        with self._counting(ledger, '_read_ledger') as calls:
            orders._desk_evaluate(('release', 'ship'))
        self.assertEqual(len(calls), 1)
        self.assertEqual({order.id for order in orders}, set(calls[0]))

    def _counting(self, model, name):
        """Record the first argument of every call of a method."""
        original = getattr(model, name)

        @contextmanager
        def recorded():
            calls = []

            def spy(record, argument):
                calls.append(argument)
                return original(record, argument)
            with patch.object(model, name, spy):
                yield calls
        return recorded()


@tagged('post_install', '-at_install')
class TestFinalPayment(PaymentCommon):

    def test_invoiced_and_paid(self):
        """PAY-09, RCP-04: an order is finished when everything is invoiced and paid; a reversed invoice is neither."""
        self.gates['final_payment'].active = True
        order = self._pump_order(10, payment_term_id=self.credit.id)
        self.assertIn("not invoiced", self._check(order, 'final_payment').message)
        self._clear(order)
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.action_post()
        order._desk_refresh()
        self.assertEqual(self._check(order, 'final_payment').amount, 100.0)
        self._pay(invoice, 40.0)
        self.assertEqual(self._check(order, 'final_payment').amount, 60.0)
        self._pay(invoice)
        self.assertPassed(order, 'final_payment')
        self._credit(invoice)
        self.assertOpen(order, 'final_payment')
