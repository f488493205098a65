"""Stock in the system and in the warehouse, compared before papers are issued."""
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestStockCheck(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['order.desk.gate'].with_context(active_test=False).search([('code', '=', 'stock_check')]).active = True
        cls._only_gates('stock_check')
        warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)
        for product, quantity in ((cls.product_a, 20), (cls.product_b, 7)):
            product.is_storable = True
            cls.env['stock.quant']._update_available_quantity(product, warehouse.lot_stock_id, quantity)

    def _ask(self, order):
        action = order.with_user(self.users['order_clerk']).action_desk_check_stock()
        return self.env['order.desk.stock.check'].browse(action['res_id'])

    def _counted(self, check, *quantities):
        keeper = check.with_user(self.users['shipping_clerk'])
        for line, quantity in zip(keeper.line_ids, quantities, strict=True):
            line.warehouse_quantity = quantity
        keeper.action_confirm()
        return check

    def _finding(self, order):
        return self._check(order, 'stock_check').finding_code

    def test_agreed(self):
        """INV-04, INV-07: stock is queried in the system and checked with the warehouse; then the gate is open."""
        order = self._order()
        self.assertEqual(self._finding(order), 'missing')
        check = self._ask(order)
        self.assertEqual(check.line_ids.mapped('system_quantity'), [20.0, 7.0])
        self.assertEqual(check.line_ids.mapped('wanted'), [2.0, 1.0])
        self.assertEqual(check.activity_ids.user_id, self.users['shipping_clerk'])
        self.assertEqual(self._finding(order), 'draft')
        self.assertEqual(self._ask(order), check)
        self._counted(check, 20, 7)
        self.assertEqual((check.state, check.keeper_id), ('agreed', self.users['shipping_clerk']))
        self.assertPassed(order, 'stock_check')

    def test_difference_until_its_cause_is_found(self):
        """INV-05: a difference stays open until cause and solution are told; whoever asked is called."""
        order = self._order()
        check = self._counted(self._ask(order), 18, 7)
        self.assertEqual(check.state, 'difference')
        self.assertEqual(check.line_ids.mapped('difference'), [-2.0, 0.0])
        self.assertEqual(check.activity_ids.user_id, self.users['order_clerk'])
        self.assertEqual(self._finding(order), 'difference')
        line = check.line_ids[0].with_user(self.users['order_clerk'])
        with self.assertRaisesRegex(UserError, "cause"):
            line.action_solve()
        line.write({'cause': 'unbooked_out', 'solution': "Issue of Monday booked"})
        line.action_solve()
        self.assertEqual((check.state, line.solved_by_id), ('agreed', self.users['order_clerk']))
        self.assertPassed(order, 'stock_check')
        with self.assertRaises(UserError):
            line.solution = "Nothing"

    def test_who_writes_what(self):
        """INV-04: the keeper counts, nobody writes system quantities, what was signed stays."""
        check = self._ask(self._order())
        with self.assertRaises(AccessError):
            check.line_ids[0].with_user(self.users['order_clerk']).warehouse_quantity = 20
        with self.assertRaises(AccessError):
            check.with_user(self.users['order_clerk']).action_confirm()
        keeper = check.with_user(self.users['shipping_clerk'])
        with self.assertRaises(AccessError):
            keeper.line_ids[0].system_quantity = 5
        with self.assertRaises(ValidationError):
            keeper.line_ids[0].warehouse_quantity = -1
        with self.assertRaisesRegex(UserError, "not counted yet"):
            keeper.action_confirm()
        self._counted(check, 20, 7)
        for act in (lambda: keeper.line_ids[0].write({'warehouse_quantity': 19}), check.unlink, keeper.action_query):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(AccessError):
            check.order_id.with_user(self.users['order_clerk']).write({'desk_stock_check': 'agreed'})

    def test_other_goods_are_checked_again(self):
        """INV-04: quantities changed since are not those that were checked."""
        order = self._order()
        self._counted(self._ask(order), 20, 7)
        order.order_line[0].product_uom_qty = 9
        self.assertEqual(self._finding(order), 'outdated')
        self._counted(self._ask(order), 20, 7)
        self.assertPassed(order, 'stock_check')
        self.assertEqual(order.desk_stock_check_ids.mapped('state').count('superseded'), 1)

    def test_not_concerned(self):
        """INV-04: orders without goods kept in stock need no check."""
        self.product_a.is_storable = False
        order = self._order([(self.product_a, 2, 100.0)])
        self.assertFalse(self._check(order, 'stock_check'))
        with self.assertRaises(UserError):
            self._ask(order)

    def test_gate_costs_no_query(self):
        """INV-04: the gate reads only what the host has read."""
        orders = self.env['sale.order'].union(*(self._order() for _index in range(5)))
        gate = self.env['order.desk.gate'].search([('code', '=', 'stock_check')])
        evaluator = gate._get_evaluator()
        orders.mapped('order_line.product_id.is_storable')
        orders.mapped('order_line.product_id.uom_id.factor')
        with self.assertQueryCount(0):
            found = evaluator._evaluate(gate, evaluator._get_applicable(gate, orders))
        self.assertEqual(len(found), 5)

    def test_paper(self):
        """INV-05: the paper shows both quantities, the difference and its cause."""
        check = self._counted(self._ask(self._order()), 18, 7)
        check.line_ids[0].with_user(self.users['order_clerk']).write({'cause': 'misplaced', 'solution': "Moved back"})
        html = self.env['ir.actions.report']._render_qweb_html('order_desk.report_stock_check', check.ids)[0].decode()
        for text in ("20.00", "18.00", "-\ufeff2.00", "Stored in another place", "Moved back"):
            self.assertIn(text, html)
