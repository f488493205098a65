"""Stock-in of finished goods by quality: one step, several steps, parts, goods that are nobody's order."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged('post_install', '-at_install')
class TestStockIn(InspectionCommon):

    def _complete(self, production, quantity=None):
        production.qty_producing = quantity or production.product_qty
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        return production

    def _finish(self, production, role='production_manager'):
        return self._as(role, production).with_context(skip_consumption=True, skip_backorder=True).button_mark_done()

    def test_quality_completes_the_stock_in(self):
        """QCS-01, QCS-04, QCS-05: production calls, nobody stocks in before all points pass, then quality does."""
        order = self._confirmed(self.pump)
        production = self._complete(self._made_of(order))
        for role in ('production_manager', 'quality_inspector'):
            user = self.users[role]
            user.group_ids |= self.env.ref('mrp.group_mrp_user')
            with self.assertRaisesRegex(UserError, "0.0 of 2.0"):
                self._finish(production, role)
        inspection = self._call(production, 'production_manager')
        self.assertEqual(inspection.production_id, production)
        self.assertLessEqual(
            self.users['order_clerk'] | self.users['quality_inspector'], inspection.activity_ids.user_id)
        self._judge(inspection)
        with self.assertRaises(UserError):
            self._as('quality_inspector', inspection).action_stock_in()
        self._as('quality_inspector', inspection).action_pass()
        self.assertTrue(inspection.is_to_stock_in)
        with self.assertRaisesRegex(AccessError, "quality completes"):
            self._finish(production)
        self.assertNotEqual(production.state, 'done')
        told = order.message_ids
        self._as('quality_inspector', inspection).action_stock_in()
        self.assertEqual(production.state, 'done')
        self.assertEqual(inspection.stocked_in_by_id, self.users['quality_inspector'])
        message = (order.message_ids - told).filtered(
            lambda message: self.users['salesperson'].partner_id in message.partner_ids)
        self.assertIn("All goods", message.body)
        self.assertEqual(self._finding(order.picking_ids), 'passed')

    def test_warehouse_is_told(self):
        """QCS-02: when the goods pass, the warehouse is asked to prepare the delivery."""
        order = self._confirmed()
        self._passed(order.picking_ids)
        kind = self.env.ref('order_desk.activity_type_deliver')
        self.assertEqual(order.picking_ids.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind).user_id, self.users['shipping_clerk'])

    def test_salesperson_is_told_from_plain_stock(self):
        """QCS-05: goods from stock that pass are told to the salesperson at once; a fail is not."""
        order = self._confirmed()
        self._failed(order.picking_ids)
        partner = self.users['salesperson'].partner_id
        self.assertFalse(order.message_ids.filtered(lambda message: partner in message.partner_ids))
        self._passed(order.picking_ids)
        self.assertTrue(order.message_ids.filtered(lambda message: partner in message.partner_ids))

    def test_part_of_the_production(self):
        """QCS-04: of ten made six pass: six are stocked in, the others go on in a backorder of their own."""
        order = self._confirmed(self.pump, 10)
        production = self._complete(self._made_of(order))
        inspection = self._call(production)
        self._as('quality_inspector', inspection.line_ids).rejected = 4
        self._judge(inspection)
        self._as('quality_inspector', inspection).action_pass()
        self._as('quality_inspector', inspection).action_stock_in()
        self.assertEqual((production.state, production.qty_produced), ('done', 6.0))
        rest = self._productions(order).filtered(
            lambda other: other.product_id == self.pump and other.state not in ('done', 'cancel'))
        self.assertEqual(rest.product_qty, 4.0)
        with self.assertRaises(UserError):
            self._finish(self._complete(rest))

    def test_parts_are_not_finished_goods(self):
        """QCS-04: sub-assemblies of an enrolled order are made without an inspection."""
        order = self._confirmed(self.pump)
        self._made_of(order)
        rotor = self._productions(order).filtered(lambda production: production.product_id == self.rotor)
        self.assertEqual(rotor.state, 'done')
        with self.assertRaisesRegex(UserError, "no finished goods"):
            self._call(rotor)

    def test_nothing_for_others(self):
        """QCS-04: stock production, orders outside the desk, an archived gate: production is stocked in as ever."""
        plain = self.env['mrp.production'].create({'product_id': self.rotor.id, 'product_qty': 1})
        plain.action_confirm()
        self._finish(self._complete(plain))
        self.assertEqual(plain.state, 'done')
        self.gate.active = False
        production = self._complete(self._made_of(self._confirmed(self.pump)))
        self._finish(production)
        self.assertEqual(production.state, 'done')

    def test_switched_off_costs_nothing(self):
        """QCS-04: with the desk switched off the stop asks no query."""
        production = self._made_of(self._confirmed(self.pump))
        self.company.desk_enabled = False
        self.env['res.company']._desk_get_enabled_ids()
        production.mapped('state')
        with self.assertQueryCount(0):
            self.assertFalse(production._desk_get_inspected_first())

    def test_store_transfer_of_several_steps(self):
        """QCS-04: where goods are stored in a step of their own, that transfer is the stock-in."""
        self.warehouse.manufacture_steps = 'pbm_sam'
        order = self._confirmed(self.pump)
        self._made_of(order)
        pump = self._productions(order).filtered(lambda production: production.product_id == self.pump)
        for picking in self._productions(order).picking_ids.filtered(lambda picking: picking.state != 'done'):
            if picking.picking_type_id == self.warehouse.pbm_type_id:
                picking.action_assign()
                picking.button_validate()
        self._finish(self._complete(pump))
        self.assertEqual(pump.state, 'done')
        store = pump._desk_get_store_pickings()
        self.assertEqual(store.picking_type_id, self.warehouse.sam_type_id)
        store.action_assign()
        store.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "quality has passed"):
            self._as('shipping_clerk', store).button_validate()
        inspection = self._passed(pump)
        with self.assertRaisesRegex(AccessError, "quality completes"):
            self._as('shipping_clerk', store).button_validate()
        self._as('quality_inspector', inspection).action_stock_in()
        self.assertEqual((store.state, bool(inspection.stocked_in_on)), ('done', True))
