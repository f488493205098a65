from odoo import fields
from odoo.tests import tagged

from ..technical_common import TechnicalCommon

CODES = ('technical', 'drawing', 'material', 'completion_date')


@tagged('post_install', '-at_install')
class TestTechnicalQueries(TechnicalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates(*CODES)
        cls.company.desk_material_mode = 'always'
        cls.later = fields.Date.add(fields.Date.today(), days=30)

    def _ready(self, number):
        """Return orders that have passed all four gates."""
        orders = self.env['sale.order']
        drawing = self._drawing(product_id=self.pump.id) if number else None
        for _index in range(number):
            order = self._nonstandard_order()
            self._answer(self._paper(order).line_ids, 'producible')
            self._decide(order, 'engineer', 'technical')
            self._as('order_clerk', order.order_line).action_desk_approve_drawing(drawing.id, self._file().ids)
            self._statement(order, booked=self.later)
            self._decide(order, 'engineer', 'material')
            self._decide(order, 'material_planner', 'material')
            self._as('production_manager', order).desk_completion_date = self.later
            self._decide(order, 'production_manager', 'completion_date')
            orders |= order
        return orders

    def _count_gates(self, orders, codes):
        """Return the queries of evaluators alone, orders and lines being read as the host does."""
        orders = orders.sudo().with_company(self.company)
        gates = self.env['order.desk.gate'].sudo().search([('code', 'in', codes)])
        self.env.flush_all()
        self.env.invalidate_all()
        gates.mapped('code')
        for gate in gates:
            gate._get_spec()
        orders.mapped('order_line.product_id.type')
        orders.mapped('order_line.name')
        orders.mapped('company_id.desk_material_mode')
        orders.mapped('company_id.partner_id.tz')
        self.env.user.mapped('tz')
        before = self.cr.sql_log_count
        for gate in gates:
            evaluator = gate._get_evaluator()
            concerned = evaluator._get_applicable(gate, orders)
            evaluator._evaluate(gate, concerned)
            if evaluator._kind == 'signed':
                evaluator._facts(gate, concerned)
                evaluator._get_steps(gate, concerned)
        return self.cr.sql_log_count - before

    def test_four_gates_cost_four_queries(self):
        """TEC-02, TEC-03, MAT-01, DEL-01: the four gates cost at most four queries, the same for 1 and 20 orders."""
        orders = self._ready(20)
        for order in orders:
            for code in CODES:
                self.assertPassed(order, code)
        one, many = self._count_gates(orders[0], CODES), self._count_gates(orders, CODES)
        self.assertEqual(one, many)
        self.assertLessEqual(many, 4)
        for code in CODES:
            with self.subTest(code):
                self.assertEqual(self._count_gates(orders[0], [code]), self._count_gates(orders, [code]))

    def test_standard_orders_cost_nothing(self):
        """TEC-01: for standard orders technical and drawing read no table, whatever their number."""
        orders = self.env['sale.order'].union(*(self._order() for _index in range(5)))
        self.assertEqual(self._count_gates(orders, ['technical', 'drawing']), 0)
        self.company.desk_material_mode = 'needed'
        self.assertEqual(self._count_gates(orders, ['material']), 0)
