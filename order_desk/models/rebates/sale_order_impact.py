from odoo import models
from odoo.tools.translate import LazyTranslate

from ..orders.impact import get_untaxed_total, impact

_lt = LazyTranslate(__name__)


class SaleOrder(models.Model):
    """What a change of an order does for the customer's rebate [CHG]."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_get_impact(self, proposal=None):
        # EXTENDS order_desk: where the customer stands in his agreements, and what is added or lost
        rows = super()._desk_get_impact(proposal)
        order = self.sudo()  # sudo: the sheet rests on all facts, whoever asks for it
        Agreement = self.env['order.desk.rebate.agreement']
        running = Agreement._get_running(order.partner_id, order.company_id)
        agreements = running.get(order.partner_id.commercial_partner_id) or Agreement
        if not agreements:
            return rows
        delta = order.currency_id.round(get_untaxed_total(order, proposal) - get_untaxed_total(order, is_now=True))
        if not delta:
            return rows
        distances = agreements._get_distances()
        return rows + [
            impact('rebate', _lt(
                "%(change)s of future volume. %(distance)s", change=order._desk_format_amount(delta),
                distance=agreement._get_distance_message(distances[agreement])), agreement, delta)
            for agreement in agreements if agreement in distances
        ]
