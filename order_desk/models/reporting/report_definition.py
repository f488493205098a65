from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.roles import get_members
from ..orders.promise_days import DayCount, get_timezone, local_day
from .report_schedule import FREQUENCIES, RULES, WEEKDAYS, iterate_duties, to_utc

#: how many days ahead the calendar shows what is due
HORIZON = 100
SCHEDULE = {
    'frequency', 'covers', 'rule', 'day', 'weekday', 'is_before', 'hour', 'on_days_off', 'company_id', 'active'}


class OrderDeskReportDefinition(models.Model):
    """A report that is owed at regular times: what, of which period, when, to whom, and who answers for it (RPT-16).

    Without a company it holds for every company whose order desk is switched on.
    """
    _name = 'order.desk.report.definition'
    _description = "Report Duty"
    _order = 'sequence, id'

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        selection='_select_codes', string="Report", required=True, help="What is counted.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: every company with an order desk.")
    frequency = fields.Selection(FREQUENCIES, required=True, default='month')
    covers = fields.Selection(
        [('previous', "The one before"), ('current', "The one in which it is due")], string="Period Covered",
        required=True, default='previous')
    rule = fields.Selection(
        RULES, string="Due On", required=True, default='day',
        help="A day of the month is one of the first month of a quarter or year.")
    day = fields.Integer(default=5, help="A day that the month does not have is its last day.")
    weekday = fields.Selection(WEEKDAYS, default='0')
    is_before = fields.Boolean("Before That Day", help="Due at the latest on the day before.")
    hour = fields.Float("At", default=8.0, help="Hour of the day, in the company's time zone.")
    on_days_off = fields.Selection(
        [('keep', "Keep the day"), ('previous', "Working day before"), ('next', "Working day after")],
        string="On Weekends and Holidays", required=True, default='next',
        help="By the company's working hours and public holidays.")
    group_ids = fields.Many2many(
        'res.groups', 'order_desk_report_definition_group_rel', string="Roles",
        help="Everybody in these roles gets the report.")
    user_ids = fields.Many2many(
        'res.users', 'order_desk_report_definition_user_rel', string="Named People", domain=[('share', '=', False)])
    to_salespeople = fields.Boolean(
        "Each Salesperson His Own", help="Every salesperson gets a copy with his own customers.")
    owner_id = fields.Many2one(
        'res.users', domain=[('share', '=', False)], help="Answers for the report, and hears when it fails.")
    owner_group_id = fields.Many2one(
        'res.groups', "Owner's Role", help="Where no owner is named: the longest-serving person in this role.")
    look_first = fields.Boolean(
        "Look Before Sending", help="The report is made on its day and sent when its owner has looked at it.")
    minimum = fields.Integer("More Than", help="A number that the report asks for, such as orders in the month.")
    run_ids = fields.One2many('order.desk.report.run', 'definition_id', string="Runs")
    next_due_at = fields.Datetime("Next Due", compute='_compute_next_due_at')

    # === CONSTRAINTS === #

    _day_range = models.Constraint('CHECK(day BETWEEN 1 AND 31)', "The day is one between 1 and 31.")
    _hour_range = models.Constraint('CHECK(hour >= 0 AND hour < 24)', "The hour is one between 0:00 and 23:59.")

    @api.constrains('frequency', 'rule')
    def _check_rule(self):
        for definition in self:
            if (definition.rule == 'weekday') != (definition.frequency == 'week'):
                raise ValidationError(self.env._(
                    "%(name)s: weekly reports, and only those, are due on a day of the week.", name=definition.name))

    # === COMPUTE METHODS === #

    @api.model
    def _select_codes(self):
        reports = self.env['order.desk.report']._get_reports()
        names = self.env['ir.model']
        return [(code, names._get(report._name).name) for code, report in sorted(reports.items())]

    @api.depends('run_ids.state', 'run_ids.due_at')
    @api.depends_context('company')
    def _compute_next_due_at(self):
        rows = dict(self.env['order.desk.report.run']._read_group(
            [('definition_id', 'in', self.ids), ('company_id', '=', self.env.company.id), ('state', '=', 'planned')],
            ['definition_id'], ['due_at:min']))
        for definition in self:
            definition.next_due_at = rows.get(definition)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        definitions = super().create(vals_list)
        definitions._plan()
        return definitions

    def write(self, vals):
        result = super().write(vals)
        if not SCHEDULE.isdisjoint(vals):
            self._forget_plan()
            self._plan()
        return result

    # === BUSINESS METHODS === #

    def _get_companies(self):
        """Return the companies with an order desk for which this report is owed."""
        # sudo: the calendar is kept for every company, whoever looks
        companies = self.env['res.company'].sudo().browse(sorted(self.env['res.company']._desk_get_enabled_ids()))
        return companies & self.company_id if self.company_id else companies

    def _get_owner(self, company):
        """Return who answers for the report in a company; the host's administrator where nobody does."""
        owner = self.owner_id or get_members(self.env, self.owner_group_id.ids, company)[:1]
        return owner or self.env.ref('base.user_admin')

    def _plan(self):
        """Write down what will be due in the next weeks, and what fell due since it was last written down.

        New definitions, and companies that switched their desk on, begin with the next due day; a period is
        planned once only.
        """
        # sudo: what is due follows from the definition
        Run = self.env['order.desk.report.run'].sudo()
        known = {}
        for run in Run.search_fetch(
                [('definition_id', 'in', self.ids)], ['definition_id', 'company_id', 'date_from', 'state']):
            known.setdefault((run.definition_id.id, run.company_id.id), {})[run.date_from] = run.state
        vals_list = []
        for definition in self.filtered('active'):
            for company in definition._get_companies():
                vals_list += definition._prepare_runs(company, known.get((definition.id, company.id), {}))
        Run.create(vals_list)

    def _prepare_runs(self, company, known):
        """Return the runs to be planned for a company.

        :param dict known: ``{first day of a period: state}`` of the runs there are
        """
        now = fields.Datetime.now()
        planned = [first for first, state in known.items() if state == 'planned']
        after = max(planned, default=None)
        count = DayCount(company)
        count.working = bool(count.calendar)
        timezone, owner = get_timezone(company), self._get_owner(company)
        vals_list = []
        start = min(after or local_day(now, company), local_day(now, company))
        duties = iterate_duties(start, self.frequency, self.covers, **self._get_rule())
        for period, due_on in duties:
            due_on = self._shift(due_on, count)
            due_at = to_utc(due_on, self.hour, timezone)
            if due_at > now + timedelta(days=HORIZON):
                return vals_list
            is_new = period.first > after if after else due_at > now
            if is_new and period.first not in known:
                vals_list.append({
                    'definition_id': self.id, 'company_id': company.id, 'date_from': period.first,
                    'date_to': period.last, 'due_on': due_on, 'due_at': due_at, 'owner_id': owner.id})
        return vals_list

    def _get_due(self, company, first):
        """Return the day and the moment on which the report of a period is due in a company.

        :param date first: first day of the period
        """
        count = DayCount(company)
        count.working = bool(count.calendar)
        duties = iterate_duties(first, self.frequency, self.covers, **self._get_rule())
        due_on = next(self._shift(duty.due_on, count) for duty in duties if duty.period.first == first)
        return due_on, to_utc(due_on, self.hour, get_timezone(company))

    def _get_rule(self):
        return {
            'rule': self.rule, 'day': self.day, 'weekday': int(self.weekday or 0), 'is_before': self.is_before}

    def _shift(self, day, count):
        """Return the day on which a report due on ``day`` is made, weekends and holidays regarded."""
        if self.on_days_off == 'next':
            return count.next_working(day)
        if self.on_days_off == 'previous' and count.working:
            return count.shift(day + timedelta(days=1), -1)
        return day

    def _forget_plan(self):
        """Drop what is planned for days to come: the rule has changed."""
        # sudo: as in _plan
        self.env['order.desk.report.run'].sudo().search([
            ('definition_id', 'in', self.ids), ('state', '=', 'planned'), ('due_at', '>', fields.Datetime.now())
        ]).unlink()

    # === ACTIONS === #

    def action_run_period(self):
        """Open the window that makes this report for a chosen period."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Run for Period"), 'target': 'new',
            'res_model': 'order.desk.report.period', 'view_mode': 'form', 'context': {'default_definition_id': self.id}}

    def action_open_runs(self):
        """Open the archive of this report."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.report_run_action')
        return {**action, 'name': self.name, 'domain': [('definition_id', '=', self.id)], 'context': {}}
