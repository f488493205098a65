"""A released order whose goods lie on the shelf, and the acts of the warehouse."""
from odoo import Command
from odoo.exceptions import UserError

from ..common import OrderDeskCommon


class ShipCommon(OrderDeskCommon):
    """Only the gates that a test creates or names stand; goods are in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_quiet_gate()
        cls.warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)
        cls.users['shipping_clerk'].group_ids = [Command.link(cls.env.ref('stock.group_stock_user').id)]
        cls.shelf, cls.box = cls.env['product.product'].create([
            {'name': name, 'type': 'consu', 'is_storable': True, 'list_price': 100.0, 'taxes_id': [Command.clear()]}
            for name in ("Shelf pump", "Box")])
        for product in (cls.shelf, cls.box):
            cls.env['stock.quant']._update_available_quantity(product, cls.warehouse.lot_stock_id, 500)

    # === VERBS === #

    def _released(self, lines=None, **vals):
        """Return a confirmed and released order with its transfer made and reserved."""
        order = self._order(lines or [(self.shelf, 10, 100.0)], **vals)
        order.action_confirm()
        if not order.desk_released:
            order.action_desk_release()
        return order

    def _pick(self, pickings, quantity=None):
        for move in pickings.move_ids:
            if quantity is not None:
                move.quantity = quantity
            move.picked = True
        return pickings

    def _ship(self, pickings, **context):
        """Validate as the warehouse does, without asking."""
        return pickings.with_user(self.users['shipping_clerk']).with_context(
            skip_sms=True, skip_backorder=True, **context).button_validate()

    def _live(self, order):
        return order.picking_ids.filtered(lambda picking: picking.state not in ('done', 'cancel'))

    def assertStopped(self, pickings, *words, **context):
        """Validation is refused with every one of ``words``, and nothing has moved."""
        stock = {quant.id: quant.quantity for quant in self.env['stock.quant'].search([])}
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._ship(pickings, **context)
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.env.invalidate_all()
        self.assertNotIn('done', pickings.mapped('state'))
        self.assertEqual({quant.id: quant.quantity for quant in self.env['stock.quant'].search([])}, stock)
        return str(caught.exception)
