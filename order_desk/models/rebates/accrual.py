import logging
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..core.arguments import read_day
from ..core.roles import ensure_role
from ..core.scheduled import work_through
from ..orders.promise_days import local_day
from .settlement import FINANCE

_logger = logging.getLogger(__name__)
BATCH = 100


class OrderDeskRebateAccrual(models.Model):
    """What a rebate agreement added to, or took from, the accrued rebates of the company (delta accrual)."""
    _name = 'order.desk.rebate.accrual'
    _description = "Rebate Accrual"
    _order = 'date desc, id desc'
    _rec_name = 'agreement_id'

    # === FIELDS === #

    agreement_id = fields.Many2one(
        'order.desk.rebate.agreement', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    partner_id = fields.Many2one(related='agreement_id.partner_id', string="Customer")
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    company_currency_id = fields.Many2one(related='company_id.currency_id', string="Company Currency")
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [('accrue', "Accrued"), ('release', "Released by settlement")], required=True, readonly=True)
    amount = fields.Monetary(readonly=True, required=True, help="Change, in the currency of the agreement.")
    balance = fields.Monetary(
        readonly=True, required=True, currency_field='company_currency_id',
        help="The same in the company's currency, at the rate of the day it was accrued.")
    settlement_id = fields.Many2one(
        'order.desk.rebate.settlement', readonly=True, index='btree_not_null', ondelete='restrict')
    move_id = fields.Many2one(
        'account.move', string="Journal Entry", readonly=True, index='btree_not_null', ondelete='restrict')

    # === ACTIONS === #

    @api.model
    def action_accrue(self, day=None):
        """Accrue all running agreements of the current company to ``day``, by default the last month's end.

        :param date day: accounting date of the entry
        :return: the accruals written; none when nothing changed since the last run
        :raise AccessError: for others than finance
        :raise UserError: when the company does not accrue, or the books are closed on that day
        """
        ensure_role(self.env, *FINANCE)
        company = self.env.company
        if not company.desk_rebate_accrue:
            raise UserError(self.env._("%(company)s does not accrue rebates: see the settings.", company=company.name))
        day = read_day(self.env, day) or self._get_month_end(company)
        # sudo: the entries are finance's, the role was checked
        return self.sudo()._accrue(self.sudo()._get_agreements(company, day), day)

    # === BUSINESS METHODS === #

    @api.model
    def _cron_accrue(self):
        """Accrue last month in every company that accrues; closed books are told in the log and left alone."""
        # sudo: the scheduler works for all companies
        companies = self.env['res.company'].sudo().search([('desk_rebate_accrue', '=', True)])
        companies = companies.filtered(lambda company: company.id in companies._desk_get_enabled_ids())
        batches = []
        for company in companies:
            day = self._get_month_end(company)
            if company._get_violated_lock_dates(day, False, company.desk_rebate_journal_id):
                _logger.warning("Rebates of %s are not accrued on %s: the books are closed.", company.name, day)
                continue
            agreements = self._get_agreements(company, day)
            batches += [(agreements[start:start + BATCH], day) for start in range(0, len(agreements), BATCH)]
        work_through(self.env, batches, lambda parts: self._accrue(*parts[0]), size=1)

    @api.model
    def _accrue(self, agreements, day):
        """Bring the accruals of ``agreements`` to what is earned and not settled on ``day``: only the difference.

        :return: the accruals written
        :raise UserError: when the books are closed on that day, or a currency has no rate
        """
        accruals = self.browse()
        for company, rows in agreements.grouped('company_id').items():
            rows._lock_for_settlement()
            rows._ensure_rates(day)
            earned, settled, held = rows._get_earned(day), rows._get_settled(), self._get_held(rows)
            to_create = []
            for agreement in rows:
                currency = agreement.currency_id
                change = currency.round(earned[agreement].amount - settled[agreement] - held[agreement][0])
                if not currency.is_zero(change):
                    balance = currency._convert(change, company.currency_id, company, day)
                    to_create.append(self._prepare_accrual(agreement, day, 'accrue', change, balance))
            accruals |= self._book(company, day, to_create)
        return accruals

    @api.model
    def _release(self, settlements, day):
        """Take out of the accruals what ``settlements`` paid; a final one reverses the whole rest.

        :param date day: accounting date
        """
        held = self._get_held(settlements.agreement_id)
        for company, rows in settlements.grouped('company_id').items():
            to_create = []
            for settlement in rows:
                amount, balance = held[settlement.agreement_id]
                currency = settlement.currency_id
                if currency.is_zero(amount) and company.currency_id.is_zero(balance):
                    continue
                part = 1.0
                if not settlement.is_final and amount:
                    part = min(max(settlement.amount / amount, 0.0), 1.0)
                to_create.append(self._prepare_accrual(
                    settlement.agreement_id, day, 'release', -currency.round(amount * part),
                    -company.currency_id.round(balance * part), settlement))
                held[settlement.agreement_id] = (amount - amount * part, balance - balance * part)
            self._book(company, day, [vals for vals in to_create if vals['amount'] or vals['balance']])

    @api.model
    def _book(self, company, day, vals_list):
        """Create accruals and the one journal entry that carries them."""
        if not vals_list:
            return self.browse()
        accruals = self.create(vals_list)
        move = self.env['account.move'].with_company(company).create({
            'move_type': 'entry',
            'journal_id': company.desk_rebate_journal_id.id,
            'company_id': company.id,
            'date': day,
            'ref': self.env._("Accrued rebates"),
            'line_ids': [Command.create(vals) for accrual in accruals for vals in accrual._prepare_entry_lines()],
        })
        move._desk_ensure_open_books()
        move._post(soft=False)
        accruals.move_id = move
        return accruals

    def _prepare_entry_lines(self):
        """Return the two sides: expense, and what is owed."""
        self.ensure_one()
        company, partner = self.company_id, self.agreement_id.partner_id.commercial_partner_id
        sides = ((company.desk_rebate_expense_account_id, 1), (company.desk_rebate_accrual_account_id, -1))
        return [{
            'account_id': account.id,
            'name': self.agreement_id.display_name,
            'partner_id': partner.id,
            'currency_id': self.currency_id.id,
            'amount_currency': sign * self.amount,
            'balance': sign * self.balance,
        } for account, sign in sides]

    @api.model
    def _prepare_accrual(self, agreement, day, kind, amount, balance, settlement=None):
        return {
            'agreement_id': agreement.id,
            'company_id': agreement.company_id.id,
            'currency_id': agreement.currency_id.id,
            'date': day,
            'kind': kind,
            'amount': amount,
            'balance': balance,
            'settlement_id': settlement.id if settlement else False,
        }

    # === HELPERS === #

    @api.model
    def _get_held(self, agreements):
        """Return ``{agreement: (amount, balance)}`` accrued and not released yet; one query."""
        held = dict.fromkeys(agreements, (0.0, 0.0))
        for agreement, amount, balance in self._read_group(
                [('agreement_id', 'in', agreements.ids)], ['agreement_id'], ['amount:sum', 'balance:sum']):
            held[agreement] = (amount, balance)
        return held

    @api.model
    def _get_agreements(self, company, day):
        """Return the agreements of ``company`` that may hold accruals on ``day``."""
        return self.env['order.desk.rebate.agreement'].search([
            ('company_id', '=', company.id), ('state', '=', 'active'), ('date_from', '<=', day)])

    @api.model
    def _get_month_end(self, company):
        """Return the last day of the month before today's, by the days of the company."""
        return local_day(fields.Datetime.now(), company).replace(day=1) - timedelta(days=1)
