"""Anomalies: reported once, heard by everybody concerned, planned, told, closed."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestAnomaly(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.email = 'buyer@northern.example.com'
        cls.order = cls._order(user_id=cls.users['salesperson'].id, desk_order_taker_id=cls.users['order_clerk'].id)

    def _report(self, role='production_manager', **vals):
        return self.env['order.desk.anomaly'].with_user(self.users[role])._desk_report([{
            'order_id': self.order.id, 'kind': 'late', 'description': "The casting cracked", **vals}])

    def test_report_reaches_everybody(self):
        """FUP-02, FUP-03, TRK-07: production reports once; clerk, salesperson and those above hear."""
        anomaly = self._report()
        self.assertEqual(anomaly.sudo().reported_by_id, self.users['production_manager'])
        self.assertEqual(anomaly.sudo().owner_id, self.users['order_clerk'])
        self.assertEqual(anomaly.sudo().activity_ids.user_id, self.users['order_clerk'])
        told = anomaly.sudo().message_ids.partner_ids
        for role in ('salesperson', 'service_supervisor', 'sales_manager'):
            self.assertIn(self.users[role].partner_id, told, role)
        self.assertIn(anomaly.name, self.order.message_ids[0].body)

        both = self.env['order.desk.anomaly']._desk_report([
            {'order_id': self.order.id, 'kind': kind, 'description': "Two at once"} for kind in ('late', 'short')])
        for name in both.mapped('name'):
            self.assertIn(name, self.order.message_ids[0].body)

    def test_form_reports_as_well(self):
        """FUP-02: an anomaly entered by hand does the same as one reported by the product."""
        anomaly = self.env['order.desk.anomaly'].with_user(self.users['engineer']).create({
            'order_id': self.order.id, 'kind': 'technical', 'description': "The drawing lacks a bore"})
        self.assertEqual(anomaly.sudo().activity_ids.user_id, self.users['order_clerk'])
        with self.assertRaises(AccessError):
            anomaly.write({'state': 'closed'})
        with self.assertRaises(AccessError):
            anomaly.write({'plan': "I plan for everybody"})

    def test_plan_told_closed(self):
        """FUP-04, TRK-06: the supervisor plans, the customer reads neutral words, the result closes it."""
        anomaly = self._report()
        clerk = anomaly.with_user(self.users['order_clerk'])
        with self.assertRaises(UserError):
            clerk.action_clarified()
        clerk.write({'clarification': "Casting scrapped, new one in two days", 'plan': "Night shift on Tuesday",
                     'customer_text': "Your goods will be ready two days later."})
        clerk.action_clarified()
        self.assertEqual(anomaly.sudo().activity_ids.user_id, self.users['service_supervisor'])
        with self.assertRaises(AccessError):
            clerk.action_plan()
        with self.assertRaises(UserError):
            clerk.action_inform_customer()
        anomaly.with_user(self.users['service_supervisor']).action_plan()
        self.assertEqual(anomaly.sudo().plan_by_id, self.users['service_supervisor'])
        clerk.action_inform_customer()
        message = self.order.message_ids[0]
        self.assertIn(self.partner, message.partner_ids)
        self.assertIn("two days later", message.body)
        for secret in ("Night shift", "Casting", "cracked"):
            self.assertNotIn(secret, message.body)
        self.assertEqual(clerk.state, 'informed')
        with self.assertRaises(UserError):
            clerk.action_close()
        clerk.result = "Delivered on the new day"
        clerk.action_close()
        self.assertEqual((clerk.state, clerk.closed_by_id), ('closed', self.users['order_clerk']))
        self.assertFalse(anomaly.sudo().activity_ids)

    def test_told_by_telephone(self):
        """FUP-04: without an e-mail address the customer is told by telephone, and by name."""
        self.partner.email = False
        anomaly = self._report()
        anomaly.sudo().write({'plan': "Replace", 'customer_text': "We replace it."})
        anomaly.with_user(self.users['service_supervisor']).action_plan()
        clerk = anomaly.with_user(self.users['order_clerk'])
        with self.assertRaisesRegex(UserError, "telephone"):
            clerk.action_inform_customer()
        with self.assertRaises(UserError):
            clerk.action_told_by_phone()
        clerk.customer_person = "Ms Keel"
        clerk.action_told_by_phone()
        self.assertEqual(clerk.customer_informed_by_id, self.users['order_clerk'])

    def test_untold_is_closed_by_those_above_only(self):
        """TRK-06: what the customer never heard of is closed by who answers for it."""
        anomaly = self._report()
        clerk = anomaly.with_user(self.users['order_clerk'])
        clerk.result = "False alarm"
        with self.assertRaises(AccessError):
            clerk.action_close()
        anomaly.with_user(self.users['sales_manager']).action_close()
        self.assertEqual(anomaly.sudo().state, 'closed')

    def test_salesperson_sees_own_orders_only(self):
        """TRK-06: a salesperson reads the anomalies of his own orders."""
        other = self._order(user_id=self.users['sales_manager'].id)
        anomalies = self._report() | self._report(order_id=other.id)
        seen = self.env['order.desk.anomaly'].with_user(self.users['salesperson']).search([('id', 'in', anomalies.ids)])
        self.assertEqual(seen, anomalies[0])
        with self.assertRaises(UserError):
            anomalies.with_user(self.users['administrator']).sudo().unlink()
