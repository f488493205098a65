from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .intake_common import IntakeCommon


@tagged('post_install', '-at_install')
class TestEstimate(IntakeCommon):

    def test_estimate_by_mail(self):
        """INT-18: the first estimate goes to the customer with thanks; who and when are recorded."""
        order = self._order()
        self.assertIn('estimate', self._codes(order))
        order.desk_estimate_date = '2031-05-06'
        order.with_user(self.clerk).action_desk_send_estimate()
        message = order.message_ids[0]
        self.assertIn(self.partner, message.partner_ids)
        self.assertIn("Thank you for your order", message.body)
        self.assertIn("2031", message.body)
        self.assertEqual(order.desk_estimate_sent_by_id, self.clerk)
        self.assertEqual(order.desk_estimate_way, 'mail')
        self.assertNotIn('estimate', self._codes(order))

    def test_estimate_needs_content_and_address(self):
        """INT-18: without an estimate or an address nothing is sent, and the remedy is named."""
        order = self._order()
        with self.assertRaisesRegex(UserError, "estimated completion date"):
            order.with_user(self.clerk).action_desk_send_estimate()
        order.desk_estimate_note = "Four weeks"
        self.partner.email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            order.with_user(self.clerk).action_desk_send_estimate()
        with self.assertRaisesRegex(UserError, "Told To"):
            order.with_user(self.clerk).action_desk_tell_estimate()
        order.desk_estimate_contact = "Mr Li"
        order.with_user(self.clerk).action_desk_tell_estimate()
        self.assertEqual(order.desk_estimate_way, 'phone')

    def test_estimate_needs_the_role(self):
        """INT-18: an engineer does not answer customers."""
        order = self._order()
        order.desk_estimate_note = "Four weeks"
        with self.assertRaises(AccessError):
            order.with_user(self.users['engineer']).action_desk_send_estimate()


@tagged('post_install', '-at_install')
class TestClarification(IntakeCommon):

    def _point(self, order, code):
        return order.desk_intake_point_ids.filtered(lambda point: point.code == code)

    def test_a_row_per_missing_point(self):
        """INT-07, INT-15: each missing point has its row; it goes when the order states it."""
        order = self._order()
        codes = set(self._codes(order))
        self.assertEqual(set(order.desk_intake_point_ids.mapped('code')), codes)
        order.desk_channel_id = self.channel_fax
        self.assertFalse(self._point(order, 'channel'))

    def test_settled_but_missing_stays_missing(self):
        """INT-15: a clarification note settles no point that the order still leaves open."""
        order = self._order()
        point = self._point(order, 'delivery_date')
        point.with_user(self.clerk).write({'contact': "Mr Li", 'note': "by end of May", 'settled': True})
        self.assertEqual(point.recorded_by_id, self.clerk)
        self.assertEqual(point.state, 'settled_missing')
        self.assertIn('delivery_date', self._codes(order))
        order.commitment_date = '2030-05-31 00:00:00'
        point.invalidate_recordset(['state'])
        self.assertEqual(point.state, 'complete')
        self.assertTrue(point.exists(), "the note is kept")
        with self.assertRaises(UserError), self.cr.savepoint():
            point.unlink()

    def test_referred_to_the_sales_manager(self):
        """INT-16: a point that is not understood goes to the sales manager, whose answer is kept."""
        manager = self.users['sales_manager']
        order = self._order()
        order.team_id = False
        self.company.desk_sales_manager_id = manager
        question = self.env['order.desk.intake.point'].with_user(self.clerk).create({
            'order_id': order.id, 'question': "Which flange does he mean?"})
        self.assertIn('question', self._codes(order))
        question.action_desk_refer()
        self.assertEqual(question.referred_to_id, manager)
        self.assertIn(manager, order.activity_ids.user_id)
        with self.assertRaises(AccessError):
            question.action_desk_answer("I answer myself")
        question.with_user(manager).action_desk_answer("DN 50")
        self.assertEqual((question.answer, question.answered_by_id), ("DN 50", manager))
        self.assertIn('question', self._codes(order), "answered, but not settled by the order taker")
        question.settled = True
        self.assertNotIn('question', self._codes(order))

    def test_stamps_are_not_written_by_hand(self):
        """INT-15: who recorded a clarification cannot be claimed."""
        point = self._order().desk_intake_point_ids[:1]
        with self.assertRaises(AccessError):
            point.with_user(self.clerk).write({'recorded_by_id': self.second_clerk.id})
        with self.assertRaises(AccessError):
            point.with_user(self.users['finance_clerk']).write({'note': "x"})
