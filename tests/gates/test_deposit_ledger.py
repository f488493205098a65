"""What the ledger shows of a deposit, and how it goes away again."""
from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .deposit_common import DepositCommon


@tagged('post_install', '-at_install')
class TestDepositLedger(DepositCommon):

    def test_paid_down_payment(self):
        """DEP-01: an unpaid down payment is nothing, a paid one opens the gate, a part of it does not."""
        order = self._deposit_order()
        self.assertEqual(order.desk_deposit_required, 300.0)
        self.assertReceived(order, 0.0)
        invoice = self._down_payment(order)
        self.assertEqual(invoice.amount_total, 300.0)
        self.assertReceived(order, 0.0)
        self._pay(invoice, 100.0)
        self.assertReceived(order, 100.0)
        self._pay(invoice, 200.0)
        self.assertReceived(order, 300.0)

    def test_payment_on_draft_invoice(self):
        """DEP-01: a payment registered on an invoice that is still a draft proves nothing."""
        order = self._deposit_order()
        invoice = self._down_payment(order, post=False)
        payment = self._pay(invoice)
        self.assertEqual(payment.state, 'paid')
        self.assertReceived(order, 0.0)

    def test_payment_reset_to_draft(self):
        """DEP-01: the host leaves a payment matched that was reset to draft; the deposit is gone all the same."""
        order = self._deposit_order()
        invoice = self._down_payment(order)
        payment = self._pay(invoice)
        self.assertReceived(order, 300.0)
        payment.action_draft()
        self.assertIn(invoice.payment_state, ('paid', 'in_payment'), "the host still calls it paid")
        self.assertReceived(order, 0.0)
        payment.action_post()
        self.assertReceived(order, 300.0)

    def test_payment_cancelled_rejected_unmatched(self):
        """DEP-01: a payment cancelled, bounced or unmatched takes the deposit away."""
        undo = {
            'cancelled': lambda payment, invoice: payment.action_cancel(),
            'rejected': lambda payment, invoice: payment.action_reject(),
            'unmatched': lambda payment, invoice: invoice.line_ids.remove_move_reconcile(),
            'entry reversed': lambda payment, invoice: payment.move_id._reverse_moves(
                [{'date': fields.Date.today()}], cancel=True),
            'invoice to draft': lambda payment, invoice: invoice.button_draft(),
            'invoice cancelled': lambda payment, invoice: invoice.button_cancel(),
        }
        for word, act in undo.items():
            with self.subTest(word):
                order = self._deposit_order()
                invoice = self._down_payment(order)
                payment = self._pay(invoice)
                self.assertReceived(order, 300.0)
                act(payment, invoice)
                self.assertReceived(order, 0.0)

    def test_credit_note(self):
        """DEP-01: a credit note against the deposit closes the gate, paid before or not."""
        order = self._deposit_order()
        invoice = self._down_payment(order)
        self._credit(invoice)
        self.assertEqual(invoice.payment_state, 'reversed')
        self.assertReceived(order, 0.0)

        order = self._deposit_order()
        invoice = self._down_payment(order)
        self._pay(invoice)
        note = self._credit(invoice, post=False)
        self.assertReceived(order, 300.0)
        note.action_post()
        self.assertReceived(order, 0.0)
        self._pay(note)
        self.assertReceived(order, 0.0)

    def test_credit_note_moved_to_new_invoice(self):
        """DEP-01: money that a credit note carries over to a new down payment of the order is still there."""
        order = self._deposit_order()
        first = self._down_payment(order)
        self._pay(first)
        note = self._credit(first)
        self.assertReceived(order, 0.0)
        second = self._down_payment(order)
        (note | second).line_ids.filtered(lambda line: line.display_type == 'payment_term').reconcile()
        self.assertReceived(order, 300.0)

    def test_credit_note_shrinks_unpaid_invoice(self):
        """DEP-01: a credit note that only shrinks what is unpaid takes no money away."""
        order = self._deposit_order()
        invoice = self._down_payment(order)
        self._pay(invoice, 120.0)
        note = self._credit(invoice, post=False)
        note.invoice_line_ids.filtered(lambda line: line.display_type == 'product').price_unit = 100.0
        note.action_post()
        self.assertReceived(order, 120.0)

    def test_assigned_payment(self):
        """DEP-01, DEP-03: a posted payment assigned to the order counts without an invoice, drafts do not."""
        order = self._deposit_order()
        payment = self._payment(order, 300.0, post=False)
        self.assertReceived(order, 0.0)
        payment.action_post()
        self.assertReceived(order, 300.0)
        payment.action_draft()
        self.assertReceived(order, 0.0)
        payment.action_post()
        self.assertReceived(order, 300.0)
        payment.desk_order_id = False
        self.assertReceived(order, 0.0)

    def test_assigned_payment_rejected(self):
        """DEP-01: an assigned payment that bounces or is cancelled no longer counts."""
        for word in ('action_reject', 'action_cancel'):
            with self.subTest(word):
                order = self._deposit_order()
                payment = self._payment(order, 300.0)
                self.assertReceived(order, 300.0)
                getattr(payment, word)()
                self.assertReceived(order, 0.0)

    def test_assigned_payment_counts_once(self):
        """DEP-01: an assigned payment matched with the order's own invoice is not counted twice."""
        order = self._deposit_order()
        payment = self._payment(order, 300.0)
        invoice = self._down_payment(order)
        self.assertReceived(order, 300.0)
        lines = (payment.move_id | invoice).line_ids.filtered(
            lambda line: line.account_id.account_type == 'asset_receivable')
        lines.reconcile()
        self.assertReceived(order, 300.0)

    def test_assigned_payment_spent_elsewhere(self):
        """DEP-01: an assigned payment matched with another order's invoice is spent."""
        order, other = self._deposit_order(), self._deposit_order()
        payment = self._payment(order, 300.0)
        invoice = self._down_payment(other, 20.0)
        (payment.move_id | invoice).line_ids.filtered(
            lambda line: line.account_id.account_type == 'asset_receivable').reconcile()
        self.assertReceived(order, 100.0)
        self.assertReceived(other, 200.0)

    def test_refund_by_payment(self):
        """DEP-01: money sent back from the order counts against it."""
        order = self._deposit_order()
        self._payment(order, 300.0)
        self._payment(order, 50.0, payment_type='outbound')
        self.assertReceived(order, 250.0)

    def test_foreign_payment(self):
        """DEP-01: a deposit may be paid in any currency, matched or assigned."""
        order = self._deposit_order()
        self._payment(order, 150.0, currency=self.euro)
        self.assertReceived(order, 300.0)

        order = self._deposit_order()
        invoice = self._down_payment(order)
        self._pay(invoice, 100.0, currency=self.euro)
        self.assertReceived(order, 200.0)

    def test_two_currencies(self):
        """DEP-01: one deposit paid in two currencies, each at the rate of its own day."""
        self.env['res.currency.rate'].create({
            'currency_id': self.euro.id, 'name': '2021-01-01', 'rate': 0.4, 'company_id': self.company.id})
        order = self._deposit_order()
        invoice = self._down_payment(order)
        self._pay(invoice, 100.0)
        self.assertReceived(order, 100.0)
        self._payment(order, 40.0, currency=self.euro, date='2020-06-01')
        self.assertReceived(order, 180.0)
        payment = self._payment(order, 48.0, currency=self.euro, date='2021-06-01')
        self.assertReceived(order, 300.0)
        payment.action_draft()
        self.assertReceived(order, 180.0)

    def test_order_in_foreign_currency(self):
        """DEP-01: an order in euro, its deposit paid in euro and dollars; differences of exchange are no money."""
        pricelist = self.env['product.pricelist'].create({'name': "Euro", 'currency_id': self.euro.id})
        order = self._deposit_order(pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, self.euro)
        self.assertEqual(order.desk_deposit_required, 300.0)
        invoice = self._down_payment(order)
        self.assertEqual(invoice.currency_id, self.euro)
        self.env['res.currency.rate'].create({
            'currency_id': self.euro.id, 'name': fields.Date.add(fields.Date.today(), days=-1), 'rate': 0.4,
            'company_id': self.company.id})
        self._pay(invoice, 100.0)
        self.assertReceived(order, 100.0)
        self._pay(invoice, 250.0, currency=self.company.currency_id)
        self.assertReceived(order, 200.0)
        self._payment(order, 250.0, currency=self.company.currency_id)
        self.assertReceived(order, 300.0)

    def test_invoice_of_two_orders(self):
        """DEP-01: a payment on an invoice of two orders counts for each by its part."""
        self.valve.invoice_policy = 'order'
        orders = self._deposit_order(1000.0) | self._deposit_order(3000.0)
        invoice = orders._create_invoices()
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        self._pay(invoice, 1000.0)
        self.assertReceived(orders[0], 250.0)
        self.assertReceived(orders[1], 750.0)

    def test_overpaid(self):
        """DEP-01: more than the deposit is fine."""
        order = self._deposit_order()
        self._payment(order, 5000.0)
        self.assertReceived(order, 5000.0)
        self.assertEqual(order.desk_deposit_missing, 0.0)

    def test_final_invoice(self):
        """DEP-01: a payment on the ordinary invoice of the order is money for it as well."""
        self.valve.invoice_policy = 'order'
        order = self._deposit_order()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        self.assertReceived(order, 1000.0)

    def test_authorised_transaction_proves_nothing(self):
        """DEP-01: an authorised transaction raises the host's paid amount, not the deposit."""
        order = self._deposit_order()
        provider = self.env['payment.provider'].create({'name': "Test", 'code': 'none'})
        transaction = self.env['payment.transaction'].create({
            'provider_id': provider.id, 'amount': 300.0, 'currency_id': order.currency_id.id,
            'payment_method_id': self.env['payment.method'].with_context(active_test=False).search([], limit=1).id,
            'partner_id': order.partner_id.id, 'reference': 'desk-test',
            'sale_order_ids': [(6, 0, order.ids)]})
        # The host lets no provider of a test authorise: the state is put into the table.
        transaction.flush_recordset()
        self.env.cr.execute("UPDATE payment_transaction SET state = 'authorized' WHERE id = %s", [transaction.id])
        self.env.invalidate_all()
        self.assertEqual(order.amount_paid, 300.0)
        order.action_desk_check()
        self.assertReceived(order, 0.0)

    def test_payment_of_another_customer(self):
        """DEP-01: only the customer's own payments can be assigned to an order."""
        order = self._deposit_order()
        stranger = self.env['res.partner'].create({'name': "Stranger"})
        with self.assertRaisesRegex(ValidationError, order.name):
            self._payment(order, 300.0, partner_id=stranger.id)

    def test_queries(self):
        """DEP-01: the ledger of a hundred orders costs the queries of one."""
        orders = self.env['sale.order'].browse()
        for index in range(20):
            order = self._deposit_order()
            self._payment(order, 100.0 + index, currency=self.euro if index % 2 else None)
            orders |= order
        ledger = self.env['order.desk.deposit.ledger']
        pairs = {n: self._count_queries(lambda n=n: ledger._get_deposits(orders[:n])) for n in (2, 20)}
        self.assertEqual(pairs[2], pairs[20])
        # The ledger, the rates; the rest reads the orders and their currencies into a cold cache.
        self.assertLessEqual(pairs[20], 6)
        warm = self.cr.sql_log_count
        ledger._get_deposits(orders)
        self.assertLessEqual(self.cr.sql_log_count - warm, 2)
