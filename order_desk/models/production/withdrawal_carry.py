from odoo import models
from odoo.fields import Command

from ..core.roles import get_members


class OrderDeskWithdrawal(models.Model):
    """What is kept for stock leaves the order; what is stopped ends with it (CHG-06)."""
    _inherit = 'order.desk.withdrawal'

    # === BUSINESS METHODS === #

    def _carry_out(self):
        # EXTENDS order_desk: before the order is cancelled, which stops what still hangs on it
        kept = self.line_ids.filtered(lambda line: line.act == 'keep')
        served = self.order_id._desk_get_purchase_lines(self._get_moves())
        self._keep_productions(kept.production_id)
        self._keep_purchases({line: moves for line, moves in served.items() if line in kept.purchase_line_id})
        own = self._get_moves()  # without those of what is kept
        self._stop_purchases({
            line: moves & own for line, moves in served.items() if line not in kept.purchase_line_id})
        return super()._carry_out()

    def _keep_productions(self, productions):
        """Cut manufacturing orders off the order: they are finished for stock and serve no delivery."""
        for production in productions:
            production._remove_reference(production.reference_ids.filtered(
                lambda reference: reference.sale_ids & self.order_id))
            # The source document names an order too, and production waits for the orders it names.
            production.write({'sale_line_id': False, 'origin': self.name})
        # The host counts finished goods with a sales line as returns when the order is confirmed again.
        finished = productions.move_finished_ids
        finished.write({'sale_line_id': False})
        # Its product goes to the shelf instead of to the delivery.
        open_moves = finished.filtered(lambda move: move.state not in ('done', 'cancel'))
        deliveries = self.order_id.picking_ids.move_ids
        for move in open_moves:
            move.move_dest_ids = [Command.unlink(other.id) for other in move.move_dest_ids & deliveries]
        productions._message_log_batch(bodies=dict.fromkeys(productions.ids, self.env._(
            "Kept for stock: %(order)s was withdrawn (%(withdrawal)s).",
            order=self.order_id.name, withdrawal=self.name)))

    def _keep_purchases(self, served):
        """Leave purchases as they are; their goods go to the shelf.

        :param dict served: ``{purchase.order.line: the moves it was bought for}``
        """
        for line, moves in served.items():
            line.move_dest_ids = [Command.unlink(move.id) for move in line.move_dest_ids & moves]
        self._tell_purchases(served, self.env._(
            "Kept for stock: %(order)s was withdrawn (%(withdrawal)s).",
            order=self.order_id.name, withdrawal=self.name))

    def _stop_purchases(self, served):
        """Lower firm purchases by the demand of the order; requests follow when the order is cancelled.

        :param dict served: ``{purchase.order.line: the moves whose demand is taken back}``
        """
        firm = {line: moves for line, moves in served.items() if line.state == 'purchase'}
        left = {}
        for line, moves in firm.items():
            fewer = sum(
                move.product_uom._compute_quantity(move.product_uom_qty, line.product_uom_id) for move in moves)
            left[line] = line.product_uom_id.round(max(line.product_qty - fewer, 0.0))
        for purchase in self.env['purchase.order'].union(*(line.order_id for line in firm)):
            goods = purchase.order_line.filtered(lambda line: not line.display_type)
            if all(line in left and line.product_uom_id.is_zero(left[line]) for line in goods):
                purchase.button_cancel()
                continue
            for line in goods & self.env['purchase.order.line'].union(*left):
                line.product_qty = left[line]
        self._tell_purchases(firm, self.env._(
            "%(order)s was withdrawn (%(withdrawal)s): what was bought for it is taken back. Tell the supplier.",
            order=self.order_id.name, withdrawal=self.name))

    def _tell_purchases(self, served, text):
        purchases = self.env['purchase.order'].union(*(line.order_id for line in served))
        purchases._message_log_batch(bodies=dict.fromkeys(purchases.ids, text))

    # === HOOKS === #

    def _call_followers(self):
        # EXTENDS order_desk: suppliers hear of it, and the workshop of what goes on for stock
        result = super()._call_followers()
        firm = self.line_ids.filtered(lambda line: line.purchase_line_id.order_id.state in ('purchase', 'cancel'))
        for lines, role, summary in (
            (self.line_ids.filtered('production_id'), 'production_manager', self.env._(
                "Order withdrawn: see what is stopped and what goes on for stock")),
            (firm, 'material_planner', self.env._("Order withdrawn: tell the suppliers")),
        ):
            if lines:
                user = get_members(
                    self.env, self.env.ref(f'order_desk.group_{role}').ids, self.company_id)[:1]
                self._call(user or self.env.ref('base.user_admin'), summary)
        return result
