"""The daily production report: what was planned, done, late and scrapped."""
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .release_common import ReleaseCommon

TODAY = datetime(2026, 3, 4, 10, 0)


@tagged('post_install', '-at_install')
class TestDailyReport(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Report = cls.env['order.desk.daily.report']
        cls.env['res.company'].search([('id', '!=', cls.company.id)]).desk_enabled = False
        cls.company.partner_id.tz = 'Asia/Shanghai'
        cls.gear = cls._made("Gear", [])

    def _production(self, quantity=10, days=0, deadline=None, **vals):
        """Create a confirmed manufacturing order planned to finish ``days`` from today."""
        production = self.env['mrp.production'].create({
            'product_id': self.gear.id, 'product_qty': quantity, **vals})
        production.action_confirm()
        production.write({'date_start': TODAY + timedelta(days=days, hours=-1)})
        production.write({
            'date_finished': TODAY + timedelta(days=days),
            'date_deadline': TODAY + timedelta(days=days if deadline is None else deadline)})
        return production

    def _finish(self, production, quantity):
        production.qty_producing = quantity
        production._set_qty_producing()
        production.with_context(skip_backorder=True).button_mark_done()

    def _make(self, day=None):
        return self.Report._make(self.company, day or TODAY.date())

    def _row(self, report, production):
        return report.line_ids.filtered(lambda line: line.production_id == production)

    @freeze_time(TODAY)
    def test_planned_done_late_scrapped(self):
        """FUP-05, FUP-08: what is due, finished, open, late and scrapped stands there, in the product's unit."""
        due, later = self._production(), self._production(days=3)
        late = self._production(4, days=-5, deadline=-4)
        done = self._production(6)
        self._finish(done, 6)
        scrap = self.env['stock.scrap'].create({
            'product_id': self.gear.id, 'scrap_qty': 2, 'production_id': done.id,
            'location_id': done.location_dest_id.id})
        scrap.do_scrap()
        report = self._make()
        self.assertEqual(report.line_ids.production_id & (due | later | late | done), due | late | done)
        self.assertRecordValues(self._row(report, due), [
            {'planned': 10, 'done_today': 0, 'open_quantity': 10, 'scrapped': 0, 'days_late': 0}])
        self.assertRecordValues(self._row(report, late), [
            {'planned': 4, 'done_today': 0, 'open_quantity': 4, 'scrapped': 0, 'days_late': 4}])
        self.assertRecordValues(self._row(report, done), [
            {'planned': 6, 'done_today': 6, 'open_quantity': 0, 'scrapped': 2, 'days_late': 0}])
        with freeze_time(TODAY + timedelta(days=1)):
            tomorrow = self._make(TODAY.date() + timedelta(days=1))
            self.assertFalse(self._row(tomorrow, done), "finished yesterday")
            self.assertEqual(self._row(tomorrow, late).days_late, 5)

    @freeze_time(TODAY)
    def test_day_is_the_companys(self):
        """FUP-05: a day begins and ends at midnight of the company's time zone, not of the server's."""
        production = self._production(3)
        self._finish(production, 3)
        production.move_finished_ids.date = datetime(2026, 3, 3, 16, 30)  # 0:30 of the 4th in Shanghai
        self.assertEqual(self._row(self._make(), production).done_today, 3)
        production.move_finished_ids.date = datetime(2026, 3, 3, 15, 30)  # 23:30 of the 3rd
        self.assertFalse(self._row(self._make(), production))
        self.assertEqual(self._row(self._make(TODAY.date() - timedelta(days=1)), production).done_today, 3)

    def test_fixed_hour(self):
        """FUP-05: at the company's hour the report goes to clerk, service supervisor and production, once."""
        self.company.desk_daily_report_hour = 17.5
        sent = {}
        for moment in ('2026-03-04 09:15', '2026-03-04 09:35', '2026-03-04 12:00', '2026-03-05 01:00'):
            with freeze_time(moment), patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=True), \
                    patch.object(type(self.Report), '_render', return_value=('report.pdf', b'%PDF')):
                self.Report._cron_desk_daily_report()
                sent[moment] = self.Report.search_count([
                    ('company_id', '=', self.company.id), ('sent_on', '!=', False)])
        self.assertEqual(list(sent.values()), [0, 1, 1, 1])
        report = self.Report.search([('company_id', '=', self.company.id), ('sent_on', '!=', False)])
        for role in ('order_clerk', 'service_supervisor', 'production_manager'):
            self.assertIn(self.users[role], report.receiver_ids)
            self.assertIn(self.users[role].partner_id, report.message_ids[0].partner_ids)
        self.assertTrue(report.message_ids[0].attachment_ids)

    def test_on_demand(self):
        """FUP-05: who works with it makes it at once; nobody rewrites an earlier day or a figure."""
        Report = self.Report.with_user(self.users['order_clerk'])
        action = Report.action_make_today()
        report = Report.browse(action['res_id'])
        again = Report.browse(Report.action_make_today()['res_id'])
        self.assertEqual(report, again)
        with self.assertRaises(AccessError):
            report.write({'late_count': 0})
        with self.assertRaises(AccessError):
            self.Report.with_user(self.users['finance_clerk']).action_make_today()
        with freeze_time(fields.Datetime.now() + timedelta(days=1)), self.assertRaises(UserError):
            report.action_refresh()

    @freeze_time(TODAY)
    def test_queries_do_not_grow(self):
        """FUP-05: one manufacturing order or thirty, the report asks the same number of queries."""
        for production in [self._production() for _number in range(30)][1:]:
            production.date_finished = TODAY
        Line = self.env['order.desk.daily.report.line']

        def rows(stop):
            return Line._get_rows(self.company, TODAY.date(), TODAY - timedelta(days=1), stop)

        few = self._count_queries(lambda: rows(TODAY - timedelta(days=400)))
        many = self._count_queries(lambda: rows(TODAY + timedelta(days=1)))
        self.assertGreaterEqual(len(rows(TODAY + timedelta(days=1))), 30)
        self.assertLessEqual(many, few + 12)
