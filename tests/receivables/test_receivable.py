"""What customers owe, item by item, with the order each comes from."""
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..gates.deposit_common import DepositCommon


@tagged('post_install', '-at_install')
class TestReceivable(DepositCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({'desk_class': 'b', 'desk_order_taker_id': cls.users['order_clerk'].id})
        cls.order = cls._deposit_order(user_id=cls.users['salesperson'].id)

    def _invoice(self, days_ago):
        invoice = self._down_payment(self.order, post=False)
        invoice.write({
            'invoice_date': fields.Date.subtract(fields.Date.today(), days=days_ago), 'invoice_payment_term_id': False,
            'invoice_date_due': fields.Date.subtract(fields.Date.today(), days=days_ago)})
        invoice.action_post()
        self.env.flush_all()
        return invoice

    def _items(self, role='order_clerk'):
        return self.env['order.desk.receivable'].with_user(self.users[role]).search(
            [('partner_id', '=', self.partner.id)])

    def test_item_and_order(self):
        """REC-01, PAY-08, PAY-10, PAY-13: each open item names order, salesperson and order taker, and its age."""
        invoice = self._invoice(45)
        item = self._items()
        self.assertEqual((item.move_id, item.order_id, item.salesperson_id, item.order_taker_id), (
            invoice, self.order, self.users['salesperson'], self.users['order_clerk']))
        self.assertEqual((item.amount, item.overdue, item.days_overdue, item.bucket), (300.0, 300.0, 45, 'd60'))
        self._pay(invoice, 100.0)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(item.amount, 200.0)
        self._pay(invoice)
        self.env.flush_all()
        self.assertFalse(self._items())
        self._payment(self.order, 50.0)
        self.env.flush_all()
        advance = self._items()
        self.assertEqual((advance.amount, advance.order_id), (-50.0, self.order))

    def test_who_sees(self):
        """PAY-09, REC-01: a salesperson sees his own customers, the desk and finance all; nobody else any."""
        self._invoice(1)
        for role in ('salesperson', 'order_supervisor', 'finance_clerk', 'general_manager', 'sales_manager'):
            self.assertEqual(len(self._items(role)), 1, role)
        self.users['colleague'] = self._user('colleague', 'sales_team.group_sale_salesman')
        self.assertFalse(self._items('colleague'))
        self.users['stranger'] = self._user('stranger', 'stock.group_stock_user')
        with self.assertRaises(AccessError):
            self._items('stranger')

    def test_reminded_and_put_in_order(self):
        """REC-01, PAY-09: the salesperson of an overdue customer is called once, until the items are in order."""
        self._invoice(10)
        Receivable = self.env['order.desk.receivable']
        kind = self.env.ref('order_desk.activity_type_receivables')
        calls = Receivable._get_calls(self.company)
        [call] = [call for call in calls if call[0] == self.partner]
        self.assertEqual(call[1:4], (self.users['salesperson'], 300.0, 1))
        Receivable._call([(self.company, *call)])
        activity = self.partner.activity_ids.filtered(lambda act: act.activity_type_id == kind)
        self.assertEqual(activity.user_id, self.users['salesperson'])
        self.assertIn("300.00", activity.summary)
        self.assertNotIn(self.partner, [call[0] for call in Receivable._get_calls(self.company)])
        with self.assertRaises(AccessError):
            self._items('shipping_clerk').action_desk_put_in_order()
        with self.assertRaises(AccessError):
            self.partner.with_user(self.users['administrator']).desk_receivables_reviewed_on = '2026-01-01'
        self._items('salesperson').action_desk_put_in_order()
        self.assertEqual(self.partner.desk_receivables_reviewed_by_id, self.users['salesperson'])
        self.assertFalse(self.partner.activity_ids.filtered(lambda act: act.activity_type_id == kind))

    def test_cron(self):
        """REC-01: the scheduled action calls for every company that uses the desk."""
        self._invoice(10)
        cron = self.env.ref('order_desk.ir_cron_receivables')
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self.partner.activity_ids)
