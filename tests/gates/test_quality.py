"""Gate quality: what leaves must have been accepted, for one transfer and for a hundred."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..production.inspection_common import InspectionCommon


@tagged('post_install', '-at_install')
class TestQualityGate(InspectionCommon):

    def test_words_of_the_finding(self):
        """QCS-03, QCS-06: missing, in inspection, on conditions, failed, passed: told as it is."""
        order = self._confirmed()
        picking = order.picking_ids
        self.assertEqual(self._finding(picking), 'missing')
        inspection = self._call(picking)
        self.assertEqual(self._finding(picking), 'draft')
        self._judge(inspection)
        self._as('quality_inspector', inspection).quality_note = "Crooked"
        self._as('quality_inspector', inspection).action_conditional()
        self.assertEqual(self._finding(picking), 'conditional')
        self._as('general_manager', inspection).decision_note = "No"
        self._as('general_manager', inspection).action_refuse()
        self.assertEqual(self._finding(picking), 'failed')
        self._passed(picking)
        self.assertEqual(self._finding(picking), 'passed')

    def test_quantity_that_leaves(self):
        """QCS-06: more than was accepted does not leave; what was shipped before is used up."""
        order = self._confirmed(quantity=10)
        picking = order.picking_ids
        self._passed(picking)
        self.gate.active = False  # who lets transfers through is not asked here
        picking.move_ids.write({'quantity': 4, 'picked': True})
        picking.with_context(skip_backorder=True, skip_sms=True, picking_ids_not_to_backorder=[])._action_done()
        self.gate.active = True
        rest = order.picking_ids.filtered(lambda picking: picking.state != 'done')
        self.assertEqual(sum(rest.move_ids.mapped('product_uom_qty')), 6)
        self.assertEqual(self._finding(rest), 'passed')
        rest.move_ids.write({'quantity': 7, 'picked': True})
        self.assertEqual(self._finding(rest), 'part')

    def test_kit(self):
        """QCS-06: of a kit its components are inspected; one that is missing keeps the transfer."""
        box = self._product("Box")
        self.env['mrp.bom'].create({
            'product_tmpl_id': box.product_tmpl_id.id, 'type': 'phantom',
            'bom_line_ids': [(0, 0, {'product_id': part.id}) for part in (self.shelf, self.steel)]})
        order = self._confirmed(box, 3)
        picking = order.picking_ids
        inspection = self._call(picking)
        self.assertEqual(inspection.line_ids.product_id, self.shelf | self.steel)
        self._as('quality_inspector', inspection.line_ids.filtered(
            lambda line: line.product_id == self.steel)).rejected = 1
        self._judge(inspection)
        self._as('quality_inspector', inspection).action_pass()
        self.assertEqual(self._finding(picking), 'part')

    def test_not_concerned(self):
        """QCS-03: receipts, internal transfers and transfers without an order of the desk are nobody's matter."""
        order = self._confirmed()
        self._passed(order.picking_ids)
        internal = self.env['stock.picking'].create({
            'picking_type_id': self.warehouse.int_type_id.id,
            'location_id': self.warehouse.lot_stock_id.id, 'location_dest_id': self.warehouse.lot_stock_id.id})
        evaluator = self.gate._get_evaluator()
        self.assertFalse(evaluator._get_applicable(self.gate, internal))
        order.desk_enrolled = False
        self.assertFalse(evaluator._get_applicable(self.gate, order.picking_ids))

    def test_waived_by_the_general_manager_only(self):
        """QCS-03: goods leave without inspection only when the general manager waives it."""
        picking = self._confirmed().picking_ids
        for role in ('quality_inspector', 'shipping_clerk', 'order_supervisor'):
            with self.assertRaises(AccessError):
                self._decide(picking, role, 'quality', 'waive')
        self._decide(picking, 'general_manager', 'quality', 'waive')
        verdict = picking._desk_evaluate(['ship'])[0]
        self.assertEqual(verdict.state, 'waived')

    def test_queries(self):
        """QCS-03: the gate asks two queries, inspections and complaints, for one transfer and for twenty."""
        orders = self.env['sale.order'].union(*(self._confirmed() for _index in range(20)))
        for order in orders[:10]:
            self._passed(order.picking_ids)
        evaluator = self.gate.sudo()._get_evaluator()

        def count(pickings):
            pickings = pickings.sudo()
            self.env.flush_all()
            self.env.invalidate_all()
            pickings.mapped('state')
            pickings.mapped('company_id.desk_loading_check')
            pickings.move_ids.mapped('sale_line_id.order_id.desk_enrolled')
            pickings.move_ids.mapped(lambda move: (
                move._desk_is_leaving(), move.product_uom.rounding, move.product_id.uom_id.rounding, move.picked,
                move.product_id.display_name, move.product_id.uom_id.name))
            before = self.cr.sql_log_count
            found = evaluator._evaluate(self.gate, evaluator._get_applicable(self.gate, pickings))
            queries = self.cr.sql_log_count - before
            return queries, sum(1 for finding in found.values() if finding)

        self.assertEqual(count(orders[0].picking_ids), (2, 0))
        self.assertEqual(count(orders.picking_ids), (2, 10))

    def test_goods_added_by_hand(self):
        """QCS-06: what somebody adds to a transfer is inspected like the rest."""
        picking = self._confirmed().picking_ids
        self._passed(picking)
        self.env['stock.move'].create({
            'picking_id': picking.id, 'product_id': self.steel.id, 'product_uom_qty': 1,
            'location_id': picking.location_id.id, 'location_dest_id': picking.location_dest_id.id,
        })._action_confirm()._action_assign()
        self.assertEqual(self._finding(picking), 'missing')
        self._passed(picking)
        self.assertEqual(self._finding(picking), 'passed')

    def test_validation_is_stopped(self):
        """QCS-03, QCS-06: a transfer is validated when its goods are accepted, and the check follows the facts."""
        order = self._confirmed()
        picking = order.picking_ids
        self.assertEqual(self._check(picking, 'quality').finding_code, 'missing')
        validate = self._as('shipping_clerk', picking).with_context(skip_sms=True).button_validate
        with self.assertRaisesRegex(UserError, "Not inspected: Shelf goods"):
            validate()
        self._passed(picking, 'shipping_clerk')
        self.assertPassed(picking, 'quality')
        validate()
        self.assertEqual(picking.state, 'done')
