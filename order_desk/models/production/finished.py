from odoo import models
from odoo.tools import SQL


class SaleOrderLine(models.Model):
    """How much of what was ordered is finished: made, or taken from stock (PAY-06)."""
    _inherit = 'sale.order.line'

    # === BUSINESS METHODS === #

    def _desk_get_finished_quantities(self):
        """Return what is finished of each line: the goods that exist for it, shipped ones included.

        That is what its manufacturing orders have produced, or what was delivered and stands reserved
        for it on any leg of its way out, whichever is more; of a kit, as many sets as its scarcest
        part gives. Never less than delivered. Lines without goods: what is delivered.

        One query for any number of lines.

        :rtype: dict[sale.order.line, float]
        :return: quantities in the unit of the line
        """
        by_line = {}
        for line_id, *row in self._desk_read_moves():
            by_line.setdefault(line_id, []).append(row)
        return {line: line._desk_sum_finished(by_line.get(line.id, ())) for line in self}

    def _desk_sum_finished(self, rows):
        made, ready, wanted = 0.0, {}, {}
        units = self.env['uom.uom']
        for product_id, uom_id, kind, quantity, demand in rows:
            own = product_id == self.product_id.id
            unit = units.browse(uom_id)
            if own and uom_id != self.product_uom_id.id:
                quantity = unit._compute_quantity(quantity, self.product_uom_id, round=False)
            elif not own and not unit.is_zero(demand + quantity):
                part = self.env['product.product'].browse(product_id)
                quantity = unit._compute_quantity(quantity, part.uom_id, round=False)
                demand = unit._compute_quantity(demand, part.uom_id, round=False)
            if kind == 'made':
                made += quantity if own else 0.0
                continue
            ready[product_id] = ready.get(product_id, 0.0) + quantity
            if kind == 'out':
                wanted[product_id] = wanted.get(product_id, 0.0) + demand
        finished = max(made, ready.pop(self.product_id.id, 0.0), self.qty_delivered)
        if ready:  # a kit moves as its parts
            shares = [ready[part] / demand for part, demand in wanted.items() if part in ready and demand > 0]
            finished = max(finished, self.product_uom_qty * min(shares, default=0.0))
        return self.product_uom_id.round(finished) if self.product_uom_id else finished

    # === HELPERS === #

    def _desk_read_moves(self):
        """Return ``[(line id, product id, unit id, kind, quantity, demand)]`` of the moves of these lines.

        A piece is reserved on one leg at a time, so legs can be added up. What was cancelled counts
        as demand of the part it belonged to, and as nothing else.
        """
        if not self.ids:
            return []
        self.env['stock.move'].flush_model([
            'sale_line_id', 'product_id', 'product_uom', 'state', 'quantity', 'product_uom_qty', 'to_refund',
            'location_id', 'location_dest_id', 'production_id', 'scrap_id'])
        self.env['mrp.production'].flush_model(['sale_line_id'])
        return self.env.execute_query(SQL(
            """
              WITH own AS (
                    SELECT sale_line_id AS line_id, id AS move_id FROM stock_move WHERE sale_line_id = ANY(%(line_ids)s)
                 UNION -- the host links what is made to its manufacturing order only
                    SELECT production.sale_line_id, made.id
                      FROM mrp_production production
                      JOIN stock_move made ON made.production_id = production.id AND made.scrap_id IS NULL
                     WHERE production.sale_line_id = ANY(%(line_ids)s)
                   )
            SELECT own.line_id, move.product_id, move.product_uom, leg.kind,
                   (SUM(CASE WHEN move.state = 'cancel' THEN 0
                             WHEN leg.kind = 'made' AND move.state != 'done' THEN 0
                             WHEN leg.kind = 'staged' AND move.state = 'done' THEN 0
                             WHEN leg.kind = 'back' THEN CASE WHEN move.state = 'done' AND move.to_refund
                                                              THEN -move.quantity ELSE 0 END
                             ELSE move.quantity END))::float,
                   SUM(move.product_uom_qty)::float
              FROM own
              JOIN stock_move move ON move.id = own.move_id
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location destination ON destination.id = move.location_dest_id
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN destination.usage = 'customer' THEN 'out'
                               WHEN source.usage = 'customer' THEN 'back'
                               WHEN source.usage = 'production' THEN 'made'
                               ELSE 'staged' END AS kind) leg
          GROUP BY own.line_id, move.product_id, move.product_uom, leg.kind""",
            line_ids=self.ids))
