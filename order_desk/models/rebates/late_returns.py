from odoo import fields, models
from odoo.tools import SQL

from . import volume_sql
from .methods import ZERO, Volume, earn, exact, limit
from .volume import Slot


class OrderDeskRebateAgreement(models.Model):
    """Goods that come back after the agreement has ended: they reduce the period in which they were invoiced.

    A credit note that reverses a settled invoice, dated after the last day, where no later
    agreement of the customer counts it. Within the validity credit notes count by their own date.
    """
    _inherit = 'order.desk.rebate.agreement'

    # === BUSINESS METHODS === #

    def _without_late_returns(self, results, day):
        """Return ``results`` less what came back after the end; two queries, none while agreements run.

        :param results: ``{agreement: Result}`` until ``day``
        """
        ended = self._get_ended(day)
        if not ended:
            return results
        self.env.flush_all()
        late = {
            (agreement_id, first): (volume, quantity)
            for agreement_id, first, volume, quantity in self.env.execute_query(SQL(
                "SELECT agreement_id, period_from, SUM(volume), SUM(quantity) FROM (%s) r "
                "GROUP BY agreement_id, period_from", ended._get_late_query()))}
        touched = ended.filtered(lambda agreement: any(key[0] == agreement.id for key in late))
        return {**results, **{row: row._reduce_result(results[row], late) for row in touched}}

    def _get_ended(self, day):
        """Return those that are settled to their last day, which is over."""
        today = fields.Date.context_today(self)
        return self.filtered(lambda agreement: agreement.date_to <= day and agreement.date_to < today)

    def _get_late_query(self):
        """Return the query of what came back: agreement, document, its day, the period it reduces, volume, quantity."""
        today = fields.Date.context_today(self)
        slots = [Slot(agreement.id, fields.Date.add(agreement.date_to, days=1), today) for agreement in self]
        return SQL(
            "SELECT o.agreement_id, d.move_id AS move_number, o.period_from, d.day, d.amount AS volume, "
            "d.quantity::numeric AS quantity FROM (%(detail)s) d "
            "JOIN account_move m ON m.id = d.move_id AND m.move_type = 'out_refund' "
            "JOIN unnest(%(numbers)s::int[], %(agreements)s::int[]) AS n(number, agreement_id) ON n.number = d.number "
            "JOIN (SELECT DISTINCT e.agreement_id, e.move_number, e.period_from "
            "FROM order_desk_rebate_settlement_entry e JOIN order_desk_rebate_settlement s "
            "ON s.id = e.settlement_id AND s.state != 'cancelled' WHERE e.agreement_id = ANY(%(agreements)s)) o "
            "ON o.agreement_id = n.agreement_id AND o.move_number = m.reversed_entry_id "
            "WHERE d.rule = ANY(%(counted)s) AND NOT EXISTS ("
            "SELECT 1 FROM order_desk_rebate_agreement l WHERE l.id != o.agreement_id AND l.company_id = m.company_id "
            "AND l.state IN ('active', 'closed') AND m.invoice_date BETWEEN l.date_from AND l.date_to AND ("
            "l.partner_id = m.commercial_partner_id OR EXISTS ("
            "SELECT 1 FROM order_desk_rebate_agreement_partner_rel r WHERE r.agreement_id = l.id "
            "AND r.partner_id = m.commercial_partner_id) OR l.partner_category_id IN ("
            "SELECT category_id FROM res_partner_res_partner_category_rel c "
            "WHERE c.partner_id = m.commercial_partner_id)))",
            detail=self.env['order.desk.rebate.volume']._get_detail_query(slots), numbers=list(range(len(slots))),
            agreements=self.ids, counted=list(volume_sql.COUNTED))

    # === HELPERS === #

    def _reduce_result(self, result, late):
        """Return the Result of this agreement with its periods reduced."""
        self.ensure_one()
        terms, slots = self._get_terms(), []
        complete = {first: done for first, _last, done in self._split(self.date_from, self.date_to)}
        for slot in result.slots:
            volume, quantity = late.get((self.id, slot.date_from), (0, 0))
            if volume or quantity:
                reduced = Volume(slot.volume.amount + exact(volume), slot.volume.quantity + exact(quantity))
                amount = self._earn_other(terms, slot, reduced, complete.get(slot.date_from))
                slot = slot._replace(volume=reduced, amount=float(amount))
            slots.append(slot)
        paid = sum((exact(slot.amount) for slot in slots), ZERO)
        return result._replace(
            slots=slots, amount=0.0 if result.winner_id else float(paid),
            volume=float(sum((slot.volume.amount for slot in slots), ZERO)),
            quantity=float(sum((slot.volume.quantity for slot in slots), ZERO)))

    def _earn_other(self, terms, slot, volume, is_complete):
        """Return what a calculation period would earn of another ``volume``."""
        amount = exact(slot.amount)
        if volume == slot.volume:
            return amount
        if terms.method == 'growth':  # what it grew against is not at hand: in proportion
            whole = slot.volume.amount
            return limit(terms, amount * volume.amount / whole, is_complete)[0] if whole else amount
        return limit(terms, sum((share.earned for share in earn(terms, volume)), ZERO), is_complete)[0]
