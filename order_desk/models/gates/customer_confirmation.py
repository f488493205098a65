from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding, fingerprint
from ..orders.promise_days import local_day

_lt = LazyTranslate(__name__)


class CustomerConfirmationGate(models.AbstractModel):
    """Passes when the clean countersigned copy confirms what the order says now (CNF-04…06)."""
    _name = 'order.desk.evaluator.customer_confirmation'
    _inherit = ['order.desk.evaluator']
    _description = "Customer Confirmation Gate"

    _code = 'customer_confirmation'
    _kind = 'computed'
    # Sending is no by-the-way click: the order has a button of its own for it.
    _settled_by = dict.fromkeys(('awaiting_return', 'to_examine', 'unclear'), 'action_desk_open_register_return')
    _next_acts = {
        'not_sent': _lt("Send the order confirmation."),
        'changed': _lt("Send the order confirmation again."),
        'outdated': _lt("Send the order confirmation again."),
        'to_examine': _lt("Examine the returned copy."),
        'unclear': _lt("Settle the unclear points with the customer."),
        '': _lt("Get the countersigned copy from the customer."),
    }

    # === HOOKS === #

    @api.model
    def _facts(self, gate, documents):
        return {order: order._desk_get_confirmation_facts() for order in documents}

    # === HELPERS === #

    @api.model
    def _judge(self, order):
        """Return the finding of one order or None; columns of order and lines only."""
        if order.desk_return_verdict != 'clean' and not order.desk_confirmation_sent_at:
            return Finding('not_sent', _lt("The order confirmation has not been sent to the customer."))
        now = fingerprint(order._desk_get_confirmation_facts())
        if order.desk_return_verdict == 'clean':
            if order.desk_return_fingerprint == now:
                return None
            changes = order._desk_describe_changes(order.desk_return_facts)
            return changes and Finding('changed', _lt(
                "What the customer confirmed has changed (%(changes)s): send the order confirmation again.",
                changes=changes))
        if order.desk_confirmation_fingerprint != now:
            return Finding('outdated', _lt(
                "Changed since the order confirmation was sent (%(changes)s): send it again.",
                changes=order._desk_describe_changes(order.desk_confirmation_facts)))
        if order.desk_return_verdict == 'to_examine':
            return Finding('to_examine', _lt("The customer's copy has arrived and is to be examined."),
                           action=self._prepare_examination(order))
        if order.desk_return_verdict == 'unclear':
            return Finding('unclear', _lt(
                "The returned copy is unclear (%(note)s): settle it with the customer and get a new copy.",
                note=order.desk_return_note or "—"), action=self._prepare_examination(order))
        return Finding('awaiting_return', _lt(
            "Sent on %(date)s; the customer's countersigned copy has not come back.",
            date=local_day(order.desk_confirmation_sent_at, order.company_id)), action=self._prepare_examination(order))

    @api.model
    def _prepare_examination(self, order):
        """Return the form in which a returned copy of ``order`` is examined."""
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'order.desk.register.return',
            'views': [[False, 'form']],
            'target': 'new',
            'context': {'default_order_id': order.id},
        }
