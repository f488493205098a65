"""Which transfers are gated, on every route by which goods reach a customer."""
from odoo import SUPERUSER_ID, Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .ship_common import ShipCommon


@tagged('post_install', '-at_install')
class TestShipGateRoutes(ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._gate('dock', ['shipping_clerk'], stage='ship')

    def _clear(self, *orders):
        for order in orders:
            self._decide(order, 'shipping_clerk', 'dock')

    def _return(self, picking, method='action_create_returns'):
        with Form(self.env['stock.return.picking'].with_context(
                active_ids=picking.ids, active_id=picking.id, active_model='stock.picking')) as form:
            if form.desk_is_case:
                form.desk_return_reason_id = self.env['order.desk.return.reason'].search([], limit=1)
            wizard = form.save()
        for line in wizard.product_return_moves:
            line.quantity = line.move_id.quantity
        action = getattr(wizard, method)()
        return self.env['stock.picking'].browse(action['res_id'])

    def test_list_and_remote_call(self):
        """SHP-03: the list's own action and a scanner's remote calls meet the same stop."""
        orders = self._released() | self._released()
        for move in orders.picking_ids.move_ids:
            move.with_user(self.users['shipping_clerk']).write({'quantity': 10, 'picked': True})
        self.assertStopped(orders.picking_ids, *orders.mapped('name'))
        action = self.env.ref('stock.action_validate_picking').with_user(self.users['shipping_clerk']).with_context(
            active_model='stock.picking', active_ids=orders.picking_ids.ids, active_id=orders.picking_ids[0].id)
        with self.assertRaisesRegex(Exception, "cannot be shipped"), self.env.cr.savepoint():
            action.run()
        with self.assertRaisesRegex(Exception, "cannot be shipped"), self.env.cr.savepoint():
            orders.picking_ids.move_ids._action_done()
        with self.assertRaisesRegex(Exception, "cannot be shipped"), self.env.cr.savepoint():
            orders.picking_ids.move_ids.with_user(self.users['shipping_clerk']).write({'state': 'done'})
        self._clear(*orders)
        action.run()
        self.assertEqual(set(orders.picking_ids.mapped('state')), {'done'})

    def test_goods_stay_with_their_order(self):
        """SHP-03: goods are not taken off their order, nor shipped without a transfer or by another destination."""
        order = self._released()
        picking = self._pick(order.picking_ids).with_user(self.users['shipping_clerk'])
        move, customers = picking.move_ids, self.env.ref('stock.stock_location_customers')
        with self.assertRaisesRegex(UserError, "stay with the order"), self.env.cr.savepoint():
            move.write({'sale_line_id': False, 'reference_ids': [Command.clear()]})
        with self.assertRaisesRegex(UserError, "cannot be shipped"), self.env.cr.savepoint():
            move.create({
                'product_id': move.product_id.id, 'product_uom_qty': 1, 'location_id': move.location_id.id,
                'location_dest_id': customers.id, 'sale_line_id': move.sale_line_id.id, 'state': 'done'})
        picking.location_dest_id = picking.location_id
        self._ship(picking)
        self.assertEqual(picking.state, 'done')
        with self.assertRaisesRegex(UserError, "do not become a shipment"), self.env.cr.savepoint():
            move.location_dest_id = customers
        self.assertEqual(order.order_line.qty_delivered, 0)

    def test_scheduler(self):
        """SHP-03: neither the scheduler nor the superuser ships what is not cleared."""
        order = self._released()
        self.env['stock.rule'].with_user(SUPERUSER_ID).run_scheduler()
        self.assertEqual(order.picking_ids.state, 'assigned')
        self._pick(order.picking_ids)
        with self.assertRaisesRegex(Exception, "cannot be shipped"), self.env.cr.savepoint():
            order.picking_ids.with_user(SUPERUSER_ID).button_validate()
        self.assertEqual(order.picking_ids.state, 'assigned')

    def test_backorder(self):
        """SHP-03: what stays here has a transfer of its own; no question about it comes before the stop."""
        order = self._released()
        first = self._pick(order.picking_ids, 4)
        with self.assertRaisesRegex(Exception, "cannot be shipped"), self.env.cr.savepoint():
            first.with_user(self.users['shipping_clerk']).button_validate()
        self._clear(order)
        wizard = first.with_user(self.users['shipping_clerk']).button_validate()
        self.assertEqual(wizard['res_model'], 'stock.backorder.confirmation')
        self.env['stock.backorder.confirmation'].with_context(**wizard['context']).create({}).process()
        second = self._live(order)
        self.assertEqual((first.state, second.backorder_id), ('done', first))
        self.assertFalse(second.desk_shipped_on)
        self.assertEqual(order.desk_stage, 'ready')
        self._decide(order, 'shipping_clerk', 'dock', 'revoke')
        self.assertStopped(self._pick(second), second.name)
        self._clear(order)
        self._ship(second)
        self.assertEqual(order.desk_stage, 'transit')

    def test_no_backorder(self):
        """SHP-03: a rest that is given up leaves nothing to ship."""
        order = self._released()
        self._clear(order)
        self._pick(order.picking_ids, 4)
        self._ship(order.picking_ids, picking_ids_not_to_backorder=order.picking_ids.ids)
        self.assertEqual(order.desk_stage, 'transit')

    def test_cancelled_rest(self):
        """SHP-03: with the last open transfer cancelled the order is on its way as a whole."""
        order = self._released()
        self._clear(order)
        self._ship(self._pick(order.picking_ids, 4))
        self.assertEqual(order.desk_stage, 'ready')
        rest = self._live(order)
        rest.action_cancel()
        self.assertEqual(order.desk_stage, 'transit')
        self.assertNotIn('open', rest.desk_check_ids.mapped('state'), "nobody waits for what is cancelled")

    def _by_steps(self, steps, legs):
        self.warehouse.delivery_steps = steps
        order = self._released()
        self.assertEqual(order.desk_stage, 'production')
        for _leg in range(legs):
            leg = self._live(order)
            self.assertFalse(leg.desk_gated)
            self._ship(self._pick(leg))
            self.assertEqual(leg.state, 'done')
            self.assertFalse(leg.desk_shipped_on)
        last = self._live(order)
        self.assertTrue(last.desk_gated)
        self.assertEqual(order.desk_stage, 'ready')
        self.assertStopped(self._pick(last), last.name, "Dock")
        self._clear(order)
        self._ship(last)
        self.assertEqual((last.state, order.desk_stage), ('done', 'transit'))

    def test_two_steps(self):
        """SHP-03: picking is free; the leg to the customer is gated."""
        self._by_steps('pick_ship', 1)

    def test_three_steps(self):
        """SHP-03: picking and packing are free; the leg to the customer is gated."""
        self._by_steps('pick_pack_ship', 2)

    def test_drop_shipping(self):
        """SHP-03: goods that go from the supplier straight to the customer are gated."""
        order = self._released()
        picking = order.picking_ids
        picking.do_unreserve()
        picking.move_ids.location_id = self.env.ref('stock.stock_location_suppliers')
        picking.location_id = self.env.ref('stock.stock_location_suppliers')
        self.assertStopped(self._pick(picking, 10), picking.name)
        self._clear(order)
        self._ship(picking)
        self.assertEqual(order.desk_stage, 'transit')

    def test_kit(self):
        """SHP-03: the parts of a kit are gated as the kit that was sold."""
        kit = self.env['product.product'].create({'name': "Set", 'type': 'consu', 'is_storable': True})
        self.env['mrp.bom'].create({
            'product_tmpl_id': kit.product_tmpl_id.id, 'type': 'phantom',
            'bom_line_ids': [Command.create({'product_id': part.id, 'product_qty': 2})
                             for part in (self.shelf, self.box)]})
        order = self._released([(kit, 3, 500.0)])
        self.assertEqual(len(order.picking_ids.move_ids), 2)
        self.assertStopped(self._pick(order.picking_ids), order.name)
        self._clear(order)
        self._ship(order.picking_ids)
        self.assertEqual((order.order_line.qty_delivered, order.desk_stage), (3, 'transit'))

    def test_return_and_exchange(self):
        """SHP-03: goods that come back are never gated; what goes out for them is, like any shipment."""
        order = self._released()
        self._clear(order)
        self._ship(self._pick(order.picking_ids))
        shipped = order.picking_ids
        back = self._return(shipped, 'action_create_exchanges')
        self.assertFalse(back.desk_gated)
        self._ship(self._pick(back, 10))
        self.assertEqual(back.state, 'done')
        exchange = self._live(order)
        self.assertTrue(exchange.desk_gated)
        self.assertNotEqual(order.desk_stage, 'transit')
        self._decide(order, 'shipping_clerk', 'dock', 'revoke')
        exchange.action_assign()
        self.assertStopped(self._pick(exchange, 10), exchange.name)
        self._clear(order)
        self._ship(exchange)
        self.assertEqual((exchange.state, order.desk_stage), ('done', 'transit'))

    def test_return_of_a_receipt(self):
        """SHP-03: goods sent back to their supplier are nobody's order."""
        receipt = self._transfer('in_type_id', 'stock.stock_location_suppliers', self.warehouse.lot_stock_id)
        self._ship(self._pick(receipt, 5))
        back = self._return(receipt)
        self._ship(self._pick(back, 5))
        self.assertEqual(back.state, 'done')

    def _transfer(self, kind, source, target):
        locations = [self.env.ref(place) if isinstance(place, str) else place for place in (source, target)]
        picking = self.env['stock.picking'].create({
            'picking_type_id': self.warehouse[kind].id, 'partner_id': self.partner.id,
            'location_id': locations[0].id, 'location_dest_id': locations[1].id,
            'move_ids': [Command.create({
                'product_id': self.shelf.id, 'product_uom_qty': 5, 'location_id': locations[0].id,
                'location_dest_id': locations[1].id})]})
        picking.action_confirm()
        picking.action_assign()
        return picking

    def test_internal_and_without_order(self):
        """SHP-03: internal transfers and shipments without an order are never gated, beside a gated one neither."""
        shelf = self.env['stock.location'].create({
            'name': "Aisle 2", 'usage': 'internal', 'location_id': self.warehouse.lot_stock_id.id})
        inside = self._transfer('int_type_id', self.warehouse.lot_stock_id, shelf)
        gift = self._transfer('out_type_id', self.warehouse.lot_stock_id, 'stock.stock_location_customers')
        blocked = self._released()
        self._pick(inside | gift | blocked.picking_ids)
        self.assertStopped(inside | gift | blocked.picking_ids, blocked.picking_ids.name)
        self._ship(inside | gift)
        self.assertEqual(set((inside | gift).mapped('state')), {'done'})
        self.assertFalse(gift.desk_gated or gift.desk_shipped_on)

    def test_two_orders_in_one_transfer(self):
        """SHP-03: a transfer that serves two orders needs both; with one cleared only the other is named."""
        one, two = self._released(), self._released()
        shared = one.picking_ids
        two.picking_ids.move_ids.picking_id = shared
        self.assertEqual(shared._desk_get_orders(), one | two)
        self._pick(shared)
        self.assertStopped(shared, one.name, two.name)
        self._clear(one)
        text = self.assertStopped(shared, shared.name, two.name)
        self.assertNotIn(f"{one.name}:", text)
        with self.assertRaisesRegex(Exception, "each of them"):
            self._decide(shared, 'shipping_clerk', 'dock')
        self._clear(two)
        self._ship(shared)
        self.assertEqual((one.desk_stage, two.desk_stage), ('transit', 'transit'))

    def test_released_from_the_desk(self):
        """SHP-03: an order that is not enrolled ships as the host ships."""
        order = self._released()
        order.action_desk_unenroll()
        self._ship(self._pick(order.picking_ids))
        self.assertEqual(order.picking_ids.state, 'done')
        self.assertFalse(order.picking_ids.desk_shipped_on)
