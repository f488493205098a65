from odoo import api, fields, models
from odoo.tools import SQL

from .volume import Slot
from .volume_sql import COUNTED


class OrderDeskRebateSettlementEntry(models.Model):
    """What a settlement counted of each document beyond the settlements before it.

    The entries of all live settlements of an agreement add up to the business
    volume that was settled: a document that counts less today than it was settled
    for shows as a negative entry, the claw-back. Written by one statement.
    """
    _name = 'order.desk.rebate.settlement.entry'
    _description = "Rebate Settlement Entry"
    _order = 'settlement_id, day, move_number'
    _log_access = False

    # === FIELDS === #

    settlement_id = fields.Many2one(
        'order.desk.rebate.settlement', required=True, readonly=True, index=True, ondelete='cascade')
    agreement_id = fields.Many2one(
        'order.desk.rebate.agreement', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='settlement_id.company_id')
    # No foreign key: a draft may be deleted after it was counted, its entry stays.
    move_number = fields.Integer("Document's Database Id", required=True, readonly=True, index=True)
    period_from = fields.Date(required=True, readonly=True, help="First day of the calculation period it counted in.")
    day = fields.Date("Document's Date", readonly=True)
    volume = fields.Float(readonly=True, digits=0, help="Change of the business volume, in the agreement's currency.")
    quantity = fields.Float(readonly=True, digits=0, help="Change of the quantity, in the agreement's unit.")
    kind = fields.Selection(
        [('new', "New"), ('claw_back', "Claw-back"), ('late', "Late addition")], required=True, readonly=True)

    # === BUSINESS METHODS === #

    @api.model
    def _record(self, settlements, since):
        """Write what ``settlements`` count beyond the live settlements before them; three queries.

        :param since: ``{settlement: date until which was settled before, or None}``
        :return: the entries of what was settled already and has changed
        """
        if not settlements:
            return self.browse()
        slots, starts = [], []
        for settlement in settlements:
            agreement = settlement.agreement_id
            for first, last, _complete in agreement._split(agreement.date_from, settlement.date_to):
                slots.append(Slot(agreement.id, first, last))
                starts.append(first)
        self.env.flush_all()
        self.env.execute_query(SQL(
            "INSERT INTO order_desk_rebate_settlement_entry "
            "(settlement_id, agreement_id, move_number, period_from, day, volume, quantity, kind) "
            "SELECT s.id, s.agreement_id, c.move_number, c.period_from, COALESCE(m.invoice_date, c.day), "
            "c.volume, c.quantity, CASE WHEN s.since IS NULL THEN 'new' "
            "WHEN c.volume < 0 OR c.quantity < 0 THEN 'claw_back' "
            "WHEN COALESCE(m.invoice_date, c.day) <= s.since THEN 'late' ELSE 'new' END "
            "FROM (%(change)s) c JOIN unnest(%(ids)s::int[], %(agreements)s::int[], %(since)s::date[]) "
            "AS s(id, agreement_id, since) ON s.agreement_id = c.agreement_id "
            "LEFT JOIN account_move m ON m.id = c.move_number RETURNING id",
            change=self._get_change_query(settlements, slots, starts), ids=settlements.ids,
            agreements=settlements.agreement_id.ids and [row.agreement_id.id for row in settlements],
            since=[since.get(row) for row in settlements]))
        self.invalidate_model()
        return self.search([('settlement_id', 'in', settlements.ids), ('kind', '!=', 'new')])

    # === HELPERS === #

    @api.model
    def _get_change_query(self, settlements, slots, starts):
        """Return the query of what counts today less what was settled, per document and calculation period."""
        return SQL(
            "SELECT agreement_id, move_number, period_from, MAX(day) AS day, SUM(volume) AS volume, "
            "SUM(quantity) AS quantity FROM ("
            "SELECT n.agreement_id, d.move_id AS move_number, n.period_from, d.day, "
            "d.amount AS volume, d.quantity::numeric AS quantity FROM (%(detail)s) d "
            "JOIN unnest(%(numbers)s::int[], %(agreements)s::int[], %(starts)s::date[]) "
            "AS n(number, agreement_id, period_from) ON n.number = d.number WHERE d.rule = ANY(%(counted)s) "
            "%(late)s UNION ALL SELECT e.agreement_id, e.move_number, e.period_from, e.day, -e.volume, -e.quantity "
            "FROM order_desk_rebate_settlement_entry e "
            "JOIN order_desk_rebate_settlement s ON s.id = e.settlement_id AND s.state != 'cancelled' "
            "WHERE e.agreement_id = ANY(%(asked)s)) x GROUP BY agreement_id, move_number, period_from "
            "HAVING ABS(SUM(volume)) > 0.000001 OR ABS(SUM(quantity)) > 0.000001",
            detail=self.env['order.desk.rebate.volume']._get_detail_query(slots), numbers=list(range(len(slots))),
            agreements=[slot.agreement_id for slot in slots], starts=starts, counted=list(COUNTED),
            asked=settlements.agreement_id.ids, late=self._get_late_part(settlements))

    @api.model
    def _get_late_part(self, settlements):
        """Return what came back after the agreements' end, to be added, or nothing."""
        ended = self.env['order.desk.rebate.agreement'].concat(*(
            row.agreement_id._get_ended(row.date_to) for row in settlements))
        if not ended:
            return SQL()
        return SQL(
            "UNION ALL SELECT r.agreement_id, r.move_number, r.period_from, r.day, r.volume, r.quantity FROM (%s) r",
            ended._get_late_query())


class OrderDeskRebateVolume(models.AbstractModel):
    _inherit = 'order.desk.rebate.volume'

    # === BUSINESS METHODS === #

    @api.model
    def _get_detail_query(self, slots):
        """Return the statement of every line of ``slots``, to be read by another statement."""
        return self._get_query(slots)
