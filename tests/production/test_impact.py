"""What a change, or the end, of a confirmed order touches."""
from odoo.tests import Form, tagged

from odoo.addons.order_desk.models.orders.impact import Proposal

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestImpact(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order([(cls.pump, 10, 100.0), (cls.motor, 10, 20.0)])
        cls.order.action_confirm()
        cls._payment(cls, cls.order, cls.order.desk_deposit_required)
        cls.order.with_user(cls.users['production_manager']).action_desk_release()
        cls.line, cls.bought = cls.order.order_line

    def _rows(self, proposal=None):
        order = self.order
        return order._desk_describe_impact(order._desk_get_impact(proposal))

    def _lowered(self, quantity):
        return Proposal({}, {line: {'product_uom_qty': quantity} for line in self.line | self.bought})

    def test_lowered(self):
        """CHG-01, CHG-08: less of what is made and bought: orders, requests, children, money and cost are named."""
        self.steel.standard_price = 2.0
        rows = self._rows(self._lowered(4))
        self.assertIn("has not started: 10.0 Units of Pump", rows)
        self.assertIn("is lowered from 10.0 to 4.0 Units of Motor", rows)
        self.assertIn("goes from $\N{NO-BREAK SPACE}1,200.00 to $\N{NO-BREAK SPACE}480.00", rows)
        plan = self.order._desk_plan_productions(self._lowered(4))
        self.assertFalse(plan.obstacles)
        self.assertEqual(
            {(production.product_id, quantity) for production, quantity in plan.quantities.items()},
            {(self.pump, 4.0), (self.rotor, 4.0)})

    def test_running(self):
        """CHG-01: what has begun and what was issued is told; less than begun stands in the way."""
        self.steel.standard_price = 2.0
        self.env['stock.quant']._update_available_quantity(
            self.steel, self.order.warehouse_id.lot_stock_id, 100)
        rotor, pump = self._productions(self.order).sorted(lambda production: production.product_id == self.pump)
        form = Form(rotor)
        form.qty_producing = 6
        rotor = form.save()
        rotor.move_raw_ids.picked = True
        rows = self._rows(self._lowered(7))
        self.assertFalse(self.order._desk_get_obstacles(self._lowered(7)))
        obstacles = self.order._desk_describe_impact(self.order._desk_get_obstacles(self._lowered(4)))
        self.assertIn(f"{rotor.name}: 2.0 Units of Rotor too many are made or running", obstacles)
        self.assertIn("has not started", rows)
        self.assertTrue(pump)

    def test_withdrawn(self):
        """CHG-01: without a proposal the sheet tells what the end of the whole order touches; it writes nothing."""
        before = [production.product_qty for production in self._productions(self.order)]
        kinds = {row['kind'] for row in self.order._desk_get_impact()}
        self.assertLessEqual({'production', 'purchase', 'money', 'delivery'}, kinds)
        self.assertEqual([production.product_qty for production in self._productions(self.order)], before)
        self.assertFalse(self.order._desk_get_obstacles())
