"""What past orders say about a coming period: the proposal beside every sales forecast (PRD-13, INV-14)."""
from datetime import timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..orders.promise_days import get_timezone
from .period import LENGTH, get_bounds, get_today

# How many whole periods before today are averaged.
RECENT = {'month': 3, 'week': 12}
YEAR = {'month': relativedelta(years=1), 'week': timedelta(weeks=52)}

# What customers ordered, on the day they wanted it, in the product's unit. Ordered, not shipped: goods that were not
# there were wanted all the same, and a kit is shipped as its parts.
_ORDERED = """
    SELECT line.product_id, template.uom_id, category.parent_path, sale.partner_id, sale.user_id,
           SUM(line.product_uom_qty * unit.factor / own.factor) FILTER (
               WHERE wanted.day >= %(recent_from)s AND wanted.day < %(recent_to)s) AS recent,
           SUM(line.product_uom_qty * unit.factor / own.factor) FILTER (
               WHERE wanted.day BETWEEN %(year_from)s AND %(year_to)s) AS year
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN product_category category ON category.id = template.categ_id
      JOIN uom_uom unit ON unit.id = line.product_uom_id
      JOIN uom_uom own ON own.id = template.uom_id
CROSS JOIN LATERAL (
           SELECT COALESCE(sale.desk_promise_base,
                           (COALESCE(sale.commitment_date, sale.date_order)
                            AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date) AS day) wanted
     WHERE sale.state = 'sale' AND sale.company_id = %(company)s AND line.display_type IS NULL
       AND line.is_downpayment IS NOT TRUE AND template.type = 'consu'
       AND (wanted.day >= %(recent_from)s AND wanted.day < %(recent_to)s
            OR wanted.day BETWEEN %(year_from)s AND %(year_to)s)
       AND (line.product_id = ANY(%(products)s) OR category.parent_path LIKE ANY(%(paths)s))
  GROUP BY line.product_id, template.uom_id, category.parent_path, sale.partner_id, sale.user_id"""


class History(NamedTuple):
    """What one customer ordered of one product through one salesperson, in the product's unit."""
    product_id: int
    uom_id: int
    path: str  # of the product's category
    partner_id: int
    user_id: int
    recent: float
    year: float


class OrderDeskSalesForecast(models.Model):
    """The proposal is kept beside the figure, so that everybody sees where the two part."""
    _inherit = 'order.desk.sales.forecast'

    # === FIELDS === #

    recent_quantity = fields.Float(
        "Recent Mean", digits='Product Unit', readonly=True, copy=False,
        help="Mean ordered in the last 3 whole months, or 12 whole weeks, before today.")
    year_quantity = fields.Float(
        "A Year Ago", digits='Product Unit', readonly=True, copy=False,
        help="Ordered in the same month, or the same week, of last year.")
    proposed_quantity = fields.Float(
        "Proposal", digits='Product Unit', readonly=True, copy=False,
        help="From what customers ordered, by the day on which they wanted it. The quantity may differ: "
             "it is entered by hand.")
    method = fields.Selection(
        [('both', "Mean of recent periods and a year ago"), ('recent', "Recent mean; nothing a year ago"),
         ('year', "A year ago; nothing recently"), ('none', "No history")],
        "How It Was Proposed", readonly=True, copy=False)
    is_by_hand = fields.Boolean("By Hand", compute='_compute_is_by_hand')

    # === COMPUTE METHODS === #

    @api.depends('quantity', 'proposed_quantity', 'uom_id')
    def _compute_is_by_hand(self):
        for forecast in self:
            forecast.is_by_hand = bool(forecast.uom_id) and bool(
                forecast.uom_id.compare(forecast.quantity, forecast.proposed_quantity))

    # === ACTIONS === #

    def action_propose(self):
        """Look at past orders again; quantities that somebody entered by hand stay.

        :raise AccessError: for who may not write these forecasts
        :raise UserError: for forecasts that are agreed
        """
        self.check_access('write')
        agreed = self.filtered(lambda forecast: forecast.state != 'draft')
        if agreed:
            raise UserError(self.env._(
                "%(forecast)s is agreed. Reopen it before it is proposed anew.", forecast=agreed[0].display_name))
        self._propose(self.filtered(lambda forecast: not forecast.is_by_hand))
        return True

    # === BUSINESS METHODS === #

    def _propose(self, blank):
        """Note what past orders propose; queries depend on the periods, not on the forecasts.

        :param blank: those of these forecasts whose quantity becomes the proposal
        """
        for (company, kind, first), forecasts in self.grouped(
                lambda forecast: (forecast.company_id, forecast.kind, forecast.date_from)).items():
            history = self._read_history(company, kind, first, forecasts.product_id, forecasts.categ_id)
            for forecast in forecasts:
                recent, year = forecast._sum_history(history)
                mean, proposal, method = self._get_mean(kind, recent, year)
                proposal = forecast.uom_id.round(proposal)
                forecast._write_evidence({
                    'recent_quantity': mean, 'year_quantity': year, 'proposed_quantity': proposal, 'method': method,
                    **({'quantity': proposal} if forecast in blank else {})})

    # === HELPERS === #

    @api.model
    def _read_history(self, company, kind, first, products, categories):
        """Return what past orders say about these products and categories, in one query.

        :param first: first day of the period that is looked ahead to
        :rtype: list[History]
        """
        # No part of a running period: it would look like a bad one.
        recent_to = min(first, get_bounds(get_today(company), kind)[0])
        year_from, year_to = get_bounds(first - YEAR[kind], kind)
        # sudo: what everybody sold, a mean tells nothing of a single order
        orders = self.sudo().env['sale.order']
        orders.flush_model(['state', 'company_id', 'date_order', 'commitment_date', 'desk_promise_base', 'user_id'])
        orders.order_line.flush_model(['product_id', 'product_uom_qty', 'product_uom_id', 'is_downpayment'])
        self.env['product.template'].flush_model(['categ_id', 'uom_id', 'type'])
        rows = self.env.execute_query(SQL(
            _ORDERED, zone=get_timezone(company).zone, company=company.id, recent_to=recent_to,
            recent_from=recent_to - LENGTH[kind] * RECENT[kind], year_from=year_from, year_to=year_to,
            products=products.ids, paths=[f"{category.parent_path}%" for category in categories]))
        return [History(*row) for row in rows]

    def _sum_history(self, history):
        """Return (recent sum, sum a year ago) of this forecast in its own unit."""
        self.ensure_one()
        recent = year = 0.0
        for row in history:
            if self._is_meant(row):
                unit = self.env['uom.uom'].browse(row.uom_id)
                if unit._has_common_reference(self.uom_id):
                    recent += (row.recent or 0.0) * unit.factor / self.uom_id.factor
                    year += (row.year or 0.0) * unit.factor / self.uom_id.factor
        return recent, year

    def _is_meant(self, row):
        """Tell whether a row of the history is of the goods, customer and salesperson of this forecast."""
        is_goods = row.product_id == self.product_id.id if self.product_id else row.path.startswith(
            self.categ_id.parent_path)
        return (is_goods and (not self.partner_id or row.partner_id == self.partner_id.id)
                and (not self.user_id or row.user_id == self.user_id.id))

    @api.model
    def _get_mean(self, kind, recent, year):
        """Return (recent mean, proposal, method) for sums of the past; all in one unit of measure."""
        mean = recent / RECENT[kind]
        if mean and year:
            return mean, (mean + year) / 2, 'both'
        return mean, mean + year, 'recent' if mean else 'year' if year else 'none'
