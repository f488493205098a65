"""Goods on their way: when they are expected, when they arrived, what is still missing."""
from odoo import api, fields, models

from ..orders.promise_days import DayCount, local_day


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_expected_arrival = fields.Date(
        "Expected Arrival", copy=False, readonly=True,
        help="The day of shipping and the transit days of customer, zone or carrier.")
    desk_promised_on = fields.Date(
        related='sale_id.desk_promised_date', string="Promised Completion")
    desk_arrived_on = fields.Date("Arrived On", copy=False, readonly=True)
    desk_arrival_note = fields.Text("Circumstances of the Arrival", copy=False, readonly=True)
    desk_receipt_id = fields.Many2one(
        'order.desk.delivery.receipt', string="Delivery Receipt", copy=False, readonly=True, index='btree_not_null')
    desk_receipt_differs = fields.Boolean("Receipt Differs", copy=False, readonly=True)

    # === CONSTRAINTS === #

    # The lists of what is on its way and of missing receipts read only what is open.
    _desk_transit_idx = models.Index(
        '(desk_expected_arrival, id) WHERE desk_expected_arrival IS NOT NULL AND desk_received_on IS NULL')

    # === BUSINESS METHODS === #

    def _desk_after_shipping(self, judged, changed_ids):
        # EXTENDS order_desk: what has left is expected somewhere (ADV-08)
        self.filtered(lambda picking: picking.state == 'done')._desk_expect_arrival()
        return super()._desk_after_shipping(judged, changed_ids)

    def _desk_expect_arrival(self):
        """Store the expected arrival of shipments that have left; one write for each day."""
        by_day = {}
        for company, pickings in self.grouped('company_id').items():
            days = DayCount(company)
            today = local_day(fields.Datetime.now(), company)
            for picking in pickings:
                arrival = days.shift(picking._desk_get_shipping_day() or today, picking._desk_get_transit_days())
                if picking.desk_expected_arrival != arrival:
                    by_day.setdefault(arrival, []).append(picking.id)
        for arrival, ids in by_day.items():
            self.browse(ids)._desk_write_facts({'desk_expected_arrival': arrival})

    def _desk_get_transit_days(self):
        """Return the days this shipment is on its way: customer, then zone, then carrier, then company."""
        self.ensure_one()
        partner, carrier = self.partner_id, self.carrier_id
        own = partner.desk_transit_days or partner.commercial_partner_id.desk_transit_days
        if own:
            return own
        by_zone = self.env['order.desk.transit.time']._get_days(self.company_id, carrier, partner)
        if by_zone is not None:
            return by_zone
        return carrier.desk_transit_days or self.company_id.desk_transit_days

    def _desk_get_shipping_day(self):
        """Return the company's day on which the goods left, False before."""
        self.ensure_one()
        return local_day(self.desk_shipped_on or self.date_done, self.company_id)

    def _desk_get_shipped_moves(self):
        """Return the moves by which goods left with this transfer."""
        return self.move_ids.filtered(
            lambda move: move.state == 'done' and not move.product_uom.is_zero(move.quantity))

    def _desk_get_paper_moves(self):
        """Return the moves printed on the delivery receipt: what left, or is to leave."""
        return self._desk_get_shipped_moves() or self.move_ids.filtered(lambda move: move.state != 'cancel')

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_expected_arrival', 'desk_arrived_on', 'desk_arrival_note', 'desk_receipt_id', 'desk_receipt_differs',
        }
