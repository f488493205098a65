"""Orders whose goods stand ready to leave, and the acts that let them go."""
from odoo.fields import Command

from ..common import OrderDeskCommon


class ShippingCommon(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users['second_clerk'] = cls._user('second_clerk', 'order_desk.group_order_clerk')
        cls.partner.write({
            'street': "Harbour 1", 'city': "Ningbo", 'phone': "+86 574 1", 'email': "buyer@northern.example"})
        cls.site = cls.env['res.partner'].create({
            'name': "Wang Min", 'parent_id': cls.partner.id, 'type': 'delivery', 'street': "Dock 7", 'city': "Suzhou",
            'phone': "+86 512 7"})
        (cls.product_a | cls.product_b).is_storable = True
        cls.stock = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1).lot_stock_id
        for product in (cls.product_a, cls.product_b):
            cls.env['stock.quant']._update_available_quantity(product, cls.stock, 1000)

    @classmethod
    def _to_ship(cls, lines=None, **vals):
        """Return the transfer of a released order."""
        order = cls._order(lines, partner_shipping_id=cls.site.id, **vals)
        order.action_confirm()
        return order.picking_ids

    def _apply(self, picking, role='order_clerk'):
        picking.with_user(self.users[role]).action_desk_apply_shipping()
        return picking.desk_application_id

    def _review(self, picking, role='second_clerk'):
        return self._decide(picking, role, 'shipping_application')

    def _applied(self, lines=None, **vals):
        """Return a transfer with an application that has passed its second review."""
        picking = self._to_ship(lines, **vals)
        self._apply(picking)
        self._review(picking)
        return picking

    def _verdict(self, picking, code='shipping_application'):
        verdicts = [
            verdict for verdict in picking._desk_evaluate(('ship',)) if verdict.gate._get_spec().code == code]
        return verdicts[0] if verdicts else None

    def assertVerdict(self, picking, state, finding=None):
        verdict = self._verdict(picking)
        self.assertTrue(verdict, "the gate does not concern the transfer")
        self.assertEqual((verdict.state, verdict.finding and verdict.finding.code), (state, finding))

    def _ship(self, picking, role='shipping_clerk', **quantities):
        """Validate a transfer; ``quantities`` by product code, the rest of the demand goes to a backorder."""
        for move in picking.move_ids:
            if move.product_id.default_code in quantities:
                move.quantity = quantities[move.product_id.default_code]
            move.picked = True
        picking.with_user(self.users[role]).with_context(skip_backorder=True).button_validate()
        return self.env['stock.picking'].search([('backorder_id', '=', picking.id)])

    @classmethod
    def _line(cls, product, quantity, price=100.0, **vals):
        return Command.create({'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': price, **vals})
