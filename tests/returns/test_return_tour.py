import io

from openpyxl import load_workbook

from odoo import fields
from odoo.tests import HttpCase, tagged

from .returns_common import ReturnsCommon


@tagged('post_install', '-at_install')
class TestReturnTour(HttpCase, ReturnsCommon):
    """The way of a leaking pump through the browser, each step by the person whose it is."""

    def _tour(self, role, name, record, path=None):
        path = path or f'/odoo/{record._name}/{record.id}'
        self.start_tour(
            path, f'order_desk_{name}', login=self.users[role].login if role else None, timeout=240)
        record.invalidate_recordset()

    def _month_report(self):
        """Let the service supervisor make the statistics of the month; return the copy he gets."""
        duty = self.env.ref('order_desk.report_returns')
        self.company.partner_id.tz = 'UTC'
        duty._plan()
        self.env.flush_all()
        self._tour('service_supervisor', 'return_report', duty, '/odoo/report-calendar')
        today = fields.Date.today()
        run = self.env['order.desk.report.run'].search([
            ('definition_id', '=', duty.id), ('company_id', '=', self.company.id), ('date_from', '<=', today),
            ('date_to', '>=', today)])
        self.assertFalse(run.error)
        self.assertEqual(run.state, 'planned', "asked before the month is over, it is owed all the same")
        recipient = self.users['service_supervisor'].partner_id
        return run.copy_ids.filtered(lambda copy: recipient in copy.recipient_ids and copy.sent_on)

    def test_from_complaint_to_credit_note(self):
        """CMP-05, RET-02, RET-03: From a complaint on the order's page to the credit note and the month's report."""
        order, invoice = self._invoiced()
        order._portal_ensure_token()
        self._tour(None, 'portal_complain', order, order.get_portal_url(suffix='/desk_complaint'))
        complaint = order.desk_complaint_ids
        self.assertEqual((complaint.quantity, complaint.contact_name), (2, "Mrs. Zhao"))

        self._tour('order_clerk', 'return_request', complaint)
        case = order.desk_return_case_ids
        self.assertEqual((complaint.return_id, case.line_ids.quantity), (case, 2))
        self._tour('order_supervisor', 'return_authorise', case)
        self._tour('shipping_clerk', 'return_receive', case.return_picking_ids,
                   f'/odoo/action-stock.action_picking_tree_all/{case.return_picking_ids.id}')
        self.assertEqual(case.line_ids.quantity_received, 2)
        self._tour('quality_inspector', 'return_inspect', case)
        self.assertEqual(
            (case.line_ids.disposition_id.code, case.line_ids.responsible_department, case.line_ids.root_cause_id.code),
            ('restock', 'production', 'workmanship'))
        self._tour('finance_clerk', 'return_credit', case)
        self.assertEqual((case.state, case.value, invoice.amount_residual), ('settled', 200.0, 800.0))

        copy = self._month_report()
        self.assertIn(case.name, copy.pdf_id.raw.decode())  # a test prints the page, not its PDF
        book = load_workbook(io.BytesIO(copy.xlsx_id.raw), read_only=True)
        goods = {row[0]: row[1:] for row in book["By product"].values if row}
        self.assertEqual(goods[self.shelf.display_name], (10, 2, 0.2, 1000, 200, 0.2))
        cases = {row[0]: row for row in book["Returns of the period"].values if row}
        self.assertEqual(cases[case.name][2:10], (
            order.name, self.partner.display_name, self.shelf.display_name, 2, 200, case.line_ids.reason_id.name,
            case.line_ids.disposition_id.name, case.line_ids.root_cause_id.name))
