"""What may still come back of what was shipped."""
from collections import defaultdict

from odoo import models


class StockMove(models.Model):
    _inherit = 'stock.move'

    # === BUSINESS METHODS === #

    def _desk_get_returnable(self, requested=False):
        """Return how much of each shipped move may still come back, in the move's unit; constant queries.

        Counted off is what came back or is on its way back with a transfer that was not cancelled.

        :param bool requested: count off as well what was asked for and has no transfer yet
        :rtype: dict[stock.move, float]
        """
        left = {move: move.quantity if move.state == 'done' else 0.0 for move in self}
        for move in self:
            for back in move.returned_move_ids:
                if back.state != 'cancel' and back._desk_is_returning():
                    quantity = back.quantity if back.state == 'done' else back.product_uom_qty
                    left[move] -= back.product_uom._compute_quantity(quantity, move.product_uom)
        if requested:
            for move, quantity in self._desk_get_asked().items():
                left[move] -= quantity
        return {move: move.product_uom.round(max(quantity, 0.0)) for move, quantity in left.items()}

    def _desk_get_asked(self):
        """Return what of these moves was asked back and has no transfer yet, in their units; one query."""
        asked = defaultdict(float)
        for line in self.env['order.desk.return.line'].search([
            ('move_id', 'in', self.ids), ('return_move_id', '=', False), ('return_id.state', 'in', (
                'requested', 'authorised')),
        ]):
            asked[line.move_id] += line.quantity
        return asked

    # === HELPERS === #

    def _desk_is_returning(self):
        """Tell whether this move brings goods back from a customer.

        Another company of the group is a customer as well, behind a transit location that belongs to nobody.
        """
        source = self.location_id
        return self.location_dest_id.usage not in ('customer', 'supplier') and (
            source.usage == 'customer' or (source.usage == 'transit' and not source.company_id))

    def _desk_get_lot_quantities(self):
        """Return what this done move brought of each lot, in its unit: ``{stock.lot, empty for none: quantity}``."""
        self.ensure_one()
        found = defaultdict(float)
        if self.product_id.tracking == 'none':
            return {self.env['stock.lot']: self.quantity}
        for line in self.move_line_ids:
            found[line.lot_id] += line.product_uom_id._compute_quantity(line.quantity, self.product_uom)
        return found
