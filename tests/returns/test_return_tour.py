from odoo.tests import HttpCase, tagged

from .returns_common import ReturnsCommon


@tagged('post_install', '-at_install')
class TestReturnTour(HttpCase, ReturnsCommon):
    """The way of a leaking pump through the browser, each step by the person whose it is."""

    def _tour(self, role, name, record, path=None):
        path = path or f'/odoo/{record._name}/{record.id}'
        self.start_tour(path, f'order_desk_{name}', login=self.users[role].login if role else None)
        record.invalidate_recordset()

    def test_from_complaint_to_credit_note(self):
        """CMP-05, RET-03: A complaint on the order's page leads to a return, its inspection and its credit note."""
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
