from odoo.tests import HttpCase, tagged

from .whole_common import WholeCommon


@tagged('post_install', '-at_install')
class TestTours(HttpCase, WholeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.desk_deposit_percent = 30.0

    def _tour(self, role, name, order=None, url='/odoo/my-desk'):
        """Walk a tour as one person, on the order or on his desk."""
        url = f'/odoo/desk-orders/{order.id}' if order else url
        self.start_tour(url, f'order_desk_{name}', login=self.users[role].login, timeout=240)

    def _prepare(self):
        """Return an unusual order whose drawing the customer has approved; nothing is signed yet."""
        order = self._entered([(self.pump, 2, 100.0)])
        line = order.order_line
        self._as('order_clerk', line).write({
            'desk_nonstandard': True, 'desk_unusual_structure': True, 'desk_unusual_note': "Flange turned by 90°",
            'desk_sales_configuration': "Flanges DN50"})
        self._as('order_clerk', line).action_desk_record_translation([["Flanges DN50", "F-50"]])
        paper = self.env['order.desk.technical.confirmation'].browse(
            self._as('order_clerk', order).action_desk_open_technical()['res_id'])
        self._as('engineer', paper.line_ids).write({
            'formula_changes': 'no', 'material_situation': 'on_hand', 'verdict': 'producible',
            'verdict_reason': "Checked"})
        drawing = self.env['order.desk.drawing'].with_user(self.users['engineer']).create({
            'name': "D-1", 'file': self._file('engineer').datas, 'file_name': "D-1.png", 'sale_line_id': line.id})
        drawing.action_release()
        self._as('order_clerk', line).action_desk_approve_drawing(drawing.id, self._file().ids)
        self._state_material(order)
        return order

    def test_route(self):
        """TRK-01, SEC-05, INT-25, CSG-03, CNF-04, DEP-01, PRD-03: review to release in the browser, role by role."""
        order = self._prepare()
        self._tour('order_clerk', 'intake', order)
        self._tour('second_clerk', 'second_check', order)
        self._tour('finance_clerk', 'row')
        self._tour('configuration_checker', 'sign', order)
        self._tour('engineer', 'sign', order)  # the technical confirmation
        self._tour('engineer', 'sign', order)  # the material statement
        self._tour('material_planner', 'sign', order)
        self._tour('production_manager', 'date', order)
        self._tour('general_manager', 'bulk')
        for role in ('production_manager', 'material_planner', 'engineer'):
            self._tour(role, 'sign', order)
        order.invalidate_recordset()
        self.assertEqual(order.desk_stage, 'customer')
        self.assertNothingStarted(order)
        self._tour('order_clerk', 'customer', order)
        self.assertEqual((order.state, order.desk_stage), ('sale', 'deposit'))
        self._tour('finance_clerk', 'deposit', order)
        self._tour('order_clerk', 'instruction', order)
        self.assertNothingStarted(order)
        paper = f'/odoo/action-order_desk.action_production_instruction/{order.desk_instruction_ids.id}'
        self._tour('production_manager', 'acknowledge', url=paper)
        self._tour('production_manager', 'release', order)
        order.invalidate_recordset()
        self.assertTrue(order.desk_released)
        self.assertTrue(self._productions(order))
        decided = {(row.code, row.user_id) for row in order.desk_decision_ids}
        self.assertIn(('price', self.users['finance_clerk']), decided)
        self.assertIn(('countersign', self.users['general_manager']), decided)
        self.assertIn(('production_instruction', self.users['production_manager']), decided)
        self.assertEqual(order.desk_entry_checked_by_id, self.users['second_clerk'])
