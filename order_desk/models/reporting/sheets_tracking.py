# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from odoo import api, models

from .report_sheet import Column, Sheet


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
        states = dict(self.env['order.desk.tracking']._fields['state']._description_selection(self.env))
        rows = self._get_rows(scope)
        return [Sheet(
            self.env['ir.model']._get(self._name).name,
            [Column(_("Number")), Column(_("Task Order")), Column(_("Sales Order")), Column(_("Customer")),
             Column(_("Product")), Column(_("Quantity"), 'quantity'), Column(_("Finished"), 'quantity'),
             Column(_("Unit")), Column(_("Wanted On"), 'date'), Column(_("Planned For"), 'date'),
             Column(_("Finished On"), 'date'), Column(_("Status")), Column(_("Days Late"), 'number')],
            [[row.name, row.task_id.name, row.order_id.name, row.partner_id.name, row.product_id.display_name,
              row.quantity, row.done_quantity, row.uom_id.name, row.required_on, row.planned_on, row.finished_on,
              states.get(row.state), row.days_late or None] for row in rows],
            alerts=frozenset(number for number, row in enumerate(rows) if row.is_late))]

    @api.model
    def _get_pdf(self, scope, sheets, title):
        return self._render(
            'order_desk.action_report_tracking', self._get_rows(scope), {'month': f"{scope.first:%Y-%m}"})
