from odoo import api, fields, models
from odoo.tools.misc import format_amount
from odoo.tools.translate import LazyTranslate

from ..core.evaluation import shared
from ..core.finding import Finding
from ..orders.promise_days import local_day

_lt = LazyTranslate(__name__)


class DepositGate(models.AbstractModel):
    """Production starts only with the agreed deposit in the ledger (DEP-01, DEP-02)."""
    _name = 'order.desk.evaluator.deposit'
    _inherit = ['order.desk.evaluator']
    _description = "Deposit Gate"
    _code = 'deposit'
    _kind = 'computed'
    _settled_by = {'': 'action_desk_register_deposit'}
    _next_acts = {'': _lt("Get the deposit from the customer.")}

    @api.model
    def _get_applicable(self, gate, documents):
        # Delivered in full, the deposit has done its work: the balance is another gate's matter.
        required = documents._desk_get_deposits_required()
        return documents.filtered(lambda order: order in required and order.delivery_status != 'full')

    @api.model
    def _evaluate(self, gate, documents):
        required = documents._desk_get_deposits_required()
        deposits = shared(
            documents, 'deposits', lambda orders: orders.env['order.desk.deposit.ledger']._get_deposits(orders))
        return {order: self._find(order, required.get(order, 0.0), deposits[order]) for order in documents}

    @api.model
    def _facts(self, gate, documents):
        required = documents._desk_get_deposits_required()
        return {
            order: {'Deposit required': required.get(order, 0.0), 'Currency': order.currency_id.name}
            for order in documents
        }

    # === HELPERS === #

    def _find(self, order, required, deposit):
        currency = order.currency_id
        if currency.compare_amounts(deposit.received, required) >= 0:
            return None
        missing = currency.round(required - deposit.received)
        return Finding(
            'missing',
            _lt("Of the deposit of %(required)s, %(missing)s is missing.",
                required=format_amount(self.env, required, currency),
                missing=format_amount(self.env, missing, currency)),
            amount=missing,
            due=deposit.due or self._get_due(order),
        )

    @api.model
    def _get_due(self, order):
        """Return the day by which the deposit should be there: calendar days after confirmation."""
        if order.state != 'sale' or not order.date_order:
            return None
        return fields.Date.add(local_day(order.date_order, order.company_id), days=order.company_id.desk_deposit_days)


class SaleOrder(models.Model):
    """An order that grew asks for more; only money that went away stops production."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_is_release_lost(self, verdict):
        # EXTENDS order_desk
        if verdict.spec.code != 'deposit':
            return super()._desk_is_release_lost(verdict)
        received = self._desk_get_deposits_required().get(self, 0.0) - verdict.finding.amount
        return self.currency_id.compare_amounts(received, self.desk_deposit_at_release) < 0
