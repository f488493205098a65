from odoo import api, models
from odoo.tools.misc import format_amount
from odoo.tools.translate import LazyTranslate

from ..core.evaluation import shared
from ..core.finding import Finding

_lt = LazyTranslate(__name__)


class FinalPaymentGate(models.AbstractModel):
    """An order is finished when it is invoiced and the money is in (RCP-04)."""
    _name = 'order.desk.evaluator.final_payment'
    _inherit = ['order.desk.evaluator']
    _description = "Final Payment Gate"
    _code = 'final_payment'
    _kind = 'computed'
    _settled_by = {'': 'action_desk_open_receivable'}
    _next_acts = {
        'uninvoiced': _lt("Invoice the order."),
        'unmatched': _lt("Match the invoice with its payment."),
        '': _lt("Collect what is invoiced."),
    }

    @api.model
    def _get_applicable(self, gate, documents):
        # EXTENDS order_desk: what costs nothing is paid for
        return documents.filtered(lambda order: order.amount_total > 0)

    @api.model
    def _evaluate(self, gate, documents):
        # EXTENDS order_desk
        invoiced = documents.filtered(lambda order: order.invoice_status in ('invoiced', 'upselling'))
        deposits = shared(
            invoiced, 'deposits', lambda orders: orders.env['order.desk.deposit.ledger']._get_deposits(orders))
        return {
            order: self._find(order, deposits[order]) if order in deposits else
            Finding('uninvoiced', _lt("The order is not invoiced in full."))
            for order in documents
        }

    @api.model
    def _facts(self, gate, documents):
        # EXTENDS order_desk
        return {
            order: {'Total': order.amount_total, 'Currency': order.currency_id.name,
                    'Invoiced': order.invoice_status or None}
            for order in documents
        }

    # === HELPERS === #

    def _find(self, order, deposit):
        currency = order.currency_id
        missing = currency.round(deposit.invoiced - deposit.received)
        if missing <= 0 and not deposit.due:
            return None
        if missing <= 0:  # paid by something that is not matched yet, or to the cent in another currency
            return Finding('unmatched', _lt("An invoice is not matched with its payment."), due=deposit.due)
        return Finding(
            'unpaid', _lt("Of %(invoiced)s invoiced, %(missing)s has not been paid.",
                          invoiced=format_amount(self.env, deposit.invoiced, currency),
                          missing=format_amount(self.env, missing, currency)),
            amount=missing, due=deposit.due)
