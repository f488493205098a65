# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from odoo import api, models


class OrderDeskReportTracking(models.AbstractModel):
    """Production task tracking sheet of a month, on its own paper (FUP-07)."""
    _name = 'order.desk.report.tracking'
    _inherit = ['order.desk.report']
    _description = "Production task tracking sheet"

    _code = 'tracking'

    @api.model
    def _get_rows(self, scope):
        Tracking = self.env['order.desk.tracking']
        return Tracking.search(Tracking._get_month_domain(scope.company, scope.first))

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        rows = self._get_rows(scope)
        return [self._list_records(
            self.env['ir.model']._get(self._name).name, rows, scope,
            [(_("Number"), 'name'), (_("Task Order"), 'task_id.name'), (_("Sales Order"), 'order_id.name'),
             (_("Customer"), 'partner_id.name'), (_("Product"), 'product_id'), (_("Quantity"), 'quantity', 'quantity'),
             (_("Finished"), 'done_quantity', 'quantity'), (_("Unit"), 'uom_id.name'),
             (_("Wanted On"), 'required_on', 'date'), (_("Planned For"), 'planned_on', 'date'),
             (_("Finished On"), 'finished_on', 'date'), (_("Status"), 'state'),
             (_("Days Late"), 'days_late', 'number')],
            alerts=frozenset(number for number, row in enumerate(rows) if row.is_late))]

    @api.model
    def _get_pdf(self, scope, sheets, title):
        return self._render(
            'order_desk.action_report_tracking', self._get_rows(scope), {'month': f"{scope.first:%Y-%m}"})
