"""From demand, forecast, stock and receipts to what has to be made in a period (PRD-13)."""
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from odoo import api, models

from ..orders.promise_days import get_timezone
from .period import get_bounds, get_today


class Span(NamedTuple):
    """The period of a plan, as seen today."""
    company: Any
    first: date
    last: date
    today: date
    current: date  # first day of the period that runs today

    @property
    def is_current(self):
        """Whether the period runs: what is overdue belongs to it."""
        return self.first <= self.today

    @property
    def zone(self):
        return get_timezone(self.company).zone

    def is_before(self, day):
        """Whether a day lies before a period to come; in the running period nothing does."""
        return not self.is_current and day < self.first


@dataclass
class Figure:
    """What is asked of one product, in its unit of measure."""
    before: float = 0.0
    demand: float = 0.0
    quoted: float = 0.0
    forecast: float = 0.0
    open_forecast: float = 0.0
    dependent: float = 0.0
    first_day: Any = None

    def ask(self, day):
        if not self.first_day or day < self.first_day:
            self.first_day = day

    def pass_on(self, part, factor):
        """Ask ``factor`` of a part for each of this kit."""
        for name in ('before', 'demand', 'quoted', 'forecast', 'open_forecast'):
            setattr(part, name, getattr(part, name) + getattr(self, name) * factor)
        if self.first_day:
            part.ask(self.first_day)


class OrderDeskPlanFigures(models.AbstractModel):
    """Computes the rows of a plan; reads with full rights, writes nothing.

    The number of queries depends on the depth of the bills of materials, not on products or orders.
    """
    _name = 'order.desk.plan.figures'
    _description = "Order Plan Figures"

    # === BUSINESS METHODS === #

    @api.model
    def _get_plan(self, plan, by_hand):
        """Return the rows of a plan and those of its work centers, as values.

        :param dict by_hand: ``{product: quantity}`` to make in place of what is missing
        :return: (rows of goods, rows of work centers)
        """
        company = plan.company_id
        today = get_today(company)
        span = Span(company, plan.date_from, plan.date_to, today, get_bounds(today, plan.kind)[0])
        figures = self.with_company(company).with_context(allowed_company_ids=company.ids, tz=span.zone)
        return figures._compute_plan(plan, span, by_hand)

    @api.model
    def _compute_plan(self, plan, span, by_hand):
        asked, rests = self._get_asked(span)
        parts = self._explode_kits(asked, span.company)
        structure, sequence = self._get_made(parts, by_hand, span.company)
        products = self.env['product.product'].browse(dict.fromkeys(product.id for product, _never in sequence))
        supply = self._get_supply(plan, span, products)
        for product, (before, within) in self._get_consumed(span, products).items():
            figure = parts.get(product)
            if figure or structure[self._no_choice(product)][0]:
                figure = parts.setdefault(product, Figure())
                figure.before += before
                figure.dependent += within
        rows, loads = {}, []
        for key in sequence:
            product, (bom, components) = key[0], structure[key]
            figure = parts.get(product)
            if not figure:
                continue
            if bom.type == 'phantom':
                # A kit inside a manufacturing order: its operations are work of that order.
                loads.append((product, bom, figure.dependent))
                loaded = figure.dependent
            else:
                row = self._get_row(span, product, figure, supply[product.id])
                planned = by_hand.get(product, row['to_make'])
                loaded = max(planned - supply[product.id].own_closed, 0.0) + row['tasks']
                loads.append((product, bom, loaded))
                if any(row[name] for name in ('demand', 'quoted', 'forecast', 'dependent', 'short_before')) \
                        or product in by_hand:
                    rows[product] = {**row, 'supply': 'make' if bom else 'buy'}
            for part, per_unit in components if loaded and bom else ():
                if structure[part][0]:
                    parts.setdefault(part[0], Figure()).dependent += loaded * per_unit
        capacity = self._add_capacity(span, rows, loads)
        return [*rows.values(), *self._get_category_rows(rests)], capacity

    # === HELPERS === #

    @api.model
    def _get_row(self, span, product, figure, supply):
        """Return the figures of one product; see the fields of the line for what they mean."""
        start = (supply.on_hand + supply.made_before + supply.bought_before + supply.tasks_before - figure.before)
        opening = start if span.is_current else max(start, 0.0)
        need = figure.demand + figure.open_forecast + figure.dependent + supply.safety
        missing = need - opening - supply.made - supply.bought - supply.tasks
        day = figure.first_day and max(figure.first_day, span.today, span.first)
        return {
            'product_id': product.id, 'demand': figure.demand, 'quoted': figure.quoted, 'forecast': figure.forecast,
            'open_forecast': figure.open_forecast, 'dependent': figure.dependent, 'safety': supply.safety,
            'opening': opening, 'short_before': max(opening - start, 0.0), 'made': supply.made,
            'bought': supply.bought, 'tasks': supply.tasks, 'wanted_on': day or span.last,
            'to_make': product.uom_id.round(max(missing, 0.0), rounding_method='UP')}

    @api.model
    def _get_category_rows(self, rests):
        return [
            {'categ_id': rest.category.id, 'uom_id': rest.uom.id, 'forecast': rest.quantity, 'open_forecast': left,
             'to_make': 0.0, 'supply': 'category', 'capacity': 'category'}
            for rest, left in rests if rest.quantity]

    # === HELPERS - STRUCTURE === #

    @api.model
    def _no_choice(self, product):
        return product, self.env['product.template.attribute.value']

    @api.model
    def _explode_kits(self, asked, company):
        """Return ``{product: Figure}`` in which kits have given way to their parts."""
        explosion = self.env['order.desk.material.explosion']
        structure = explosion._get_structure(set(asked), company)
        parts, keys = {}, dict(asked)
        for key in explosion._get_sequence(structure):
            figure = keys.get(key)
            if not figure:
                continue
            bom, components = structure[key]
            if bom.type == 'phantom':
                for part, per_unit in components:
                    figure.pass_on(keys.setdefault(part, Figure()), per_unit)
            else:
                figure.pass_on(parts.setdefault(key[0], Figure()), 1.0)
        return parts

    @api.model
    def _get_made(self, parts, by_hand, company):
        """Return (structure, sequence) of everything that may have to be made for these products."""
        explosion = self.env['order.desk.material.explosion']
        structure = explosion._get_structure(
            {self._no_choice(product) for product in [*parts, *by_hand]}, company)
        for product in by_hand:
            parts.setdefault(product, Figure())
        return structure, explosion._get_sequence(structure)

    @api.model
    def _day_before(self, day):
        return day - timedelta(days=1)
