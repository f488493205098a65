# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from odoo import api, models

from ..orders.promise_days import local_day
from .report_sheet import Column, Sheet


class OrderDeskReportComplaintSummary(models.AbstractModel):
    """Complaints of a week or month with their results, and those still open from before (CMP-02, CMP-04)."""
    _name = 'order.desk.report.complaint_summary'
    _inherit = ['order.desk.report', 'order.desk.report.rates']
    _description = "Customer complaint summary"

    _code = 'complaint_summary'

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        Complaint, Report = self.env['order.desk.complaint'], self.env['order.desk.complaint.report']
        domain, measure = self._get_period_domain(scope), ('__count', _("Complaints"))
        own = [('company_id', '=', scope.company.id)]
        received = Complaint.search(
            [*own, ('received_on', '>=', scope.start), ('received_on', '<', scope.stop)], order='received_on, id')
        before = Complaint.search(
            [*own, ('received_on', '<', scope.start), ('state', 'not in', ('closed', 'refused'))],
            order='received_on, id')
        return [
            self._get_list(received, scope, _("Received in this period")),
            self._get_list(before, scope, _("Still open from before")),
            self._get_pareto_sheet(Report, domain, 'kind_id', _("By kind"), *measure),
            self._get_pareto_sheet(Report, domain, 'department', _("By department"), *measure),
        ]

    @api.model
    def _get_list(self, complaints, scope, title):
        _ = self.env._
        labels = {
            name: dict(complaints._fields[name]._description_selection(self.env)) for name in ('department', 'state')}
        return Sheet(
            title,
            [Column(_("Number")), Column(_("Complained On"), 'date'), Column(_("Customer")), Column(_("Sales Order")),
             Column(_("Product")), Column(_("Kind")), Column(_("What is wrong")), Column(_("Department")),
             Column(_("Handling")), Column(_("Result Told")), Column(_("Deadline"), 'date'), Column(_("Status"))],
            [[row.name, local_day(row.received_on, scope.company), row.partner_id.display_name, row.order_id.name,
              row.product_id.display_name, row.kind_id.name, row.description, labels['department'].get(row.department),
              row.handling, row.result_text, row.deadline, labels['state'].get(row.state)] for row in complaints],
            alerts=frozenset(
                number for number, row in enumerate(complaints)
                if row.state not in ('closed', 'refused') and row.deadline and row.deadline < scope.today))


class OrderDeskReportComplaintRecord(models.AbstractModel):
    """Complaint record of the month for the quality review: causes and corrective actions (CMP-03)."""
    _name = 'order.desk.report.complaint_record'
    _inherit = ['order.desk.report', 'order.desk.report.rates']
    _description = "Customer complaint record"

    _code = 'complaint_record'

    @api.model
    def _get_sheets(self, scope):
        Report = self.env['order.desk.complaint.report']
        domain = self._get_period_domain(scope)
        return [
            self._get_record(scope),
            self._get_pareto_sheet(
                Report, domain, 'root_cause_id', self.env._("By root cause"), '__count', self.env._("Complaints")),
            self._get_product_sheet(Report, domain),
            self._get_chart_sheet(Report, scope),
        ]

    @api.model
    def _get_record(self, scope):
        _ = self.env._
        complaints = self.env['order.desk.complaint'].search([
            ('company_id', '=', scope.company.id), ('received_on', '>=', scope.start),
            ('received_on', '<', scope.stop), ('state', '!=', 'refused')], order='received_on, id')
        labels = {
            name: dict(complaints._fields[name]._description_selection(self.env))
            for name in ('department', 'state', 'severity')}
        return Sheet(
            _("Complaints of the period"),
            [Column(_("Number")), Column(_("Complained On"), 'date'), Column(_("Customer")), Column(_("Product")),
             Column(_("Lot")), Column(_("Quantity"), 'quantity'), Column(_("Severity")), Column(_("What is wrong")),
             Column(_("Department")), Column(_("Root Cause")), Column(_("Corrective Action")),
             Column(_("Result of the Check")), Column(_("Cost"), 'amount'), Column(_("Status"))],
            [[row.name, local_day(row.received_on, scope.company), row.partner_id.display_name,
              row.product_id.display_name, row.lot_id.name, row.quantity or None, labels['severity'].get(row.severity),
              row.description, labels['department'].get(row.department), row.root_cause_id.name, row.corrective_action,
              row.check_note, row.cost or None, labels['state'].get(row.state)] for row in complaints])


class OrderDeskReportBadShipment(models.AbstractModel):
    """Goods wrongly sent from internal causes, for the department manager at month end (RPT-06)."""
    _name = 'order.desk.report.bad_shipment'
    _inherit = ['order.desk.report', 'order.desk.report.rates']
    _description = "Bad shipment statistics"

    _code = 'bad_shipment'

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        Report = self.env['order.desk.complaint.report']
        bad = [('is_wrong_shipment', '=', True)]
        domain = [*self._get_period_domain(scope), *bad]
        rows, measure = Report.search(domain, order='date, id'), ('__count', _("Bad Shipments"))
        departments = dict(Report._fields['department']._description_selection(self.env))
        return [
            Sheet(
                _("Bad shipments of the period"),
                [Column(_("Number")), Column(_("Date"), 'date'), Column(_("Customer")), Column(_("Sales Order")),
                 Column(_("Transfer")), Column(_("Product")), Column(_("Quantity"), 'quantity'),
                 Column(_("What is wrong")), Column(_("Department")), Column(_("Root Cause")),
                 Column(_("Corrective Action"))],
                [[row.complaint_id.name, local_day(row.date, scope.company), row.partner_id.display_name,
                  row.order_id.name, row.complaint_id.picking_id.name, row.product_id.display_name,
                  row.quantity or None, row.complaint_id.description, departments.get(row.department),
                  row.root_cause_id.name, row.complaint_id.corrective_action] for row in rows],
                notes=(self._get_share(scope, rows),)),
            self._get_pareto_sheet(Report, domain, 'root_cause_id', _("By root cause"), *measure),
            self._get_pareto_sheet(Report, domain, 'department', _("By department"), *measure),
            self._get_chart_sheet(Report, scope, bad),
        ]

    @api.model
    def _get_share(self, scope, rows):
        """Return how many of the shipments of the period were bad, in words."""
        sent = self.env['stock.picking'].search_count([
            ('company_id', '=', scope.company.id), ('state', '=', 'done'), ('picking_type_code', '=', 'outgoing'),
            ('date_done', '>=', scope.start), ('date_done', '<', scope.stop)])
        return self.env._("%(bad)s bad shipments, %(sent)s transfers to customers in the same period.",
                          bad=len(rows), sent=sent)
