# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from collections import defaultdict

from odoo import api, models
from odoo.tools.misc import format_date

from ..orders.promise_days import local_day
from .report_sheet import Column, Sheet


class OrderDeskReportShortage(models.AbstractModel):
    """Internal shortage statistics: goods that ran out, and delays against the production instructions (INV-08)."""
    _name = 'order.desk.report.shortage'
    _inherit = ['order.desk.report']
    _description = "Internal shortage statistics"

    _code = 'shortage'

    @api.model
    def _get_sheets(self, scope):
        return [self._get_shortages(scope), self._get_delays(scope)]

    @api.model
    def _get_shortages(self, scope):
        """Return the shortages reported in the period, by product, as they were when it ended."""
        _ = self.env._
        Shortage = self.env['order.desk.shortage']
        departments = dict(Shortage._fields['department']._description_selection(self.env))
        groups = defaultdict(Shortage.browse)
        for row in Shortage.search([
                ('company_id', '=', scope.company.id), ('told_on', '>=', scope.start), ('told_on', '<', scope.stop)]):
            groups[row.product_id, row.department] |= row
        then = Shortage.union(*groups.values())._get_as_of(scope.stop)
        day = min(scope.last, scope.today)
        rows = []
        for (product, department), shortages in groups.items():
            still = [then[row] for row in shortages if then[row].is_open]
            days = [
                (local_day(row.replenished_on, scope.company) - local_day(row.told_on, scope.company)).days
                for row in shortages if row.replenished_on and not then[row].is_open]
            rows.append([
                product.display_name, departments[department], len(shortages), len(shortages.order_id), len(still),
                sum(row.missing for row in still), product.uom_id.name, sum(days) / len(days) if days else None,
                sum(1 for row in still if row.expected_on and row.expected_on < day)])
        rows.sort(key=lambda row: (-row[2], row[0]))
        return Sheet(
            _("Goods that ran out"),
            [Column(_("Product")), Column(_("Department")), Column(_("Times Short"), 'number'),
             Column(_("Orders"), 'number'), Column(_("Still Open"), 'number'), Column(_("Still Missing"), 'quantity'),
             Column(_("Unit")), Column(_("Days to Replenish"), 'quantity'), Column(_("Late"), 'number')],
            rows, self._total(rows, {2, 4, 8}), alerts=frozenset(
                number for number, row in enumerate(rows) if row[8]),
            notes=(_("Open, missing and late as of %(day)s.", day=format_date(self.env, day)),),
            empty=_("Nothing ran out in this period."))

    @api.model
    def _get_delays(self, scope):
        """Return the orders wanted in the period that were or are late, the latest first."""
        _ = self.env._
        Tracking = self.env['order.desk.tracking']
        wanted = [
            ('company_id', '=', scope.company.id), ('required_on', '>=', scope.first),
            ('required_on', '<=', scope.last)]
        late = Tracking.search([*wanted, ('is_late', '=', True)]).sorted(lambda row: (-row.days_late, row.id))
        rows = [[
            row.name, row.order_id.name, row.partner_id.name, row.product_id.display_name, row.quantity,
            row.done_quantity, row.uom_id.name, row.required_on, row.finished_on, row.days_late] for row in late]
        return Sheet(
            _("Delays against the production instructions"),
            [Column(_("Number")), Column(_("Sales Order")), Column(_("Customer")), Column(_("Product")),
             Column(_("Quantity"), 'quantity'), Column(_("Finished"), 'quantity'), Column(_("Unit")),
             Column(_("Wanted On"), 'date'), Column(_("Finished On"), 'date'), Column(_("Days Late"), 'number')],
            rows, self._total(rows, {9}),
            notes=(_("%(late)s of %(count)s orders wanted in this period are late.", late=len(rows),
                     count=Tracking.search_count(wanted)),),
            empty=_("Nothing was late in this period."))

    @api.model
    def _total(self, rows, numbers):
        """Return the sums of these columns as the last row."""
        if not rows:
            return ()
        total = [sum(row[number] or 0 for row in rows) if number in numbers else None for number in range(len(rows[0]))]
        return [self.env._("Total"), *total[1:]]
