"""Production hears of it when the money of a released order goes again."""
from odoo.exceptions import UserError
from odoo.tests import tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestHold(ReleaseCommon):

    def setUp(self):
        super().setUp()
        self.order = self._order([(self.pump, 2, 500.0)])
        self.order.action_confirm()
        self.payment = self._payment(self.order, 300.0)
        self.order.action_desk_release()
        self.production = self._productions(self.order).filtered(lambda mo: mo.product_id == self.pump)

    def test_deposit_gone(self):
        """DEP-01: the payment undone, the gate closes, what has not started is on hold, people are told."""
        self.payment.action_draft()
        self.assertOpen(self.order, 'deposit')
        self.assertTrue(self.order.desk_production_hold)
        self.assertEqual(set(self._productions(self.order).mapped('desk_on_hold')), {True})
        told = self.order.activity_ids.user_id
        self.assertIn(self.users['production_manager'], told)
        self.assertIn(self.users['finance_clerk'], told)
        manager = self.production.with_user(self.users['production_manager'])
        for act in ('action_start', 'button_mark_done'):
            with self.assertRaisesRegex(UserError, self.production.name):
                getattr(manager, act)()
        manager.qty_producing = 2
        with self.assertRaisesRegex(UserError, self.production.name):
            manager.button_mark_done()

    def test_deposit_back(self):
        """DEP-01: the money back, production goes on."""
        self.payment.action_draft()
        self.payment.action_post()
        self.assertPassed(self.order, 'deposit')
        self.assertFalse(self.order.desk_production_hold)
        self.assertEqual(set(self._productions(self.order).mapped('desk_on_hold')), {False})
        self.assertFalse(self.order.activity_ids)
        self.production.action_start()
        self.assertEqual(self.production.state, 'progress')

    def test_waived(self):
        """DEP-01: a waiver of the general manager lets production go on as well."""
        self.payment.action_reject()
        self.assertTrue(self.production.desk_on_hold)
        self._decide(self.order, 'general_manager', 'deposit', 'waive')
        self.assertFalse(self.production.desk_on_hold)

    def test_running_production_is_asked(self):
        """DEP-01: what runs already is not stopped: production decides, asked by an activity."""
        self.production.action_start()
        self.payment.action_cancel()
        self.assertFalse(self.production.desk_on_hold)
        self.assertEqual(self.production.activity_ids.user_id, self.users['production_manager'])

    def test_new_drafts_wait(self):
        """DEP-01: while the deposit is gone, a new manufacturing order for the order waits as well."""
        self.payment.action_draft()
        draft = self.env['mrp.production'].create({
            'product_id': self.pump.id, 'product_qty': 1, 'sale_line_id': self.order.order_line.id})
        with self.assertRaisesRegex(UserError, self.order.name):
            draft.action_confirm()

    def test_order_grew(self):
        """DEP-01: a released order that grows asks for more deposit: what was released goes on, what is added waits."""
        before = self.order.order_line.product_uom_qty
        self._agreed(self.order).order_line.write({'product_uom_qty': 4, 'price_unit': 500.0})
        self.assertOpen(self.order, 'deposit')
        self.assertFalse(self.order.desk_production_hold)
        self.assertEqual(sum(self._productions(self.order).filtered(
            lambda mo: mo.product_id == self.pump and mo.state == 'confirmed').mapped('product_qty')), before)
        self.assertEqual(self.order.order_line.desk_held_qty, 4.0 - before)
        self.payment.action_draft()
        self.assertTrue(self.order.desk_production_hold)

    def test_repeated_events_tell_once(self):
        """DEP-01: a second look at the same missing deposit tells nobody again."""
        self.payment.action_draft()
        count = len(self.order.activity_ids)
        self.order.action_desk_check()
        self.order.action_desk_check()
        self.assertEqual(len(self.order.activity_ids), count)
