"""The daily production report: what was planned, done, late and scrapped (FUP-05)."""
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.roles import ensure_role, get_members
from ..core.scheduled import work_through
from ..orders.promise_days import get_timezone, local_day, utc_moment

# Who gets the report every day.
RECEIVERS = (
    'order_desk.group_order_clerk', 'order_desk.group_service_supervisor', 'order_desk.group_production_manager')
MAKERS = (*RECEIVERS, 'order_desk.group_administrator')


class OrderDeskDailyReport(models.Model):
    """One day of production of one company, as it was when the report was made."""
    _name = 'order.desk.daily.report'
    _inherit = ['order.desk.paper', 'mail.thread']
    _description = "Daily Production Report"
    _order = 'day desc, id desc'
    _rec_name = 'day'

    # === FIELDS === #

    day = fields.Date("Report Date", required=True, readonly=True)
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    made_on = fields.Datetime(readonly=True)
    made_by_id = fields.Many2one('res.users', readonly=True)
    sent_on = fields.Datetime(readonly=True)
    receiver_ids = fields.Many2many('res.users', string="Sent To", readonly=True)
    line_ids = fields.One2many('order.desk.daily.report.line', 'report_id', readonly=True)
    planned_count = fields.Integer(
        "Orders Planned", readonly=True, help="Manufacturing orders to be finished by this day.")
    done_count = fields.Integer(
        "Orders Finished", readonly=True, help="Manufacturing orders of which goods were finished.")
    late_count = fields.Integer(
        "Orders Late", readonly=True, help="Open manufacturing orders past the day they were wanted.")
    scrap_count = fields.Integer(
        "Orders with Scrap", readonly=True, help="Manufacturing orders in which something was scrapped.")

    _day_uniq = models.UniqueIndex('(company_id, day)', "There is a daily production report of this day already.")

    # === COMPUTE METHODS === #

    @api.depends('day')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._("Daily Production Report %(day)s", day=report.day)

    # === ACTIONS === #

    @api.model
    def action_make_today(self):
        """Make today's report of the current company, or bring it up to now, and open it (FUP-05).

        :raise AccessError: for who is neither of the order desk nor of production
        """
        ensure_role(self.env, *MAKERS)
        company = self.env.company
        report = self._make(company, local_day(fields.Datetime.now(), company))
        return report._get_records_action(name=self.env._("Daily Production Report"))

    def action_refresh(self):
        """Bring today's reports up to now.

        :raise UserError: for an earlier day: a report says what was known then
        """
        ensure_role(self.env, *MAKERS)
        now = fields.Datetime.now()
        past = self.filtered(lambda report: report.day != local_day(now, report.company_id))
        if past:
            raise UserError(self.env._(
                "%(report)s is of an earlier day and stays as it was made.", report=past[0].display_name))
        for report in self:
            self._make(report.company_id, report.day)
        return True

    def action_send(self):
        """Send these reports as PDF to the order desk, the service supervisor and production now."""
        ensure_role(self.env, *MAKERS)
        self._send()
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _make(self, company, day):
        """Make the report of a company's day, or bring it up to now.

        :param day: date in the company's time zone
        :return: the report
        """
        # sudo: the report counts all production, whoever asks for it
        reports = self.sudo().with_company(company)
        report = reports.search([('company_id', '=', company.id), ('day', '=', day)])
        rows = reports.env['order.desk.daily.report.line']._get_rows(
            company, day, utc_moment(day, company, hour=0), utc_moment(day + timedelta(days=1), company, hour=0))
        vals = {
            'made_on': fields.Datetime.now(),
            'made_by_id': self.env.uid,
            'line_ids': [Command.clear(), *(Command.create(row) for row in rows)],
            'planned_count': sum(row['planned'] > 0 for row in rows),
            'done_count': sum(row['done_today'] > 0 for row in rows),
            'late_count': sum(row['days_late'] > 0 and row['open_quantity'] > 0 for row in rows),
            'scrap_count': sum(row['scrapped'] > 0 for row in rows),
        }
        if report:
            report._write_evidence(vals)
        else:
            report = reports.create({**vals, 'company_id': company.id, 'day': day})
        return report.with_env(self.env)

    def _send(self):
        """Mail these reports to the roles, each with its PDF."""
        # sudo: who has a role is not readable for everybody, and the report goes to all of them
        for report in self.sudo():
            users = get_members(
                self.env, [self.env.ref(group).id for group in RECEIVERS], report.company_id)
            report.message_post(
                body=self.env._(
                    "Planned %(planned)s, finished %(done)s, late %(late)s, scrapped in %(scrapped)s "
                    "manufacturing orders.", planned=report.planned_count, done=report.done_count,
                    late=report.late_count, scrapped=report.scrap_count),
                subject=report.display_name, partner_ids=users.partner_id.ids, subtype_xmlid='mail.mt_note',
                attachments=[report._render()])
            report._write_evidence({
                'sent_on': fields.Datetime.now(), 'receiver_ids': [Command.set(users.ids)]})

    def _render(self):
        """Return (file name, content) of the PDF."""
        self.ensure_one()
        # sudo: the paper shows the same to everybody
        report = self.env['ir.actions.report'].sudo()
        content, extension = report._render_qweb_pdf('order_desk.action_report_daily_production', self.ids)
        return f"{self.display_name}.{extension}", content

    @api.model
    def _cron_desk_daily_report(self):
        """Make and send today's report of every company whose hour has come, in its time zone; once a day."""
        companies = self.env['res.company'].browse(self.env['res.company']._desk_get_enabled_ids()).filtered(
            'desk_daily_report')
        now = fields.Datetime.now()
        work_through(self.env, companies, lambda company: self._send_due(company, now), size=1)

    @api.model
    def _send_due(self, company, now):
        """Make and send the report of a company's day at the UTC moment ``now``, unless it was sent or is too early."""
        local = pytz.utc.localize(now).astimezone(get_timezone(company))
        if local.hour + local.minute / 60 < company.desk_daily_report_hour or self.search_count([
                ('company_id', '=', company.id), ('day', '=', local.date()), ('sent_on', '!=', False)], limit=1):
            return
        self.with_context(lang=company.partner_id.lang or self.env.lang)._make(company, local.date())._send()

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'day', 'company_id', 'made_on', 'made_by_id', 'sent_on', 'receiver_ids', 'line_ids', 'planned_count',
            'done_count', 'late_count', 'scrap_count'}
