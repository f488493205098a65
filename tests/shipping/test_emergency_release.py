"""Goods first, the notice afterwards: who may, what it waives, what it leaves open."""
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .shipping_common import ShippingCommon


@tagged('post_install', '-at_install')
class TestEmergencyRelease(ShippingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('shipping_application')
        cls.today = fields.Date.today()

    def _release(self, picking, role='service_supervisor', due=None):
        return picking.with_user(self.users[role]).action_desk_emergency_release(
            "The line at the customer stands still", due or self.today + timedelta(days=2))

    def _escalate(self):
        with patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=True):
            self.env['order.desk.emergency.release']._cron_escalate()

    def _debt(self, picking):
        return self.env['order.desk.emergency.release'].search([('picking_id', '=', picking.id)])

    def test_ships_and_owes(self):
        """SHP-04: the supervisor's word lets the goods go; who owes the notice and by when stays open."""
        picking = self._to_ship()
        with self.assertRaisesRegex(UserError, "shipping application"):
            self._ship(picking)
        decision = self._release(picking)
        self.assertEqual((decision.decision, decision.user_id), ('waive', self.users['service_supervisor']))
        self.assertVerdict(picking, 'waived', 'missing')
        self._ship(picking)
        self.assertEqual(picking.state, 'done')
        debt = self._debt(picking)
        self.assertEqual((debt.state, debt.due_date), ('open', self.today + timedelta(days=2)))
        self.assertEqual(debt.activity_ids.user_id, debt.owner_id)
        self.assertTrue(debt.owner_id.has_group('order_desk.group_order_clerk'))
        with self.assertRaises(UserError):
            decision.with_user(self.users['administrator']).write({'reason': "Other"})
        for vals in ({'state': 'settled'}, {'due_date': '2099-01-01'}):
            with self.assertRaises(AccessError):
                debt.with_user(self.users['administrator']).write(vals)

    def test_settled_afterwards(self):
        """SHP-04: the notice is made up of what left, reviewed by a second person, and the debt is settled."""
        picking = self._to_ship()
        self._release(picking)
        self._ship(picking, PA=1)
        paper = self._apply(picking)
        self.assertTrue(paper.is_afterwards)
        self.assertEqual(paper.line_ids.mapped('quantity'), [1, 1])
        self.assertEqual(self._debt(picking).state, 'open')
        with self.assertRaisesRegex(UserError, "another person's"):
            self._review(picking, 'order_clerk')
        self._review(picking)
        debt = self._debt(picking)
        self.assertEqual((debt.state, debt.settled_by_id), ('settled', self.users['second_clerk']))
        self.assertFalse(picking.desk_paper_owed)
        self.assertFalse(debt.activity_ids)
        with self.assertRaisesRegex(UserError, "it is kept as it is"):
            paper.with_user(self.users['order_clerk']).receiver = "Somebody"

    def test_settled_before_shipping(self):
        """SHP-04: a notice that is reviewed in time settles the debt, and later changes reopen it as ever."""
        picking = self._to_ship()
        self._release(picking)
        self._apply(picking)
        self.assertVerdict(picking, 'waived', 'signature')
        self._review(picking)
        self.assertVerdict(picking, 'passed')
        self.assertEqual(self._debt(picking).state, 'settled')
        self.site.street = "Dock 99"
        self.assertVerdict(picking, 'open', 'outdated')

    def test_supervisor_only(self):
        """SEC-07, SHP-04: nobody else releases, by whatever path; waiving the gate is the same act."""
        picking = self._to_ship()
        for role, user in self.users.items():
            if role == 'service_supervisor':
                continue
            for act in (
                lambda record: record.action_desk_emergency_release("Now", self.today),
                lambda record: record.desk_decide('shipping_application', 'waive', "Now", until=self.today),
            ):
                with self.assertRaises(AccessError, msg=role):
                    act(picking.with_user(user))
        for values in ({'desk_paper_owed': True}, ):
            with self.assertRaises(AccessError):
                picking.with_user(self.users['service_supervisor']).write(values)
        with self.assertRaises(AccessError):
            self.env['order.desk.emergency.release'].with_user(self.users['service_supervisor']).create({
                'picking_id': picking.id})
        self._decide(picking, 'service_supervisor', 'shipping_application', 'waive', until=self.today)
        self.assertEqual(self._debt(picking).state, 'open')

    def test_reason_and_day(self):
        """SHP-04: without a reason or a day that is still to come nothing is released."""
        picking = self._to_ship().with_user(self.users['service_supervisor'])
        yesterday = self.today - timedelta(days=1)
        for reason, due in (("", self.today), ("Now", False), ("Now", yesterday), ("Now", "soon"), (None, None)):
            with self.assertRaises(UserError):
                picking.action_desk_emergency_release(reason, due)
        self.assertFalse(self._debt(picking))
        picking.action_desk_emergency_release("Now", fields.Date.to_string(self.today))
        with self.assertRaisesRegex(UserError, "already"):
            picking.action_desk_emergency_release("Now", self.today)

    def test_never_the_money(self):
        """SHP-04: other gates of the transfer stop it as before."""
        self._gate('stop_goods', ['finance_clerk'], stage='ship')
        picking = self._to_ship()
        self._release(picking)
        with self.assertRaisesRegex(UserError, "Stop goods"):
            self._ship(picking)
        self._decide(picking.sale_id, 'finance_clerk', 'stop_goods')
        self._ship(picking)
        self.assertEqual(picking.state, 'done')

    def test_quota(self):
        """SHP-04: so many open releases of one approver, and no more."""
        self.company.desk_emergency_quota = 2
        first, second, third = (self._to_ship() for _number in range(3))
        self._release(first)
        self._release(second)
        with self.assertRaisesRegex(UserError, first.name):
            self._release(third)
        self._apply(first)
        self._review(first)
        self._release(third)
        self.assertEqual(self._debt(third).state, 'open')

    def test_overdue(self):
        """SHP-04: an overdue notice goes to the general manager, and blocks the next release until it is filed."""
        picking, other = self._to_ship(), self._to_ship()
        self._release(picking)
        self._ship(picking)
        debt = self._debt(picking)
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self._escalate()
            self.assertFalse(debt.escalated_on)
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            debt.invalidate_recordset(['is_overdue'])
            self._escalate()
            self._escalate()
            called = debt.activity_ids.filtered(
                lambda activity: activity.user_id.has_group('order_desk.group_general_manager'))
            self.assertEqual(len(called), 1)
            with self.assertRaisesRegex(UserError, picking.name):
                self._release(other, due=self.today + timedelta(days=9))
            self._apply(picking)
            self._review(picking)
            self._release(other, due=self.today + timedelta(days=9))
        self.assertEqual(self._debt(other).state, 'open')

    def test_unused_release_ends(self):
        """SHP-04: a release that is not used lapses after its day, and owes nothing when cancelled or taken back."""
        lapsing, cancelled, revoked = (self._to_ship() for _number in range(3))
        for picking in (lapsing, cancelled, revoked):
            self._release(picking)
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self.assertVerdict(lapsing, 'open', 'missing')
        cancelled.action_cancel()
        self.assertEqual(self._debt(cancelled).state, 'void')
        self._decide(revoked, 'service_supervisor', 'shipping_application', 'revoke', "Not needed")
        self.assertEqual(self._debt(revoked).state, 'void')
        self.assertVerdict(revoked, 'open', 'missing')

    def test_backorder_is_not_released(self):
        """SHP-01, SHP-04: what stays behind has a notice of its own; the release does not reach it."""
        picking = self._to_ship([(self.product_a, 10, 100.0)])
        self._release(picking)
        backorder = self._ship(picking, PA=4)
        self.assertEqual(backorder.move_ids.product_uom_qty, 6)
        self.assertVerdict(backorder, 'open', 'missing')
        with self.assertRaisesRegex(UserError, backorder.name):
            self._ship(backorder)
        self._apply(backorder)
        self._review(backorder)
        self._ship(backorder)
        self.assertEqual(backorder.state, 'done')
