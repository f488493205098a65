"""Who may dispose of stock between orders (INV-02)."""
from odoo import api, fields, models
from odoo.exceptions import AccessError

SUPERVISOR = 'order_desk.group_order_supervisor'
# Marks what the host reserves by itself, for a backorder or an exchange; an object cannot be forged over RPC.
AUTOMATIC = object()


class ResCompany(models.Model):
    """Who disposes of the stock."""
    _inherit = 'res.company'

    # === FIELDS === #

    desk_stock_right = fields.Selection(
        [('supervisor', "The order supervisor only"), ('anyone', "Whoever works in the warehouse")],
        "Stock Is Disposed Of By", required=True, default='supervisor')


class StockMove(models.Model):
    """Stock of enrolled orders is reserved, released and given to another order by the order supervisor."""
    _inherit = 'stock.move'

    # === BUSINESS METHODS === #

    def _desk_get_disposed(self):
        """Return those of these moves that take goods off the shelf for enrolled orders, where the right is kept."""
        if self.env.su or self.env.context.get('desk_automatic') is AUTOMATIC or self.env.user.has_group(SUPERVISOR):
            return self.browse()
        enabled = self.env['res.company']._desk_get_enabled_ids()
        # sudo: a stock user need not read orders
        moves = self.sudo().filtered(
            lambda move: move.company_id.id in enabled and move.company_id.desk_stock_right == 'supervisor'
            and move.state not in ('draft', 'done', 'cancel') and move.location_id.usage in ('internal', 'transit'))
        return moves.filtered(lambda move: move._desk_get_stock_orders())

    def _desk_get_stock_orders(self):
        orders = self.sale_line_id.order_id | self.reference_ids.sale_ids
        return orders._desk_get_gated()

    def _desk_ensure_may_release(self):
        """Stop the release of goods reserved for enrolled orders by others than the order supervisor.

        :raise AccessError: naming the orders
        """
        reserved = self._desk_get_disposed().filtered('quantity')
        if reserved:
            raise AccessError(self.env._(
                "Goods reserved for %(orders)s are released by the order supervisor only.",
                orders=", ".join(reserved._desk_get_stock_orders().mapped('name'))))

    def _desk_ensure_may_reserve(self):
        """Stop a reservation that decides between orders, unless by the order supervisor.

        It does when the free stock does not suffice for all enrolled orders that wait for the same goods.

        :raise AccessError: naming the goods and the orders that wait for them
        """
        wanting = self._desk_get_disposed().filtered(
            lambda move: move.state in ('confirmed', 'partially_available') and move.product_id.is_storable
            and not move.picking_id.return_id)
        if not wanting:
            return
        # sudo: a stock user need not read orders
        others = self.sudo().search([
            ('product_id', 'in', wanting.product_id.ids), ('id', 'not in', wanting.ids),
            ('state', 'in', ('confirmed', 'partially_available')), ('sale_line_id.order_id.desk_enrolled', '=', True),
            ('location_id', 'in', wanting.location_id.ids)])
        refused = {}
        for (product, location), waiting in others.grouped(lambda move: (move.product_id, move.location_id)).items():
            own = wanting.filtered(
                lambda move, product=product, location=location: move.product_id == product
                and move.location_id == location)
            waiting = waiting.filtered(
                lambda move, own=own: move._desk_get_stock_orders() - own._desk_get_stock_orders())
            free = product.with_context(location=location.id).free_qty
            wanted = sum(move.product_qty for move in own | waiting) - sum(
                move.product_uom._compute_quantity(move.quantity, product.uom_id) for move in own | waiting)
            if own and waiting and free > 0 and product.uom_id.compare(wanted, free) > 0:
                refused[product] = waiting._desk_get_stock_orders() | own._desk_get_stock_orders()
        if refused:
            raise AccessError("\n".join(
                self.env._(
                    "%(product)s does not suffice for %(orders)s: the order supervisor decides who gets it.",
                    product=product.display_name, orders=", ".join(orders.mapped('name')))
                for product, orders in refused.items()))


class StockMoveLine(models.Model):
    """What is reserved for one order is not taken for another without the right."""
    _inherit = 'stock.move.line'

    # === BUSINESS METHODS === #

    def _free_reservation(
            self, product_id, location_id, quantity, lot_id=None, package_id=None, owner_id=None,
            ml_ids_to_ignore=None):
        # EXTENDS stock: the host takes reserved goods from whichever transfer comes first
        before = self._desk_get_reservations(product_id, location_id)
        result = super()._free_reservation(
            product_id, location_id, quantity, lot_id=lot_id, package_id=package_id, owner_id=owner_id,
            ml_ids_to_ignore=ml_ids_to_ignore)
        robbed = self.env['sale.order'].sudo()  # sudo: a stock user need not read orders
        for move, reserved in before.items():
            if move.product_uom.compare(move.quantity, reserved) < 0:
                robbed |= move._desk_get_stock_orders()
        robbed -= self.sudo().move_id._desk_get_stock_orders()  # sudo: as above
        if robbed:
            raise AccessError(self.env._(
                "%(product)s is reserved for %(orders)s: the order supervisor only takes it for something else.",
                product=product_id.display_name, orders=", ".join(robbed.mapped('name'))))
        return result

    def _desk_get_reservations(self, product, location):
        """Return what enrolled orders have reserved of a product, where the right to dispose is kept."""
        if not self.env['res.company']._desk_get_enabled_ids() or self.env.user.has_group(SUPERVISOR):
            return {}
        # sudo: a stock user need not read orders
        moves = self.sudo().search([
            ('product_id', '=', product.id), ('location_id', '=', location.id),
            ('state', 'not in', ('done', 'cancel')), ('quantity', '>', 0),
        ]).move_id.with_env(self.env)
        return {move: move.quantity for move in moves._desk_get_disposed()}


class StockPicking(models.Model):
    """The buttons of a transfer that dispose of stock."""
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def do_unreserve(self):
        # EXTENDS stock
        self.move_ids._desk_ensure_may_release()
        return super().do_unreserve()

    def action_assign(self):
        # EXTENDS stock
        self.move_ids._desk_ensure_may_reserve()
        return super().action_assign()

    # === BUSINESS METHODS === #

    def _create_backorder(self, backorder_moves=None):
        # EXTENDS stock: the host reserves what is left for the same order
        picking = self.with_context(desk_automatic=AUTOMATIC)
        return super(StockPicking, picking)._create_backorder(backorder_moves).with_env(self.env)


# The buttons of the forecast report. A docstring would stay in the host's description of its other one.
class StockForecasted(models.AbstractModel):
    _inherit = 'stock.forecasted_product_product'

    # === ACTIONS === #

    @api.model
    def action_reserve_linked_picks(self, move_id):
        # EXTENDS stock
        moves = self.env['stock.move'].browse(move_id)
        moves.browse(moves._rollup_move_origs())._desk_ensure_may_reserve()
        return super().action_reserve_linked_picks(move_id)

    @api.model
    def action_unreserve_linked_picks(self, move_id):
        # EXTENDS stock
        moves = self.env['stock.move'].browse(move_id)
        moves.browse(moves._rollup_move_origs())._desk_ensure_may_release()
        return super().action_unreserve_linked_picks(move_id)


class StockReception(models.AbstractModel):
    """The buttons of the reception report: goods that come in are given to an order or taken from it."""
    _inherit = 'report.stock.report_reception'

    # === ACTIONS === #

    def action_assign(self, move_ids, qtys, in_ids):
        # EXTENDS stock
        self.env['stock.move'].browse(move_ids)._desk_ensure_may_reserve()
        return super().action_assign(move_ids, qtys, in_ids)

    def action_unassign(self, move_id, qty, in_ids):
        # EXTENDS stock
        self.env['stock.move'].browse(move_id)._desk_ensure_may_release()
        return super().action_unassign(move_id, qty, in_ids)
