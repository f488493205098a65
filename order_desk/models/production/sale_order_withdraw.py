from odoo import models


class SaleOrder(models.Model):
    """What a cancelled order had set going and nobody has finished is taken back."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_stop_procurement(self):
        # EXTENDS order_desk: the host leaves manufacturing orders and requests for quotation of a
        # cancelled order as they are, and confirming the order again would then make and buy twice.
        super()._desk_stop_procurement()
        if not self:
            return
        productions = self._desk_get_open_productions()
        # sudo: who cancels an order need not be a user of stock or purchase
        orders = self.sudo()
        moves = orders.order_line.move_ids | orders.picking_ids.move_ids | productions.move_raw_ids
        orders._desk_withdraw_requests(moves.filtered(lambda move: move.state not in ('done', 'cancel')))
        productions.action_cancel()
        self._desk_write_facts({'desk_production_hold': False})

    # === BUSINESS METHODS === #

    def _desk_withdraw_requests(self, moves):
        """Take the demand of moves out of requests for quotation; purchase orders are left to purchasing.

        :param moves: stock.move records, not yet cancelled
        """
        lines = self.env['purchase.order.line'].search([
            ('state', 'in', ('draft', 'sent')), ('move_dest_ids', 'in', moves.ids)])
        requests = lines.order_id
        text = self.env._("Demand of %(orders)s withdrawn: the sales order was cancelled.", orders=self._desk_names())
        emptied = lines.browse()
        for line in lines:
            unit = line.product_uom_id
            withdrawn = sum(
                move.product_uom._compute_quantity(move.product_uom_qty, unit) for move in line.move_dest_ids & moves)
            if unit.compare(line.product_qty, withdrawn) > 0:
                line.product_qty -= withdrawn
            else:
                emptied |= line
        emptied.unlink()
        requests._message_log_batch(bodies=dict.fromkeys(requests.ids, text))
        requests.filtered(lambda request: not request.order_line).button_cancel()
