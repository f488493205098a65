from odoo import api, models
from odoo.tools.misc import format_amount
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding, Step
from .combine import combine

_lt = LazyTranslate(__name__)


class PaymentGate(models.AbstractModel):
    """Goods leave when they are paid for as class, terms and trade of the order ask (PAY-01 … PAY-06, PAY-12).

    * class A: the order desk reviews the contract's terms and signs; money is not looked at;
    * class B and C: finished quantity × price − received must be nothing, then finance signs;
    * terms that grant credit: finance signs, and only the part due before shipping must be there;
    * trade that pays before delivery: everything must be there, whatever class and terms.

    Credit notes take money away and never add any: a price that was reduced is changed on the order.
    """
    _name = 'order.desk.evaluator.payment'
    _inherit = ['order.desk.evaluator']
    _description = "Payment Gate"
    _code = 'payment'
    _settled_by = {'': 'action_desk_settle_balance'}
    _fact_kinds = {'Received': 'amount', 'Finished goods': 'amount'}
    _next_acts = {
        'untold': _lt("Tell the customer to have the money ready."),
        '': _lt("Collect the balance."),
    }

    @api.model
    def _get_applicable(self, gate, documents):
        # EXTENDS order_desk: shipped in full, what is still owed is the matter of closing
        return documents.filtered(lambda order: order.delivery_status != 'full' and order.amount_total > 0)

    @api.model
    def _evaluate(self, gate, documents):
        # EXTENDS order_desk
        asked = documents.filtered(lambda order: order._desk_get_payment_rule() != 'contract')
        balances = asked._desk_get_balances()
        open_orders = asked.filtered(lambda order: balances[order].missing > 0)
        notices = open_orders._desk_get_live_notices()
        return {order: combine(self._find(order, balances[order], notices.get(order))) for order in asked}

    @api.model
    def _facts(self, gate, documents):
        # EXTENDS order_desk: the contract's terms, and where money counts, money and goods as they were cleared
        asked = documents.filtered(lambda order: order._desk_get_payment_rule() != 'contract')
        balances = asked._desk_get_balances()
        facts = {}
        for order in documents:
            facts[order] = {
                'Customer': order.partner_id.commercial_partner_id.id,
                'Rule': order._desk_get_payment_rule(),
                'Payment terms': order.payment_term_id.id or None,
                'Payment method': order.desk_payment_method or None,
                'Incoterm': order.incoterm.id or None,
                'Delivery address': order.partner_shipping_id.id,
                'Currency': order.currency_id.name,
            }
            if order in balances:
                received, value = order._desk_get_clearance_facts(balances[order])
                facts[order] |= {'Received': received, 'Finished goods': value}
        return facts

    @api.model
    def _get_steps(self, gate, documents):
        # EXTENDS order_desk: the contract of class A is reviewed by the order desk, money by finance
        steps = gate._get_spec().steps
        clerk = (Step(10, self.env['ir.model.data']._xmlid_to_res_id('order_desk.group_order_clerk')),)
        return {
            order: clerk if order._desk_get_payment_rule() == 'contract' else steps for order in documents}

    # === HELPERS === #

    def _find(self, order, balance, notice):
        """Return the findings of one order: told, finished, paid."""
        findings = []
        if order._desk_get_payment_rule() == 'first' and balance.missing and not (order.desk_money_told_on or notice):
            findings.append(Finding('untold', _lt(
                "The customer has not been told to have the money ready."), owner=order.user_id or None))
        if not balance.is_finished:
            findings.append(self._find_unfinished(order, balance))
        elif balance.missing:
            findings.append(self._find_balance(order, balance, notice))
        return findings

    def _find_unfinished(self, order, balance):
        if not balance.missing:
            return Finding('balance', _lt("Nothing is finished yet."))
        return Finding('balance', _lt(
            "Nothing is finished yet; the balance will be %(balance)s.",
            balance=format_amount(self.env, balance.missing, order.currency_id)), amount=balance.missing)

    def _find_balance(self, order, balance, notice):
        amounts = {
            name: format_amount(self.env, amount, order.currency_id) for name, amount in (
                ('balance', balance.missing), ('due', balance.due), ('received', balance.received))}
        if not notice or order.currency_id.compare_amounts(notice.balance, balance.missing) < 0:
            return Finding('balance', _lt(
                "Of %(due)s due before shipping, %(received)s has been received: the balance notice over %(balance)s "
                "is to be sent.", **amounts), amount=balance.missing)
        return Finding('balance', _lt(
            "Of %(due)s due before shipping, %(received)s has been received: %(balance)s is being collected by "
            "balance notice %(notice)s.", notice=notice.name, **amounts),
            amount=balance.missing, due=notice.due_on or None, owner=order.user_id or None)
