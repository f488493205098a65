"""Making, sending and keeping periodic reports: copies, failures, who may see what."""
import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .calendar_common import CalendarCommon


@tagged('post_install', '-at_install')
class TestReportRuns(CalendarCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.users['order_supervisor']
        cls.failing = cls.env['order.desk.report.eu_sales']

    def _planned(self, *codes, **vals):
        with self._at('2026-03-20 01:00'):
            return [self._duty(code, on_days_off='keep', **vals) for code in codes]

    def _messages(self, run):
        return self.env['mail.message'].search([
            ('model', '=', run._name), ('res_id', '=', run.id), ('attachment_ids', '!=', False)])

    def test_sent_with_paper_and_workbook(self):
        """RPT-16: on its day the report goes to the roles with PDF and xlsx, and the archive keeps both."""
        [duty] = self._planned('new_customers')
        self._tick('2026-04-04 23:45')  # a quarter to eight in Shanghai
        self.assertFalse(self._runs(duty))
        self._tick('2026-04-05 00:10')
        run = self._runs(duty)
        self.assertEqual((run.state, run.late_days, run.is_made_up, run.attempts), ('done', 0, False, 1))
        self.assertIn(self.service.partner_id, run.recipient_ids)
        self.assertTrue(run.sent_on)
        copy = run.copy_ids
        book = load_workbook(io.BytesIO(copy.xlsx_id.raw))
        self.assertEqual(book.active['A1'].value, f"{duty.name} 2026-03")
        self.assertIn("2026-03", copy.pdf_id.name)
        [message] = self._messages(run)
        self.assertEqual(message.attachment_ids, copy.pdf_id | copy.xlsx_id)
        self.assertIn(self.service.partner_id, message.partner_ids)

    def test_a_copy_for_each_language(self):
        """RPT-16: everybody gets the report in his own language."""
        self.env['res.lang']._activate_lang('zh_CN')
        inspector = self.users['quality_inspector']
        inspector.lang = 'zh_CN'
        [duty] = self._planned('new_customers', user_ids=inspector.ids)
        self._tick('2026-04-06 00:10')
        copies = self._runs(duty).copy_ids
        self.assertEqual(set(copies.mapped('lang')), {'en_US', 'zh_CN'})
        self.assertEqual(copies.filtered(lambda copy: copy.lang == 'zh_CN').recipient_ids, inspector.partner_id)

    def test_failure_stops_no_other(self):
        """RPT-16: a failed run leaves nothing but its error, tells its owner once, and stops no other."""
        bad, good = self._planned('eu_sales', 'new_customers')

        def fail(report, scope):
            report.env['res.partner'].create({'name': "Half done"})
            raise UserError("The ledger is closed")

        with patch.object(type(self.failing), '_get_sheets', fail):
            self._tick('2026-04-05 00:10')
            run = self._runs(bad)
            self.assertEqual((run.state, run.attempts, run.error), ('failed', 1, "The ledger is closed"))
            self.assertFalse(run.copy_ids or self.env['res.partner'].search([('name', '=', "Half done")]))
            self.assertEqual(self._runs(good).state, 'done')
            self.assertEqual(run.activity_ids.user_id, self.owner)
            self._tick('2026-04-05 00:30')  # not before its time
            self.assertEqual(run.attempts, 1)
            self._tick('2026-04-05 00:45')
            self.assertEqual((run.attempts, len(run.activity_ids)), (2, 1))
        self._tick('2026-04-05 01:30')
        self.assertEqual((run.attempts, run.state), (2, 'failed'), "the pause doubles")
        self._tick('2026-04-05 02:00')
        self.assertEqual((run.attempts, run.state, run.error, run.late_days), (3, 'done', False, 0))
        self.assertFalse(run.activity_ids)

    def test_given_up_and_made_by_hand(self):
        """RPT-16: after some days of failures it is given up; its owner makes it by hand, and it stays late."""
        [bad] = self._planned('eu_sales')
        with patch.object(type(self.failing), '_get_sheets', side_effect=UserError("No")):
            for day in range(5, 12):
                self._tick(f'2026-04-{day:02} 12:00')
        run = self._runs(bad)
        self.assertEqual((run.state, run.attempts, run.late_days), ('missed', 6, 5))
        self.assertTrue(run.is_late)
        self.assertIn(run, self.Run.search([('is_late', '=', True)]))
        with self._at('2026-04-12 12:00'):
            run.with_user(self.owner).action_run_now()
        self.assertEqual((run.state, run.late_days), ('done', 7))

    def test_nobody_to_send_to(self):
        """RPT-16: a report without anybody who gets it fails and says what to fill in."""
        [duty] = self._planned('new_customers', group_ids=False)
        self._tick('2026-04-06 12:00')
        self.assertIn("Nobody gets Duty new_customers 2026-03", self._runs(duty).error)

    def test_unknown_report(self):
        """RPT-16: a report that no addon knows any more fails with its code."""
        with self.assertRaises(UserError) as caught:
            self.env['order.desk.report']._get_report('horoscope')
        self.assertIn("horoscope", str(caught.exception))

    def test_look_first(self):
        """RPT-16: a report to be looked at waits for its owner, and made again it replaces what nobody sent."""
        [duty] = self._planned('new_customers', look_first=True)
        self._tick('2026-04-05 00:10')
        run = self._runs(duty)
        self.assertEqual((run.state, run.sent_on, run.activity_ids.user_id), ('made', False, self.owner))
        self.assertFalse(self._messages(run))
        mine = run.with_user(self.owner)
        with self._at('2026-04-06 12:00'):
            mine.action_run_now()
            self.assertEqual(len(run.copy_ids), 1)
            with self.assertRaises(AccessError):
                run.with_user(self.users['engineer']).action_send()
            mine.action_send()
        self.assertEqual((run.state, run.late_days, len(self._messages(run))), ('done', 1, 1))
        with self.assertRaises(UserError):
            mine.action_send()

    def test_run_for_a_period(self):
        """RPT-16: a supervisor makes any period; made once more it stays one run with both copies."""
        [duty] = self._planned('new_customers')
        with self._at('2026-04-20 12:00'):
            for _time in range(2):
                wizard = Form(self.env['order.desk.report.period'].with_user(self.service).with_context(
                    default_definition_id=duty.id, default_day='2025-12-24')).save()
                action = wizard.action_run()
        run = self.Run.browse(action['res_id'])
        self.assertEqual((run.display_name, run.state, len(run.copy_ids)), (f"{duty.name} 2025-12", 'done', 2))
        with self._at('2026-04-20 12:00'), self.assertRaises(AccessError):
            self.env['order.desk.report.period'].with_user(self.users['engineer']).create({
                'definition_id': duty.id, 'day': '2025-11-24'}).action_run()
        self.company.desk_enabled = False
        with self.assertRaises(AccessError):
            run.with_user(self.service).action_run_now()

    def test_asked_before_the_period_is_over(self):
        """RPT-16: a report made before its period is over is sent, and is owed on its day all the same."""
        [duty] = self._planned('new_customers')
        with self._at('2026-04-20 12:00'):
            wizard = self.env['order.desk.report.period'].with_user(self.service).create({
                'definition_id': duty.id, 'day': '2026-04-20'})
            run = self.Run.browse(wizard.action_run()['res_id'])
        self.assertEqual((run.state, len(run.copy_ids), run.sent_on, str(run.due_on)), (
            'planned', 1, False, '2026-05-05'))
        self._tick('2026-05-05 00:10')
        self.assertEqual((run.state, len(run.copy_ids), run.is_made_up), ('done', 2, False))

    def test_readers(self):
        """RPT-16: runs and copies are read by those who get them, and written by nobody."""
        [duty] = self._planned('new_customers')
        self._tick('2026-04-05 00:10')
        run = self._runs(duty)
        for role in ('service_supervisor', 'order_supervisor', 'administrator'):
            self.assertTrue(run.with_user(self.users[role]).copy_ids.pdf_id.name, role)
        for role in ('engineer', 'finance_clerk', 'salesperson'):
            user = self.users[role]
            self.assertNotIn(run, self.Run.with_user(user).search([]))
            with self.assertRaises(AccessError):
                run.copy_ids.pdf_id.with_user(user).read(['datas'])
        for user in (self.service, self.users['administrator']):
            for vals in ({'state': 'planned'}, {'sent_on': '2026-04-05'}, {'late_days': 0}):
                with self.assertRaises(AccessError):
                    run.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                run.copy_ids.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.Run.with_user(user).create({
                    'definition_id': duty.id, 'company_id': self.company.id, 'date_from': '2020-01-01',
                    'date_to': '2020-01-31', 'due_on': '2020-02-05', 'due_at': '2020-02-05', 'state': 'done'})
        with self.assertRaises(AccessError):
            duty.with_user(self.service).day = 20
        with self.assertRaises(UserError):
            run.unlink()

    def test_each_salesperson_his_own(self):
        """REC-03: each salesperson gets his customers' receivables before the 10th, the service supervisor all."""
        seller, other = self.users['salesperson'], self._user('seller2', 'sales_team.group_sale_salesman')
        journal = self.env['account.journal'].search(
            [('type', '=', 'sale'), ('company_id', '=', self.company.id)], limit=1)
        for user, price in ((seller, 100.0), (other, 70.0)):
            self.env['account.move'].create({
                'move_type': 'out_invoice', 'partner_id': self.partner.id, 'journal_id': journal.id,
                'invoice_user_id': user.id, 'invoice_date': '2026-01-15', 'invoice_date_due': '2026-01-31',
                'invoice_line_ids': [Command.create({
                    'name': "Pump", 'price_unit': price, 'tax_ids': [Command.clear()]})]}).action_post()
        duty = self.env.ref('order_desk.report_receivables')
        with self._at('2026-03-20 01:00'):
            duty.active = True
        self._tick('2026-04-09 02:00')
        run = self._runs(duty)
        self.assertEqual((run.state, str(run.due_on)), ('done', '2026-04-09'))
        whole = run.copy_ids.filtered(lambda copy: not copy.user_id)
        own = run.copy_ids.filtered(lambda copy: copy.user_id == seller)
        self.assertIn(self.service.partner_id, whole.recipient_ids)
        self.assertEqual(own.recipient_ids, seller.partner_id)

        def amounts(copy, name):
            rows = load_workbook(io.BytesIO(copy.xlsx_id.raw)).active.iter_rows(values_only=True)
            return {row[1]: row[8] for row in rows if row[0] == name}

        self.assertEqual(amounts(own, self.partner.display_name), {seller.name: 100})
        everything = amounts(whole, self.partner.display_name)
        self.assertEqual((everything[seller.name], everything[other.name]), (100, 70))
        copies = self.env['order.desk.report.copy'].with_user(seller).search([('run_id', '=', run.id)])
        self.assertEqual(copies, own)
        with self.assertRaises(AccessError):
            whole.xlsx_id.with_user(seller).read(['datas'])

    def test_statement_for_busy_customers(self):
        """REC-02: a customer with more than three orders in the month gets a statement, once the owner has looked."""
        self._only_gates()
        busy, calm = self.partner, self.partner.copy({'name': "Calm"})
        contact = self.env['res.partner'].create({'name': "Buyer", 'parent_id': busy.id})
        orders = self.env['sale.order'].union(*(
            self._order(partner_id=partner.id) for partner in (busy, busy, busy, contact, calm, calm, calm)))
        orders.action_confirm()
        orders.date_order = '2026-03-10 12:00'
        foreign = self.env['res.currency'].with_context(active_test=False).search(
            [('id', '!=', self.company.currency_id.id), ('name', 'in', ('EUR', 'USD'))], limit=1)
        foreign.active = True
        foreign.rate_ids.unlink()
        self.env['res.currency.rate'].create({
            'name': '2020-01-01', 'currency_id': foreign.id, 'rate': 0.5, 'company_id': self.company.id})
        self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': busy.id, 'currency_id': foreign.id, 'invoice_date': '2026-03-12',
            'invoice_line_ids': [Command.create({'name': "Pump", 'price_unit': 100.0, 'tax_ids': []})]}).action_post()
        duty = self.env.ref('order_desk.report_statement')
        with self._at('2026-03-20 01:00'):
            duty.active = True
        self._tick('2026-04-01 02:00')
        run = self._runs(duty)
        self.assertEqual((run.state, run.copy_ids.partner_id), ('made', busy))
        sheet, open_items = load_workbook(io.BytesIO(run.copy_ids.xlsx_id.raw)).worksheets
        names = {row[0] for row in sheet.iter_rows(values_only=True)}
        self.assertLessEqual(set(orders[:4].mapped('name')), names)
        owed = [row[4:6] for row in open_items.iter_rows(values_only=True) if row[5]]
        self.assertEqual(owed[1:], [(foreign.name, 100)] * 2, "heading, invoice, total: in the invoice's currency")
        with self._at('2026-04-01 05:00'):
            run.with_user(self.users['administrator']).action_send()
        self.assertEqual((run.state, run.recipient_ids), ('done', busy))

    def test_tracking_sheet_before_the_fifth(self):
        """FUP-07: last month's tracking sheet goes to the service supervisor before the 5th, once, on its own paper."""
        duty = self.env.ref('order_desk.report_tracking_sheet')
        with self._at('2026-03-20 01:00'):
            duty.active = True
        for moment in ('2026-04-03 01:00', '2026-04-04 01:00', '2026-04-05 01:00', '2026-05-04 01:00'):
            self._tick(moment)
        runs = self._runs(duty)
        self.assertEqual([str(run.due_on) for run in runs], ['2026-04-03', '2026-05-04'], "Saturday: the day before")
        self.assertEqual([run.date_from.month for run in runs], [3, 4])
        self.assertEqual(set(runs.mapped('late_days')), {0})
        for run in runs:
            self.assertIn(self.service.partner_id, run.recipient_ids)
            self.assertIn(b"Tracking Sheet", run.copy_ids.pdf_id.raw)

    def test_shipped_definitions(self):
        """RPT-16, FUP-07, INV-08, REC-02, REC-03, CUS-08, CUS-09: the duties of the house stand in the calendar."""
        duties = self.Definition.with_context(active_test=False).search([])
        days = {duty.code: (duty.frequency, duty.rule, duty.day, duty.is_before) for duty in duties}
        self.assertEqual(days['tracking'], ('month', 'day', 5, True))
        self.assertEqual(days['receivables'], ('month', 'day', 10, True))
        self.assertEqual(days['shortage'][:2], ('month', 'last'))
        self.assertEqual(days['new_customers'], ('quarter', 'day', 5, False))
        with self._at('2026-04-20 12:00'):
            for duty in duties:
                run = self.Run.create({
                    'definition_id': duty.id, 'company_id': self.company.id, 'date_from': '2026-01-01',
                    'date_to': '2026-01-31', 'due_on': '2026-02-05', 'due_at': '2026-02-05',
                    'owner_id': self.owner.id})
                run._make()
                self.assertTrue(run.copy_ids or duty.code == 'statement', duty.name)

    def test_calm_number_of_queries(self):
        """RPT-16: nothing due costs the same whatever number of runs there are."""
        self._planned('new_customers')
        self._tick('2026-03-21 01:00')
        few = self._count_queries(lambda: self._tick('2026-03-21 01:15'))
        self.Run.create([{
            'definition_id': self.Definition.search([], limit=1).id, 'company_id': self.company.id,
            'date_from': f'{year}-01-01', 'date_to': f'{year}-01-31', 'due_on': f'{year}-02-05',
            'due_at': f'{year}-02-05', 'state': 'done'} for year in range(1950, 2000)])
        self.assertEqual(self._count_queries(lambda: self._tick('2026-03-21 01:15')), few)
