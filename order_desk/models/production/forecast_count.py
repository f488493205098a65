"""Which forecasts count in a plan, and how often: whatever contains another one does not come on top (PRD-13)."""
from collections import defaultdict
from typing import Any, NamedTuple

from odoo import api, models

from ..orders.promise_days import DayCount
from .period import get_share
from .sales_forecast import COUNTED


class CategoryRest(NamedTuple):
    """What is expected of a category beyond the forecasts of its products."""
    category: Any
    uom: Any
    quantity: float


class Expected(NamedTuple):
    """What is expected in a span of days."""
    products: dict  # {product: quantity in its unit}
    rests: list  # of CategoryRest, the deepest categories first


class OrderDeskSalesForecast(models.Model):
    """Forecasts contain each other: a month its weeks, all customers one of them, a category its products."""
    _inherit = 'order.desk.sales.forecast'

    # === BUSINESS METHODS === #

    @api.model
    def _get_expected(self, company, start, stop):
        """Return what sales stands for in a span of days, each piece once.

        Periods that lie partly in the span count with the part of their working days.

        :param date start: first day of the span; ``stop`` its last
        :rtype: Expected
        """
        # sudo: the plan weighs what everybody expects
        forecasts = self.sudo().search([
            ('company_id', '=', company.id), ('state', 'in', COUNTED), ('date_from', '<=', stop),
            ('date_to', '>=', start)])
        products = forecasts.filtered('product_id')._get_figures(start, stop)
        return Expected(products, (forecasts - forecasts.filtered('product_id'))._get_rests(products, start, stop))

    # === HELPERS === #

    def _get_figures(self, start, stop):
        """Return ``{goods: quantity}`` of these forecasts in a span; goods are products, or (category, unit).

        Of a month and its weeks, and of all customers and single ones, the larger figure holds.
        """
        days = {company: DayCount(company) for company in self.company_id}
        sums = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
        units = {}
        for forecast in self.sorted('id'):
            goods = forecast.product_id or forecast.categ_id
            # A category is counted in the unit of its first forecast.
            unit = units.setdefault(goods, forecast.product_id.uom_id or forecast.uom_id)
            if not forecast.uom_id._has_common_reference(unit):
                continue
            part = get_share(days[forecast.company_id], forecast.date_from, forecast.date_to, start, stop)
            is_part = bool(forecast.partner_id or forecast.user_id)
            sums[goods][forecast.kind][is_part] += part * forecast.quantity * forecast.uom_id.factor / unit.factor
        return {
            goods if goods._name == 'product.product' else (goods, units[goods]):
            max(max(figures) for figures in kinds.values())
            for goods, kinds in sums.items()}

    def _get_rests(self, products, start, stop):
        """Return what these category forecasts expect beyond products and categories inside them, deepest first."""
        figures = self._get_figures(start, stop)
        inside = [(product.categ_id.parent_path, product.uom_id, quantity) for product, quantity in products.items()]
        rests = []
        for (category, unit), quantity in sorted(
                figures.items(), key=lambda item: item[0][0].parent_path.count('/'), reverse=True):
            covered = sum(
                more * uom.factor / unit.factor for path, uom, more in inside
                if path.startswith(category.parent_path) and uom._has_common_reference(unit))
            rest = max(quantity - covered, 0.0)
            rests.append(CategoryRest(category, unit, rest))
            inside.append((category.parent_path, unit, rest))
        return rests
