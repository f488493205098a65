"""How much of an order is finished: made, taken from the shelf, on any leg of the way out, in any unit."""
from odoo.fields import Command
from odoo.tests import tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestFinished(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['order.desk.gate'].search([]).active = False
        cls.warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)

    def _stock(self, product, quantity):
        self.env['stock.quant']._update_available_quantity(product, self.warehouse.lot_stock_id, quantity)

    def _confirmed(self, lines, **vals):
        order = self._order(lines, **vals)
        order.action_confirm()
        return order

    def _finished(self, order):
        self.env.flush_all()
        quantities = order.order_line._desk_get_finished_quantities()
        return [quantities[line] for line in order.order_line]

    def _produce(self, order, product, quantity):
        production = self._productions(order).filtered(
            lambda production: production.product_id == product and production.state != 'done')
        production.qty_producing = quantity
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.with_context(skip_consumption=True, skip_backorder=True).button_mark_done()
        return production

    def test_made(self):
        """PAY-06: made to order, what is produced counts, part by part, and more than ordered as well."""
        order = self._confirmed([(self.rotor, 10, 100.0)])
        self.assertEqual(self._finished(order), [0.0])
        production = self._productions(order).filtered(lambda production: production.product_id == self.rotor)
        production.qty_producing = 4.0
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        backorder = production._split_productions({production: [4.0, 6.0]}) - production
        production.with_context(skip_consumption=True, skip_backorder=True).button_mark_done()
        self.assertEqual(self._finished(order), [4.0])
        self.assertTrue(backorder)
        self._produce(order, self.rotor, 7.0)
        self.assertEqual(self._finished(order), [11.0])

    def test_shelf_and_steps(self):
        """PAY-06: goods reserved on any leg count once; shipped ones go on counting, returned ones no more."""
        for steps in ('ship_only', 'pick_ship', 'pick_pack_ship'):
            self.warehouse.delivery_steps = steps
            product = self._product(f"Goods {steps}")
            self._stock(product, 6)
            order = self._confirmed([(product, 10, 10.0)])
            order.picking_ids.action_assign()
            self.assertEqual(self._finished(order), [6.0], steps)
            for _leg in range(4):
                ready = order.picking_ids.filtered(lambda picking: picking.state == 'assigned')
                if not ready:
                    break
                ready.move_ids.picked = True
                ready.with_context(skip_backorder=True).button_validate()
                self.assertEqual(self._finished(order), [6.0], steps)
            self.assertEqual(order.order_line.qty_delivered, 6.0, steps)
            self._stock(product, 4)
            order.picking_ids.filtered(lambda picking: picking.state not in ('done', 'cancel')).action_assign()
            self.assertEqual(self._finished(order), [10.0], steps)

    def test_kit_unit_and_service(self):
        """PAY-06: a kit counts by its scarcest part, quantities are in the unit of the line, services as delivered."""
        kit = self._product("Kit")
        part = self._product("Part")
        self.env['mrp.bom'].create({
            'product_tmpl_id': kit.product_tmpl_id.id, 'type': 'phantom', 'bom_line_ids': [
                Command.create({'product_id': self.steel.id, 'product_qty': 2}),
                Command.create({'product_id': part.id, 'product_qty': 1})]})
        dozen = self.env.ref('uom.product_uom_dozen')
        self._stock(self.steel, 20)
        self._stock(part, 3)
        self._stock(self.shelf, 12)
        order = self._order([(kit, 5, 10.0), (self.shelf, 1, 10.0), (self.service, 2, 10.0)])
        order.order_line[1].product_uom_id = dozen
        order.action_confirm()
        order.picking_ids.action_assign()
        self.assertEqual(self._finished(order), [3.0, 1.0, 0.0])

    def test_queries(self):
        """PAY-06: one query for one line or ten."""
        orders = self.env['sale.order'].concat(*[self._confirmed([(self.shelf, 1, 10.0)]) for _index in range(10)])
        for some in (orders[:1], orders):
            lines = some.order_line
            lines.mapped('qty_delivered')
            lines.product_id.mapped('uom_id')
            before = self.cr.sql_log_count
            lines._desk_read_moves()
            self.assertEqual(self.cr.sql_log_count - before, 1)
