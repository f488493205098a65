"""Who disposes of stock between orders."""
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestStockRight(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_quiet_gate()
        cls.partner.desk_deposit_percent = 0.0
        cls.warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)
        cls.shelf_location = cls.warehouse.lot_stock_id
        cls.users['order_supervisor'].group_ids |= cls.env.ref('stock.group_stock_user')

    def _stock(self, quantity):
        self.env['stock.quant']._update_available_quantity(self.shelf, self.shelf_location, quantity)

    def _confirmed(self, quantity):
        order = self._order([(self.shelf, quantity, 100.0)])
        order.action_confirm()
        return order.picking_ids

    def _as(self, role, record):
        return record.with_user(self.users[role])

    def test_only_the_supervisor_releases(self):
        """INV-02: goods reserved for an order are released by the order supervisor only."""
        self._stock(10)
        picking = self._confirmed(4)
        picking.action_assign()
        for role in ('shipping_clerk', 'quality_inspector'):
            with self.assertRaisesRegex(AccessError, picking.sale_id.name):
                self._as(role, picking).do_unreserve()
        with self.assertRaises(AccessError):
            self.env['stock.forecasted_product_product'].with_user(
                self.users['shipping_clerk']).action_unreserve_linked_picks(picking.move_ids.id)
        self._as('order_supervisor', picking).do_unreserve()
        self.assertEqual(picking.move_ids.quantity, 0)

    def test_only_the_supervisor_decides_between_orders(self):
        """INV-02: what two orders wait for is reserved by the supervisor; what suffices by whoever works there."""
        first, second = self._confirmed(4), self._confirmed(4)
        self._stock(5)
        with self.assertRaisesRegex(AccessError, f"{first.sale_id.name}.*{second.sale_id.name}|"
                                                 f"{second.sale_id.name}.*{first.sale_id.name}"):
            self._as('shipping_clerk', second).action_assign()
        self.assertEqual((first | second).move_ids.mapped('quantity'), [0, 0])
        self._as('order_supervisor', second).action_assign()
        self.assertEqual(second.move_ids.quantity, 4)
        self._stock(10)
        self._as('shipping_clerk', first).action_assign()
        self.assertEqual(first.move_ids.quantity, 4)

    def test_nobody_takes_what_is_reserved(self):
        """INV-02: goods reserved for an order are not taken by another transfer without the right."""
        self._stock(4)
        picking = self._confirmed(4)
        picking.action_assign()
        scrap = self.env['stock.picking'].create({
            'picking_type_id': self.warehouse.int_type_id.id, 'location_id': self.shelf_location.id,
            'location_dest_id': self.warehouse.view_location_id.id, 'move_ids': [(0, 0, {
                'product_id': self.shelf.id, 'product_uom_qty': 3, 'location_id': self.shelf_location.id,
                'location_dest_id': self.env['stock.location'].create({
                    'name': "Aside", 'location_id': self.warehouse.view_location_id.id}).id})]})
        scrap.action_confirm()
        scrap.move_ids.write({'quantity': 3, 'picked': True})
        with self.assertRaisesRegex(AccessError, picking.sale_id.name):
            self._as('shipping_clerk', scrap).button_validate()
        self._as('order_supervisor', scrap).button_validate()
        self.assertEqual(scrap.state, 'done')

    def test_left_open_by_setting(self):
        """INV-02: a company may leave stock to the warehouse; transfers of nobody's order always are."""
        self._stock(10)
        picking = self._confirmed(4)
        picking.action_assign()
        self.company.desk_stock_right = 'anyone'
        self._as('shipping_clerk', picking).do_unreserve()
        self.assertEqual(picking.move_ids.quantity, 0)
        self.company.desk_stock_right = 'supervisor'
        picking.sale_id.desk_enrolled = False
        picking.action_assign()
        self._as('shipping_clerk', picking).do_unreserve()
        self.assertEqual(picking.move_ids.quantity, 0)

    def test_backorders_reserve_by_themselves(self):
        """INV-02: what the host reserves for the rest of a shipment is nobody's decision."""
        first, second = self._confirmed(4), self._confirmed(4)
        self._stock(2)
        self._as('order_supervisor', first).action_assign()
        self._stock(1)
        first.move_ids.picked = True
        self._as('shipping_clerk', first).with_context(
            skip_backorder=True, skip_sms=True, button_validate_picking_ids=first.ids).button_validate()
        self.assertEqual(first.state, 'done')
        self.assertTrue(second.state in ('confirmed', 'assigned', 'partially_available'))

    def test_no_forged_context(self):
        """INV-02: no context of a caller gives the right."""
        self._stock(10)
        picking = self._confirmed(4)
        picking.action_assign()
        for value in (True, 1, {}, object()):
            with self.assertRaises(AccessError):
                self._as('shipping_clerk', picking).with_context(desk_automatic=value).do_unreserve()
