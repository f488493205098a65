from odoo import api, fields, models

from ..core.roles import OFFICE


class OrderMemo:
    """The orders of transfers, for one evaluation; all of them are looked up at the first question.

    It travels in the context. A remote caller can send any context, but never an instance of this class.

    :ivar found: ``{transfer id: orders}``
    """
    __slots__ = ('found', 'pickings')

    def __init__(self, pickings):
        self.pickings = pickings
        self.found = {}


class StockPicking(models.Model):
    """Transfers through which goods of enrolled orders leave to the customer stand before gates."""
    _name = 'stock.picking'
    _inherit = ['stock.picking', 'order.desk.gated.mixin']
    _desk_evaluates_on_write = False

    # === FIELDS === #

    desk_check_ids = fields.One2many(
        'order.desk.check', 'picking_id', string="Gate Checks", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user,account.group_account_readonly')
    desk_shipped_on = fields.Datetime("Shipped On", copy=False, help="When the goods left, by the gates.")
    desk_received_on = fields.Date("Received On", copy=False, help="Day on which the customer received the goods.")

    # === HOOKS === #

    def _desk_order(self):
        return self._desk_get_orders()[:1]

    def _desk_get_orders(self):
        """Return the enrolled orders whose goods these transfers take to the customer.

        Goods added by hand count for the orders that the transfer refers to, as the host books them.
        Internal transfers, the legs before the last one, receipts and returns of customers lead to none.
        """
        memo = self.env.context.get('desk_order_memo')
        if not isinstance(memo, OrderMemo):
            memo = OrderMemo(self)
        if not memo.found:
            memo.found = memo.pickings.with_env(self.env)._desk_read_orders()
        unknown = [picking_id for picking_id in self._ids if picking_id not in memo.found]
        if unknown:
            memo.found.update(self.browse(unknown)._desk_read_orders())
        if len(self) == 1:
            return memo.found[self.id].with_env(self.env)
        return self.env['sale.order'].browse(sorted({
            order_id for picking_id in self._ids for order_id in memo.found[picking_id]._ids}))

    def _desk_with_memo(self):
        """Return these transfers so that they look up their orders once, for as long as none of their moves changes."""
        return self.with_context(desk_order_memo=OrderMemo(self))

    def _desk_read_orders(self):
        """Return ``{transfer id: orders}``, see :meth:`_desk_get_orders`."""
        enabled = self.env['res.company']._desk_get_enabled_ids()
        served = {}
        for picking, moves in self._desk_read_move_rows().items():
            orders = served[picking.id] = {}
            if picking.company_id.id in enabled:
                for move in moves:
                    if move.is_leaving:
                        orders.update((order.id, order) for order in move.order_id or picking.reference_ids.sale_ids)
        known = {order_id: order for orders in served.values() for order_id, order in orders.items()}
        gated = {
            order_id for order_id, order in known.items() if order.desk_enrolled and order.company_id.id in enabled}
        read_ahead = next(iter(known.values()))._prefetch_ids if known else None
        Order = self.env['sale.order']
        return {
            picking_id: Order.browse(sorted(gated.intersection(orders))).with_prefetch(read_ahead)
            for picking_id, orders in served.items()}

    @api.model
    def _desk_check_inverse(self):
        return 'picking_id'

    def _desk_is_judged(self):
        # EXTENDS order_desk: an order that was cancelled does not excuse the goods
        # that are to leave for it; what left before the order was enrolled is nobody's to follow.
        return self.state != 'cancel' and (self.state != 'done' or bool(self.desk_shipped_on))

    def _desk_filter_stage(self, stage):
        # EXTENDS order_desk: what has left is only followed until its papers are back
        if stage == 'close':
            return self
        return self.filtered(lambda picking: picking.state != 'done')

    def _desk_has_come(self, stage):
        # EXTENDS order_desk
        if stage == 'close':
            return self.state == 'done'
        return all(order._desk_has_come(stage) for order in self._desk_get_orders())

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_shipped_on', 'desk_received_on', 'desk_check_ids'}

    # === HELPERS === #

    @api.model
    def get_empty_list_help(self, help_message):
        # OVERRIDES stock: there every empty list of transfers says the same; the desk's own say what stands in them
        if self.env.context.get('desk_own_help'):
            return help_message
        return super().get_empty_list_help(help_message)

    def _desk_is_ready(self):
        """Tell whether all goods of this transfer are there.

        The host calls a transfer ready as soon as one of its goods is.
        """
        return self.state == 'assigned' and not any(
            move.state in ('waiting', 'confirmed', 'partially_available') for move in self.move_ids)
