"""The tracking sheet of production task orders and the delays of a month."""
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestTracking(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.partner.desk_deposit_percent = 0
        cls.Tracking = cls.env['order.desk.tracking']
        cls.gear = cls._made("Gear", [])
        cls.order = cls._order([(cls.gear, 5, 10.0)])
        cls.order.action_confirm()
        cls.production = cls.env['mrp.production'].search([('sale_line_id', 'in', cls.order.order_line.ids)])
        cls.env['order.desk.production.instruction'].sudo().create(
            {**cls.order._desk_prepare_instruction(), 'statement_date': '2026-03-10'})
        cls.production.date_start = datetime(2026, 3, 9, 8)

    def _finish(self, moment):
        with freeze_time(moment):
            self.production.qty_producing = self.production.product_qty
            self.production._set_qty_producing()
            self.production.button_mark_done()
            self.env.flush_all()

    def _row(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.Tracking.search([('production_id', '=', self.production.id)])

    def test_against_the_instruction(self):
        """FUP-10, PRD-07: delay counts from the production date of the instruction, and stands still when finished."""
        with freeze_time('2026-03-09 12:00'):
            self.assertRecordValues(self._row(), [{'required_on': date(2026, 3, 10), 'days_late': 0, 'is_late': False}])
        with freeze_time('2026-03-13 12:00'):
            self.assertRecordValues(self._row(), [{'days_late': 3, 'is_late': True, 'done_quantity': 0}])
        self._finish('2026-03-14 12:00')
        with freeze_time('2026-05-01 12:00'):
            self.assertRecordValues(self._row(), [
                {'days_late': 4, 'done_quantity': 5, 'finished_on': date(2026, 3, 14), 'order_id': self.order.id}])

    def test_delays_per_month(self):
        """FUP-10: late orders are counted per month of the day they were wanted."""
        self._finish('2026-04-02 12:00')
        groups = self.Tracking._read_group(
            [('order_id', '=', self.order.id)], ['required_on:month'], ['count:sum', 'late_count:sum', 'days_late:avg'])
        self.assertEqual(groups, [(date(2026, 3, 1), 1, 1, 23)])

    def test_task_orders(self):
        """FUP-07, PRD-07: task orders stand there, those bought in place of made as well, in the product's unit."""
        dozen = self.env.ref('uom.product_uom_dozen')
        raw = self._product("Special steel")
        task = self.env['order.desk.production.task'].with_user(self.users['order_supervisor']).create({
            'kind': 'material', 'product_id': raw.id, 'quantity': 2, 'uom_id': dozen.id, 'needed_on': '2026-03-20'})
        task.action_issue()
        task.with_user(self.users['production_manager']).action_accept()
        self.env.flush_all()
        row = self.Tracking.search([('task_id', '=', task.id)])
        self.assertRecordValues(row, [{'kind': 'material', 'quantity': 24, 'required_on': date(2026, 3, 20)}])
        with self.assertRaises(AccessError):
            task.done_on = '2026-01-01'

    def test_who_gets_the_sheet(self):
        """FUP-07: the service supervisor gets the paper; a finance clerk cannot have it sent."""
        with patch.object(type(self.env['ir.actions.report']), '_render_qweb_pdf', return_value=(b'%PDF', 'pdf')):
            message = self.Tracking._send_sheet(self.company, date(2026, 3, 31))
        self.assertIn(self.users['service_supervisor'].partner_id, message.partner_ids)
        self.assertEqual(len(message.attachment_ids), 1)
        rows = self.Tracking.search(self.Tracking._get_month_domain(self.company, date(2026, 3, 31)))
        self.assertIn(self.production, rows.production_id)
        with self.assertRaises(AccessError):
            self.Tracking.with_user(self.users['finance_clerk']).action_send_sheet()
