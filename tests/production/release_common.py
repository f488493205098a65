"""Goods that set something going: made to order, bought to order, kits, sub-assemblies."""
from odoo.fields import Command
from odoo.tests import tagged

from ..gates.deposit_common import DepositCommon


@tagged('post_install', '-at_install')
class ReleaseCommon(DepositCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mto = cls.env.ref('stock.route_warehouse0_mto')
        cls.mto.active = True
        cls.make = cls.env.ref('mrp.route_warehouse0_manufacture')
        cls.buy = cls.env.ref('purchase_stock.route_warehouse0_buy')
        cls.steel = cls._product("Steel")
        cls.rotor = cls._made("Rotor", [(cls.steel, 3)])
        cls.pump = cls._made("Pump to order", [(cls.rotor, 1), (cls.steel, 2)])
        vendor = cls.env['res.partner'].create({'name': "Vendor"})
        cls.motor = cls._product("Motor", route_ids=[Command.set((cls.mto | cls.buy).ids)], seller_ids=[
            Command.create({'partner_id': vendor.id, 'price': 10.0})])
        cls.set = cls._product("Set")
        cls.env['mrp.bom'].create({
            'product_tmpl_id': cls.set.product_tmpl_id.id, 'type': 'phantom',
            'bom_line_ids': [
                Command.create({'product_id': part.id, 'product_qty': 1}) for part in (cls.pump, cls.steel)]})
        cls.shelf = cls._product("Shelf goods")
        cls.service = cls._product("Training", type='service', is_storable=False)

    @classmethod
    def _product(cls, name, **vals):
        return cls.env['product.product'].create({
            'name': name, 'type': 'consu', 'is_storable': True, 'list_price': 100.0, 'taxes_id': [(5, 0, 0)],
            'route_ids': [Command.clear()], **vals})

    @classmethod
    def _made(cls, name, parts, **vals):
        product = cls._product(name, route_ids=[Command.set((cls.mto | cls.make).ids)], **vals)
        cls.env['mrp.bom'].create({
            'product_tmpl_id': product.product_tmpl_id.id,
            'bom_line_ids': [
                Command.create({'product_id': part.id, 'product_qty': quantity}) for part, quantity in parts]})
        return product

    def _productions(self, order):
        return self.env['mrp.production'].search([
            '|', ('reference_ids.sale_ids', 'in', order.ids), ('sale_line_id.order_id', 'in', order.ids)])

    def _purchases(self):
        return self.env['purchase.order.line'].search([('product_id', '=', self.motor.id), ('state', '!=', 'cancel')])

    def assertNothingStarted(self, order):
        self.assertEqual(order.state, 'sale')
        self.assertFalse(order.desk_released)
        self.assertFalse(order.picking_ids)
        self.assertFalse(order.order_line.move_ids)
        self.assertFalse(self._productions(order))
        self.assertFalse(self._purchases())
