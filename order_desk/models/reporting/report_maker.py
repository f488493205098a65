import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import get_members
from ..orders.promise_days import get_timezone, local_day
from .report_contract import Audience, Scope

_logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=30)  # doubled after every failure


class OrderDeskReportRun(models.Model):
    """Making and sending reports when their day has come.

    Each run has a savepoint of its own: one that fails leaves no trace but its error, and stops no other.
    """
    _inherit = 'order.desk.report.run'

    # === BUSINESS METHODS - CALENDAR === #

    @api.model
    def _cron_run(self):
        """Plan, and make what is due: every period once, those missed while the server was off included."""
        self._drop_obsolete()
        self.env['order.desk.report.definition'].search([])._plan()
        due = self._get_due()
        self.env['ir.cron']._commit_progress(remaining=len(due))
        for run in due:
            run._try()
            if not self.env['ir.cron']._commit_progress(processed=1):
                break

    @api.model
    def _get_due(self):
        """Return the runs whose moment has come, the oldest first."""
        now = fields.Datetime.now()
        return self.search([
            ('company_id', 'in', list(self.env['res.company']._desk_get_enabled_ids())),
            '|', '&', ('state', '=', 'planned'), ('due_at', '<=', now),
            '&', ('state', '=', 'failed'), ('next_try_at', '<=', now),
        ], order='due_at, id')

    @api.model
    def _drop_obsolete(self):
        """Forget what is planned where the desk was switched off or the report archived."""
        planned = self.search([('state', '=', 'planned')])
        enabled = self.env['res.company']._desk_get_enabled_ids()
        planned.filtered(
            lambda run: run.company_id.id not in enabled or not run.definition_id.active).unlink()

    # === BUSINESS METHODS - ONE RUN === #

    def _try(self):
        """Make and send one run; a failure is written on it and told to its owner."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._make()
        except Exception as error:  # whatever it is: the owner hears it, and the other reports go on
            _logger.warning("%s failed", self.display_name, exc_info=True)
            self._fail(error)

    def _make(self):
        """Make all copies, and send them unless the owner looks first.

        :raise UserError: when nobody is there to get it
        """
        report = self.env['order.desk.report']._get_report(self.definition_id.code)
        self.copy_ids.filtered(lambda copy: not copy.sent_on).unlink()
        copies = self.env['order.desk.report.copy']
        for audience in self._get_audiences(report):
            for lang, recipients in audience.recipients.grouped('lang').items():
                copies |= self._make_copy(report, audience, lang, recipients)
        now = fields.Datetime.now()
        self.write({
            'state': 'made', 'made_on': now, 'error': False, 'next_try_at': False, 'attempts': self.attempts + 1,
            'is_made_up': self.is_made_up or (not self.sent_on and local_day(now, self.company_id) > self.due_on)})
        self.activity_feedback(['order_desk.activity_type_report_failed'])
        if self.definition_id.look_first and copies:
            self.activity_schedule(
                'order_desk.activity_type_report_look', user_id=self.owner_id.id,
                summary=self.env._("Look at the report and send it"))
        else:
            self._send(copies)

    def _make_copy(self, report, audience, lang, recipients):
        """Return a new copy for one audience in one language; none when one person's own copy has no rows."""
        # sudo: the report counts all rows of its company, whoever gets it; its audience is what narrows it
        report = report.sudo().with_company(self.company_id).with_context(
            allowed_company_ids=self.company_id.ids, lang=lang or self.env.lang,
            tz=get_timezone(self.company_id).zone)
        scope = self._get_scope(audience)
        sheets = report._get_sheets(scope)
        if (audience.user or audience.partner) and report._is_empty(sheets):
            return self.env['order.desk.report.copy']
        title = f"{self.definition_id.with_env(report.env).name} {self._get_period_name()}"
        copy = self.env['order.desk.report.copy'].create({
            'run_id': self.id, 'lang': lang, 'user_id': audience.user and audience.user.id,
            'partner_id': audience.partner and audience.partner.id, 'recipient_ids': [(6, 0, recipients.ids)]})
        content, extension = report._get_pdf(scope, sheets, title)
        copy._attach(title, extension, content, report._get_xlsx(scope, sheets, title))
        return copy

    def _get_scope(self, audience):
        return Scope(
            self.company_id, self.date_from, self.date_to, local_day(fields.Datetime.now(), self.company_id),
            audience.user, audience.partner, self.definition_id.minimum)

    def _get_audiences(self, report):
        """Return who gets which copy.

        :rtype: list[Audience]
        :raise UserError: when there is nobody, naming what to fill in
        """
        definition, company = self.definition_id, self.company_id
        # sudo: who buys and who sells is not readable for every owner of a report
        report = report.sudo().with_company(company)
        whole = self._get_scope(Audience(self.env['res.partner']))
        if report._is_for_customers:
            return [Audience(partner, partner=partner) for partner in report._get_customers(whole)]
        users = get_members(self.env, definition.group_ids.ids, company) | definition.user_ids
        audiences = [Audience(users.partner_id)] if users else []
        if definition.to_salespeople:
            audiences += [
                Audience(user.partner_id, user=user) for user in report._get_salespeople(whole) - users]
        if not audiences:
            raise UserError(self.env._(
                "Nobody gets %(run)s: name roles or people in its definition, or give the role to somebody in "
                "%(company)s.", run=self.display_name, company=company.name))
        return audiences

    def _send(self, copies):
        """Send copies to their people; the run is done, on time or late."""
        for copy in copies:
            copy._send()
        now = fields.Datetime.now()
        self.activity_feedback(['order_desk.activity_type_report_look'])
        recipients = [(4, partner.id) for partner in copies.recipient_ids]
        if now < self.due_at and local_day(now, self.company_id) <= self.date_to:
            # Somebody wanted to know before the period was over: the report is owed all the same.
            self.write({'state': 'planned', 'recipient_ids': recipients})
            return
        self.write({
            'state': 'done', 'sent_on': self.sent_on or now, 'recipient_ids': recipients,
            'late_days': self.late_days if self.sent_on else self._count_late_days(now)})

    def _fail(self, error):
        """Write down why a run failed, and when it is tried again."""
        now = fields.Datetime.now()
        attempts = self.attempts + 1
        given_up = attempts >= MOST_ATTEMPTS
        self.write({
            'state': self.state if self.sent_on else 'missed' if given_up else 'failed', 'attempts': attempts,
            'error': str(error) or type(error).__name__, 'late_days': self._count_late_days(now),
            'is_made_up': self.is_made_up or (not self.sent_on and local_day(now, self.company_id) > self.due_on),
            'next_try_at': False if given_up else now + FIRST_PAUSE * 2 ** (attempts - 1)})
        kind = self.env.ref('order_desk.activity_type_report_failed')
        if kind not in self.activity_ids.activity_type_id:
            self.activity_schedule(
                'order_desk.activity_type_report_failed', user_id=self.owner_id.id,
                summary=self.env._("%(run)s failed", run=self.display_name), note=self.error)

    def _count_late_days(self, moment):
        return max(0, (local_day(moment, self.company_id) - self.due_on).days)
