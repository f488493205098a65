from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.arguments import ensure_records, read_day
from .methods import ZERO, Band, Terms, Volume, earn, exact, limit, round_to, spread
from .periods import MONTHS, shift, split_periods
from .volume import Slot


class SlotResult(NamedTuple):
    """A calculation period and what it earned; ``decided`` names the limit that overruled, or is empty."""
    date_from: fields.Date
    date_to: fields.Date
    volume: Volume
    shares: list
    earned: float
    amount: float
    decided: str


class Result(NamedTuple):
    """The rebate of one agreement; amounts in its currency, quantities in its unit.

    ``winner_id`` is the agreement that is paid instead, where the best one wins.
    """
    amount: float
    volume: float
    quantity: float
    slots: list
    winner_id: int | bool


class OrderDeskRebateAgreement(models.Model):
    """From business volume to rebate."""
    _inherit = 'order.desk.rebate.agreement'

    # === ACTIONS === #

    @api.readonly
    def compute_rebate(self, date_from, date_to):
        """Return what the agreement earns in a range of days, both included; writes nothing.

        :param date_from: date or ISO text within the validity
        :param date_to: likewise
        :return: dict of ``amount`` and ``currency`` (name), and ``lines``: dicts of ``move_line_id``, ``counted``,
            ``rule`` and ``amount``, the line's business volume in the agreement's currency
        :raise AccessError: unless the user may read the agreement
        :raise UserError: where the range lies outside the validity, or a currency has no rate
        """
        ensure_records(self, single=True)
        date_from, date_to = self._read_range(date_from, date_to)
        result = self._compute_rebates({self: (date_from, date_to)})[self]
        rows = self._get_volume_rows(date_from, date_to)
        return {
            'amount': result.amount,
            'currency': self.currency_id.name,
            'lines': [
                {'move_line_id': row.move_line_id, 'counted': row.counted, 'rule': row.rule, 'amount': row.amount}
                for row in rows
            ],
        }

    # === BUSINESS METHODS === #

    def _compute_rebates(self, periods, as_of=None):
        """Return the rebate of each agreement, in a constant number of queries.

        :param periods: ``{agreement: (date_from, date_to)}`` within the validity, or one pair for all of ``self``
        :param as_of: date; only what was posted and matched by its end counts
        :rtype: dict[agreement, Result]
        :raise UserError: where a range lies outside the validity, or a currency has no rate
        """
        if not isinstance(periods, dict):
            periods = dict.fromkeys(self, periods)
        for agreement, (date_from, date_to) in periods.items():
            agreement._ensure_within(date_from, date_to)
        asked = {agreement: (agreement, *days) for agreement, days in periods.items()}
        rivals = self._get_best_rivals(asked.values())
        requests = dict.fromkeys([*asked.values(), *(rival for found in rivals.values() for rival in found)])
        results = self._calculate(requests, as_of)
        return {
            agreement: self._let_best_win(request, rivals[request], results) if request in rivals else results[request]
            for agreement, request in asked.items()
        }

    def _get_volume_rows(self, date_from, date_to, as_of=None):
        """Return every invoice line of a range with the rule that counted it in or left it out; constant queries.

        :param as_of: date; only what was posted and matched by its end counts
        :rtype: list[order_desk.models.rebates.volume.VolumeRow], by agreement, period and date
        """
        self.check_access('read')
        slots = [
            Slot(agreement.id, first, last)
            for agreement in self for first, last, _complete in agreement._split(date_from, date_to)
        ]
        return self.env['order.desk.rebate.volume']._get_rows(slots, as_of)

    def _spread_rebate(self, result, rows):
        """Divide a result among the lines that earned it, in the currency's rounding; the sum always fits.

        :param result: a Result of this agreement
        :param rows: its VolumeRows
        :return: ``{move_line_id: amount}``
        """
        self.ensure_one()
        rounding, shares = exact(self.currency_id.rounding), {}
        for slot in result.slots:
            lines = [row for row in rows if row.counted and row.slot[1:] == (slot.date_from, slot.date_to)]
            amount = ZERO if result.winner_id else exact(slot.amount)
            parts = spread(amount, [exact(row.amount) for row in lines], rounding)
            shares.update((row.move_line_id, float(part)) for row, part in zip(lines, parts, strict=True))
        return shares

    def _calculate(self, requests, as_of=None):
        """Return the result of each request by itself, stacking aside.

        :param requests: iterable of (agreement, date_from, date_to)
        :return: ``{request: Result}``
        """
        return self._calculate_slots({
            (agreement, *days): [
                (Slot(agreement.id, first, last), complete) for first, last, complete in agreement._split(*days)]
            for agreement, *days in requests
        }, as_of)

    def _calculate_slots(self, parts, as_of=None):
        """Return results for given calculation periods; two queries beside the terms.

        :param parts: ``{key: [(Slot, is the period complete)]}``
        :return: ``{key: Result}``
        """
        slots = [slot for found in parts.values() for slot, _complete in found]
        agreements = self.browse(dict.fromkeys(slot.agreement_id for slot in slots))
        agreements.check_access('read')
        terms = agreements._get_all_terms()
        before = {slot: agreements.browse(slot.agreement_id)._get_prior(slot) for slot in slots}
        sums = self.env['order.desk.rebate.volume']._get_sums([*slots, *filter(None, before.values())], as_of)
        return {key: self._add_up(terms, found, before, sums) for key, found in parts.items()}

    # === HELPERS === #

    @api.model
    def _add_up(self, terms_of, slots, before, sums):
        """Return the result of one agreement from the volume of its calculation periods."""
        def volume_of(slot):
            return Volume(*(exact(value) for value in sums.get(slot, (0, 0))))

        results = []
        for slot, is_complete in slots:
            terms, volume = terms_of[slot.agreement_id], volume_of(slot)
            shares = earn(terms, volume, volume_of(before[slot]) if before[slot] else None)
            earned = sum((share.earned for share in shares), ZERO)
            amount, decided = limit(terms, earned, is_complete)
            results.append(SlotResult(
                slot.date_from, slot.date_to, volume, shares, float(round_to(earned, terms.rounding)), float(amount),
                decided))
        return Result(
            float(sum((exact(result.amount) for result in results), ZERO)),
            float(sum((result.volume.amount for result in results), ZERO)),
            float(sum((result.volume.quantity for result in results), ZERO)), results, False)

    def _get_terms(self):
        """Return the terms of one agreement for the arithmetic."""
        self.ensure_one()
        return self._get_all_terms()[self.id]

    def _get_all_terms(self):
        """Return the terms for the arithmetic, by id of the agreement; one query for the bands of all."""
        tiers = self.env['order.desk.rebate.tier'].search_fetch(
            [('agreement_id', 'in', self.ids)], ['agreement_id', 'threshold', 'rate', 'amount'],
            order='agreement_id, threshold, id').grouped('agreement_id')
        terms = {}
        for agreement in self:
            own = tiers.get(agreement, ())
            uppers = [exact(tier.threshold) for tier in own[1:]] + [None]
            terms[agreement.id] = Terms(
                agreement.method, agreement.basis, agreement.pays,
                tuple(
                    Band(tier.id, exact(tier.threshold), upper, exact(tier.rate), exact(tier.amount))
                    for tier, upper in zip(own, uppers, strict=False)),
                exact(agreement.minimum_amount), exact(agreement.maximum_amount), exact(agreement.guarantee_amount),
                agreement.growth_pays, agreement.growth_new, exact(agreement.currency_id.rounding))
        return terms

    def _split(self, date_from, date_to):
        """Return the calculation periods of a range: list of (first day, last day, is the period complete)."""
        self.ensure_one()
        return split_periods(self.date_from, self.date_to, self.calculation_period, date_from, date_to)

    def _get_prior(self, slot):
        """Return the slot that growth is measured against, or None."""
        if self.method != 'growth':
            return None
        months = 12 if self.growth_against == 'year' else MONTHS.get(self.calculation_period, 12)
        return Slot(slot.agreement_id, *shift(slot.date_from, slot.date_to, months))

    def _read_range(self, date_from, date_to):
        try:
            return read_day(self.env, date_from), read_day(self.env, date_to)
        except UserError:
            raise UserError(self.env._("%(first)s to %(last)s is no range of dates.", first=date_from, last=date_to))

    def _ensure_within(self, date_from, date_to):
        """Stop a range that is empty or leaves the validity.

        :raise UserError: naming both
        """
        if not date_from or not date_to or date_from > date_to:
            raise UserError(self.env._("%(first)s to %(last)s is no range of dates.", first=date_from, last=date_to))
        if date_from < self.date_from or date_to > self.date_to:
            raise UserError(self.env._(
                "%(agreement)s is valid from %(start)s to %(end)s: %(first)s to %(last)s lies outside.",
                agreement=self.name, start=self.date_from, end=self.date_to, first=date_from, last=date_to))
