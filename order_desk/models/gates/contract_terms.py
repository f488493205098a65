from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core.evaluation import shared
from ..core.finding import Finding
from ..core.messages import number
from .combine import combine

_lt = LazyTranslate(__name__)


class ContractTermsGate(models.AbstractModel):
    """Goods leave as the contract says: to whom, with whom, and all at once where that was agreed (CTR-15).

    Payment conditions and settlement method of the contract are judged by the payment gate. What the contract
    leaves open, the carrier for example, is the shipper's to decide.
    """
    _name = 'order.desk.evaluator.contract_terms'
    _inherit = ['order.desk.evaluator']
    _description = "Contract Conditions Gate"
    _code = 'contract_terms'
    _kind = 'computed'
    _document_model = 'stock.picking'
    _next_acts = {
        'carrier': _lt("Ship with the carrier of the contract, or have the customer agree to another one."),
        'address': _lt("Correct the delivery address of the transfer."),
        'partial': _lt("Wait until everything can leave together."),
        '': _lt("Ship as the contract says."),
    }

    # === HOOKS === #

    @api.model
    def _get_applicable(self, gate, documents):
        # EXTENDS order_desk: a contract that leaves all of it open, for goods to its own address, shows no such gate
        return documents.filtered(lambda picking: picking.state != 'done' and any(
            self._get_conditions(picking).values()))

    @api.model
    def _facts(self, gate, documents):
        # EXTENDS order_desk: a waiver holds for this deviation from this contract
        return {
            picking: {
                'Carrier': self._ref(picking.carrier_id),
                'Delivery address': self._ref(picking.partner_id),
                'Contract': self._get_conditions(picking),
                'Staying behind': {
                    str(product.id): quantity for product, quantity in self._get_staying(picking).items()},
            } for picking in documents}

    # === HELPERS === #

    def _get_conditions(self, picking):
        """Return what the contracts behind one transfer fix: carriers, whether all at once, foreign addresses.

        :rtype: dict
        """
        return shared(picking, 'contract_terms', self._read_all_conditions)[picking]

    def _read_all_conditions(self, pickings):
        orders = pickings._desk_get_orders()
        orders.fetch(['carrier_id', 'picking_policy', 'partner_shipping_id', 'partner_id'])  # of all at once
        (orders.partner_shipping_id | orders.partner_id | pickings.partner_id).fetch(['commercial_partner_id'])
        return {picking: self._read_conditions(picking) for picking in pickings}

    def _read_conditions(self, picking):
        orders, place = picking._desk_get_orders(), picking.partner_id
        agreed = orders.partner_shipping_id
        at_home = not place or place in agreed or place.commercial_partner_id in (
            agreed.commercial_partner_id | orders.partner_id.commercial_partner_id)
        return {
            'Carriers': orders.carrier_id.ids,
            'All at once': any(order.picking_policy == 'one' for order in orders),
            'Agreed address': [] if at_home else agreed.ids,
        }

    def _get_staying(self, picking):
        """Return ``{product: quantity}`` of the goods that would stay behind, in the products' units."""
        if not self._get_conditions(picking)['All at once']:
            return {}
        rows = [row for row in picking._desk_get_shipping_rows() if row.order_id.picking_policy == 'one']
        is_picked = any(row.picked for row in rows)
        staying = {}
        for row in rows:
            leaving = row.quantity if row.picked or not is_picked else 0.0
            if row.product_uom.compare(leaving, row.product_uom_qty) < 0:
                staying[row.product_id] = round(staying.get(row.product_id, 0.0) + picking._desk_to_product_unit(
                    row, row.product_uom_qty - leaving), 6)
        return staying

    def _judge(self, picking):
        conditions, findings = self._get_conditions(picking), []
        if conditions['Carriers'] and picking.carrier_id.id not in conditions['Carriers']:
            findings.append(Finding('carrier', _lt(
                "The contract names %(agreed)s as carrier, the transfer %(carrier)s.",
                agreed=picking._desk_get_orders().carrier_id[:1].name, carrier=picking.carrier_id.name or "—")))
        if conditions['Agreed address']:
            findings.append(Finding('address', _lt(
                "The goods would go to %(place)s, which is no address of this customer or contract.",
                place=picking.partner_id.display_name or "—")))
        staying = self._get_staying(picking)
        if staying:
            product, quantity = next(iter(staying.items()))
            findings.append(Finding('partial', _lt(
                "The contract has everything delivered at once: %(quantity)s of %(product)s would stay behind.",
                quantity=number(quantity), product=product.display_name)))
        return combine(findings)
