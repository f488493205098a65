"""The moves of transfers as their gates read them."""
from odoo import models

from ..core.evaluation import shared
from ..core.rows import read_rows

#: What tells for whom a move takes goods out.
LINK_COLUMNS = ('state', 'location_id', 'location_dest_id', 'sale_line_id')
GOODS_COLUMNS = ('product_id', 'product_uom', 'product_uom_qty', 'quantity', 'picked')


def is_leaving(move):
    """Tell whether a move, record or row, takes goods out of the company to a customer.

    Another company of the same group is a customer as well; the host ships to it through a
    transit location that belongs to nobody.
    """
    target = move.location_dest_id
    return move.state != 'cancel' and move.location_id.usage != 'customer' and (
        target.usage == 'customer' or (target.usage == 'transit' and not target.company_id))


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    def _desk_get_move_rows(self):
        """Return ``{transfer: [Row]}`` of all moves of these transfers; read once in an evaluation.

        Beside the columns of the move a row names its order, ``order_id``, the unit of its product, ``unit_id``, and
        tells whether it takes goods out, ``is_leaving``.
        """
        return shared(self, 'move_rows', lambda pickings: pickings._desk_read_goods_rows())

    def _desk_read_goods_rows(self):
        found = self._desk_read_move_rows((*LINK_COLUMNS, *GOODS_COLUMNS))
        units = {row.id: row.uom_id for row in read_rows(self.move_ids.product_id, ('uom_id',))}
        for moves in found.values():
            for move in moves:
                move.unit_id = units[move.product_id.id]
        return found

    def _desk_read_move_rows(self, columns=LINK_COLUMNS):
        moves = self.move_ids
        orders = {row.id: row.order_id for row in read_rows(moves.sale_line_id, ('order_id',))}
        nobody = moves.env['sale.order']
        rows = {}
        for row in read_rows(moves, columns):
            row.order_id = orders.get(row.sale_line_id.id, nobody)
            row.is_leaving = is_leaving(row)
            rows[row.id] = row
        return {picking: [rows[move_id] for move_id in picking.move_ids._ids] for picking in self}
