from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.days import get_day_end
from .volume_scope import build_customers, build_scope
from .volume_sql import COUNTED, Needs, build


class Slot(NamedTuple):
    """A range of days of one agreement, both included."""
    agreement_id: int
    date_from: date
    date_to: date


class VolumeRow(NamedTuple):
    """One invoice line and the rule that counted it in or left it out.

    ``amount`` is in the agreement's currency, ``quantity`` in its unit; credit notes are negative.
    """
    agreement_id: int
    slot: Slot
    move_line_id: int
    move_id: int
    date: date
    counted: bool
    rule: str
    amount: float
    quantity: float


class OrderDeskRebateVolume(models.AbstractModel):
    """Business volume of rebate agreements: one statement for any number of agreements and lines."""
    _name = 'order.desk.rebate.volume'
    _description = "Rebate Business Volume"

    # === BUSINESS METHODS === #

    @api.model
    def _get_sums(self, slots, as_of=None):
        """Return the counted volume of slots; two queries.

        :param slots: list of Slot
        :param as_of: date; only what was posted and matched by its end counts
        :return: ``{slot: (amount, quantity)}``, without the slots that have no line
        :raise UserError: where a currency has no rate
        """
        slots = list(dict.fromkeys(slots))
        if not slots:
            return {}
        rows = self._execute(slots, as_of, is_detail=False)
        self._ensure_rates(slots, [number for number, _amount, _quantity, missing in rows if missing])
        return {slots[number]: (amount or 0.0, quantity or 0.0) for number, amount, quantity, _missing in rows}

    @api.model
    def _get_rows(self, slots, as_of=None):
        """Return every line of slots with the rule that decided; two queries.

        :rtype: list[VolumeRow]
        """
        slots = list(dict.fromkeys(slots))
        if not slots:
            return []
        rows = self._execute(slots, as_of, is_detail=True)
        self._ensure_rates(slots, [row[0] for row in rows if row[6] is None and row[5] in COUNTED])
        return [
            VolumeRow(
                slots[number].agreement_id, slots[number], line_id, move_id, day, rule in COUNTED, rule,
                amount or 0.0, quantity or 0.0)
            for number, line_id, move_id, day, _currency, rule, amount, quantity in rows
        ]

    @api.model
    def _get_customers(self, agreements):
        """Return the commercial partners of agreements, archived or not; one query.

        :return: ``{agreement id: set of partner ids}``
        """
        self.env.flush_all()
        found = {agreement_id: set() for agreement_id in agreements.ids}
        rows = self.env.execute_query(build_customers(agreements.ids)) if found else []
        for agreement_id, partner_id in rows:
            found[agreement_id].add(partner_id)
        return found

    @api.model
    def _get_counted_pairs(self, agreements, products):
        """Return which products are in whose scope; one query.

        :return: set of (agreement id, product id)
        """
        self.env.flush_all()
        return set(self.env.execute_query(build_scope(agreements.ids, products.ids)))

    # === HELPERS === #

    def _execute(self, slots, as_of, is_detail):
        self.env.flush_all()
        return self.env.execute_query(self._get_query(slots, as_of, is_detail))

    def _get_query(self, slots, as_of=None, is_detail=True):
        """Return the statement of slots, to be run or to be read by another one; one to three queries.

        :param is_detail: every line with its rule, or the sums of each slot
        """
        needs, rivals = self._get_needs(slots), []
        if needs.has_exclusive:
            rivals = self._get_rivals(slots)
            needs = self._get_needs([*slots, *rivals])  # the rivals' scope decides as well
        end_of_day = get_day_end(as_of, self.env.company) if as_of else None
        return build(slots, rivals, needs, as_of, end_of_day, is_detail)

    def _get_needs(self, slots):
        """Return which parts of the statement the agreements of slots ask for; one query."""
        [row] = self.env.execute_query(SQL(
            "SELECT bool_or(a.is_scoped), bool_or(a.basis = 'paid'), bool_or(a.basis = 'quantity'), "
            "bool_or(a.currency_id != c.currency_id), bool_or(COALESCE(a.include_taxes, false)), "
            "bool_or(a.stacking = 'exclusive'), array_agg(DISTINCT a.company_id) "
            "FROM order_desk_rebate_agreement a JOIN res_company c ON c.id = a.company_id WHERE a.id = ANY(%s)",
            list({slot.agreement_id for slot in slots})))
        *flags, company_ids = row
        return Needs(*map(bool, flags), company_ids[0] if company_ids and len(company_ids) == 1 else None)

    def _get_rivals(self, slots):
        """Return slots of the active agreements that may take lines from these ones; one query."""
        first, last = min(slot.date_from for slot in slots), max(slot.date_to for slot in slots)
        rows = self.env.execute_query(SQL(
            "SELECT id, date_from, date_to FROM order_desk_rebate_agreement WHERE stacking = 'exclusive' "
            "AND state IN ('active', 'closed') AND date_from <= %(last)s AND date_to >= %(first)s "
            "AND company_id IN (SELECT company_id FROM order_desk_rebate_agreement WHERE id = ANY(%(asked)s))",
            first=first, last=last, asked=[slot.agreement_id for slot in slots]))
        return [Slot(agreement_id, max(first, start), min(last, end)) for agreement_id, start, end in rows]

    def _ensure_rates(self, slots, missing):
        if not missing:
            return
        agreements = self.env['order.desk.rebate.agreement'].browse({slots[number].agreement_id for number in missing})
        raise UserError(self.env._(
            "%(agreements)s: a currency (%(currencies)s) has no rate on the date of an invoice. Enter its rate first.",
            agreements=", ".join(agreements.mapped('name')),
            currencies=", ".join(agreements.currency_id.mapped('name'))))
