from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding

_lt = LazyTranslate(__name__)


class DeliveryReceiptGate(models.AbstractModel):
    """The signed delivery receipt is back, and what it says is settled (RCP-01, RCP-04)."""
    _name = 'order.desk.evaluator.delivery_receipt'
    _inherit = ['order.desk.evaluator']
    _description = "Delivery Receipt Gate"

    _code = 'delivery_receipt'
    _kind = 'computed'
    _document_model = 'stock.picking'
    _settled_by = {'missing': 'action_desk_open_register_receipt', 'difference': 'action_desk_open_receipt'}
    _next_acts = {
        'missing': _lt("Get the signed delivery receipt."),
        '': _lt("Settle the difference with the customer."),
    }

    # === HOOKS === #

    @api.model
    def _facts(self, gate, documents):
        return {
            picking: {
                'Delivery receipt': self._ref(picking.desk_receipt_id),
                'Received': fields.Date.to_string(picking.desk_received_on) or None,
            }
            for picking in documents
        }

    # === HELPERS === #

    @api.model
    def _judge(self, picking):
        """Return the finding of one shipment or None; columns of the transfer only."""
        if picking.desk_received_on:
            return picking.desk_receipt_differs and Finding('difference', _lt(
                "The customer received something else than was shipped: settle it with him.")) or None
        due = picking._desk_get_receipt_due()
        if picking.desk_arrived_on:
            return Finding('missing', _lt(
                "Arrived on %(day)s; the signed delivery receipt is not back.", day=picking.desk_arrived_on), due=due)
        return Finding('missing', _lt("The signed delivery receipt is not back."), due=due)
