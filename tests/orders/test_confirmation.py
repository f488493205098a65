from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .confirmation_common import ConfirmationCommon


@tagged('post_install', '-at_install')
class TestConfirmation(ConfirmationCommon):

    def test_send_refused_while_review_is_open(self):
        """CNF-01: the confirmation leaves only when review is settled; the refusal names order and finding."""
        self._gate('legal', ['general_manager'])
        orders = self._order() | self._order()
        with self.assertRaises(UserError) as error:
            self._send(orders)
        for order in orders:
            self.assertIn(order.name, str(error.exception))
        self.assertIn("General Manager", str(error.exception))
        self.assertFalse(orders.desk_return_ids)
        self.assertEqual(set(orders.mapped('state')), {'draft'})
        self.assertFalse(any(orders.mapped('desk_confirmation_sent_at')))

    def test_send(self):
        """CNF-01: sending marks the quotation sent, keeps the paper, mails the customer with it."""
        order = self._order()
        self.assertTrue(self._send(order))
        self.assertEqual(order.state, 'sent')
        self.assertEqual(order.desk_confirmation_sent_by, self.clerk)
        self.assertTrue(order.desk_confirmation_sent_at)
        self.assertEqual(order.desk_confirmation_sent_via, 'mail')
        paper = order.desk_confirmation_attachment_id
        self.assertIn(order.name, paper.name)
        message = order.message_ids.filtered(lambda message: paper in message.attachment_ids)
        self.assertEqual(len(message), 1)
        self.assertIn(self.partner, message.partner_ids | message.notified_partner_ids)
        self.assertIn(order.name, message.subject)
        self.assertIn(f'/my/orders/{order.id}', message.body)
        content = paper.raw.decode()
        for text in (order.name, "Pump A", "Pump B", "Order Confirmation"):
            self.assertIn(text, content)

    def test_send_without_mail_address(self):
        """CNF-03: a customer without e-mail gets the paper by fax or post; the print is handed to the clerk."""
        self.partner.email = False
        order = self._order()
        action = self._send(order)
        self.assertEqual(action['type'], 'ir.actions.report')
        self.assertEqual(order.desk_confirmation_sent_via, 'paper')
        self.assertTrue(order.desk_confirmation_attachment_id)
        self.assertEqual(order.state, 'sent')

    def test_check_before_sending(self):
        """CNF-02: with the setting on, only a print that was checked as it is now may leave."""
        self.company.desk_check_before_sending = True
        order = self._order()
        with self.assertRaisesRegex(UserError, order.name):
            self._send(order)
        order.with_user(self.clerk).action_desk_check_confirmation_print()
        self.assertEqual(order.desk_confirmation_checked_by, self.clerk)
        order.order_line[0].price_unit = 99
        with self.assertRaisesRegex(UserError, "has not been checked as it is now"):
            self._send(order)
        order.with_user(self.clerk).action_desk_check_confirmation_print()
        self._send(order)
        self.assertEqual(order.state, 'sent')

    def test_receipt(self):
        """CNF-03: sent at, receipt confirmed when, by whom and with whom; the sender is reminded to ask."""
        order = self._order()
        with self.assertRaisesRegex(UserError, "has not been sent"):
            order.with_user(self.clerk).action_desk_confirm_receipt("Ms Lee")
        self._send(order)
        activity = order.activity_ids
        self.assertEqual(activity.user_id, self.clerk)
        with self.assertRaisesRegex(UserError, "name the person"):
            order.with_user(self.clerk).action_desk_confirm_receipt(" ")
        order.with_user(self.clerk).action_desk_confirm_receipt("Ms Lee")
        self.assertEqual(order.desk_confirmation_receipt_with, "Ms Lee")
        self.assertEqual(order.desk_confirmation_receipt_by, self.clerk)
        self.assertFalse(order.activity_ids)

    def test_roles(self):
        """CNF-02, CNF-03, CNF-04: every role but the order desk is refused by every action."""
        order = self._order()
        self._send(order)
        for role, user in self.users.items():
            if role in ('order_clerk', 'order_supervisor'):
                continue
            own = order.with_user(user)
            for act in (
                own.action_desk_check_confirmation_print,
                own.action_desk_send_confirmation,
                lambda own=own: own.action_desk_confirm_receipt("Ms Lee"),
                lambda own=own, user=user: own.action_desk_register_return(self._copy(user), 'clean', ''),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    act()
        self.assertFalse(order.desk_return_verdict)
        order.with_user(self.users['order_supervisor']).action_desk_register_return(
            self._copy(self.users['order_supervisor']), 'clean', '')
        self.assertEqual(order.desk_return_verdict, 'clean')

    def test_evidence_cannot_be_written(self):
        """CNF-04: sent, receipt and verdict are written by their actions only, not by hand, import or RPC."""
        order = self._order()
        for name, value in (
            ('desk_return_verdict', 'clean'), ('desk_confirmation_sent_at', '2026-01-01 00:00:00'),
            ('desk_return_fingerprint', 'x'), ('desk_confirmation_receipt_with', "nobody"),
            ('desk_countersigned_at', '2026-01-01 00:00:00'),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                order.with_user(self.clerk).with_context(desk_product_write=True).write({name: value})
        with self.assertRaises(AccessError):
            self.env['order.desk.customer.return'].with_user(self.clerk).create(
                {'order_id': order.id, 'company_id': order.company_id.id, 'state': 'clean'})

    def test_copy_has_no_answer(self):
        """CNF-06: a copy of a confirmed order is a new order that the customer has to confirm."""
        order = self._confirmed_order()
        twin = order.copy()
        self.assertFalse(twin.desk_return_verdict)
        self.assertFalse(twin.desk_confirmation_sent_at)
        self.assertOpen(twin, 'customer_confirmation')
        with self.assertRaises(UserError):
            twin.action_confirm()

    def test_quotation_may_be_sent(self):
        """CNF-01: the quotation (Odoo's Send) may go out during review; only the confirmation may not."""
        self._gate('legal', ['general_manager'])
        order = self._order()
        action = order.with_user(self.clerk).action_quotation_send()
        order.with_user(self.clerk).with_context(**action['context']).message_post(body="Our offer")
        self.assertEqual(order.state, 'sent')
        self.assertFalse(order.desk_confirmation_sent_at)
        with self.assertRaises(UserError):
            self._send(order)

    def test_other_order_states(self):
        """CNF-01: cancelled and not enrolled orders have no order confirmation."""
        cancelled = self._order()
        cancelled.action_cancel()
        with self.assertRaisesRegex(UserError, cancelled.name):
            self._send(cancelled)
        self.company.desk_enabled = False
        plain = self._order()
        with self.assertRaisesRegex(UserError, plain.name):
            self._send(plain)
        plain.action_confirm()
        self.assertEqual(plain.state, 'sale')

    def test_prompts_are_printed(self):
        """CNF-07: the one printed document carries goods, dates and the supervision prompts."""
        order = self._order(desk_prompt_ids=[(0, 0, {'prompt_date': '2026-03-04', 'name': "Watch the casting"})])
        self._send(order)
        self.assertIn("Watch the casting", order.desk_confirmation_attachment_id.raw.decode())
