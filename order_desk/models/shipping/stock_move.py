from odoo import api, models
from odoo.exceptions import UserError

from ..core.finding import Clearance
from .move_rows import is_leaving
from .sale_order_ship import AT_HAND

# What says for whom a move takes goods, and whether they leave the house.
PATH = frozenset({'sale_line_id', 'reference_ids', 'location_id', 'location_dest_id'})


class StockMove(models.Model):
    """Goods leave by validating their transfer, and by no side door (SHP-03)."""
    _inherit = 'stock.move'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock: a move that is done from its first moment
        moves = super().create(vals_list)
        if self.env['res.company']._desk_get_enabled_ids():
            done = moves.filtered(lambda move: move.state == 'done')
            done.picking_id._desk_ensure_nothing_added(done)
            (done.filtered(lambda move: not move.picking_id.desk_shipped_on))._desk_ensure_may_leave()
        return moves

    def write(self, vals):
        # EXTENDS stock: a state written directly goes past the validation
        if vals.get('state') == 'done':
            self._desk_ensure_may_leave()
        if PATH.isdisjoint(vals) or not self.env['res.company']._desk_get_enabled_ids():
            return super().write(vals)
        # sudo: whoever moves goods need not read the sales order
        leaving = self.sudo().filtered(lambda move: move._desk_is_leaving())
        served = {} if self.env.su else {
            move: move._desk_get_stock_orders() for move in leaving if move.state not in ('done', 'cancel')}
        result = super().write(vals)
        lost = self.env['sale.order'].union(*(
            orders - move._desk_get_stock_orders() for move, orders in served.items()))
        if lost:
            raise UserError(self.env._(
                "%(orders)s: goods stay with the order for which they leave. Cancel their transfer instead.",
                orders=", ".join(lost.mapped('name'))))
        # sudo: as above
        gone = (self.sudo() - leaving).filtered(lambda move: move.state == 'done' and move._desk_is_leaving())
        if gone._desk_get_stock_orders():
            raise UserError(self.env._(
                "%(goods)s are done and do not become a shipment. Ship them with a transfer of their own.",
                goods=", ".join(gone.mapped('display_name'))))
        return result

    # === BUSINESS METHODS === #

    def _action_done(self, cancel_backorder=False):
        # EXTENDS stock: modules that finish moves without their transfer meet the same stop
        self._desk_ensure_may_leave()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _action_assign(self, force_qty=False):
        # EXTENDS stock: goods that are there call those who inspect and clear them, and make their order ready
        result = super()._action_assign(force_qty=force_qty)
        self.filtered(lambda move: move.state in AT_HAND)._desk_mark_orders(('production',))
        return result

    def _assign_picking_post_process(self, new=False):
        # EXTENDS stock: a transfer that is made for an order, for an exchange say, stands before its gates at once
        result = super()._assign_picking_post_process(new=new)
        self._desk_mark_orders(())
        return result

    def _desk_mark_orders(self, stages):
        """Have the orders evaluated for which goods leave with these moves.

        :param stages: words of the stage bar that this may change; empty for any
        """
        # The validation of a transfer judges all transfers of its orders by itself.
        if not self.env['res.company']._desk_get_enabled_ids() or isinstance(
                self.env.context.get('desk_clearance'), Clearance):
            return
        # sudo: whoever moves goods need not read the sales order
        orders = self.sudo().filtered(lambda move: move._desk_is_leaving()).sale_line_id.order_id
        orders.filtered(lambda order: order.desk_released and (
            not stages or order.desk_stage in stages))._desk_mark_changed()

    def _desk_ensure_may_leave(self):
        """Stop moves that take goods out and did not come through the validation of their transfer.

        :raise UserError: as :meth:`StockPicking._desk_ensure_may_ship`
        """
        if not self.env['res.company']._desk_get_enabled_ids():
            return
        clearance = self.env.context.get('desk_clearance')
        # sudo: whoever moves goods need not read the sales order
        leaving = self.sudo().filtered(lambda move: move._desk_is_leaving())
        pickings = leaving.picking_id
        if isinstance(clearance, Clearance) and clearance.covers('ship', pickings.ids):
            return
        pickings._desk_get_enrolled()._desk_ensure_may_ship()
        # Without a transfer there is nothing to apply for, and the order itself answers.
        leaving.filtered(lambda move: not move.picking_id).sale_line_id.order_id._desk_ensure_open('ship')

    # === HELPERS === #

    def _desk_is_leaving(self):
        return is_leaving(self)


class StockMoveLine(models.Model):
    """What has left is corrected downwards only: more goods need a transfer of their own."""
    _inherit = 'stock.move.line'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock
        lines = super().create(vals_list)
        if self.env['res.company']._desk_get_enabled_ids():
            done = lines.filtered(lambda line: line.state == 'done')
            done.picking_id._desk_ensure_nothing_added(done)
        return lines

    def write(self, vals):
        # EXTENDS stock
        if not self.env['res.company']._desk_get_enabled_ids() or {
                'quantity', 'product_id', 'product_uom_id', 'move_id', 'picking_id', 'location_dest_id',
        }.isdisjoint(vals):
            return super().write(vals)
        before = {line: (line.product_id, line.quantity_product_uom) for line in self if line._desk_has_left()}
        result = super().write(vals)
        added = self.filtered(lambda line: line._desk_has_left() and (
            line not in before or before[line][0] != line.product_id
            or line.product_id.uom_id.compare(line.quantity_product_uom, before[line][1]) > 0))
        added.picking_id._desk_ensure_nothing_added(added)
        return result

    # === HELPERS === #

    def _desk_has_left(self):
        return self.state == 'done' and bool(self.picking_id.desk_shipped_on)

    def _desk_is_leaving(self):
        return self.move_id._desk_is_leaving()


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === HELPERS === #

    def _desk_ensure_nothing_added(self, moves):
        """Stop goods that are added to transfers which left through the gates.

        :param moves: moves or move lines just made or changed
        :raise UserError: naming the transfers
        """
        if isinstance(self.env.context.get('desk_clearance'), Clearance):
            return
        # sudo: the stop does not depend on who may read the locations
        gone = moves.sudo().filtered(lambda move: move._desk_is_leaving()).picking_id.filtered('desk_shipped_on')
        if gone:
            raise UserError(self.env._(
                "%(transfers)s: the goods have left. Ship what is to follow with a transfer of its own.",
                transfers=", ".join(gone.mapped('display_name'))))
