"""After-sales orders: by when they are ordered, arranged and delivered, and who is told."""
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .shipping_common import ShippingCommon


@tagged('post_install', '-at_install')
class TestDelivery(ShippingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('shipping_application')
        cls.company.partner_id.tz = 'Asia/Shanghai'
        cls.type = cls.env.ref('order_desk.order_type_after_sales')
        cls.type.has_cutoff = True
        cls.man = cls.users['shipping_clerk']

    def _asked(self, received, **vals):
        return self._order(
            desk_received_at=received, desk_order_type_id=self.type.id, partner_shipping_id=self.site.id, **vals)

    def _note(self, **vals):
        order = self._asked('2026-03-10 08:00:00', user_id=self.users['salesperson'].id, **vals)
        order.action_confirm()
        return order.picking_ids

    def test_days_on_the_order(self):
        """CUT-01, CUT-02: the order says by when it is ordered and arranged; a later request moves both."""
        order = self._asked('2026-03-10 09:14:59')  # 17:14:59 in Shanghai
        self.assertEqual(order.desk_order_by, fields.Date.to_date('2026-03-10'))
        self.assertEqual(order.desk_arrange_by, fields.Date.to_date('2026-03-11'))
        order.desk_received_at = '2026-03-10 09:15:00'
        self.assertEqual(order.desk_order_by, fields.Date.to_date('2026-03-11'))
        self.assertEqual(order.desk_arrange_by, fields.Date.to_date('2026-03-12'))
        order.desk_order_type_id = self.env.ref('order_desk.order_type_domestic')
        self.assertFalse(order.desk_order_by or order.desk_arrange_by)
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_clerk']).write({'desk_order_by': '2030-01-01'})

    def test_settings(self):
        """CUT-01, CUT-02: cut-off, numbers and the working calendar are the company's settings."""
        self.company.write({'desk_cutoff_time': 12.0, 'desk_arrange_days_before': 2, 'desk_cutoff_count': 'working'})
        order = self._asked('2026-03-13 03:59:59')  # Friday, 11:59:59
        self.assertEqual(order.desk_order_by, fields.Date.to_date('2026-03-13'))
        self.assertEqual(order.desk_arrange_by, fields.Date.to_date('2026-03-17'))
        for vals in ({'desk_cutoff_time': 25.0}, {'desk_normal_days': -1}):
            with self.assertRaises(ValidationError):
                self.company.write(vals)

    def test_late_ones(self):
        """CUT-01, CUT-03: what was not ordered or not arranged in time says so."""
        with freeze_time('2026-03-10 08:00:00'):
            order = self._asked('2026-03-10 08:00:00')
            self.assertFalse(order.desk_cutoff_late)
        with freeze_time('2026-03-11 08:00:00'):
            order.invalidate_recordset(['desk_cutoff_late'])
            self.assertEqual(order.desk_cutoff_late, 'order')
            order.action_confirm()
            self.assertFalse(order.desk_cutoff_late)
            self.assertEqual(order.desk_follow_by, fields.Date.to_date('2026-03-12'))
        with freeze_time('2026-03-12 08:00:00'):
            order.invalidate_recordset(['desk_cutoff_late'])
            self.assertEqual(order.desk_cutoff_late, 'arrange')
            order.picking_ids.with_user(self.users['order_clerk']).action_desk_assign_delivery(self.man.id)
            self.assertFalse(order.desk_cutoff_late)

    def test_urgent_normal_named(self):
        """CUT-04, CUT-05, CUT-06: days count from the arranged delivery; the customer's own time stands above."""
        urgent, normal, named = self._note(desk_urgency='urgent'), self._note(), self._note(
            commitment_date='2026-03-20 06:00:00')
        with freeze_time('2026-03-11 02:00:00'):
            (urgent | normal | named).with_user(self.users['order_clerk']).action_desk_assign_delivery(self.man.id)
        # the end of the day in Shanghai
        self.assertEqual(urgent.desk_deliver_by, fields.Datetime.to_datetime('2026-03-12 15:59:59'))
        self.assertEqual(normal.desk_deliver_by, fields.Datetime.to_datetime('2026-03-14 15:59:59'))
        self.assertEqual(named.desk_deliver_by, fields.Datetime.to_datetime('2026-03-20 06:00:00'))
        with freeze_time('2026-03-12 16:00:00'):
            (urgent | normal).invalidate_recordset(['desk_is_late'])
            self.assertEqual([urgent.desk_is_late, normal.desk_is_late], [True, False])
            late = self.env['stock.picking'].search([('desk_deliver_by', '<', 'now'), ('state', '!=', 'done')])
            self.assertIn(urgent, late)
            self.assertNotIn(normal, late)
        with freeze_time('2026-03-11 02:00:00'), self.assertRaisesRegex(UserError, "earlier time"):
            urgent.with_user(self.users['order_clerk']).action_desk_assign_delivery(self.man.id, '2026-03-13 02:00:00')

    def test_people_are_told(self):
        """CUT-07, CUT-08, CUT-09: delivery man, ordering post and salesperson, each in his turn."""
        picking = self._note()
        order = picking.sale_id
        order.desk_order_taker_id = self.users['order_clerk']
        with self.assertRaisesRegex(UserError, "arrange the delivery"):
            picking.with_user(self.users['order_clerk']).action_desk_announce_delivery()
        picking.with_user(self.users['order_clerk']).action_desk_assign_delivery(self.man.id)
        self.assertEqual(picking.activity_ids.user_id, self.man)
        told = self.env['mail.message'].search([
            ('model', '=', 'sale.order'), ('res_id', '=', order.id), ('message_type', '=', 'user_notification')])
        self.assertLessEqual(
            (self.users['salesperson'] | self.users['order_clerk']).partner_id, told.notified_partner_ids)
        self.assertEqual(order.desk_arranged_on, picking.desk_arranged_on)
        picking.with_user(self.man).action_desk_announce_delivery()
        self.assertEqual(picking.desk_announced_by_id, self.man)
        activity = order.activity_ids.filtered(lambda activity: activity.user_id == self.users['salesperson'])
        self.assertIn(f"{order.amount_total:.2f}", activity.note)

    def test_wrong_data(self):
        """CUT-10: wrong data go back to the order clerk."""
        picking = self._note()
        picking.sale_id.desk_order_taker_id = self.users['second_clerk']
        with self.assertRaises(UserError):
            picking.with_user(self.man).action_desk_report_data_error(" ")
        picking.with_user(self.man).action_desk_report_data_error("The house number is missing")
        activity = picking.sale_id.activity_ids
        self.assertEqual(activity.user_id, self.users['second_clerk'])
        self.assertIn("house number", activity.note)

    def test_dispatch_is_followed(self):
        """CUT-11: what left after its time stays late, what left in time does not."""
        picking, other = self._note(), self._note()
        now = fields.Datetime.now()
        for each in (picking, other):
            each.with_user(self.users['order_clerk']).action_desk_assign_delivery(self.man.id)
            self._apply(each)
            self._review(each)
        self._ship(picking)
        self.assertFalse(picking.desk_is_late)
        with freeze_time(now + timedelta(days=5)):
            self._ship(other)
            (picking | other).invalidate_recordset(['desk_is_late'])
            self.assertEqual([picking.desk_is_late, other.desk_is_late], [False, True])

    def test_who_may(self):
        """CUT-08: the follow-up post arranges; neither others nor a form write it by hand."""
        picking = self._note()
        for role in ('engineer', 'finance_clerk', 'salesperson'):
            with self.assertRaises(AccessError, msg=role):
                picking.with_user(self.users[role]).action_desk_assign_delivery(self.man.id)
        with self.assertRaises(AccessError):
            picking.with_user(self.man).write({'desk_deliver_by': '2030-01-01 00:00:00'})
        for wrong in (False, 'x', self.env.ref('base.public_user').id):
            with self.assertRaises(UserError):
                picking.with_user(self.man).action_desk_assign_delivery(wrong)
