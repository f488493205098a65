"""Follow-ups: dated looks at an order that call whoever looks."""
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestFollowUp(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(user_id=cls.users['salesperson'].id, desk_order_taker_id=cls.users['order_clerk'].id)
        cls.today = fields.Date.today()
        cls.FollowUp = cls.env['order.desk.follow.up']

    def _plan(self, days=0, **vals):
        return self.FollowUp.with_user(self.users['production_manager'])._desk_plan([{
            'order_id': self.order.id, 'name': "Look at the castings", 'kind': 'quality',
            'due_on': self.today + timedelta(days=days), **vals}]).sudo()

    def test_due_calls_at_once(self):
        """FUP-01, TRK-05: whoever looks gets an activity on the day; the order's clerk where nobody is named."""
        due, named, later = self._plan(), self._plan(user_id=self.users['engineer'].id), self._plan(days=3)
        self.assertEqual(due.activity_ids.user_id, self.users['order_clerk'])
        self.assertEqual(named.activity_ids.user_id, self.users['engineer'])
        self.assertFalse(later.activity_ids)
        later.due_on = self.today
        self.assertEqual(later.activity_ids.user_id, self.users['order_clerk'])

    def test_cron_calls_and_escalates(self):
        """FUP-01, TRK-05: the daily run calls once on the day, and the order supervisor when nobody looked."""
        follow_up = self._plan(days=2)
        clerk, supervisor = self.users['order_clerk'], self.users['order_supervisor']
        called = {1: self.env['res.users'], 2: clerk, 3: clerk, 5: clerk | supervisor, 6: clerk | supervisor}
        for days, users in called.items():
            with self.subTest(days=days), freeze_time(fields.Datetime.now() + timedelta(days=days)):
                self._run_cron()
                self.assertEqual(follow_up.activity_ids.user_id, users)
                self.assertEqual(len(follow_up.activity_ids), len(users))
        follow_up.with_user(self.users['order_clerk']).action_done()
        self.assertFalse(follow_up.activity_ids)

    def test_looking_is_recorded(self):
        """FUP-01: who looked, when and what he found stands on the follow-up and in the order's log."""
        follow_up = self._plan()
        activity = follow_up.activity_ids.with_user(self.users['order_clerk'])
        activity.action_feedback(feedback="Two castings rejected")
        self.assertEqual(follow_up.done_by_id, self.users['order_clerk'])
        self.assertEqual(follow_up.result, "Two castings rejected")
        self.assertIn("Two castings rejected", self.order.message_ids[0].body)
        with self.assertRaises(UserError):
            follow_up.unlink()
        with self.assertRaises(AccessError):
            self._plan().with_user(self.users['order_clerk']).done_on = fields.Datetime.now()

    def test_found_something(self):
        """FUP-01, FUP-02: what is found becomes an anomaly of the same order."""
        follow_up = self._plan()
        action = follow_up.with_user(self.users['order_clerk']).action_report_anomaly()
        anomaly = self.env['order.desk.anomaly'].with_user(self.users['order_clerk']).with_context(
            **action['context']).create({'kind': 'quality'})
        self.assertEqual((anomaly.order_id, anomaly.description), (self.order, "Look at the castings"))

    def _run_cron(self):
        with patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=True):
            self.FollowUp._cron_desk_follow_up()
