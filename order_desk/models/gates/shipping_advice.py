from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding

_lt = LazyTranslate(__name__)

# What the advice waits for, by its state.
FINDINGS = {
    'draft': ('draft', _lt("The shipper has not completed the shipping advice.")),
    'filled': ('review', _lt("The shipping advice waits for its review, then it is sent at once.")),
    'sent': ('unconfirmed', _lt("Ask the customer whether the shipping advice arrived clearly.")),
}
WITH_CLERK = ('filled', 'sent')


class ShippingAdviceGate(models.AbstractModel):
    """The customer has been told of the shipment, and says so (ADV-01…ADV-04)."""
    _name = 'order.desk.evaluator.shipping_advice'
    _inherit = ['order.desk.evaluator']
    _description = "Shipping Advice Gate"

    _code = 'shipping_advice'
    _kind = 'computed'
    _document_model = 'stock.picking'
    _settled_by = {'': 'action_desk_open_advice'}
    _next_acts = {
        'missing': _lt("Write the shipping advice."),
        'draft': _lt("Complete the shipping advice."),
        'review': _lt("Review and send the shipping advice."),
        '': _lt("Ask the customer whether the shipping advice arrived."),
    }

    # === HOOKS === #

    @api.model
    def _facts(self, gate, documents):
        return {
            picking: {
                'Shipping advice': self._ref(picking.desk_advice_id),
                'Advice sent': fields.Datetime.to_string(picking.desk_advice_sent_on) or None,
            }
            for picking in documents
        }

    # === HELPERS === #

    @api.model
    def _judge(self, picking):
        """Return the finding of one shipment or None; columns of the transfer and its order only."""
        state = picking.desk_advice_state
        if state == 'confirmed':
            return None
        # It is sent at once: on the very day on which the goods leave.
        due = picking._desk_get_shipping_day() or None
        if state not in FINDINGS:
            return Finding('missing', _lt("There is no shipping advice for the customer."), due=due)
        code, message = FINDINGS[state]
        order = picking._desk_order()
        owner = (order.desk_order_taker_id or order.user_id) if state in WITH_CLERK else None
        return Finding(code, message, due=due, owner=owner or None)
