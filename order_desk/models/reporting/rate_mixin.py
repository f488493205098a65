from functools import cache

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .control_chart import p_chart, pareto
from .rate_table import SHIPPED_COLUMNS, SHIPPED_ONLY, Narrow, rows_query, shipped_part, sums_query

#: measures that are ratios
RATES = ('rate', 'value_rate')


class OrderDeskRateMixin(models.AbstractModel):
    """Statistics of what went wrong against what was shipped in the same period (RET-06, RPT-06).

    The rows of the statistics and those of everything shipped to customers stand in one table, so that every
    grouping by day, product, customer and so on gives both. What was shipped has no reason and no cause: where
    rows are grouped by such a word, the rate is against all that was shipped in the rest of the grouping. A
    rate with nothing shipped is empty.
    """
    _name = 'order.desk.rate.mixin'
    _description = "Rate Against Shipped"

    #: measure: (what is counted, what it is set against)
    _rates = {}

    # === FIELDS === #

    kind = fields.Selection([('counted', "Went Wrong"), ('shipped', "Shipped")], string="Row Is", readonly=True)
    date = fields.Datetime(readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    order_id = fields.Many2one('sale.order', string="Sales Order", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    carrier_id = fields.Many2one('delivery.carrier', readonly=True, help="The carrier who delivered the goods.")
    product_id = fields.Many2one('product.product', readonly=True)
    product_tmpl_id = fields.Many2one('product.template', string="Product Variants Of", readonly=True)
    categ_id = fields.Many2one('product.category', string="Product Category", readonly=True)
    lot_id = fields.Many2one('stock.lot', string="Lot/Serial Number", readonly=True)
    quantity_shipped = fields.Float(
        "Shipped", digits='Product Unit', readonly=True,
        help="Shipped to customers in the same period, in the product's unit.")
    value_shipped = fields.Monetary(
        readonly=True, help="Shipped to customers in the same period, at the net price of the order.")
    rate = fields.Float(
        "Rate of Quantity", readonly=True, aggregator='avg', digits=(16, 2),
        help="Against the quantity shipped in the same period, whatever the reason. Empty where nothing was shipped.")
    value_rate = fields.Float(
        "Rate of Value", readonly=True, aggregator='avg', digits=(16, 2),
        help="Against the value shipped in the same period, whatever the reason. Empty where nothing was shipped.")

    # === HOOKS === #

    @api.model
    def _get_parts(self):
        """Return where the counted rows come from: columns by the names of the fields.

        :rtype: list[Part]
        """
        raise NotImplementedError

    # === HELPERS - TABLE === #

    @property
    def _table_query(self):
        parts = [*self._get_parts(), shipped_part(self._get_customer_locations())]
        narrow = self.env.context.get('desk_rate_narrow')
        if isinstance(narrow, Narrow):
            return sums_query(parts, self._get_columns(), narrow, self.env.context.get('tz') or 'UTC')
        return rows_query(parts, self._get_columns())

    @api.model
    def _get_customer_locations(self):
        """Return the ids of where customers are, as values: the database plans better than with a subquery."""
        # sudo: places of goods are counted for people who need not see the warehouse
        return self.env['stock.location'].sudo().with_context(active_test=False).search(
            [('usage', '=', 'customer')]).ids

    @api.model
    def _get_columns(self):
        """Return ``{name: SQL type}`` of the columns; rates are reckoned when rows are grouped."""
        return {
            name: field.column_type[1] for name, field in sorted(self._fields.items())
            if field.store and field.column_type and name not in ('kind', *RATES)}

    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS base: a single row has no rate
        if field_expr in RATES:
            return SQL("NULL::float")
        return super()._field_to_sql(alias, field_expr, query)

    # === HELPERS - GROUPING === #

    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        # EXTENDS base: what was shipped is counted by what it shares with the rows
        domain = self._with_shipped(domain, aggregates)
        grouped = self.with_context(
            desk_rate_by=tuple(self._shared(groupby)),
            desk_rate_narrow=None if having else self._narrow(domain, groupby, aggregates, order))
        return super(OrderDeskRateMixin, grouped)._read_group(
            domain, groupby, aggregates, having, offset, limit, order)

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        # EXTENDS base: sets with words that shipped goods do not have are counted one by one
        is_shared = all(self._shared(groupby) == list(groupby) for groupby in grouping_sets)
        if is_shared or not self._asks_shipped(aggregates):
            domain = self._with_shipped(domain, aggregates)
            specs = [spec for groupby in grouping_sets for spec in groupby]
            grouped = self.with_context(
                desk_rate_by=None, desk_rate_narrow=self._narrow(domain, specs, aggregates, order))
            return super(OrderDeskRateMixin, grouped)._read_grouping_sets(domain, grouping_sets, aggregates, order)
        return [
            self._read_group(domain, groupby, aggregates, order=self._narrow_order(order, groupby))
            for groupby in grouping_sets]

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS base: the rate of a group is the ratio of its sums
        if aggregate_spec == '__count' and isinstance(self.env.context.get('desk_rate_narrow'), Narrow):
            return SQL("COALESCE(SUM(%s), 0)::bigint", SQL.identifier(self._table, 'desk_rows'))
        name, _dot, function = aggregate_spec.partition(':')
        if name in self._rates and function == 'avg':
            above, below = self._rates[name]
            return SQL(
                "SUM(%s)::float / NULLIF(%s, 0)", self._field_to_sql(self._table, above, query),
                self._sum_shipped(below, query))
        if aggregate_spec in ('quantity_shipped:sum', 'value_shipped:sum'):
            return self._sum_shipped(name, query)
        return super()._read_group_select(aggregate_spec, query)

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        # EXTENDS web: a pivot names the same months and products in thousands of cells; each is put into words once
        return cache(super()._web_read_group_groupby_formatter(groupby_spec, values))

    def _read_group_empty_value(self, spec):
        # EXTENDS base: no rate is not a rate of nothing
        return None if spec in ('rate:avg', 'value_rate:avg') else super()._read_group_empty_value(spec)

    @api.model
    def _narrow(self, domain, specs, aggregates, order):
        """Return what a grouping needs of the table, or None where single rows are needed.

        :rtype: Narrow
        """
        measures = set()
        for spec in aggregates:
            name, _dot, function = spec.partition(':')
            if name in RATES:
                measures.update(self._rates[name])
            elif function == 'sum':
                measures.add(name)
            elif spec != '__count':
                return None
        parts = [part.strip().split(' ')[0] for part in (order or '').split(',') if part.strip()]
        if any(part not in specs for part in parts):
            return None
        rules = Domain.TRUE if self.env.su else Domain(self.env['ir.rule']._compute_domain(self._name, 'read'))
        conditions = Domain(domain).optimize(self) & rules.optimize(self)
        asked = {condition.field_expr.partition('.')[0] for condition in conditions.iter_conditions()}
        grouped = {spec.partition(':')[0].partition('.')[0] for spec in specs}
        words = (asked | grouped) or {'company_id'}
        if not words <= {*self._get_columns(), 'kind'} - measures - {'id'}:
            return None
        by_month = 'date' not in asked and {spec for spec in specs if spec.startswith('date')} == {'date:month'}
        return Narrow(tuple(sorted(words)), tuple(sorted(measures)), by_month)

    def _sum_shipped(self, name, query):
        """Return the sum of what was shipped, over all rows that share the groups that shipped goods have."""
        total = SQL("SUM(%s)", self._field_to_sql(self._table, name, query))
        shared = self.env.context.get('desk_rate_by')
        if shared is None:
            return total
        by = SQL(", ").join(self._read_group_groupby(self._table, spec, query) for spec in shared)
        return SQL("SUM(%s) OVER (%s)", total, SQL("PARTITION BY %s", by) if shared else SQL())

    @api.model
    def _shared(self, groupby):
        """Return those groups that shipped goods have as well."""
        return [spec for spec in groupby if spec.partition(':')[0].partition('.')[0] in SHIPPED_COLUMNS]

    @api.model
    def _asks_shipped(self, aggregates):
        names = {spec.partition(':')[0] for spec in aggregates}
        return not names.isdisjoint({*SHIPPED_ONLY, *RATES})

    @api.model
    def _with_shipped(self, domain, aggregates):
        """Return a domain whose conditions on reasons and the like leave shipped rows in, where these are counted."""
        if not self._asks_shipped(aggregates):
            return domain

        def widen(condition):
            name = condition.field_expr.partition('.')[0]
            is_shared = name in SHIPPED_COLUMNS or name == 'kind'
            return condition if is_shared else condition | Domain('kind', '=', 'shipped')

        return Domain(domain).optimize(self).map_conditions(widen)

    @api.model
    def _narrow_order(self, order, groupby):
        """Return those parts of an order by groups that are among these groups."""
        parts = [part.strip() for part in (order or '').split(',')]
        return ", ".join(part for part in parts if part.split(' ')[0] in groupby) or None

    # === BUSINESS METHODS === #

    @api.model
    def _get_pareto(self, domain, groupby, measure='__count'):
        """Return what weighs most: groups with their share and the share of all up to them.

        :param list domain: which rows; shipped goods are left out
        :return: ``[(label, amount, share, cumulative share)]``, the largest first
        """
        rows = self._read_group(Domain(domain) & Domain('kind', '=', 'counted'), [groupby], [measure])
        return pareto([(self._get_label(groupby, value), amount) for value, amount in rows])

    @api.model
    def _get_p_chart(self, domain, interval='month'):
        """Return the rates of quantity over time with their control limits.

        :param list domain: a domain with bounds of ``date``, and what else is meant
        :rtype: list[Point]
        """
        above, below = self._rates['rate']
        rows = self._read_group(
            domain, [f'date:{interval}'], [f'{below}:sum', f'{above}:sum'], order=f'date:{interval}')
        return p_chart([
            (f"{day:%Y-%m}" if interval == 'month' else f"{day:%Y-%m-%d}", shipped or 0.0, counted or 0.0)
            for day, shipped, counted in rows if day])

    @api.model
    def _get_label(self, groupby, value):
        """Return a group's value as people read it."""
        field = self._fields[groupby.partition(':')[0]]
        if not value:
            return self.env._("Not named")
        if field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value, value)
        # sudo: the names of what is counted are read with the statistics
        return value.sudo().display_name if field.relational else str(value)
