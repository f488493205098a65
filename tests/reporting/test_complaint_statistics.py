"""Complaints counted, and the papers for Monday, month end and the quality review."""
from odoo.tests import tagged

from ..complaints.complaint_common import ComplaintCommon


@tagged('post_install', '-at_install')
class TestComplaintStatistics(ComplaintCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = 'UTC'
        cls.env['order.desk.report.definition'].search([]).active = False
        cls.Report = cls.env['order.desk.complaint.report'].with_context(tz='UTC')
        cls.order.action_confirm()
        pickings = cls.order.picking_ids
        pickings.move_ids.picked = True
        pickings.with_context(skip_sms=True).button_validate()
        pickings.move_line_ids.date = '2026-03-10 10:00'
        cls.picking = pickings[:1]

    def _received(self, day, **vals):
        complaint = self._complain(picking_id=self.picking.id, **vals)
        complaint.sudo().received_on = f'{day} 10:00'
        return complaint

    def _make(self, duty, first, last, due):
        duty.active = True
        run = self.env['order.desk.report.run'].create({
            'definition_id': duty.id, 'company_id': self.company.id, 'date_from': first, 'date_to': last,
            'due_on': due, 'due_at': due, 'owner_id': self.users['order_supervisor'].id})
        run._make()
        report = self.env['order.desk.report']._get_report(duty.code)
        sheets = report._get_sheets(run._get_scope(run._get_audiences(report)[0]))
        return run, {sheet.title: sheet for sheet in sheets}

    def _roles(self, duty):
        return set(duty.group_ids.get_external_id().values())

    def test_figures(self):
        """CMP-04: complaints, quantity and rate by kind, product, customer, department and month; refused ones not."""
        self._received('2026-03-12', amount=30.0)
        self._received('2026-03-20', kind='quantity', quantity=2)
        refused = self._received('2026-03-21', kind='packing') if 'packing' in self.kinds else self._received(
            '2026-03-21', order_line_id=self.order.order_line[1].id)
        refused.sudo()._write_evidence({'state': 'refused'})
        self.env.flush_all()
        own = [('order_id', '=', self.order.id)]
        measures = ['complaints:sum', 'quantity:sum', 'quantity_shipped:sum', 'rate:avg']
        self.assertEqual(self.Report._read_group([*own, ('product_id', '=', self.product_a.id)], [], measures), [
            (2, 3, 2, 1.5)])
        rows = {kind: tuple(row) for kind, *row in self.Report._read_group(own, ['kind_id'], measures) if kind}
        self.assertEqual(rows, {
            self.kinds['quality']: (1, 1, 3, 1 / 3), self.kinds['quantity']: (1, 2, 3, 2 / 3)})
        self.assertEqual(self.Report._get_pareto(own, 'kind_id', 'complaints:sum')[0][1:], (1, 0.5, 0.5))
        self.assertEqual(self.Report._read_group(own, [], ['value:sum']), [(30.0,)])

    def test_monday_meeting(self):
        """CMP-02, CMP-04: on Monday the complaints of the week before, and those still open, go to the leaders."""
        duty = self.env.ref('order_desk.report_complaints_weekly')
        old, new = self._received('2026-03-03', kind='quantity'), self._received('2026-03-12')
        run, sheets = self._make(duty, '2026-03-09', '2026-03-15', '2026-03-16')
        self.assertEqual((duty.frequency, duty.weekday, duty.covers), ('week', '0', 'previous'))
        self.assertLessEqual({'sales_team.group_sale_manager', 'order_desk.group_general_manager'}, self._roles(duty))
        self.assertIn(self.users['sales_manager'].partner_id, run.recipient_ids)
        self.assertEqual([row[0] for row in sheets["Received in this period"].rows], [new.name])
        self.assertIn(old.name, [row[0] for row in sheets["Still open from before"].rows])

    def test_summary_of_the_month(self):
        """CMP-04: the same summary at month end for the department and quality managers."""
        duty = self.env.ref('order_desk.report_complaints_monthly')
        self.assertEqual((duty.frequency, duty.rule, duty.covers, duty.code), (
            'month', 'last', 'current', 'complaint_summary'))
        self.assertEqual(
            self._roles(duty), {'order_desk.group_service_supervisor', 'order_desk.group_quality_inspector'})

    def test_record_for_the_quality_review(self):
        """CMP-03: at month end production and quality get the complaints with causes, actions and their checks."""
        duty = self.env.ref('order_desk.report_complaint_record')
        complaint = self._check_action(self._handle(self._received('2026-03-12')))
        run, sheets = self._make(duty, '2026-03-01', '2026-03-31', '2026-03-31')
        self.assertEqual((duty.frequency, duty.rule, duty.covers), ('month', 'last', 'current'))
        for role in ('production_manager', 'quality_inspector'):
            self.assertIn(self.users[role].partner_id, run.recipient_ids)
        [row] = [row for row in sheets["Complaints of the period"].rows if row[0] == complaint.name]
        self.assertIn("Seals of another maker", row)
        self.assertIn("Ten pumps run for a day, no leak", row)

    def test_bad_shipments_at_month_end(self):
        """RPT-06, SHP-11: goods wrongly sent are counted at month end, with causes and all transfers of the month."""
        duty = self.env.ref('order_desk.report_bad_shipment')
        kind = self.env['order.desk.complaint.kind'].search([('is_wrong_shipment', '=', True)], limit=1)
        self.picking.date_done = '2026-03-10 10:00'
        bad = self._received('2026-03-12', kind=kind.code)
        self._received('2026-03-12')
        _run, sheets = self._make(duty, '2026-03-01', '2026-03-31', '2026-03-31')
        sheet = sheets["Bad shipments of the period"]
        self.assertEqual([row[0] for row in sheet.rows], [bad.name])
        self.assertIn("1 bad shipments, 1 transfers", sheet.notes[0])
        self.assertEqual((duty.frequency, duty.rule, duty.covers), ('month', 'last', 'current'))
