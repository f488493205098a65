from odoo import api, fields, models


class OrderMemo:
    """The orders of transfers, for one evaluation.

    It travels in the context. A remote caller can send any context, but never an instance of this class.
    """
    __slots__ = ('found',)

    def __init__(self):
        self.found = {}


class StockPicking(models.Model):
    """Transfers through which goods of enrolled orders leave to the customer stand before gates."""
    _name = 'stock.picking'
    _inherit = ['stock.picking', 'order.desk.gated.mixin']
    _desk_evaluates_on_write = False

    # === FIELDS === #

    desk_check_ids = fields.One2many('order.desk.check', 'picking_id', string="Gate Checks", copy=False)
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
        if not isinstance(memo, OrderMemo) or len(self) != 1:
            return self._desk_read_orders()
        if self.id not in memo.found:
            memo.found[self.id] = self._desk_read_orders()
        return memo.found[self.id].with_env(self.env)

    def _desk_with_memo(self):
        """Return these transfers so that they look up their orders once, for as long as none of their moves changes."""
        return self.with_context(desk_order_memo=OrderMemo())

    def _desk_read_orders(self):
        enabled = self.env['res.company']._desk_get_enabled_ids()
        found = {}
        # Record by record: a filtered recordset forgets what it could read ahead.
        for picking in self:
            if picking.company_id.id not in enabled:
                continue
            for move in picking.move_ids:
                if move._desk_is_leaving():
                    for order in move.sale_line_id.order_id or picking.reference_ids.sale_ids:
                        if order.desk_enrolled and order.company_id.id in enabled:
                            found[order.id] = order
        orders = self.env['sale.order'].browse(sorted(found))
        return orders.with_prefetch(next(iter(found.values()))._prefetch_ids) if found else orders

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

    def _desk_is_ready(self):
        """Tell whether all goods of this transfer are there.

        The host calls a transfer ready as soon as one of its goods is.
        """
        return self.state == 'assigned' and not any(
            move.state in ('waiting', 'confirmed', 'partially_available') for move in self.move_ids)
