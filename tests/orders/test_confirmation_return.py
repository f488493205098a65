from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .confirmation_common import ConfirmationCommon


@tagged('post_install', '-at_install')
class TestConfirmationReturn(ConfirmationCommon):

    def test_clean_copy_opens_the_way(self):
        """CNF-05, CNF-06: without the clean copy no order; with it the quotation becomes one."""
        order = self._order()
        with self.assertRaisesRegex(UserError, "has not been sent"):
            order.with_user(self.clerk).action_confirm()
        self._send(order)
        with self.assertRaisesRegex(UserError, "has not come back"):
            order.with_user(self.clerk).action_confirm()
        self._return(order)
        self.assertPassed(order, 'customer_confirmation')
        self.assertEqual(order.desk_return_ids.state, 'clean')
        self.assertEqual(order.desk_return_ids.examined_by, self.clerk)
        self.assertTrue(order.desk_returned_at)
        order.with_user(self.clerk).action_confirm()
        self.assertEqual(order.state, 'sale')

    def test_unclear_copy(self):
        """CNF-04: a copy that fails a check goes back to awaiting confirmation, with what is unclear."""
        order = self._order()
        self._send(order)
        with self.assertRaisesRegex(UserError, "what is unclear"):
            self._return(order, 'unclear')
        self._return(order, 'unclear', "Stamp unreadable", checks={
            'content_ok': True, 'signature_ok': True, 'notes_ok': True})
        row = order.desk_return_ids
        self.assertEqual((row.content_ok, row.signature_ok, row.stamp_ok, row.notes_ok), (True, True, False, True))
        self.assertOpen(order, 'customer_confirmation')
        self.assertIn("Stamp unreadable", self._check(order, 'customer_confirmation').message)
        self.assertFalse(order.desk_returned_at)
        self._return(order)
        self.assertPassed(order, 'customer_confirmation')

    def test_clean_needs_all_four_checks(self):
        """CNF-04: a copy with a failed check cannot be called clean."""
        order = self._order()
        self._send(order)
        with self.assertRaisesRegex(UserError, "Stamp Clear"):
            self._return(order, checks={'content_ok': True, 'signature_ok': True, 'stamp_ok': False, 'notes_ok': True})
        self.assertFalse(order.desk_return_ids)

    def test_void_when_facts_change(self):
        """CNF-05: a changed price, quantity, line or date voids the copy; the message names it, old → new."""
        order = self._confirmed_order()
        line = order.order_line[0]
        for record, vals, expected in (
            (line, {'price_unit': 80.0}, "Unit price: 100.0 → 80.0"),
            (line, {'product_uom_qty': 5}, "Quantity: 2.0 → 5.0"),
            (line, {'name': "Pump A, left-handed"}, "left-handed"),
            (order, {'commitment_date': '2031-05-05 10:00:00'}, "2031-05-05"),
        ):
            with self.subTest(vals=vals):
                before = {name: record[name] for name in vals}
                record.write(vals)
                self.assertOpen(order, 'customer_confirmation')
                message = self._check(order, 'customer_confirmation').message
                self.assertIn(expected, message)
                if record == line:
                    self.assertIn("Pump A", message)
                with self.assertRaisesRegex(UserError, order.name):
                    order.action_confirm()
                record.write(before)
                self.assertPassed(order, 'customer_confirmation')
        order.write({'order_line': [fields.Command.create({'product_id': self.product_b.id})]})
        self.assertOpen(order, 'customer_confirmation')
        order.order_line[-1].unlink()
        self.assertPassed(order, 'customer_confirmation')

    def test_slip_is_no_change(self):
        """CNF-05: the promise slips while the copy is out, which voids nothing; another promise does."""
        with freeze_time('2026-03-02 08:00:00'):
            order = self._order(desk_completion_date='2026-04-01')
            self._send(order)
        with freeze_time('2026-03-09 08:00:00'):
            self.env.invalidate_all()
            self.assertEqual(str(order.desk_promised_date), '2026-04-08')
            order.action_desk_check()
            self.assertIn("has not come back", self._check(order, 'customer_confirmation').message)
            self._return(order)
            self.assertPassed(order, 'customer_confirmation')
            order.with_user(self.clerk).action_desk_promise('2026-05-15', 'other')
            self.assertIn("2026-05-15", self._check(order, 'customer_confirmation').message)
            self._send(order)
            self.assertIn("has not come back", self._check(order, 'customer_confirmation').message)
            self._return(order)
            self.assertPassed(order, 'customer_confirmation')

    def test_dates_after_the_release(self):
        """CNF-05: once released, dates move with their causes; prices still bind."""
        order = self._confirmed_order()
        order.with_user(self.clerk).action_confirm()
        self.assertTrue(order.desk_released)
        self._agreed(order).commitment_date = '2031-05-05 10:00:00'
        self.assertPassed(order, 'customer_confirmation')
        self._agreed(order).order_line[0].price_unit = 80.0
        self.assertOpen(order, 'customer_confirmation')
        message = self._check(order, 'customer_confirmation').message
        self.assertIn("100.0 → 80.0", message)
        self.assertNotIn("2027", message)

    def test_made_to_measure(self):
        """CNF-08: specification and special requirements are part of what the customer confirms."""
        order = self._confirmed_order()
        order.order_line[0].desk_specification = "2000 x 600 mm"
        self.assertIn("2000 x 600 mm", self._check(order, 'customer_confirmation').message)
        order.order_line[0].desk_specification = False
        order.desk_special_requirements = "Left-hand door"
        self.assertIn("Left-hand door", self._check(order, 'customer_confirmation').message)
        self._send(order)
        paper = order.desk_confirmation_attachment_id.raw.decode()
        self.assertIn("Left-hand door", paper)

    def test_irrelevant_change_keeps_the_copy(self):
        """CNF-05: what the confirmation does not tell leaves the copy in force."""
        order = self._confirmed_order()
        order.write({'origin': "Fair", 'user_id': self.users['salesperson'].id})
        self.assertPassed(order, 'customer_confirmation')

    def test_changed_since_sent(self):
        """CNF-04: a copy of what was sent cannot confirm an order that has changed meanwhile."""
        order = self._order()
        self._send(order)
        order.order_line[0].price_unit = 90
        self.assertIn("100.0 → 90.0", self._check(order, 'customer_confirmation').message)
        with self.assertRaisesRegex(UserError, "100.0 → 90.0"):
            self._return(order)
        self._send(order)
        self._return(order)
        self.assertPassed(order, 'customer_confirmation')

    def test_sending_again(self):
        """CNF-04: an unchanged order keeps its clean copy when sent again, a changed one needs a new copy."""
        order = self._confirmed_order()
        self._send(order)
        self.assertPassed(order, 'customer_confirmation')
        order.order_line[0].product_uom_qty = 7
        self._send(order)
        self.assertFalse(order.desk_return_verdict)
        self.assertOpen(order, 'customer_confirmation')

    def test_bad_input(self):
        """CNF-04: each wrong input is refused by a sentence that names the order; nothing is half written."""
        order = self._order()
        with self.assertRaisesRegex(UserError, f"{order.name}.*has not been sent"):
            self._return(order)
        self._send(order)
        clerk = order.with_user(self.clerk)
        for attachment, verdict in (
            (self._copy(), 'perhaps'), (False, 'clean'), (0, 'clean'), (99999999, 'clean'), ("aGVsbG8=", 'clean'),
            ([], 'clean'), (None, None),
        ):
            with self.subTest(attachment=attachment, verdict=verdict), self.assertRaisesRegex(UserError, order.name):
                clerk.action_desk_register_return(attachment, verdict, 'x')
        foreign = self.env['ir.attachment'].create({'name': "secret", 'raw': b'x'})
        with self.assertRaises(AccessError):
            clerk.action_desk_register_return(foreign.id, 'clean', '')
        self.assertFalse(order.desk_return_ids)
        self.assertTrue(clerk.action_desk_register_return(self.env['ir.attachment'].browse(self._copy()), 'clean', ''))

    def test_evidence_survives_the_original(self):
        """CNF-04: the copy on file stays when the uploaded file is deleted."""
        order = self._order()
        self._send(order)
        original = self.env['ir.attachment'].browse(self._copy())
        order.with_user(self.clerk).action_desk_register_return(original.id, 'clean', '')
        original.unlink()
        self.assertTrue(order.desk_return_ids.attachment_ids.raw)
        with self.assertRaises(UserError):
            order.desk_return_ids.unlink()

    def test_wizard(self):
        """CNF-04: the form asks for the four checks; only all four make the copy clean."""
        order = self._order()
        self._send(order)
        action = order.with_user(self.clerk).action_desk_open_register_return()
        form = Form(self.env[action['res_model']].with_user(self.clerk).with_context(**action['context']))
        form.attachment_ids.add(self.env['ir.attachment'].browse(self._copy()))
        form.content_ok = form.signature_ok = form.stamp_ok = True
        form.note = "Notes missing"
        self.assertFalse(form.is_clean)
        form.save().action_desk_register()
        self.assertEqual(order.desk_return_verdict, 'unclear')
        form = Form(self.env[action['res_model']].with_user(self.clerk).with_context(**action['context']))
        form.attachment_ids.add(self.env['ir.attachment'].browse(self._copy()))
        form.content_ok = form.signature_ok = form.stamp_ok = form.notes_ok = True
        form.save().action_desk_register()
        self.assertEqual(order.desk_return_verdict, 'clean')

    def test_computed_gate_is_not_approved(self):
        """CNF-05: nobody approves the customer's confirmation in his place; the general manager may waive."""
        order = self._order()
        with self.assertRaises(UserError):
            self._decide(order, 'general_manager', 'customer_confirmation')
        self._decide(order, 'general_manager', 'customer_confirmation', 'waive', reason="Framework contract")
        order.with_user(self.clerk).action_confirm()
        self.assertEqual(order.state, 'sale')

    def test_mass_confirmation(self):
        """CNF-05: a mass confirmation names every order without its copy and confirms none."""
        good, bad = self._confirmed_order(), self._order()
        with self.assertRaises(UserError) as error:
            (good | bad).with_user(self.clerk).action_confirm()
        self.assertIn(bad.name, str(error.exception))
        self.assertNotIn(good.name, str(error.exception))
        self.assertEqual(good.state, 'sent')

    def test_query_count(self):
        """CNF-05: judging 1 order and 100 orders takes the same number of queries, at most one for this gate."""
        orders = self.env['sale.order'].concat(*(self._order() for _number in range(30)))
        self._send(orders)
        for order in orders:
            self._return(order)
        counts = {}
        for number in (1, 30):
            some = orders[:number].sudo()
            self.env.invalidate_all()
            some.mapped('name')
            some.order_line.mapped('name')  # what the host reads of any order it confirms
            before = self.cr.sql_log_count
            self._evaluate_gate(some)
            counts[number] = self.cr.sql_log_count - before
        self.assertEqual(counts[1], counts[30])
        self.assertLessEqual(counts[30], 1)

    def _evaluate_gate(self, orders):
        findings = self.env['order.desk.evaluator.customer_confirmation']._evaluate(None, orders)
        self.assertFalse(any(findings.values()))
