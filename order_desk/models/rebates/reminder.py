from odoo import api, fields, models

from ..core.roles import ensure_role
from ..core.scheduled import work_through
from ..orders.promise_days import local_day
from .agreement_approval import APPROVERS
from .periods import split_periods
from .settlement import LIVE


class OrderDeskRebateAgreement(models.Model):
    """Which agreements are to be settled, and who is urged: the supervisor's monthly list (REB-01, 000 duty 7)."""
    _inherit = 'order.desk.rebate.agreement'

    # === FIELDS === #

    settled_until = fields.Date(
        compute='_compute_settled_until', store=True, help="Last day of the last settlement.")
    next_settlement_on = fields.Date(
        "Next Settlement", compute='_compute_next_settlement_on', store=True, index=True,
        help="End of the first settlement period that is not settled.")
    is_settlement_due = fields.Boolean(compute='_compute_is_settlement_due', search='_search_is_settlement_due')
    due_amount = fields.Monetary(
        "Due Today", compute='_compute_due_amount', help="Earned until the end of the last settlement period, or until "
        "today within the first, less what was settled.")
    reminded_on = fields.Date("Last Reminded On", readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends('settlement_ids.state', 'settlement_ids.date_to')
    def _compute_settled_until(self):
        for agreement in self:
            days = agreement.settlement_ids.filtered(lambda row: row.state in LIVE).mapped('date_to')
            agreement.settled_until = max(days, default=False)

    @api.depends('settled_until', 'date_from', 'date_to', 'settlement_period')
    def _compute_next_settlement_on(self):
        for agreement in self:
            ends = agreement._get_settlement_ends() if agreement.date_from and agreement.date_to else []
            agreement.next_settlement_on = next(
                (end for end in ends if not agreement.settled_until or end > agreement.settled_until), False)

    @api.depends('state', 'next_settlement_on')
    def _compute_is_settlement_due(self):
        today = fields.Date.context_today(self)
        for agreement in self:
            agreement.is_settlement_due = agreement.state == 'active' and bool(
                agreement.next_settlement_on and agreement.next_settlement_on < today)

    def _search_is_settlement_due(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('state', '=', 'active'), ('next_settlement_on', '<', fields.Date.context_today(self))]

    def _compute_due_amount(self):
        today = fields.Date.context_today(self)
        # sudo: the volume of a customer is told to whoever may read the agreement
        running = self.sudo().filtered(
            lambda row: isinstance(row.id, int) and row.state in ('active', 'closed') and row.date_from <= today)
        periods = {row: (row.date_from, row._get_due_day(today)) for row in running}
        earned = running._compute_rebates(periods) if periods else {}
        settled = running._get_settled()
        for agreement in self:
            origin = agreement.sudo()  # sudo: as above
            agreement.due_amount = origin.currency_id.round(
                earned[origin].amount - settled[origin]) if origin in earned else 0.0

    # === ACTIONS === #

    def action_remind(self):
        """Urge the salespeople of these agreements now: one activity each, renewed where it is open.

        :raise AccessError: unless the user is order supervisor, finance or general manager
        """
        ensure_role(self.env, *APPROVERS)
        self.check_access('read')
        self.sudo()._remind()  # sudo: the supervisor gives activities to colleagues
        return True

    def action_open_settle(self):
        """Ask to which day these agreements are settled."""
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Settle Rebates"), 'target': 'new',
            'res_model': 'order.desk.rebate.settle', 'views': [(False, 'form')],
            'context': {'active_model': self._name, 'active_ids': self.ids},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _cron_remind(self):
        """On the day of each company's settings, urge the salespeople of agreements that are due; once a month.

        A day on which the scheduler did not run is made up.
        """
        due = self.browse()
        for company in self.env['res.company'].browse(sorted(self.env['res.company']._desk_get_enabled_ids())):
            today = local_day(fields.Datetime.now(), company)
            if 0 < company.desk_rebate_reminder_day <= today.day:
                day = today.replace(day=company.desk_rebate_reminder_day)
                # sudo: the scheduler works for all companies
                due |= self.sudo().search([
                    ('company_id', '=', company.id), ('state', '=', 'active'), ('next_settlement_on', '<', day),
                    '|', ('reminded_on', '=', False), ('reminded_on', '<', day)])
        work_through(self.env, due, lambda batch: batch._remind())

    def _remind(self):
        """Give the salesperson, or whoever approved, one activity for each agreement."""
        today = fields.Date.context_today(self)
        fresh = self.filtered(lambda agreement: agreement.reminded_on != today)
        fresh.activity_unlink(['order_desk.mail_activity_rebate_due'])
        for agreement in fresh:
            user = agreement.user_id or agreement.approved_by_id or self.env.user
            local = agreement.with_context(lang=user.lang)
            agreement.activity_schedule(
                'order_desk.mail_activity_rebate_due', date_deadline=today, user_id=user.id,
                summary=local.env._("Rebate due to %(customer)s", customer=agreement._get_payee().display_name),
                note=local.env._(
                    "%(agreement)s: settlement to %(day)s is open, about %(amount)s %(currency)s.",
                    agreement=agreement.name, day=agreement.next_settlement_on or agreement.date_to,
                    amount=agreement.due_amount, currency=agreement.currency_id.name))
        fresh.reminded_on = today

    # === HELPERS === #

    def _get_settlement_ends(self):
        """Return the last days of the settlement periods."""
        self.ensure_one()
        if self.settlement_period == 'validity':
            return [self.date_to]
        return [last for _first, last, _complete in split_periods(
            self.date_from, self.date_to, self.settlement_period, self.date_from, self.date_to)]

    def _get_due_day(self, today):
        """Return until when the amount due is reckoned: the last period's end that is over, else today."""
        self.ensure_one()
        over = [end for end in self._get_settlement_ends() if end < today]
        return max([*over, self.settled_until or self.date_from]) if over else min(today, self.date_to)

    def _get_settled_until(self):
        # EXTENDS order_desk
        return {agreement: agreement.settled_until for agreement in self if agreement.settled_until}
