from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import format_date, formatLang
from odoo.tools.translate import LazyTranslate

from ..core.finding import data_to_text, message_to_data
from ..core.messages import number
from .methods import HUNDRED, ZERO, exact
from .volume import Slot

_lt = LazyTranslate(__name__)


class Distance(NamedTuple):
    """Where an agreement stands in its running calculation period; volumes in the unit of its bands.

    ``missing`` and ``next_tier`` are empty on the top band.
    """
    volume: float
    tier: models.Model
    next_tier: models.Model
    missing: float
    until: date


class OrderDeskRebateAgreement(models.Model):
    """How far it is to the next band: what a salesperson tells his customer."""
    _inherit = 'order.desk.rebate.agreement'

    # === FIELDS === #

    distance_text = fields.Char("Next Band", compute='_compute_distance_text')

    # === COMPUTE METHODS === #

    def _compute_distance_text(self):
        distances = self.filtered(lambda agreement: agreement.state == 'active' and agreement.id)._get_distances()
        for agreement in self:
            distance = distances.get(agreement)
            agreement.distance_text = distance and agreement._get_distance_text(distance)

    # === BUSINESS METHODS === #

    def _get_distances(self, day=None):
        """Return where each agreement stands in the period of a day; a constant number of queries.

        :param day: today without one; agreements that are not valid then are left out
        :rtype: dict[agreement, Distance]
        """
        day = day or fields.Date.context_today(self)
        volumes, periods = self.env['order.desk.rebate.volume'], {}
        for agreement in self:
            if agreement.date_from <= day <= agreement.date_to:
                [(first, last, _complete)] = [
                    period for period in agreement._split(agreement.date_from, agreement.date_to)
                    if period[0] <= day <= period[1]]
                periods[agreement] = Slot(agreement.id, first, last)
        before = {agreement: agreement._get_prior(slot) for agreement, slot in periods.items()}
        sums = volumes._get_sums([
            *(slot._replace(date_to=day) for slot in periods.values()), *filter(None, before.values())])
        return {
            agreement: agreement._measure(
                sums.get(slot._replace(date_to=day), (0, 0)), sums.get(before[agreement], (0, 0)), slot.date_to)
            for agreement, slot in periods.items()
        }

    def _measure(self, volume, before, until):
        """Return the distance from a volume; of growth, in volume over the period before."""
        index = 1 if self.basis == 'quantity' else 0
        measure, prior = exact(volume[index]), exact(before[index])
        tiers = self.tier_ids.sorted('threshold')
        is_growth = self.method == 'growth'

        def bound(tier):
            return prior * (1 + exact(tier.threshold) / HUNDRED) if is_growth else exact(tier.threshold)

        reached = tiers.filtered(lambda tier: bound(tier) <= measure) if prior > 0 or not is_growth else tiers[:0]
        above = (tiers - reached)[:1] if prior > 0 or not is_growth else tiers[:0]
        missing = bound(above) - measure if above else ZERO
        return Distance(float(measure), reached[-1:], above, float(missing), until)

    def _get_distance_text(self, distance):
        """Return the distance to the next band as one sentence, in the reader's language."""
        return data_to_text(message_to_data(self._get_distance_message(distance)), self.env)

    def _get_distance_message(self, distance):
        """Return the distance to the next band as one sentence, for whoever reads it later."""
        self.ensure_one()
        if not distance.next_tier:
            return _lt("%(agreement)s: %(volume)s so far, the top band is reached.",
                       agreement=self.name, volume=self._format_volume(distance.volume))
        return _lt(
            "%(agreement)s: %(missing)s more until %(date)s bring %(rate)s (%(volume)s so far).",
            agreement=self.name, missing=self._format_volume(distance.missing),
            date=format_date(self.env, distance.until), rate=self._format_rate(distance.next_tier),
            volume=self._format_volume(distance.volume))

    def _format_volume(self, volume):
        """Return a volume with the agreement's currency or unit."""
        if self.basis == 'quantity':
            return f"{formatLang(self.env, volume, dp='Product Unit')} {self.uom_id.name}"
        return formatLang(self.env, volume, currency_obj=self.currency_id)

    def _format_rate(self, tier):
        """Return what a band pays, as people say it."""
        if self.method == 'flat':
            return formatLang(self.env, tier.amount, currency_obj=self.currency_id)
        if self.basis == 'quantity' and self.pays == 'unit':
            amount = formatLang(self.env, tier.amount, currency_obj=self.currency_id)
            return f"{amount} / {self.uom_id.name}"
        return f"{number(tier.rate)} %"

    @api.model
    def _get_running(self, partners, company, day=None):
        """Return the active agreements of customers on a day; two queries.

        :param partners: res.partner, of any level
        :return: ``{commercial partner: agreements}``, sudoed
        """
        day = day or fields.Date.context_today(self)
        commercial = partners.commercial_partner_id
        if not commercial:
            return {}
        # sudo: who sells to a customer may know his agreements, whoever signed them
        found = self.sudo().search([
            ('company_id', '=', company.id), ('state', '=', 'active'), ('date_from', '<=', day), ('date_to', '>=', day),
            '|', '|', ('partner_id', 'in', commercial.ids), ('partner_ids', 'child_of', commercial.ids),
            ('partner_category_id', '!=', False)])
        customers = self.env['order.desk.rebate.volume']._get_customers(found)
        return {
            partner: found.filtered(lambda agreement, partner=partner: partner.id in customers[agreement.id])
            for partner in commercial
        }
