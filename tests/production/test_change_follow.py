"""Productions, transfers, purchases and invoices follow an applied change, or stand in its way."""
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestChangeFollow(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order([(cls.pump, 10, 100.0), (cls.motor, 10, 20.0), (cls.shelf, 10, 5.0)])
        cls.order.action_confirm()
        cls._payment(cls, cls.order, cls.order.desk_deposit_required)
        cls.order.with_user(cls.users['production_manager']).action_desk_release()
        cls.line, cls.bought, cls.stocked = cls.order.order_line

    def _change(self, changes, **vals):
        return self._approved_change(self.order, changes, **vals)

    def _quantities(self):
        return {
            production.product_id: production.product_qty for production in self._productions(self.order)
            if production.state != 'cancel'}

    def test_less(self):
        """CHG-03, CHG-08: less is made, less is bought, less is shipped; nothing of the rest is touched."""
        self._change({self.line: {'product_uom_qty': 4}, self.bought: {'product_uom_qty': 3}}).action_apply()
        self.assertEqual(self._quantities(), {self.pump: 4.0, self.rotor: 4.0})
        self.assertEqual(self._purchases().product_qty, 3.0)
        moves = self.order.picking_ids.move_ids.filtered(lambda move: move.state != 'cancel')
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in moves},
            {self.pump: 4.0, self.motor: 3.0, self.shelf: 10.0})

    def test_none(self):
        """CHG-03: a dropped line stops what was made and bought for it."""
        self._change({self.line: {'product_uom_qty': 0}, self.bought: {'product_uom_qty': 0}}).action_apply()
        self.assertEqual(self._quantities(), {})
        self.assertFalse(self._purchases())
        self.assertEqual(
            self.order.picking_ids.move_ids.filtered(lambda move: move.state != 'cancel').product_id, self.shelf)

    def test_more(self):
        """CHG-03, DEP-01: more goes through the host's own procurement, once, and with the deposit that it asks for."""
        self._change({self.line: {'product_uom_qty': 12}, self.bought: {'product_uom_qty': 15}}).action_apply()
        self.assertEqual(self._quantities(), {self.pump: 10.0, self.rotor: 10.0})
        self.assertFalse(self.order.desk_production_hold, "what was paid for is made")
        self._payment(self.order, self.order.desk_deposit_missing)
        self.order.with_user(self.users['production_manager']).action_desk_release()
        self.assertEqual(self._quantities(), {self.pump: 12.0, self.rotor: 12.0})
        self.assertEqual(sum(self._purchases().mapped('product_qty')), 15.0)

    def test_supplier_told(self):
        """CHG-08: a confirmed purchase order is lowered with its receipt, and its buyer tells the supplier."""
        purchase = self._purchases().order_id
        purchase.button_confirm()
        self._change({self.bought: {'product_uom_qty': 6}}).action_apply()
        self.assertEqual(self._purchases().product_qty, 6.0)
        self.assertEqual(sum(self._purchases().move_ids.filtered(
            lambda move: move.state != 'cancel').mapped('product_uom_qty')), 6.0)
        self.assertIn("Tell the supplier", purchase.activity_ids.mapped('summary')[-1])

    def test_obstacles_at_once(self):
        """CHG-03: shipped, made, received and being loaded: one error names all of it, and nothing is changed."""
        purchase = self._purchases().order_id
        purchase.button_confirm()
        receipt = purchase.picking_ids
        receipt.move_ids.quantity = 10
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.env['stock.quant']._update_available_quantity(self.steel, self.order.warehouse_id.lot_stock_id, 100)
        rotor = self._productions(self.order).filtered(lambda production: production.product_id == self.rotor)
        form = Form(rotor)
        form.qty_producing = 10
        form.save().button_mark_done()
        request = self._change({
            self.line: {'product_uom_qty': 4}, self.bought: {'product_uom_qty': 4},
            self.stocked: {'product_uom_qty': 4}})
        move = self.order.picking_ids.move_ids.filtered(lambda move: move.product_id == self.shelf)
        move.quantity = 6
        move.picked = True
        with self.assertRaises(UserError) as refused:
            request.with_user(self.users['order_clerk']).action_apply()
        text = str(refused.exception)
        self.assertIn("being loaded", text)
        self.assertIn("have arrived on", text)
        self.assertEqual(self.stocked.product_uom_qty, 10)
        self.assertEqual(self._quantities()[self.pump], 10)

    def test_below_shipped(self):
        """CHG-03: less than has been shipped is refused."""
        self._only_gates()
        self.env['stock.quant']._update_available_quantity(self.shelf, self.order.warehouse_id.lot_stock_id, 10)
        picking = self.order.picking_ids
        picking.action_assign()
        picking.move_ids.filtered(lambda move: move.product_id == self.shelf).write({'quantity': 6, 'picked': True})
        picking.with_context(skip_backorder=True)._action_done()
        self.assertEqual(self.stocked.qty_delivered, 6)
        with self.assertRaisesRegex(UserError, "6.0 Units of Shelf goods have been shipped"):
            self._change({self.stocked: {'product_uom_qty': 5}}).action_apply()
        self.order.desk_change_request_ids.sudo().write({'state': 'withdrawn'})
        self._change({self.stocked: {'product_uom_qty': 6}}).action_apply()
        self.assertEqual(self.stocked.product_uom_qty, 6)

    def test_running(self):
        """CHG-03, CHG-07: a wish during production: what runs is lowered to what has begun and no further."""
        self.env['stock.quant']._update_available_quantity(self.steel, self.order.warehouse_id.lot_stock_id, 100)
        rotor = self._productions(self.order).filtered(lambda production: production.product_id == self.rotor)
        form = Form(rotor)
        form.qty_producing = 6
        form.save()
        with self.assertRaisesRegex(UserError, f"{rotor.name}: 1.0 Units of Rotor too many"):
            self._change({self.line: {'product_uom_qty': 5}}).action_apply()

    def test_invoiced(self):
        """CHG-03: more billed than wanted is credited by finance; another price of what is billed is refused."""
        self.shelf.invoice_policy = 'order'
        self.order._create_invoices().action_post()
        with self.assertRaisesRegex(UserError, "credit it before the price changes"):
            self._change({self.stocked: {'price_unit': 4.0}}).action_apply()
        self.order.desk_change_request_ids.sudo().write({'state': 'withdrawn'})
        self._change({self.stocked: {'product_uom_qty': 7}}).action_apply()
        self.assertIn("Credit what was billed", ", ".join(self.order.activity_ids.mapped('summary')))
        self.assertEqual(self.stocked.product_uom_qty, 7)

    def test_dates(self):
        """CHG-03: another delivery date reaches transfers, manufacturing and purchase orders as their deadline."""
        planned = self._purchases().date_planned
        before = self.order.expected_date
        self._change({}, commitment_date='2031-03-04 10:00:00').action_apply()
        moves = self.order.picking_ids.move_ids
        self.assertEqual({str(move.date_deadline) for move in moves}, {'2031-03-04 10:00:00'})
        self.assertEqual(
            {str(production.date_deadline)[:4] for production in self._productions(self.order)}, {'2031'})
        shift = self.order.commitment_date - before
        self.assertEqual(self._purchases().date_planned, planned + shift)
        self._purchases().order_id.button_confirm()
        purchase = self._purchases().order_id
        promised = self._purchases().date_planned
        self._change({}, commitment_date='2031-03-01 10:00:00').action_apply()
        self.assertEqual(self._purchases().date_planned, promised)
        self.assertIn("Tell the supplier", purchase.activity_ids.mapped('summary')[-1])

    def test_two_hundred_lines(self):
        """CHG-03: two hundred lines are changed at once; the statements do not grow with the lines of one value."""
        order = self._order([(self.shelf, number % 3 + 1, 10.0) for number in range(200)])
        order.action_confirm()
        self._approved_change(order, line_ids=[
            Command.create({'sale_line_id': line.id, 'product_uom_qty': 9, 'price_unit': 8.0})
            for line in order.order_line]).action_apply()
        self.assertEqual(set(order.order_line.mapped('product_uom_qty')), {9.0})
        self.assertEqual(order.amount_untaxed, 200 * 72)
