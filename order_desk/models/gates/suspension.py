from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding

_lt = LazyTranslate(__name__)


class SuspensionGate(models.AbstractModel):
    """No goods leave for a customer whose shipments are suspended (PAY-07)."""
    _name = 'order.desk.evaluator.suspension'
    _inherit = ['order.desk.evaluator']
    _description = "Suspension Gate"
    _code = 'suspension'
    _kind = 'computed'
    _settled_by = {'': 'action_desk_open_suspension'}
    _next_acts = {'': _lt("Have the suspension lifted.")}

    @api.model
    def _get_applicable(self, gate, documents):
        # EXTENDS order_desk: an order of a customer in good standing shows no such gate
        return documents.filtered(lambda order: (
            order.delivery_status != 'full' and order.partner_id.commercial_partner_id.desk_shipment_suspended))

    @api.model
    def _evaluate(self, gate, documents):
        # EXTENDS order_desk
        suspensions = self.env['order.desk.suspension']._get_accepted(documents.partner_id.commercial_partner_id)
        return {
            order: self._find(order, suspensions.get(order.partner_id.commercial_partner_id)) for order in documents}

    @api.model
    def _facts(self, gate, documents):
        # EXTENDS order_desk: a waiver holds for this suspension of this customer
        suspensions = self.env['order.desk.suspension']._get_accepted(documents.partner_id.commercial_partner_id)
        facts = {}
        for order in documents:
            partner = order.partner_id.commercial_partner_id
            suspension = suspensions.get(partner)
            facts[order] = {'Customer': self._ref(partner), 'Suspension': suspension.id if suspension else None}
        return facts

    # === HELPERS === #

    def _find(self, order, suspension):
        partner = order.partner_id.commercial_partner_id
        if not suspension:
            return Finding('suspended', _lt("Shipments to %(customer)s are suspended.", customer=partner.name or ''))
        return Finding('suspended', _lt(
            "Shipments to %(customer)s are suspended by %(user)s: %(reason)s.", customer=partner.name or '',
            user=suspension.decided_by_id.name or '', reason=suspension.reason.rstrip('.')))
