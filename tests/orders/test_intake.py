from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .intake_common import IntakeCommon


@tagged('post_install', '-at_install')
class TestIntakeFacts(IntakeCommon):

    def test_document_is_kept(self):
        """INT-01: the customer's written order stays with the order and is readable by the colleagues."""
        order = self._complete_order()
        document = order.desk_customer_document_ids
        self.assertEqual((document.res_model, document.res_id), ('sale.order', order.id))
        self.assertTrue(document.with_user(self.second_clerk).raw)
        with self.assertRaisesRegex(UserError, f"customer's document of order {order.name}"):
            document.unlink()

    def test_document_of_somebody_else(self):
        """INT-01: nobody attaches a file that he may not read."""
        secret = self._attachment(user=self.second_clerk)
        order = self._complete_order()
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).write({'desk_customer_document_ids': [(4, secret.id)]})

    def test_channel_and_time(self):
        """INT-02, INT-06: channel and time of receipt are asked of each order, and how late it was registered."""
        order = self._order()
        self.assertIn('channel', self._codes(order))
        self.assertIn('received', self._codes(order))
        order.with_user(self.clerk).action_desk_received_now()
        order.desk_channel_id = self.channel_fax
        self.assertNotIn('channel', self._codes(order))
        self.assertNotIn('received', self._codes(order))
        order.desk_received_at = order.create_date - timedelta(hours=3)
        self.assertAlmostEqual(order.desk_register_hours, 3.0, places=1)

    def test_order_taker(self):
        """INT-17: an order goes to the customer's order taker, a contact's to that of its company."""
        contact = self.env['res.partner'].create({'name': "Mrs Wu", 'parent_id': self.partner.id})
        self.assertEqual(contact.desk_order_taker_id, self.clerk)
        self.assertEqual(self._order(partner_id=contact.id).desk_order_taker_id, self.clerk)
        other = self.env['res.partner'].create({'name': "Other", 'desk_order_taker_id': self.second_clerk.id})
        order = self._order()
        order.partner_id = other
        self.assertEqual(order.desk_order_taker_id, self.second_clerk)

    def test_usual_type(self):
        """INT-27: orders are classed as domestic or international by the countries; unknown is not guessed."""
        self.assertEqual(self._order().desk_order_type_id, self.domestic)
        self.partner.country_id = self.env.ref('base.de')
        self.assertEqual(self._order().desk_order_type_id, self.env.ref('order_desk.order_type_international'))
        self.partner.country_id = False
        self.assertFalse(self._order().desk_order_type_id)

    def test_handler_of_internal_orders(self):
        """INT-31: orders of a type that has a handler go to him, whoever the customer's order taker is."""
        internal = self.env.ref('order_desk.order_type_internal')
        internal.handler_id = self.second_clerk
        self.assertEqual(self._order(desk_order_type_id=internal.id).desk_order_taker_id, self.second_clerk)

    def test_copy_carries_no_evidence(self):
        """INT-01, INT-25: a copied order is a new order without documents, checks and answers."""
        order = self._complete_order()
        order.with_user(self.second_clerk).action_desk_check_entry()
        copy = order.copy()
        for name in ('desk_customer_document_ids', 'desk_document_digest', 'desk_entry_checked_at', 'desk_scope_valid',
                     'desk_estimate_sent_at', 'desk_channel_id', 'desk_received_at'):
            self.assertFalse(copy[name], name)
        self.assertIn('document', self._codes(copy))

    def test_evidence_is_not_written_by_hand(self):
        """INT-25: who checked is written by the action only."""
        order = self._complete_order()
        for name, value in (('desk_entry_checked_at', '2026-01-01'), ('desk_document_digest', 'x'),
                            ('desk_open_question_count', 0), ('desk_unread_rows', 'x')):
            with self.assertRaises(AccessError, msg=name):
                order.with_user(self.clerk).write({name: value})

    def test_switched_off(self):
        """INT-07: an order of a company that does not use the desk has no points and no rows."""
        self.company.desk_enabled = False
        order = self._order()
        self.assertFalse(order.desk_intake_point_ids)
        self.assertEqual(order.desk_missing_count, 0)

    def test_form(self):
        """INT-04: the clerk states all facts of the order form on one page of the order."""
        with Form(self.env['sale.order'].with_user(self.clerk)) as form:
            form.partner_id = self.partner
            self.assertEqual(form.desk_order_taker_id, self.clerk)
            form.desk_channel_id = self.channel_fax
            form.desk_packing = "Wooden case"
            form.desk_transport = "By sea"
        self.assertEqual(form.record.desk_packing, "Wooden case")


@tagged('post_install', '-at_install')
class TestIntakeChecks(IntakeCommon):

    def test_second_person(self):
        """INT-25: the entry is checked by somebody who did not enter it."""
        order = self._complete_order()
        with self.assertRaisesRegex(UserError, "Ask a colleague"):
            order.with_user(self.clerk).action_desk_check_entry()
        order.with_user(self.second_clerk).action_desk_check_entry()
        self.assertEqual(order.desk_entry_checked_by_id, self.second_clerk)
        self.assertNotIn('second_check', self._codes(order))

    def test_who_changed_may_not_check(self):
        """INT-25: a colleague who corrected the lines cannot check his own correction."""
        order = self._complete_order()
        order.order_line.with_user(self.second_clerk).write({'product_uom_qty': 7})
        with self.assertRaisesRegex(UserError, "Ask a colleague"):
            order.with_user(self.second_clerk).action_desk_check_entry()
        order.with_user(self.users['order_supervisor']).action_desk_check_entry()
        self.assertNotIn('second_check', self._codes(order))

    def test_check_is_void_after_a_change(self):
        """INT-25: lines, customer, date or document changed after the check void it; other fields do not."""
        order = self._complete_order()
        changes = [
            {'order_line': [(1, order.order_line.id, {'product_uom_qty': 3})]},
            {'partner_id': self.env['res.partner'].create({'name': "Another"}).id},
            {'commitment_date': '2030-01-01 00:00:00'},
            {'desk_customer_document_ids': [(4, self._attachment("second.pdf", b"page 2").id)]},
        ]
        for vals in changes:
            order.with_user(self.users['order_supervisor']).action_desk_check_entry()
            self.assertFalse(order.desk_entry_changed)
            order.with_user(self.clerk).write({'note': "internal remark"})
            self.assertFalse(order.desk_entry_changed)
            order.write(vals)
            self.assertTrue(order.desk_entry_changed, vals)
            self.assertIn('second_check', self._codes(order))

    def test_check_needs_the_role(self):
        """INT-25: only the order desk checks entries."""
        order = self._complete_order()
        for role in ('engineer', 'finance_clerk', 'shipping_clerk'):
            with self.assertRaises(AccessError, msg=role):
                order.with_user(self.users[role]).action_desk_check_entry()

    def test_review_of_the_form(self):
        """INT-23: a salesperson's order form is reviewed by a second person."""
        order = self._complete_order(desk_channel_id=self.channel_salesperson.id, user_id=self.clerk.id)
        self.assertIn('review', self._codes(order))
        with self.assertRaisesRegex(UserError, "second person"):
            order.with_user(self.clerk).action_desk_review_form()
        order.with_user(self.second_clerk).action_desk_review_form()
        self.assertNotIn('review', self._codes(order))
        self.assertEqual(order.desk_reviewed_by_id, self.second_clerk)

    def test_scope_answers(self):
        """INT-03, INT-19, INT-20, INT-21: six questions; a "no" needs a reason and reaches the sales manager."""
        self.company.desk_sales_manager_id = self.users['sales_manager']
        order = self._order()
        order.team_id = False
        self.assertIn('scope', self._codes(order))
        order.with_user(self.clerk).action_desk_answer_all_yes()
        self.assertNotIn('scope', self._codes(order))
        self.assertEqual(order.desk_scope_by_id, self.clerk)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            order.desk_scope_capability = 'no'
        order.with_user(self.clerk).write({'desk_scope_capability': 'no', 'desk_scope_reason': "Too large a flange"})
        self.assertIn('scope_refused', self._codes(order))
        self.assertIn(self.users['sales_manager'], order.activity_ids.user_id)

    def test_number_confirmed(self):
        """INT-24: the number is given by the sequence and its confirmation with the customer is recorded."""
        self.domestic.require_number_confirmed = True
        order = self._order()
        self.assertTrue(order.name)
        self.assertIn('number_confirmed', self._codes(order))
        order.with_user(self.clerk).action_desk_confirm_number()
        self.assertEqual(order.desk_number_confirmed_by_id, self.clerk)
        self.assertNotIn('number_confirmed', self._codes(order))

    def test_shared_on_entry(self):
        """INT-29: colleagues named by the order type follow the order once its entry is checked."""
        self.domestic.informed_user_ids = self.users['shipping_clerk']
        order = self._complete_order()
        order.with_user(self.second_clerk).action_desk_check_entry()
        self.assertIn(self.users['shipping_clerk'].partner_id, order.message_partner_ids)
