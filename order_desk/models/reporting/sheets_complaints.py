# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from odoo import api, models


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
        return self._list_records(
            title, complaints, scope,
            [(_("Number"), 'name'), (_("Complained On"), 'received_on', 'date'), (_("Customer"), 'partner_id'),
             (_("Sales Order"), 'order_id.name'), (_("Product"), 'product_id'), (_("Kind"), 'kind_id'),
             (_("What is wrong"), 'description'), (_("Department"), 'department'), (_("Handling"), 'handling'),
             (_("Result Told"), 'result_text'), (_("Deadline"), 'deadline', 'date'), (_("Status"), 'state')],
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
        return self._list_records(
            _("Complaints of the period"), complaints, scope,
            [(_("Number"), 'name'), (_("Complained On"), 'received_on', 'date'), (_("Customer"), 'partner_id'),
             (_("Product"), 'product_id'), (_("Lot"), 'lot_id.name'), (_("Quantity"), 'quantity', 'quantity'),
             (_("Severity"), 'severity'), (_("What is wrong"), 'description'), (_("Department"), 'department'),
             (_("Root Cause"), 'root_cause_id'), (_("Corrective Action"), 'corrective_action'),
             (_("Result of the Check"), 'check_note'), (_("Cost"), 'cost', 'amount'), (_("Status"), 'state')])


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
        return [
            self._list_records(
                _("Bad shipments of the period"), rows, scope,
                [(_("Number"), 'complaint_id.name'), (_("Date"), 'date', 'date'), (_("Customer"), 'partner_id'),
                 (_("Sales Order"), 'order_id.name'), (_("Transfer"), 'complaint_id.picking_id.name'),
                 (_("Product"), 'product_id'), (_("Quantity"), 'quantity', 'quantity'),
                 (_("What is wrong"), 'complaint_id.description'), (_("Department"), 'department'),
                 (_("Root Cause"), 'root_cause_id'), (_("Corrective Action"), 'complaint_id.corrective_action')],
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
