"""What orders, quotations and forecasts ask for in a period (PRD-13)."""
from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..orders.promise_days import local_day
from .plan_figures import Figure

# Orders wanted this long before a period are looked at for a promise that has slipped into it.
SLIP = timedelta(days=92)

# Lines of goods that may be asked for: still to ship, or of orders wanted in the period, or quoted. A rest that
# nobody ships any more is none: its transfers are over, or its order is closed.
_LINES = """
    SELECT line.id, sale.state != 'sale' AS is_quoted,
           sale.state = 'sale' AND sale.desk_stage IS DISTINCT FROM 'closed' AND (
               moves.has_open OR moves.has_open IS NULL) AS is_open
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
 LEFT JOIN LATERAL (
           SELECT BOOL_OR(move.state NOT IN ('done', 'cancel')) AS has_open
             FROM stock_move move
            WHERE move.sale_line_id = line.id) moves ON TRUE
     WHERE sale.company_id = %(company)s AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
       AND template.type = 'consu' AND line.product_uom_qty > 0
       AND (sale.state = 'sale' AND (
                line.qty_delivered < line.product_uom_qty
                OR COALESCE(sale.desk_promise_base, (COALESCE(sale.commitment_date, sale.date_order)
                            AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date) BETWEEN %(since)s AND %(last)s)
            OR sale.state IN ('draft', 'sent')
               AND (sale.validity_date IS NULL OR sale.validity_date >= %(today)s))"""


class OrderDeskPlanFigures(models.AbstractModel):
    _inherit = 'order.desk.plan.figures'

    # === BUSINESS METHODS === #

    @api.model
    def _get_asked(self, span):
        """Return what customers ask for and are expected to.

        :return: (``{(product, choices): Figure}``, [(CategoryRest, what of it is left)])
        """
        asked = defaultdict(Figure)
        within, before = defaultdict(float), defaultdict(float)
        for line, is_quoted, is_open in self._get_lines(span):
            product = line.product_id
            quantity, delivered = (
                line.product_uom_id._compute_quantity(amount, product.uom_id, round=False)
                for amount in (line.product_uom_qty, line.qty_delivered))
            day = self._get_day(line, span)
            if day > span.last:
                continue
            figure = asked[self.env['order.desk.material.explosion']._get_key(line)]
            if is_quoted:
                figure.quoted += 0.0 if span.is_before(day) else quantity
                continue
            if span.first <= day:
                within[product] += quantity
            elif span.current <= day:
                before[product] += quantity
            left = max(quantity - delivered, 0.0) if is_open else 0.0
            if left and span.is_before(day):
                figure.before += left
            elif left:
                figure.demand += left
                figure.ask(day)
        rests = self._add_forecasts(span, asked, within, before)
        return dict(asked), rests

    # === HELPERS === #

    @api.model
    def _get_lines(self, span):
        """Return [(order line, is quoted, is open)] in a constant number of queries."""
        orders, moves = self.env['sale.order'], self.env['stock.move']
        orders.flush_model([
            'state', 'company_id', 'date_order', 'commitment_date', 'desk_promise_base', 'desk_stage', 'validity_date'])
        orders.order_line.flush_model([
            'product_id', 'product_uom_qty', 'qty_delivered', 'is_downpayment', 'display_type'])
        moves.flush_model(['state', 'sale_line_id'])
        rows = self.env.execute_query(SQL(
            _LINES, company=span.company.id, zone=span.zone, since=span.current - SLIP, last=span.last,
            today=span.today))
        lines = orders.order_line.browse(row[0] for row in rows)
        return [(line, *row[1:]) for line, row in zip(lines, rows, strict=True)]

    @api.model
    def _get_day(self, line, span):
        """Return the day for which a line is promised, else wanted, else possible by its lead time."""
        order = line.order_id
        return order.desk_promised_date or local_day(order.commitment_date, span.company) or (
            local_day(order.date_order, span.company) + timedelta(days=line.customer_lead))

    @api.model
    def _add_forecasts(self, span, asked, within, before):
        """Add to ``asked`` what is expected beyond orders.

        :param dict within: ``{product: ordered for the period}``
        :param dict before: ``{product: ordered for the time between now and the period}``
        """
        forecasts = self.env['order.desk.sales.forecast']
        expected = forecasts._get_expected(span.company, span.first, span.last)
        left, rests = self._use_up(expected, within)
        for product, quantity in expected.products.items():
            figure = asked[self._no_choice(product)]
            figure.forecast += quantity
            figure.open_forecast += left[product]
        if not span.is_current:
            sooner = forecasts._get_expected(span.company, span.current, self._day_before(span.first))
            for product, quantity in self._use_up(sooner, before)[0].items():
                asked[self._no_choice(product)].before += quantity
        return rests

    @api.model
    def _use_up(self, expected, ordered):
        """Take orders off forecasts: a product's own first, then those of the categories it is in, the deepest first.

        :param dict ordered: ``{product: quantity}`` of the same days
        :return: (``{product: forecast left}``, [(CategoryRest, what of it is left)])
        """
        left = {
            product: max(quantity - ordered.get(product, 0.0), 0.0) for product, quantity in expected.products.items()}
        more = {
            product: max(quantity - expected.products.get(product, 0.0), 0.0) for product, quantity in ordered.items()}
        rests = []
        for rest in expected.rests:
            inside = [
                product for product, quantity in more.items() if quantity
                and product.categ_id.parent_path.startswith(rest.category.parent_path)
                and product.uom_id._has_common_reference(rest.uom)]
            pool = sum(more[product] * product.uom_id.factor / rest.uom.factor for product in inside)
            used = min(pool, rest.quantity)
            for product in inside:
                more[product] *= 1 - used / pool
            rests.append((rest, rest.quantity - used))
        return left, rests
