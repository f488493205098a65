from markupsafe import Markup

from odoo import models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    """When stock does not cover an order, production hears of it at once (PRD-08)."""
    _inherit = 'sale.order'

    # === ACTIONS === #

    def action_desk_notify_shortage(self):
        """Tell production which goods of these orders the stock does not cover.

        Side effects: a note and an activity for the production manager on each order that is short.

        :raise AccessError: for who is neither of the order desk nor of production
        :return: notification that says how many orders are short
        """
        roles = 'order_desk.group_order_clerk,order_desk.group_production_manager,order_desk.group_administrator'
        self.check_access('read')
        if not self.env.su and not self.env.user.has_groups(roles):
            raise AccessError(self.env._(
                "%(orders)s: shortages are reported by the order desk.", orders=self._desk_names()))
        shortages = self._desk_get_shortages()
        managers = self._desk_get_activity_users(self.env.ref('order_desk.group_production_manager').ids)
        for order, lines in shortages.items():
            note = Markup("<br/>").join(self.env._(
                "%(product)s: %(needed)s %(unit)s needed, %(free)s free",
                product=line.product_id.display_name, needed=needed, free=free, unit=line.product_id.uom_id.name)
                for line, needed, free in lines)
            # sudo: who reports a shortage need not write the order
            order.sudo().activity_schedule(
                'order_desk.activity_type_shortage', summary=self.env._("Stock does not cover the order"), note=note,
                user_id=managers[order].id)
            order.sudo()._message_log(body=note)  # sudo: as above
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning' if shortages else 'success',
                'message': self.env._("Production was told of %(count)s short orders.", count=len(shortages))
                if shortages else self.env._("The stock covers everything."),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    # === BUSINESS METHODS === #

    def _desk_get_shortages(self):
        """Return the lines that free stock does not cover, in each product's own unit.

        What is reserved for the order itself does not count as free for others, so only what
        no delivery of the order has taken yet is compared. Constant number of queries per warehouse.

        :return: ``{order: [(line, needed, free)]}``
        """
        shortages = {}
        for warehouse, orders in self.sudo().grouped('warehouse_id').items():  # sudo: stock is counted for clerks too
            lines = orders._desk_get_goods_lines().filtered(lambda line: line.product_id.is_storable)
            products = lines.product_id.with_context(warehouse_id=warehouse.id)
            free = {product.id: product.free_qty for product in products}
            for line in lines:
                unit = line.product_id.uom_id
                reserved = sum(
                    move.product_uom._compute_quantity(move.quantity, unit) for move in line.move_ids
                    if move.state not in ('cancel', 'done') and move.location_dest_usage == 'customer')
                needed = line.product_uom_id._compute_quantity(
                    line.product_uom_qty - line.qty_delivered, unit) - reserved
                if unit.compare(needed, 0) > 0 and unit.compare(needed, free[line.product_id.id]) > 0:
                    shortages.setdefault(line.order_id, []).append((line, needed, free[line.product_id.id]))
                free[line.product_id.id] -= max(needed, 0.0)
        return shortages
