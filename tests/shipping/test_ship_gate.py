"""Goods leave through one door: the validation of the transfer that takes them to the customer."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .ship_common import ShipCommon


@tagged('post_install', '-at_install')
class TestShipGate(ShipCommon):

    def test_button_stops_and_passes(self):
        """SHP-03: without its gates settled a transfer is not validated; all findings are named at once."""
        self._gate('dock', ['shipping_clerk'], stage='ship')
        self._gate('crane', ['quality_inspector'], stage='ship')
        order = self._released()
        picking = self._pick(order.picking_ids)
        text = self.assertStopped(picking, picking.name, order.name, "Dock", "Crane")
        self.assertEqual(text.count("•"), 2)
        self._decide(order, 'shipping_clerk', 'dock')
        self._decide(order, 'quality_inspector', 'crane')
        self._ship(picking)
        self.assertEqual(picking.state, 'done')
        self.assertTrue(picking.desk_shipped_on)
        self.assertEqual(order.desk_stage, 'transit')
        self.assertPassed(order, 'dock')

    def test_many_at_once(self):
        """SHP-03: one blocked transfer of many stops all, and each blocked one is named."""
        self._gate('dock', ['shipping_clerk'], stage='ship')
        orders = self.env['sale.order'].concat(*[self._released() for _n in range(3)])
        self._decide(orders[0], 'shipping_clerk', 'dock')
        pickings = self._pick(orders.picking_ids)
        text = self.assertStopped(pickings, orders[1].name, orders[2].name, *orders[1:].picking_ids.mapped('name'))
        self.assertNotIn(orders[0].name, text)
        self._ship(orders[0].picking_ids)
        self.assertEqual(orders[0].picking_ids.state, 'done')

    def test_earlier_stage_stops(self):
        """SHP-03: a gate of an earlier stage that has opened again stops the goods as well."""
        self._gate('price_seen', ['finance_clerk'], stage='review')
        order = self._order([(self.shelf, 10, 100.0)])
        self._decide(order, 'finance_clerk', 'price_seen')
        order.action_confirm()
        self.assertTrue(order.desk_released)
        self._decide(order, 'finance_clerk', 'price_seen', 'revoke')
        self.assertStopped(self._pick(order.picking_ids), "Price seen")

    def test_no_right_needed_and_none_given(self):
        """SHP-03: a context does not open the door, and facts of shipping are not written by hand."""
        self._gate('dock', ['shipping_clerk'], stage='ship')
        picking = self._pick(self._released().picking_ids)
        self.assertStopped(
            picking, "Dock", desk_clearance=True, desk_product_write=True, button_validate_picking_ids=picking.ids,
            cancel_backorder=True, skip_sanity_check=True)
        with self.assertRaises(AccessError):
            picking.desk_shipped_on = '2026-01-01 00:00:00'
        with self.assertRaises(AccessError):
            picking.with_user(self.users['shipping_clerk']).write({'desk_received_on': '2026-01-01'})

    def test_turn(self):
        """SHP-03: a gate of shipping waits for the release on nobody's desk, one of closing for the goods to leave."""
        self._gate('dock', ['shipping_clerk'], stage='ship')
        self._gate('back', ['order_clerk'], stage='close')
        self._gate('start', ['production_manager'], stage='release')
        order = self._order([(self.shelf, 10, 100.0)])
        order.action_confirm()
        self.assertFalse(self._check(order, 'dock').is_due)
        self._decide(order, 'production_manager', 'start')
        order.action_desk_release()
        self.assertTrue(self._check(order, 'dock').is_due)
        self.assertFalse(self._check(order, 'back').is_due)
        self._decide(order, 'shipping_clerk', 'dock')
        self._ship(self._pick(order.picking_ids))
        self.assertTrue(self._check(order, 'back').is_due)

    def test_turn_comes_with_the_goods(self):
        """SHP-06, TRK-05: nobody is called to clear goods that are not made yet."""
        self._gate('dock', ['shipping_clerk'], stage='ship')
        product = self.env['product.product'].create({
            'name': "Not made yet", 'type': 'consu', 'is_storable': True, 'route_ids': False})
        order = self._order([(product, 10, 100.0)])
        order.action_confirm()
        self.assertFalse(self._check(order, 'dock').is_due)
        self.env['stock.quant']._update_available_quantity(product, order.warehouse_id.lot_stock_id, 4)
        order.picking_ids.action_assign()
        self.assertTrue(self._check(order, 'dock').is_due)

    def test_stages_to_the_end(self):
        """RCP-04: ready, in transit, received, closed; an order closes by itself and opens again."""
        gate = self._gate('back', ['order_clerk'], stage='close')
        order = self._released()
        self.assertEqual(order.desk_stage, 'ready')
        self._ship(self._pick(order.picking_ids))
        self.assertEqual(order.desk_stage, 'transit')
        with self.assertRaisesRegex(UserError, "receipt of every shipment(.|\n)*Back"):
            order.with_user(self.users['order_clerk']).action_desk_close()
        order.picking_ids._desk_write_facts({'desk_received_on': '2026-01-01'})
        order.action_desk_check()
        self.assertEqual((order.desk_stage, order.desk_closed_on), ('received', False))
        self._decide(order, 'order_clerk', gate.code)
        self.assertEqual(order.desk_stage, 'closed')
        self.assertTrue(order.desk_closed_on)
        order.with_user(self.users['order_clerk']).action_desk_close()
        self._decide(order, 'order_clerk', gate.code, 'revoke')
        self.assertEqual((order.desk_stage, order.desk_closed_on), ('received', False))
        with self.assertRaises(AccessError):
            order.with_user(self.users['salesperson']).action_desk_close()

    def test_settled_checks_stay(self):
        """SHP-03: what was asked before the goods left is asked no more, and stays as it was."""
        self._gate('dock', ['shipping_clerk'], stage='ship')
        order = self._released()
        self._decide(order, 'shipping_clerk', 'dock')
        self._ship(self._pick(order.picking_ids))
        self._decide(order, 'shipping_clerk', 'dock', 'revoke')
        self.assertPassed(order, 'dock')
        self.assertEqual(order.desk_state, 'clear')

    def test_decide_on_the_transfer(self):
        """SHP-03: a gate of the order can be decided from its transfer."""
        self._gate('dock', ['shipping_clerk'], stage='ship')
        order = self._released()
        decision = self._decide(order.picking_ids, 'shipping_clerk', 'dock')
        self.assertEqual((decision.order_id, decision.picking_id), (order, self.env['stock.picking']))
        self._ship(self._pick(order.picking_ids))
        self.assertEqual(order.picking_ids.state, 'done')
