from odoo import models

from ..core.messages import number


class OrderDeskWithdrawal(models.Model):
    """Goods that the customer has forbid a withdrawal: they come back as a return first (CHG-06)."""
    _inherit = 'order.desk.withdrawal'

    # === HOOKS === #

    def _get_obstacles(self):
        # EXTENDS order_desk
        # sudo: a request is refused by the facts, not by what the asker sees
        moves = self.sudo().order_id.order_line.move_ids.filtered(lambda move: move.state == 'done')
        out, balance = {}, {}
        for move in moves:
            leaves = move.location_dest_id.usage == 'customer' and move.location_id.usage != 'customer'
            comes = move.location_id.usage == 'customer' and move.location_dest_id.usage != 'customer'
            if not leaves and not comes:
                continue
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            balance[move.product_id] = balance.get(move.product_id, 0.0) + (quantity if leaves else -quantity)
            if leaves:
                out.setdefault(move.product_id, self.env['stock.picking'])
                out[move.product_id] |= move.picking_id
        shipped = {
            product: quantity for product, quantity in balance.items() if product.uom_id.compare(quantity, 0.0) > 0}
        return super()._get_obstacles() + [
            self.env._(
                "- %(transfers)s has shipped %(quantity)s %(unit)s of %(product)s: take them back as a return first.",
                transfers=", ".join(out[product].mapped('name')), quantity=number(product.uom_id.round(quantity)),
                unit=product.uom_id.name, product=product.display_name)
            for product, quantity in shipped.items()]
