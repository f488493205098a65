from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .transit_common import TransitCommon


@tagged('post_install', '-at_install')
class TestShippingAdvice(TransitCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._gates('shipping_advice')

    def _filled(self, picking, **vals):
        advice = self._advice(picking, **vals)
        advice.action_fill_in()
        return advice.with_user(self.clerk)

    def test_from_shipper_to_customer(self):
        """ADV-01, ADV-03, ADV-04: filled in by the shipper, sent at once, its receipt confirmed by telephone."""
        picking = self._shipped()
        order = picking._desk_order()
        self.assertOpen(picking, 'shipping_advice')
        with self.assertRaises(AccessError):
            picking.with_user(self.clerk).action_desk_open_advice()
        advice = self._advice(picking, vehicle="B-12345", driver="Mr. Wu")
        self.assertEqual((advice.carrier_id, advice.receiver_id), (self.carrier, picking.partner_id))
        self.assertIn("not completed", self._check(picking, 'shipping_advice').message)
        with self.assertRaises(UserError):
            advice.with_user(self.clerk).action_send()
        advice.action_fill_in()
        with self.assertRaises(AccessError):
            advice.action_send()
        advice = advice.with_user(self.clerk)
        advice.action_send()
        self.assertEqual((advice.state, advice.sent_via, advice.sent_by_id), ('sent', 'mail', self.clerk))
        mail = advice.message_ids.filtered(lambda message: message.message_type == 'comment')
        self.assertIn(self.partner, mail.partner_ids)
        self.assertIn(advice.attachment_id, mail.attachment_ids)
        self.assertEqual(order.activity_ids.user_id, self.clerk)
        self.assertOpen(picking, 'shipping_advice')
        with self.assertRaises(UserError):
            advice.action_confirm_receipt(" ")
        for moment in (fields.Datetime.add(fields.Datetime.now(), hours=1), "2020-01-01 00:00:00", "noon"):
            with self.assertRaises(UserError):
                advice.action_confirm_receipt("Mrs. Zhao", moment)
        advice.action_confirm_receipt("Mrs. Zhao")
        self.assertEqual((advice.confirmed_with, advice.confirmed_by_id), ("Mrs. Zhao", self.clerk))
        self.assertTrue(advice.confirmed_on)
        self.assertFalse(order.activity_ids)
        self.assertPassed(picking, 'shipping_advice')
        with self.assertRaises(UserError):
            advice.action_confirm_receipt("Mrs. Zhao")

    def test_later_than_confirmed(self):
        """ADV-02: an arrival after the confirmed date is told before sending, and settled with the customer first."""
        picking = self._shipped()
        picking._desk_order().desk_expected_arrival_date = fields.Date.add(self.today, days=2)
        advice = self._filled(picking)
        self.assertEqual(advice.expected_arrival, fields.Date.add(self.today, days=4))
        self.assertTrue(advice.is_late)
        self.assertIn("order confirmation says", advice.mismatch)
        with self.assertRaisesRegex(UserError, "Settle it with the customer"):
            advice.action_send()
        with self.assertRaises(AccessError):
            advice.with_user(self.shipper).mismatch_note = "Agreed"
        advice.mismatch_note = "Mrs. Zhao agrees to two days more"
        advice.action_send()
        self.assertEqual(advice.state, 'sent')

    def test_contents_are_compared(self):
        """ADV-02: address and day of shipping are held against order and transfer; the clerk gives it back."""
        picking = self._shipped()
        other = self.env['res.partner'].create({'name': "Elsewhere"})
        advice = self._filled(picking, receiver_id=other.id, shipped_on=fields.Date.subtract(self.today, days=1))
        self.assertIn("Elsewhere", advice.mismatch)
        self.assertIn("validated", advice.mismatch)
        self.assertFalse(advice.is_late)
        advice.action_send_back()
        self.assertEqual(advice.state, 'draft')
        advice.with_user(self.shipper).write({'receiver_id': picking.partner_id.id, 'shipped_on': self.today})
        self.assertFalse(advice.mismatch)

    def test_shipper_has_to_be_complete(self):
        """ADV-01, ADV-05: without carrier, dates or times of checking the shipper's part is not complete."""
        advice = self._advice(self._shipped())
        for words, vals in (
            ("who carries", {'carrier_id': False}), ("expected arrival", {'expected_arrival': False}),
            ("before they are shipped", {'expected_arrival': fields.Date.subtract(self.today, days=1)}),
            ("day on which the transport is checked", {'check_ids': [(5, 0, 0)]}),
        ):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                advice.write(vals)
                advice.action_fill_in()
            self.env.invalidate_all()
        with self.assertRaises(AccessError):
            advice.with_user(self.clerk).write({'driver': "Somebody"})
        with self.assertRaises(AccessError):
            advice.state = 'confirmed'

    def test_before_the_shipment(self):
        """ADV-01: the paper can be begun before the goods leave, not completed."""
        advice = self._advice(self._released().picking_ids, transporter="Own lorry")
        with self.assertRaisesRegex(UserError, "not left yet"):
            advice.action_fill_in()

    def test_times_of_checking(self):
        """ADV-05, ADV-08: each time of checking becomes a dated look; an arrival settles them."""
        picking = self._shipped()
        advice = self._filled(picking)
        self.assertEqual(advice.check_ids.mapped('is_arrival'), [False, True])
        self.assertEqual(advice.check_ids[0].check_on, fields.Date.add(self.today, days=2))
        self.assertEqual(advice.check_ids[1].check_on, fields.Date.add(self.today, days=5))
        advice.action_send()
        looks = self.env['order.desk.follow.up'].search([('picking_id', '=', picking.id)])
        self.assertEqual(looks.mapped('kind'), ['transit', 'arrival'])
        self.assertEqual(looks.mapped('due_on'), advice.check_ids.mapped('check_on'))
        picking.with_user(self.clerk).action_desk_register_arrival(self.today, "In good condition")
        self.assertTrue(all(look.done_on for look in looks))
        with self.assertRaisesRegex(UserError, "stays as it is"):
            advice.with_user(self.shipper).check_ids[0].check_on = self.today

    def test_on_paper_and_revised(self):
        """ADV-03: without an e-mail address it goes on paper; a sent advice is replaced, not changed."""
        self.partner.email = False
        picking = self._shipped()
        advice = self._filled(picking)
        action = advice.action_send()
        self.assertEqual((advice.sent_via, action['type']), ('paper', 'ir.actions.report'))
        with self.assertRaisesRegex(UserError, "Revise"):
            advice.with_user(self.shipper).driver = "Mr. Li"
        advice.with_user(self.shipper).action_revise()
        new = picking.desk_advice_id
        self.assertEqual((advice.state, new.state), ('superseded', 'draft'))
        self.assertEqual(new.check_ids.mapped('check_on'), advice.check_ids.mapped('check_on'))
        self.assertFalse(new.attachment_id or new.sent_on or new.filled_on)
        self.assertOpen(picking, 'shipping_advice')

    def test_readers(self):
        """A salesperson reads the advices of his own orders only."""
        mine = self._shipped(user_id=self.users['salesperson'].id)
        other = self._shipped(user_id=self.users['sales_manager'].id)
        self._advice(mine)
        self._advice(other)
        seen = self.env['order.desk.shipping.advice'].with_user(self.users['salesperson']).search([])
        self.assertIn(mine.desk_advice_id, seen.sudo())
        self.assertNotIn(other.desk_advice_id, seen.sudo())
