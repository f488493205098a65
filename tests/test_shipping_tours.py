from odoo import fields
from odoo.tests import HttpCase, tagged

from .whole_common import WholeCommon

SHIPPING = (
    'deposit', 'quality', 'payment', 'suspension', 'shipping_application', 'shipping_advice', 'delivery_receipt',
    'final_payment')


@tagged('post_install', '-at_install')
class TestShippingTours(HttpCase, WholeCommon):
    """From the released order to the closed one in the browser, each step by the person whose it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates(*SHIPPING)

    def _tour(self, role, name, record):
        """Walk a tour as one person, on the order, the transfer or the paper."""
        path = {
            'sale.order': 'desk-orders', 'stock.picking': 'action-stock.action_picking_tree_all',
        }.get(record._name, record._name)
        self.start_tour(f'/odoo/{path}/{record.id}', f'order_desk_{name}', login=self.users[role].login, timeout=240)
        record.invalidate_recordset()

    def _released(self, grade):
        self.partner.desk_class = grade
        order = self._order([(self.shelf, 2, 100.0)])
        self._as('order_clerk', order).action_confirm()
        return order

    def _inspect(self, order):
        self._tour('quality_inspector', 'call_quality', order)
        self._tour('order_clerk', 'inspect_order', order.desk_inspection_ids)
        self._tour('quality_inspector', 'inspect_standard', order.desk_inspection_ids)

    def _apply(self, order):
        self._tour('order_clerk', 'apply_shipping', order)
        self._tour('second_clerk', 'review_shipping', order.picking_ids.desk_application_id)

    def _deliver(self, order):
        """Ship, advise, get the signed receipt."""
        picking = order.picking_ids
        self._tour('shipping_clerk', 'ship', picking)
        self.assertEqual((picking.state, order.desk_stage), ('done', 'transit'))
        self._tour('shipping_clerk', 'advise', picking)
        self._tour('order_clerk', 'send_advice', picking.desk_advice_id)
        self._tour('order_clerk', 'receipt', picking)
        self.assertEqual(picking.desk_received_on, fields.Date.context_today(picking))

    def _pay_rest(self, order):
        """Finance invoices what was delivered and matches what the bank received."""
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        payments = order.desk_payment_ids.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == 'asset_receivable' and not line.reconciled)
        due = invoice.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        if payments:
            (payments | due).reconcile()
        else:
            self.env['account.payment.register'].with_context(
                active_model='account.move', active_ids=invoice.ids).create({})._create_payments()

    def test_class_a(self):
        """QCS-03, PAY-04, SHP-02, ADV-03, ADV-04, RCP-01, RCP-04: class A from release to closed."""
        order = self._released('a')
        self._inspect(order)
        self._tour('order_clerk', 'sign', order)  # the terms of the contract
        self._apply(order)
        self._deliver(order)
        self.assertEqual(order.desk_stage, 'received')
        self._pay_rest(order)
        self._tour('order_clerk', 'closed', order)

    def test_class_b(self):
        """DEP-01, PAY-02, PAY-05, PAY-06: class B pays deposit and balance before its goods leave."""
        self.partner.desk_deposit_percent = 30.0
        order = self._released('b')
        self.assertEqual((order.desk_stage, order.desk_released), ('deposit', False))
        self._tour('finance_clerk', 'deposit', order)
        self._as('order_clerk', order).action_desk_release()
        self._inspect(order)
        self._tour('order_clerk', 'balance_notice', order)
        self.assertEqual(order.desk_balance_notice_ids.balance, 140.0)
        self._pay_deposit(order, order.desk_balance_missing)  # the bank's statement, booked by finance
        self._tour('finance_clerk', 'sign', order)
        self._apply(order)
        self._deliver(order)
        self._pay_rest(order)
        self._tour('order_clerk', 'closed', order)

    def test_emergency(self):
        """SHP-04: goods leave on the service supervisor's word; the order closes when the notice is filed."""
        order = self._released('a')
        self._inspect(order)
        self._tour('order_clerk', 'sign', order)
        self._tour('service_supervisor', 'emergency', order.picking_ids)
        self._deliver(order)
        self.assertTrue(order.picking_ids.desk_paper_owed)
        self._as('order_clerk', order.picking_ids).action_desk_apply_shipping()
        self._tour('second_clerk', 'review_shipping', order.picking_ids.desk_application_id)
        self.assertFalse(order.picking_ids.desk_paper_owed)
        self._pay_rest(order)
        self._tour('order_clerk', 'closed', order)
