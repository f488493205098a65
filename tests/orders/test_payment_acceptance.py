from unittest.mock import patch

from odoo.tests import tagged

from .confirmation_common import ConfirmationCommon


@tagged('post_install', '-at_install')
class TestPaymentAcceptance(ConfirmationCommon):
    """Online payments on orders before and after their gates are settled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        method = cls.env.ref('payment.payment_method_unknown')
        cls.provider = cls.env['payment.provider'].create({
            'name': "Test Bank", 'code': 'none', 'state': 'test', 'payment_method_ids': [(6, 0, method.ids)]})
        method.active = True
        cls.method = method

    def setUp(self):
        super().setUp()
        # The provider has no accounting set-up; what is tested here is the order.
        self.startPatcher(patch(
            'odoo.addons.account_payment.models.payment_transaction.PaymentTransaction._post_process'))

    def _pay(self, order, state='done', share=1.0):
        self.provider.support_manual_capture = 'full_only'
        transaction = self.env['payment.transaction'].create({
            'provider_id': self.provider.id, 'payment_method_id': self.method.id, 'reference': f"{order.name}-{state}",
            'amount': order.amount_total * share, 'currency_id': order.currency_id.id,
            'partner_id': order.partner_id.id, 'operation': 'online_direct', 'state': state,
            'sale_order_ids': [(6, 0, order.ids)],
        })
        transaction._post_process()
        return transaction

    def test_payment_on_blocked_order(self):
        """CNF-06: captured or authorised, a payment on a blocked order is kept; the owner is told; no order yet."""
        for state in ('done', 'authorized'):
            with self.subTest(state=state):
                order = self._order(require_payment=True, require_signature=False)
                transaction = self._pay(order, state)
                self.assertEqual(transaction.state, state)
                self.assertIn(transaction, order.transaction_ids)
                self.assertEqual(order.state, 'draft')
                self.assertFalse(order.picking_ids)
                activity = order.activity_ids
                self.assertEqual(len(activity), 1)
                self.assertIn("Customer Confirmation", activity.summary)
                self.assertTrue(activity.user_id.has_group('order_desk.group_order_clerk'))
                transaction._post_process()
                self.assertEqual(len(order.activity_ids), 1, "told once")

    def test_payment_on_open_order(self):
        """CNF-05: captured or authorised, a payment on an order without open gates confirms it, as in Odoo itself."""
        for state in ('done', 'authorized'):
            with self.subTest(state=state):
                order = self._confirmed_order(require_payment=True, require_signature=False)
                self._pay(order, state)
                self.assertEqual(order.state, 'sale')

    def test_partial_payment(self):
        """CNF-06: a payment below the required amount neither confirms nor disturbs anybody."""
        order = self._order(require_payment=True, require_signature=False, prepayment_percent=1.0)
        self._pay(order, share=0.3)
        self.assertEqual(order.state, 'draft')
        self.assertFalse(order.activity_ids)

    def test_two_orders_of_one_run(self):
        """CNF-06: a blocked order does not keep the post-processing from the next one."""
        blocked = self._order(require_payment=True, require_signature=False)
        free = self._confirmed_order(require_payment=True, require_signature=False)
        transactions = self._pay(blocked) | self._pay(free)
        transactions._post_process()
        self.assertEqual((blocked.state, free.state), ('draft', 'sale'))

    def test_paid_order_is_confirmed_later(self):
        """CNF-05: once the copy is back, the paid order is confirmed by the clerk; the payment is still there."""
        order = self._order(require_payment=True, require_signature=False)
        transaction = self._pay(order)
        self._send(order)
        self._return(order)
        order.with_user(self.clerk).action_confirm()
        self.assertEqual(order.state, 'sale')
        self.assertEqual(order.sudo().transaction_ids, transaction)
