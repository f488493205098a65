"""From a customer's document to released production with every shipped gate on, each step by its own role."""
import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .whole_common import WholeCommon


@tagged('post_install', '-at_install')
class TestWholeRoute(WholeCommon):

    def assertStands(self, order, stage, *waiting_for):
        """The order says where it stands; what it waits for contains each of the words."""
        self.assertEqual(order.desk_stage, stage)
        for word in waiting_for:
            self.assertIn(word, order.desk_waiting_for)
        if not waiting_for:
            self.assertFalse(order.desk_waiting_for)

    def assertSame(self, order, stage, act):
        """Trying is refused for exactly the gates that the dry run lists; return their codes."""
        rows = [row for row in order.desk_dry_run(stage) if row['blocking']]
        names = {check.gate_id.code: check.gate_id.name for check in order.desk_check_ids}
        listed = [(names[row['gate']], row['message']) for row in rows]
        self.assertTrue(rows)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            act(self._as('order_clerk', order))
        refused = [line.removeprefix("• ") for line in str(caught.exception).split("\n") if line.startswith("• ")]
        expected = [f"{name}: {message} ({row['owner']})" if row['owner'] else f"{name}: {message}"
                    for (name, message), row in zip(listed, rows, strict=True)]
        self.assertEqual(refused, expected)
        self.assertEqual({row['gate'] for row in rows} & set(names), {row['gate'] for row in rows})
        return {row['gate'] for row in rows}

    def _send_now(self, order):
        order.action_desk_send_confirmation()

    def _confirm_now(self, order):
        order.action_confirm()

    def _release_now(self, order):
        order.action_desk_release()

    def test_standard_order(self):
        """INT-07, CUS-02, PRC-03, DEL-01, CSG-03, CNF-05, PRD-01, TRK-01: pumps by the list, from fax to production."""
        order = self._entered([(self.pump, 2, 100.0), (self.shelf, 1, 100.0)])
        self.assertStands(order, 'review', "Completeness", "Missing", "since")
        found = self.assertSame(order, 'review', self._send_now)
        self.assertEqual(found, {'completeness', 'customer_archive', 'price', 'completion_date', 'countersign'})
        self.assertEqual(self.assertSame(order, 'confirm', self._confirm_now), found | {'customer_confirmation'})
        self._complete_intake(order)
        self.assertStands(order, 'review', "Price", "Finance Clerk")
        self._decide(order, 'finance_clerk', 'price')
        self.assertStands(order, 'review', "Completion date", "Production Manager")
        self._name_date(order)
        self._decide(order, 'production_manager', 'completion_date')
        self.assertStands(order, 'review', "Countersigning", "General Manager")
        self.assertEqual(self.assertSame(order, 'review', self._send_now), {'countersign'})
        self._sign_review(order)
        self.assertEqual(order.desk_dry_run('review'), [])
        self.assertStands(order, 'customer', "Customer Confirmation", "not been sent")
        self._send(order)
        self.assertStands(order, 'customer', "has not come back")
        self.assertEqual(self.assertSame(order, 'confirm', self._confirm_now), {'customer_confirmation'})
        self._take_back(order)
        self.assertEqual(order.desk_dry_run('confirm'), [])
        self.assertNothingStarted(order)
        self._as('order_clerk', order).action_confirm()
        self.assertEqual(order.state, 'sale')
        self.assertStands(order, 'production', "Production instruction", "Order Clerk")
        self.assertEqual(self.assertSame(order, 'release', self._release_now), {'production_instruction'})
        self._instruct_and_release(order)

    def _instruct_and_release(self, order):
        """Write and sign the instruction, release, and see production start only then."""
        self._as('order_clerk', order).action_desk_create_instruction()
        paper = order.desk_instruction_ids
        self._as('order_clerk', paper).action_sign()
        self.assertStands(order, 'production', "Production instruction", "Production Manager")
        self._as('production_manager', paper).action_check_all()
        self.assertEqual(self.assertSame(order, 'release', self._release_now), {'production_instruction'})
        self._as('production_manager', paper).action_sign()
        self.assertEqual(order.desk_dry_run('release'), [])
        self.assertNothingStarted(order)
        self.assertFalse(self.env['mrp.production'].search([('product_id', 'in', (self.pump | self.rotor).ids)]))
        self._as('order_clerk', order).action_desk_release()
        self.assertTrue(order.desk_released)
        # What is left stands between the goods and the customer, and calls for nothing of the release.
        self.assertEqual(order.desk_stage, 'production')
        self.assertEqual(order.desk_dry_run('release'), [])
        self.assertEqual(
            {(made.product_id, made.product_qty, made.state) for made in self._productions(order)},
            {(self.pump, 2.0, 'confirmed'), (self.rotor, 2.0, 'confirmed')})
        self.assertEqual(
            {(move.product_id, move.product_uom_qty) for move in order.picking_ids.move_ids},
            {(line.product_id, line.product_uom_qty) for line in order.order_line if not line.is_downpayment})

    def _answer_technical(self, order):
        """Engineering answers and signs; the drawing is released and the customer approves it."""
        line = order.order_line
        paper = self.env['order.desk.technical.confirmation'].browse(
            self._as('order_clerk', order).action_desk_open_technical()['res_id'])
        self._as('engineer', paper.line_ids).write({
            'formula_changes': 'no', 'material_situation': 'on_hand', 'verdict': 'producible',
            'verdict_reason': "Checked"})
        self._decide(order, 'engineer', 'technical')
        drawing = self.env['order.desk.drawing'].with_user(self.users['engineer']).create({
            'name': "D-1", 'file': base64.b64encode(b'%PDF'), 'file_name': "D-1.pdf", 'sale_line_id': line.id})
        drawing.action_release()
        self.assertStands(order, 'review', "Drawing", "D-1")
        self._as('order_clerk', line).action_desk_approve_drawing(drawing.id, self._file().ids)
        self.assertPassed(order, 'drawing')

    def test_nonstandard_order_with_deposit(self):
        """TEC-02, TEC-03, MAT-01, MAT-02, DEL-05, DEP-01, PRD-01, TRK-01: an unusual pump with 30 % in advance."""
        self.partner.desk_deposit_percent = 30.0
        order = self._entered([(self.pump, 2, 100.0)])
        self._as('order_clerk', order.order_line).write({
            'desk_nonstandard': True, 'desk_unusual_structure': True, 'desk_unusual_note': "Flange turned by 90°"})
        self.assertLessEqual(
            {'technical', 'drawing', 'material'}, self.assertSame(order, 'review', self._send_now))
        self._complete_intake(order)
        self._decide(order, 'finance_clerk', 'price')
        self.assertStands(order, 'review', "Technical", "engineering has not answered")
        self._answer_technical(order)
        self.assertStands(order, 'review', "Material", "Material Planner")
        self._state_material(order)
        self.assertEqual(
            self.assertSame(order, 'review', self._send_now), {'material', 'completion_date', 'countersign'})
        self._name_date(order)
        self._sign_review(order)
        self._send(order)
        self._take_back(order)
        self._as('order_clerk', order).action_confirm()
        self.assertStands(order, 'deposit', "Deposit", "60", "Finance Clerk")
        self.assertEqual(self.assertSame(order, 'release', self._release_now), {'deposit', 'production_instruction'})
        self.assertEqual(order.desk_dry_run('release')[0]['amount'], 60.0)
        self._pay_deposit(order, 60.0)
        self.assertStands(order, 'production', "Production instruction")
        self._instruct_and_release(order)
        self.assertEqual(
            self._productions(order).filtered(lambda production: production.product_id == self.pump).desk_drawing_id,
            order.order_line.desk_drawing_id)
