from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.arguments import ensure_records
from ..core.roles import ensure_role
from .agreement_approval import APPROVERS
from .settlement import FINANCE, LIVE


class OrderDeskRebateAgreement(models.Model):
    """Settling: what is earned from the beginning, less what was settled; set-based, and never twice."""
    _inherit = 'order.desk.rebate.agreement'

    # === FIELDS === #

    payee_id = fields.Many2one(
        'res.partner', "Paid To", check_company=True, ondelete='restrict', tracking=True, index='btree_not_null',
        help="Who gets the rebate, where it is not the customer himself, or where several customers take part.")
    settlement_ids = fields.One2many('order.desk.rebate.settlement', 'agreement_id', "Settlements", readonly=True)
    settlement_count = fields.Integer(compute='_compute_settlement_count')
    settlement_serial = fields.Integer(
        readonly=True, copy=False, help="Counts the runs of settlement: two at once cannot both go through.")

    # === COMPUTE METHODS === #

    @api.depends('settlement_ids.state')
    def _compute_settlement_count(self):
        counts = dict(self.env['order.desk.rebate.settlement']._read_group(
            [('agreement_id', 'in', self.ids), ('state', 'in', LIVE)], ['agreement_id'], ['__count']))
        for agreement in self:
            agreement.settlement_count = counts.get(agreement, 0)

    # === CRUD === #

    def write(self, vals):
        if 'payee_id' in vals and any(agreement.state != 'draft' for agreement in self):
            # Who gets the money is no longer the salesperson's to change.
            ensure_role(self.env, *APPROVERS)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        # sudo: settlements count, whoever deletes
        settled = self.sudo().filtered('settlement_ids')
        if settled:
            raise UserError(self.env._(
                "%(agreements)s has settlements and is kept with them: close it instead.",
                agreements=", ".join(settled.mapped('name'))))

    # === ACTIONS === #

    def action_settle(self, date_to):
        """Settle these agreements to ``date_to``: earned from the beginning, less what was settled before.

        Safe to call twice, also at once: what is settled is returned as it is. Side effects: credit notes,
        invoices or orders of goods dated today, accruals released; nothing of it where the customer must agree first.

        :param date_to: date or ISO text, within the validity
        :return: order.desk.rebate.settlement, one for each agreement
        :raise AccessError: for others than finance
        :raise UserError: naming every agreement that cannot be settled, and why
        """
        ensure_records(self)
        ensure_role(self.env, *FINANCE)
        self.check_access('read')
        day = self._read_range(date_to, date_to)[1]
        if not day:
            raise UserError(self.env._("Name the day until which is settled."))
        # sudo: volume, documents and accruals of all sellers; the role was checked
        return self.sudo()._settle(day).sudo(False)

    def action_open_settlements(self):
        """Open the settlements of this agreement."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.action_rebate_settlement')
        return {**action, 'domain': [('agreement_id', '=', self.id)], 'context': {}}

    # === BUSINESS METHODS === #

    def _settle(self, day):
        """Settle to ``day``, whoever asks; the same number of queries for one and for a hundred, but for documents."""
        self._lock_for_settlement()
        self._ensure_settleable(day)
        # Not from the cache: another transaction may have settled while this one waited.
        self.env['order.desk.rebate.settlement'].invalidate_model()
        found = self.env['order.desk.rebate.settlement'].search(
            [('agreement_id', 'in', self.ids), ('state', 'in', LIVE)], order='date_to, revision, id')
        before = {agreement: found.browse() for agreement in self} | found.grouped('agreement_id')
        done = {agreement: rows.filtered(lambda row: row.date_to == day)[-1:] for agreement, rows in before.items()}
        self._ensure_in_order(day, before, done)
        # What a later settlement covers is not reckoned anew for an earlier day.
        rest = self.filtered(lambda agreement: before[agreement][-1:].date_to in (False, day)
                             or before[agreement][-1:].date_to < day)
        earned, settled = rest._get_earned(day), rest._get_settled()
        carried = rest._get_carried()
        to_create, taken = [], []
        for agreement in rest:
            due = agreement.currency_id.round(earned[agreement].amount - settled[agreement])
            if agreement._is_settled(done[agreement], due):
                continue
            take = carried.get(agreement, found.browse())
            taken.append(take if due + sum(take.mapped('amount')) >= 0 else found.browse())
            to_create.append(agreement._prepare_settlement(
                day, before[agreement], done[agreement], earned[agreement], due, taken[-1]))
        created = self.env['order.desk.rebate.settlement'].create(to_create)
        for settlement, take in zip(created, taken, strict=True):
            take.carried_to_id = settlement
        created._explain(before, earned)
        created.filtered(
            lambda row: row.amount <= 0 or not row.company_id.desk_rebate_agree_first)._pay_out()
        by_agreement = created.grouped('agreement_id')
        return found.browse().concat(*(by_agreement.get(agreement, done[agreement]) for agreement in self))

    def _prepare_settlement(self, day, before, done, earned, due, taken):
        """Return the values of the settlement of this agreement to ``day``."""
        self.ensure_one()
        carried = sum(taken.mapped('amount'))
        payee = self._get_payee()
        finals = before.filtered(lambda row: row.is_final and row.date_to < day)
        start = fields.Date.add(finals[-1:].date_to, days=1) if finals else self.date_from
        return {
            'agreement_id': self.id,
            'company_id': self.company_id.id,
            'partner_id': payee.id,
            'user_id': self.user_id.id,
            'currency_id': self.currency_id.id,
            'date_from': done.date_from or start,
            'date_to': day,
            'revision': done.revision + 1 if done else 0,
            'is_final': self._is_period_end(day),
            'earned': earned.amount,
            'volume': earned.quantity if self.basis == 'quantity' else earned.volume,
            'settled_before': self.currency_id.round(earned.amount - due),
            'carried_amount': carried,
            'amount': self.currency_id.round(due + carried),
            'currency_rate': self.env['res.currency']._get_conversion_rate(
                self.company_id.currency_id, self.currency_id, self.company_id, fields.Date.context_today(self)),
            'payout': self.payout,
            'settled_on': fields.Datetime.now(),
            'settled_by_id': self.env.uid,
        }

    def _lock_for_settlement(self):
        """Hold these agreements until the end of the transaction; whoever comes second starts again and sees."""
        self.env.execute_query(SQL(
            "UPDATE order_desk_rebate_agreement SET settlement_serial = COALESCE(settlement_serial, 0) + 1 "
            "WHERE id IN (SELECT id FROM order_desk_rebate_agreement WHERE id = ANY(%s) ORDER BY id FOR UPDATE) "
            "RETURNING id", self.ids))
        self.invalidate_recordset(['settlement_serial'], flush=False)

    def _ensure_in_order(self, day, before, done):
        """Refuse to settle to a day before one that is settled, unless that very day was settled.

        :raise UserError: naming all agreements
        """
        late = self.filtered(lambda agreement: not done[agreement] and before[agreement][-1:].date_to
                             and before[agreement][-1:].date_to > day)
        if late:
            raise UserError(self.env._(
                "Settled beyond %(day)s already: %(agreements)s. Settle to a later date, or cancel those settlements.",
                day=day, agreements=", ".join(late.mapped('name'))))

    # === HELPERS === #

    def _is_settled(self, done, due):
        """Tell whether the settlement ``done`` of the same day still says all."""
        self.ensure_one()
        if not done:
            return False
        is_same_debt = done.state == 'carried' and not done.carried_to_id and done.amount == due
        return is_same_debt or self.currency_id.is_zero(due)

    def _is_period_end(self, day):
        """Tell whether a calculation period ends on ``day``."""
        self.ensure_one()
        return day == self.date_to or len(self._split(day, fields.Date.add(day, days=1))) == 2

    def _get_payee(self):
        """Return who is paid: the one named, else the customer, else the only one that takes part."""
        self.ensure_one()
        payee = self.payee_id or self.partner_id
        if not payee and len(self.partner_ids) == 1:
            payee = self.partner_ids
        return payee.commercial_partner_id

    def _get_earned(self, day):
        """Return ``{agreement: Result}`` from each agreement's beginning until ``day`` or its end."""
        if not self:
            return {}
        results = self._compute_rebates({row: (row.date_from, min(row.date_to, day)) for row in self})
        return self._without_late_returns(results, day)

    def _get_settled(self):
        """Return ``{agreement: amount}`` that settlements paid or are about to pay; one query."""
        settled = dict.fromkeys(self, 0.0)
        for agreement, amount, carried in self.env['order.desk.rebate.settlement']._read_group(
                [('agreement_id', 'in', self.ids), '|', ('state', 'in', ('draft', 'posted')),
                 '&', ('state', '=', 'carried'), ('carried_to_id', '!=', False)],
                ['agreement_id'], ['amount:sum', 'carried_amount:sum']):
            settled[agreement] = amount - carried
        return settled

    def _get_carried(self):
        """Return ``{agreement: settlements}`` that ended agreements of the same customer carried forward; one query."""
        rows = self.env['order.desk.rebate.settlement'].search([
            ('state', '=', 'carried'), ('carried_to_id', '=', False), ('agreement_id', 'not in', self.ids),
            ('company_id', 'in', self.company_id.ids), ('partner_id', 'in', [row._get_payee().id for row in self]),
        ]).filtered(lambda row: row.date_to == row.agreement_id.date_to)
        by_key = rows.grouped(lambda row: (row.company_id, row.partner_id, row.currency_id))
        carried = {}
        for agreement in self.sorted(lambda row: (row.date_from, row.id)):
            found = by_key.pop((agreement.company_id, agreement._get_payee(), agreement.currency_id), None)
            if found and agreement.date_to >= max(found.mapped('date_to')):
                carried[agreement] = found
        return carried
