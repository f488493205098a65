"""More than was ordered, more than there is, and what is added or told around a shipment."""
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .ship_common import ShipCommon


@tagged('post_install', '-at_install')
class TestShipGateGoods(ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._gate('dock', ['shipping_clerk'], stage='ship')

    def _clear(self, order):
        self._decide(order, 'shipping_clerk', 'dock')

    def test_above_the_order(self):
        """SHP-03: a quantity above the order, or goods nobody ordered, open no door of their own."""
        order = self._released()
        picking = self._pick(order.picking_ids, 12)
        self.env['stock.move'].create({
            'picking_id': picking.id, 'product_id': self.box.id, 'product_uom_qty': 3, 'quantity': 3, 'picked': True,
            'location_id': picking.location_id.id, 'location_dest_id': picking.location_dest_id.id})
        self.assertStopped(picking, order.name, "Dock")
        self._clear(order)
        # The host lets nobody but sales add a line to the order.
        picking.with_context(skip_sms=True).button_validate()
        self.assertEqual(picking.state, 'done')
        self.assertEqual(order.order_line.filtered(lambda line: line.product_id == self.box).qty_delivered, 3)
        # The line for what nobody ordered is a fact of the order that came about by shipping.
        self.assertEqual(order.desk_stage, 'transit')

    def test_goods_by_hand_only(self):
        """SHP-03: a transfer for the order with nothing but goods added by hand is gated as well."""
        order = self._released()
        picking = order.picking_ids.copy({'move_ids': [Command.clear()]})
        self.env['stock.move'].create({
            'picking_id': picking.id, 'product_id': self.box.id, 'product_uom_qty': 3,
            'location_id': picking.location_id.id, 'location_dest_id': picking.location_dest_id.id})
        picking.action_confirm()
        picking.sale_id = order
        self.assertFalse(picking.move_ids.sale_line_id)
        self.assertStopped(self._pick(picking, 3), order.name, "Dock")

    def test_forced_negative(self):
        """SHP-03: stock that is forced below zero is stopped like any other, and shipped when cleared."""
        scarce = self.env['product.product'].create({'name': "Scarce", 'type': 'consu', 'is_storable': True})
        order = self._released([(scarce, 5, 100.0)])
        picking = self._pick(order.picking_ids, 5)
        self.assertStopped(picking, "Dock")
        self.assertFalse(self.env['stock.quant'].search([('product_id', '=', scarce.id), ('quantity', '<', 0)]))
        self._clear(order)
        self._ship(picking)
        self.assertEqual(scarce.qty_available, -5)

    def test_added_afterwards(self):
        """SHP-03: what has left is corrected downwards only; more goods need a transfer of their own."""
        order = self._released()
        self._clear(order)
        picking = order.picking_ids
        self._ship(self._pick(picking))
        line = picking.move_line_ids
        place = {'location_id': picking.location_id.id, 'location_dest_id': picking.location_dest_id.id}
        for add in (
            lambda: line.write({'quantity': 11}),
            lambda: line.move_id.write({'quantity': 11}),
            lambda: line.write({'product_id': self.box.id}),
            lambda: self.env['stock.move.line'].create(
                {'picking_id': picking.id, 'product_id': self.box.id, 'quantity': 1, **place}),
            lambda: self.env['stock.move'].create(
                {'picking_id': picking.id, 'product_id': self.box.id, 'product_uom_qty': 1, 'quantity': 1, **place}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                add()
                self.env.flush_all()
        line.quantity = 8
        self.assertEqual(order.order_line.qty_delivered, 8)

    def test_born_done(self):
        """SHP-03: a move that is created as done does not go past the gate."""
        order = self._released()
        picking = order.picking_ids
        with self.assertRaisesRegex(UserError, "Dock"), self.env.cr.savepoint():
            self.env['stock.move'].create({
                'picking_id': picking.id, 'product_id': self.shelf.id, 'product_uom_qty': 1, 'state': 'done',
                'sale_line_id': order.order_line.id, 'location_id': picking.location_id.id,
                'location_dest_id': picking.location_dest_id.id})

    def test_told_on_the_transfer(self):
        """SHP-03, TRK-01: a transfer says what it waits for, in the list and on its form, until its papers are back."""
        self._gate('back', ['order_clerk'], stage='close')
        order, free = self._released(), self._released()
        self._clear(free)
        picking = order.picking_ids.with_user(self.users['shipping_clerk'])
        self.assertIn("Dock", picking.desk_waiting_for)
        self.assertEqual([alert['level'] for alert in picking.desk_alerts.values()], ['danger'])
        held = self.env['stock.picking'].search([
            ('desk_is_held', '=', True), ('id', 'in', (order | free).picking_ids.ids)])
        self.assertEqual(held, order.picking_ids)
        self.assertEqual(held, held.with_user(self.users['shipping_clerk']).search([
            ('desk_is_held', '=', True), ('id', 'in', (order | free).picking_ids.ids)]))
        self.assertEqual([p.desk_is_held for p in (order.picking_ids, free.picking_ids)], [True, False])
        self._clear(order)
        self.env.invalidate_all()  # as the next request finds it
        self.assertFalse(picking.desk_waiting_for)
        self._ship(self._pick(picking.sudo()))
        self.assertFalse(picking.desk_alerts)
        action = free.picking_ids.with_user(self.users['shipping_clerk']).action_desk_open_dry_run()
        self.assertEqual(action['context']['default_order_ids'], free.ids)

    def test_can_this_ship_on(self):
        """TRK-03, SHP-03: "Can this ship on …?" names the transfer, judges on that day and writes nothing."""
        gate = self._gate('crane', stage='ship', waive_group_ids=[
            Command.link(self.env.ref('order_desk.group_general_manager').id)], approval_ids=[
                Command.create({'group_id': self.env.ref('order_desk.group_quality_inspector').id})])
        order = self._released()
        self._clear(order)
        self._decide(order, 'general_manager', gate.code, 'waive', until='2099-01-01')
        self.assertEqual(order.desk_dry_run('ship'), [])
        decisions = order.desk_decision_ids
        late = order.desk_dry_run('ship', '2099-01-02')
        self.assertEqual([(row['gate'], row['blocking']) for row in late], [('crane', True)])
        self.assertEqual(order.desk_decision_ids, decisions)
        self.assertEqual(self._check(order, 'crane').state, 'waived')

    def test_cancelled_order(self):
        """SHP-03: goods of an order that was cancelled do not leave, even where a transfer survived it."""
        order = self._released()
        self._clear(order)
        picking = order.picking_ids
        copy = picking.copy()
        copy.action_confirm()
        self._withdraw(order)
        self.assertFalse(order.desk_check_ids.filtered(lambda check: check.state in ('open', 'rejected')))
        if copy.state == 'cancel':
            copy.move_ids.write({'state': 'confirmed'})
        self.assertStopped(self._pick(copy, 10), "not released")
