from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..shipping.transit_common import TransitCommon


@tagged('post_install', '-at_install')
class TestArrival(TransitCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.company.partner_id.tz = 'Asia/Shanghai'
        cls.today = fields.Date.context_today(cls.env.user.with_context(tz='Asia/Shanghai'))

    def _sent(self, agreed, arrived=None, days_ago=6):
        """Return an order shipped some days ago, agreed to arrive so many days from today, and when it did."""
        picking = self._shipped(days_ago=days_ago)
        order = picking.sale_id
        order.desk_expected_arrival_date = self.today + timedelta(days=agreed) if agreed is not None else False
        if arrived is not None:
            picking.with_user(self.clerk).action_desk_register_arrival(self.today + timedelta(days=arrived))
        return order

    def _rows(self, orders, role='order_supervisor'):
        self.env.flush_all()
        rows = self.env['order.desk.arrival.report'].with_user(self.users[role]).with_context(
            tz='Asia/Shanghai').search([('order_id', 'in', orders.ids)])
        return {row.order_id: (row.state, row.days_late, row.days_on_way) for row in rows}

    def test_against_the_agreed_day(self):
        """DEL-09: each shipment's arrival against its order's day: in time, late, overdue, still underway."""
        in_time, late = self._sent(-1, -2), self._sent(-3, -1)
        overdue, underway, undated = self._sent(-2), self._sent(3), self._sent(None)
        orders = in_time | late | overdue | underway | undated
        self.assertEqual(self._rows(orders), {
            in_time: ('in_time', -1, 4), late: ('late', 2, 5), overdue: ('overdue', 2, 0),
            underway: ('underway', 0, 0), undated: ('undated', 0, 0)})
        report = self.env['order.desk.arrival.report'].with_user(self.users['general_manager']).with_context(
            tz='Asia/Shanghai')
        [(_customer, share, days)] = report._read_group(
            [('order_id', 'in', orders.ids)], ['partner_id'], ['late_share:avg', 'days_late:avg'])
        self.assertAlmostEqual(share, 2 / 3, places=3)
        self.assertAlmostEqual(days, 1.0)
        self.assertEqual((late.desk_arrived_date, overdue.desk_arrived_date), (
            self.today - timedelta(days=1), False))

    def test_delivery_date_of_the_order(self):
        """DEL-09: without an agreed arrival the order's delivery date counts, on the company's day of it."""
        order = self._sent(None, 0)
        # half past midnight in Shanghai: today there, yesterday in Greenwich
        order._desk_with_change().commitment_date = fields.Datetime.to_datetime(self.today) - timedelta(hours=7.5)
        self.assertEqual(self._rows(order)[order][:2], ('in_time', 0))
        second = self._sent(-1, 0)
        self.assertEqual(second.desk_arrived_date, self.today)
        self.assertEqual(self._rows(second)[second][:2], ('late', 1))

    def test_who_reads(self):
        """DEL-09: the order supervisor answers for arrivals; salespeople and other companies do not read the list."""
        order = self._sent(-1, 0)
        with self.assertRaises(AccessError):
            self._rows(order, 'salesperson')
        other = self.env['res.company'].create({'name': "Southern Works"})
        stranger = self._user(
            'foreign_supervisor', 'order_desk.group_order_supervisor', company_id=other.id,
            company_ids=[(6, 0, other.ids)])
        self.env.flush_all()
        self.assertFalse(self.env['order.desk.arrival.report'].with_user(stranger).search(
            [('order_id', '=', order.id)]))
