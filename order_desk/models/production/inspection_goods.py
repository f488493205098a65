from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.roles import OFFICE, ensure_role
from .inspection_call import CALLERS


class Coverage(NamedTuple):
    """What inspections say about one product of one order line, in the product's unit of measure."""
    accepted: float = 0.0
    shipped: float = 0.0
    state: str = ''


class OrderDeskInspectionLine(models.Model):
    """What inspections have accepted, against what has left already."""
    _inherit = 'order.desk.inspection.line'

    # === BUSINESS METHODS === #

    @api.model
    def _get_coverage(self, order_lines, pickings):
        """Return what was accepted and what has left of these order lines, in one query for any number.

        What came back and is shipped again counts as shipped twice: replaced goods are inspected anew.

        :param pickings: transfers with goods that belong to no order line, added by hand
        :return: ``{(order line id or minus the transfer's id, product id): Coverage}``; the state is that of
            the latest inspection that still asks for something: ``draft``, ``conditional`` or ``failed``
        """
        if not order_lines and not pickings:
            return {}
        self.flush_model()
        self.env['order.desk.inspection'].flush_model(['state', 'is_repeated', 'picking_id'])
        self.env['stock.move'].flush_model(['sale_line_id', 'state', 'product_qty', 'location_dest_usage'])
        rows = self.env.execute_query(SQL(
            """
            SELECT COALESCE(line.order_line_id, -inspection.picking_id), line.product_id, SUM(line.accepted), 0,
                   MAX(CASE WHEN inspection.state IN ('draft', 'conditional')
                              OR inspection.state = 'failed' AND inspection.is_repeated IS NOT TRUE
                            THEN lpad(inspection.id::text, 12, '0') || inspection.state END)
              FROM order_desk_inspection_line line
              JOIN order_desk_inspection inspection ON inspection.id = line.inspection_id
             WHERE line.order_line_id = ANY(%(ids)s)
                OR inspection.picking_id = ANY(%(picking_ids)s) AND line.order_line_id IS NULL
             GROUP BY 1, line.product_id
             UNION ALL
            SELECT move.sale_line_id, move.product_id, 0, SUM(move.product_qty), NULL
              FROM stock_move move
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location dest ON dest.id = move.location_dest_id
             WHERE move.sale_line_id = ANY(%(ids)s) AND move.state = 'done' AND source.usage != 'customer'
               AND (dest.usage = 'customer' OR dest.usage = 'transit' AND dest.company_id IS NULL)
             GROUP BY move.sale_line_id, move.product_id
            """, ids=order_lines.ids, picking_ids=pickings.ids))
        found = {}
        for owner_id, product_id, accepted, shipped, state in rows:
            known = found.get((owner_id, product_id), Coverage())
            found[owner_id, product_id] = Coverage(
                known.accepted + float(accepted or 0), known.shipped + float(shipped or 0),
                state[12:] if state else known.state)
        return found


class StockPicking(models.Model):
    """Goods of a transfer that leave for the customer, and their inspection from plain stock."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_inspection_ids = fields.One2many(
        'order.desk.inspection', 'picking_id', string="Inspections", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user')

    # === ACTIONS === #

    def action_desk_call_quality(self):
        """Call quality and order desk to inspect what these transfers take and nobody has accepted.

        :raise AccessError: for who is not of the warehouse, quality or the order desk
        :raise UserError: naming transfers of which nothing is to be inspected
        :return: window action on the running inspections
        """
        ensure_role(self.env, *CALLERS)
        self.check_access('read')
        Inspection = self.env['order.desk.inspection']
        # sudo: the warehouse need not read orders
        found = Inspection.sudo()
        pickings = self.sudo()
        # sudo: as above
        running = Inspection.sudo().search([
            ('order_id', 'in', pickings._desk_get_orders().ids), ('state', 'in', ('draft', 'conditional'))])
        for picking, goods in pickings._desk_get_uncovered().items():
            by_order = {}
            for (line, product), (missing, _state) in goods.items():
                order = line.order_id or picking._desk_order()
                own = running.line_ids.filtered(
                    lambda row, line=line, product=product, picking=picking: row.product_id == product
                    and row.order_line_id == line and (line or row.inspection_id.picking_id == picking))
                found |= own.inspection_id
                if not own:
                    by_order.setdefault(order, []).append((line, product, missing))
            for order, rows in by_order.items():
                found |= picking._desk_inspect(order, rows)
        if not found:
            raise UserError(self.env._(
                "%(pickings)s: nothing is to be inspected.", pickings=", ".join(self.mapped('name'))))
        found.order_id._desk_refresh()
        return found.with_env(self.env)._get_records_action()

    # === BUSINESS METHODS === #

    def _desk_inspect(self, order, goods):
        """Start the inspection of goods of one order in this transfer, after a failed one where there is one."""
        failed = self.env['order.desk.inspection'].sudo().search([  # sudo: as the caller
            ('order_id', '=', order.id), ('line_ids.product_id', 'in', [product.id for _line, product, _qty in goods]),
            ('state', '=', 'failed'), ('is_repeated', '=', False), ('production_id', '=', False)], limit=1)
        inspection = self.env['order.desk.inspection']._call(order, goods, {
            'picking_id': self.id, 'previous_id': failed.id, 'attempt': failed.attempt + 1})
        failed._write_evidence({'is_repeated': True})
        return inspection

    def _desk_get_leaving_rows(self):
        """Return ``{transfer: [Row]}`` of the moves by which goods of enrolled orders are to leave for the customer.

        Goods added by hand to such a transfer leave with it; a transfer without any such goods is left out.
        """
        found = {}
        for picking, moves in self._desk_get_move_rows().items():
            leaving = [
                move for move in moves if move.state != 'done' and move.is_leaving
                and (move.order_id.desk_enrolled if move.sale_line_id else picking._desk_get_orders())]
            if leaving:
                found[picking] = leaving
        return found

    def _desk_get_leaving_quantities(self):
        """Return what would leave with each transfer if it were validated now.

        That is what is picked; else what is reserved; else what is asked for. In the products' units.

        :return: ``{picking: {(order line, product): quantity}}``
        """
        leaving = {}
        for picking, moves in self._desk_get_leaving_rows().items():
            picked = [move for move in moves if move.picked and move.quantity]
            reserved = [move for move in moves if move.quantity]
            goods = leaving.setdefault(picking, {})
            for move in picked or reserved or moves:
                quantity = move.quantity if picked or reserved else move.product_uom_qty
                if move.product_uom != move.unit_id:
                    quantity = move.product_uom._compute_quantity(quantity, move.unit_id, rounding_method='HALF-UP')
                key = move.sale_line_id, move.product_id
                goods[key] = goods.get(key, 0.0) + quantity
        return leaving

    def _desk_get_uncovered(self):
        """Return what would leave without having been accepted; one query for any number of transfers.

        :return: ``{picking: {(order line, product): (missing quantity, state of the last inspection)}}``
        """
        leaving = self._desk_get_leaving_quantities()
        lines = self.env['sale.order.line'].browse(
            dict.fromkeys(line.id for goods in leaving.values() for line, _product in goods if line))
        loose = self.browse(
            picking.id for picking, goods in leaving.items() if not all(line for line, _product in goods))
        coverage = self.env['order.desk.inspection.line']._get_coverage(lines, loose)
        uncovered = {}
        for picking, goods in leaving.items():
            for (line, product), quantity in goods.items():
                known = coverage.get((line.id or -picking.id, product.id), Coverage())
                missing = quantity - (known.accepted - known.shipped)
                if missing > 0 and product.uom_id.compare(missing, 0) > 0:
                    state = known.state or ('part' if known.accepted > known.shipped else '')
                    uncovered.setdefault(picking, {})[line, product] = missing, state
        return uncovered


class SaleOrder(models.Model):
    """What quality has accepted of an order."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_inspection_ids = fields.One2many(
        'order.desk.inspection', 'order_id', string="Inspections", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user')

    # === ACTIONS === #

    def action_desk_open_inspections(self):
        """Open the inspections of these orders."""
        self.check_access('read')
        # sudo: which there are is no secret; their own rules decide who opens them
        return self.sudo().desk_inspection_ids.with_env(self.env)._get_records_action()

    # === BUSINESS METHODS === #

    def _desk_is_all_accepted(self):
        """Tell whether everything that has still to leave for this order was accepted."""
        self.ensure_one()
        pickings = self.picking_ids.filtered(lambda picking: picking.state not in ('done', 'cancel'))
        return not pickings._desk_get_uncovered()
