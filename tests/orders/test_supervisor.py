"""What the order supervisor decides, and what the desk has at hand when the customer asks."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..technical_common import TechnicalCommon


@tagged('post_install', '-at_install')
class TestSupervisor(TechnicalCommon):

    def test_takes_part_in_decisions(self):
        """SEC-06: the supervisor does what the clerks do, and decides what they may not."""
        self._only_gates('customer_archive')
        self.assertTrue(self.users['order_supervisor'].has_group('order_desk.group_order_clerk'))
        order = self._order()
        self.assertOpen(order, 'customer_archive')
        with self.assertRaises(AccessError):
            self._decide(order, 'order_clerk', 'customer_archive', 'waive', "Known for years")
        with self.assertRaises(UserError):
            self._decide(order, 'order_supervisor', 'customer_archive', 'waive', "")
        decision = self._decide(order, 'order_supervisor', 'customer_archive', 'waive', "Known for years")
        self.assertEqual(decision.user_id, self.users['order_supervisor'])
        self.assertEqual(self._check(order, 'customer_archive').state, 'waived')

    def test_technical_answers_are_at_hand(self):
        """TEC-10: a clerk without engineering rights reads the engineers' verdict and answers the customer."""
        order = self._nonstandard_order()
        paper = self._paper(order)
        self._answer(paper.line_ids, 'producible')
        clerk = self.users['order_clerk']
        self.assertFalse(clerk.has_group('order_desk.group_engineer'))
        seen = paper.with_user(clerk).line_ids
        self.assertEqual(seen.verdict, 'producible')
        order.with_user(clerk).message_post(body="It can be built.", subtype_xmlid='mail.mt_comment')
        self.assertIn("It can be built.", order.message_ids[0].body)
