from odoo import models
from odoo.tools.translate import LazyTranslate

from ..orders.impact import get_lowered, get_quantity, get_reduced, impact

_lt = LazyTranslate(__name__)

# What a transfer on its way out was prepared with.
SHIPPING_TERMS = frozenset((
    'partner_shipping_id', 'commitment_date', 'carrier_id', 'picking_policy', 'incoterm', 'incoterm_location',
    'desk_packing', 'desk_transport', 'desk_special_requirements'))


class SaleOrder(models.Model):
    """What has left of an order that changes, and what is being prepared to leave [CHG]."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_get_impact(self, proposal=None):
        # EXTENDS order_desk: shipped quantities, open transfers and their shipping applications
        rows = super()._desk_get_impact(proposal)
        order = self.sudo()  # sudo: the sheet rests on all facts, whoever asks for it
        if order.state != 'sale':
            return rows
        return rows + order._desk_get_shipped_impact(proposal) + order._desk_get_transfer_impact(proposal)

    def _desk_follow_change(self, proposal, plan):
        # EXTENDS order_desk: what has not left yet goes to the new address, with the new carrier, all at once or not
        result = super()._desk_follow_change(proposal, plan)
        address, carrier = (proposal.values.get(name) for name in ('partner_shipping_id', 'carrier_id'))
        if SHIPPING_TERMS.isdisjoint(proposal.values):
            return result
        pickings = self._desk_get_pickings().filtered(lambda picking: picking.state != 'done')
        if carrier:
            pickings.carrier_id = carrier
        if 'picking_policy' in proposal.values:
            pickings._compute_move_type()  # the host works it out once, when the transfer is made
        if address:
            pickings.move_ids.filtered(lambda move: move.state not in ('done', 'cancel')).partner_id = address
            pickings.partner_id = address
        return result

    # === BUSINESS METHODS === #

    def _desk_get_shipped_impact(self, proposal):
        return [
            impact('delivery', _lt(
                "%(shipped)s %(unit)s of %(product)s have been shipped, only %(wanted)s would be ordered. "
                "Take the difference back as a return first.",
                shipped=line.qty_delivered, unit=line.product_uom_id.name, product=line.product_id.display_name,
                wanted=get_quantity(proposal, line)), is_blocking=True)
            for line in get_reduced(proposal, self.order_line)
            if line.product_uom_id.compare(get_quantity(proposal, line), line.qty_delivered) < 0
        ]

    def _desk_get_transfer_impact(self, proposal):
        """Return the open transfers that would change; those whose goods are being loaded are in the way."""
        pickings = self._desk_get_pickings().filtered(lambda picking: picking.state != 'done')
        # Terms concern every transfer, goods only those that carry them.
        lowered = get_lowered(proposal, self.order_line)
        if proposal is not None and SHIPPING_TERMS.isdisjoint(proposal.values):
            pickings = pickings.filtered(lambda picking: lowered & picking.move_ids.sale_line_id)
        rows = []
        for picking in pickings:
            loaded = picking.move_ids.filtered(
                lambda move: move.picked and move.quantity and move.sale_line_id in lowered and move.state != 'cancel')
            if loaded:
                rows.append(impact('delivery', _lt(
                    "%(transfer)s is being loaded with %(products)s: take the goods out again first.",
                    transfer=picking.name, products=", ".join(loaded.product_id.mapped('display_name'))),
                    picking, is_blocking=True))
            elif proposal is None:
                rows.append(impact('delivery', _lt(
                    "%(transfer)s has not left yet and is cancelled.", transfer=picking.name), picking))
            elif picking.desk_application_id:
                rows.append(impact('delivery', _lt(
                    "%(transfer)s is prepared with shipping application %(application)s, which is reviewed anew.",
                    transfer=picking.name, application=picking.desk_application_id.name), picking))
            else:
                rows.append(impact('delivery', _lt(
                    "%(transfer)s has not left yet and follows.", transfer=picking.name), picking))
        return rows
