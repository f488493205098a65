# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from ..orders.promise_days import get_timezone
from .control_chart import draw_p_chart, draw_pareto
from .report_schedule import to_utc
from .report_sheet import Column, Sheet

#: how many months a control chart looks back
MONTHS = 12


class OrderDeskReportRates(models.AbstractModel):
    """Tables that returns and complaints share: Pareto, rates by product, control chart."""
    _name = 'order.desk.report.rates'
    _description = "Rate Tables"

    @api.model
    def _get_period_domain(self, scope):
        return [('company_id', '=', scope.company.id), ('date', '>=', scope.start), ('date', '<', scope.stop)]

    @api.model
    def _get_pareto_sheet(self, statistics, domain, groupby, title, measure, measure_label):
        """Return the words of a grouping, the heaviest first."""
        rows = statistics._get_pareto(domain, groupby, measure)
        _ = self.env._
        return Sheet(
            title, [Column(statistics._fields[groupby]._description_string(self.env)),
                    Column(measure_label, 'number' if measure == '__count' else 'quantity'),
                    Column(_("Share of All"), 'percent'), Column(_("Share So Far"), 'percent')],
            [list(row) for row in rows], chart=draw_pareto(rows))

    @api.model
    def _get_product_sheet(self, statistics, domain):
        """Return the products concerned with what was shipped of them in the same period."""
        _ = self.env._
        above, _below = statistics._rates['rate']
        measures = [
            'quantity_shipped:sum', f'{above}:sum', 'rate:avg', 'value_shipped:sum', 'value:sum', 'value_rate:avg']
        rows = [
            [product.display_name or _("Not named"), shipped or None, counted, rate, shipped_value or None, value,
             value_rate]
            for product, shipped, counted, rate, shipped_value, value, value_rate
            in statistics._read_group(domain, ['product_id'], measures) if counted or value]
        rows.sort(key=lambda row: (-(row[2] or 0), row[0]))
        [whole] = statistics._read_group(domain, [], measures)
        return Sheet(
            _("By product"),
            [Column(_("Product")), Column(_("Shipped"), 'quantity'),
             Column(statistics._fields[above]._description_string(self.env), 'quantity'),
             Column(_("Rate of Quantity"), 'percent'), Column(_("Value Shipped"), 'amount'),
             Column(statistics._fields['value']._description_string(self.env), 'amount'),
             Column(_("Rate of Value"), 'percent')],
            rows, [_("All that was shipped"), *whole] if rows else (),
            notes=(_("Rates are against what was shipped to customers in the same period; without a shipment there is "
                     "no rate."),))

    @api.model
    def _get_chart_sheet(self, statistics, scope, domain=()):
        """Return the control chart of the months up to the end of the period."""
        _ = self.env._
        first = scope.last.replace(day=1) - relativedelta(months=MONTHS - 1)
        start = to_utc(first, 0, get_timezone(scope.company))
        points = statistics._get_p_chart(Domain([
            ('company_id', '=', scope.company.id), ('date', '>=', start), ('date', '<', scope.stop)]) & Domain(domain))
        rows = [
            [point.label, point.shipped, point.counted, point.rate, point.centre, point.lower, point.upper,
             _("look into it") if point.is_out else None] for point in points]
        return Sheet(
            _("Control chart"),
            [Column(_("Month")), Column(_("Shipped"), 'quantity'), Column(_("Went Wrong"), 'quantity'),
             Column(_("Rate of Quantity"), 'percent'), Column(_("Average"), 'percent'),
             Column(_("Lower Limit"), 'percent'), Column(_("Upper Limit"), 'percent'), Column(_("Outside"))],
            rows, chart=draw_p_chart(points), alerts=frozenset(
                number for number, point in enumerate(points) if point.is_out),
            notes=(_(
                "Limits are three standard deviations of the average rate; within them a rise or fall is noise."),))


class OrderDeskReportReturns(models.AbstractModel):
    """Return statistics of the month for the service and quality managers (RET-02)."""
    _name = 'order.desk.report.returns'
    _inherit = ['order.desk.report', 'order.desk.report.rates']
    _description = "Return statistics report"

    _code = 'returns'

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        Report = self.env['order.desk.return.report']
        domain = self._get_period_domain(scope)
        measure = ('quantity_received:sum', _("Returned"))
        came_back = [*domain, ('quantity_received', '>', 0)]
        return [
            self._get_product_sheet(Report, domain),
            self._get_pareto_sheet(Report, came_back, 'reason_id', _("By reason"), *measure),
            self._get_pareto_sheet(Report, came_back, 'disposition_id', _("By disposition"), *measure),
            self._get_pareto_sheet(Report, came_back, 'root_cause_id', _("By root cause"), *measure),
            self._get_pareto_sheet(Report, came_back, 'partner_id', _("By customer"), *measure),
            self._get_chart_sheet(Report, scope),
            self._get_list(Report.search([*domain, ('return_id', '!=', False)], order='date, id'), scope),
        ]

    @api.model
    def _get_list(self, rows, scope):
        _ = self.env._
        return self._list_records(
            _("Returns of the period"), rows, scope,
            [(_("Number"), 'return_id.name'), (_("Date"), 'date', 'date'), (_("Sales Order"), 'order_id.name'),
             (_("Customer"), 'partner_id'), (_("Product"), 'product_id'),
             (_("Returned"), 'quantity_received', 'quantity'), (_("Value Returned"), 'value', 'amount'),
             (_("Reason"), 'reason_id'), (_("Disposition"), 'disposition_id'), (_("Root Cause"), 'root_cause_id'),
             (_("Cost"), 'cost', 'amount'), (_("Status"), 'state')])
