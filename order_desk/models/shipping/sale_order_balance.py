from typing import NamedTuple

from odoo import api, fields, models

from ..core.evaluation import shared


class Balance(NamedTuple):
    """What is owed before the goods leave; amounts in the currency of the order, taxes included.

    :param float value: of the finished goods
    :param bool is_finished: whether anything is finished at all
    :param float due: part of it that must be paid before shipping
    :param float received: what the ledger shows
    :param float missing: what of ``due`` has not been received
    """
    value: float
    is_finished: bool
    due: float
    received: float
    missing: float


class SaleOrder(models.Model):
    """The balance of an order: finished quantity × price − received (PAY-06)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_finished_value = fields.Monetary(
        "Finished Goods", compute='_compute_desk_balance',
        help="Finished quantity at the prices of the order, taxes included.")
    desk_due_before_shipping = fields.Monetary("Due Before Shipping", compute='_compute_desk_balance')
    desk_balance_missing = fields.Monetary(
        "Balance", compute='_compute_desk_balance',
        help="What must still be paid before the goods leave: finished quantity at the order's prices, as far as the "
             "payment terms grant no credit, less what the ledger shows.")
    desk_payment_rule = fields.Selection(
        [('first', "Money before goods"), ('contract', "By contract terms"), ('credit', "Credit granted by the terms"),
         ('balance', "Balance before shipping")],
        string="Shipping Paid", compute='_compute_desk_payment_rule',
        help="How the order is paid for before its goods leave. It follows from order type, customer class and payment "
             "terms.")

    # === COMPUTE METHODS === #

    # As with deposits there is no dependency on moves and ledger: shown when the form is opened.
    @api.depends('amount_total', 'state', 'desk_released', 'payment_term_id', 'order_line.qty_delivered')
    def _compute_desk_balance(self):
        asked = self.filtered(lambda order: order.id and order.desk_enrolled)
        # sudo: the balance is told to every reader of the order
        balances = asked._origin.sudo()._desk_get_balances()
        for order in self:
            balance = balances.get(order._origin)
            order.desk_finished_value = balance.value if balance else 0.0
            order.desk_due_before_shipping = balance.due if balance else 0.0
            order.desk_balance_missing = balance.missing if balance else 0.0

    @api.depends('desk_order_type_id', 'partner_id.commercial_partner_id.desk_class', 'payment_term_id')
    def _compute_desk_payment_rule(self):
        for order in self:
            order.desk_payment_rule = order._desk_get_payment_rule()

    # === BUSINESS METHODS === #

    def _desk_get_payment_rule(self):
        """Return the word of the rule by which one order is paid before shipping; no query.

        The after-sales trade goes before the customer's class (PAY-12), class A before the terms (PAY-04).
        """
        return shared(self, 'payment_rule', lambda orders: {
            order: order._desk_find_payment_rule() for order in orders})[self]

    def _desk_find_payment_rule(self):
        if self.env['order.desk.order.type']._pays_before_delivery(self.desk_order_type_id.id):
            return 'first'
        # sudo: the customer's class binds whoever may read the order
        if self.sudo().partner_id.commercial_partner_id.desk_class == 'a':
            return 'contract'
        return 'credit' if self._desk_get_credit_rule() else 'balance'

    def _desk_get_credit_rule(self):
        """Return (percent, fixed amount) due before shipping where the terms grant credit, else None."""
        return self.env['account.payment.term']._desk_get_credit_rules().get(self.payment_term_id.id)

    def _desk_get_balances(self):
        """Return the balance of each order; two queries for any number of them.

        Quotations and orders that are not released have nothing finished, and are told what the whole
        order will ask for; nothing is read for quotations.

        :rtype: dict[sale.order, Balance]
        """
        confirmed = self.filtered(lambda order: order.state == 'sale')
        values = shared(confirmed, 'finished', lambda orders: orders._desk_get_finished_values())
        deposits = shared(
            confirmed, 'deposits', lambda orders: orders.env['order.desk.deposit.ledger']._get_deposits(orders))
        balances = {}
        for order in self:
            value, is_finished = values.get(order, (0.0, False))
            received = deposits[order].received if order in deposits else 0.0
            due = order._desk_get_due_part(value if is_finished else order.amount_total)
            missing = max(0.0, order.currency_id.round(due - received))
            balances[order] = Balance(value, is_finished, due, received, missing)
        return balances

    def _desk_get_due_part(self, value):
        """Return what of ``value`` must be paid before shipping, rounded by the order's currency."""
        rule = self._desk_get_payment_rule()
        if rule == 'contract':
            return 0.0
        if rule == 'credit':
            percent, fixed = self._desk_get_credit_rule()
            return self.currency_id.round(min(value, value * percent / 100 + fixed))
        return value

    def _desk_get_finished_values(self):
        """Return ``{order: (value of its finished goods, whether anything is finished)}``; one query.

        Services that are sold with goods, freight for example, are owed as ordered.
        """
        released = self.filtered('desk_released')
        lines = released.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        quantities = lines._desk_get_finished_quantities() if lines else {}
        found = dict.fromkeys(self, (0.0, False))
        for order in released:
            own = order.order_line & lines
            found[order] = order._desk_value_finished([(line, quantities[line]) for line in own])
        return found

    def _desk_value_finished(self, finished):
        """Return the value of ``finished`` = [(line, quantity)], and whether any goods are."""
        value, whole, is_finished = 0.0, True, False
        for line, quantity in finished:
            if not line._desk_is_goods():
                quantity = line.product_uom_qty
            elif line.product_uom_id.compare(quantity, 0.0) > 0:
                is_finished = True
            if not line.product_uom_id.compare(quantity, line.product_uom_qty):
                value += line.price_total
                continue
            whole = False
            value += line._desk_get_unit_price() * quantity
        # All of it: to the cent what the order says, however its taxes are rounded.
        return (self.amount_total if whole else self.currency_id.round(value)), is_finished


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === HELPERS === #

    def _desk_is_goods(self):
        """Tell whether the line moves goods."""
        return self.product_id.type == 'consu'

    def _desk_get_unit_price(self):
        """Return what one unit of the line costs the customer, discount and taxes included, not rounded."""
        return self.price_total / self.product_uom_qty if self.product_uom_qty else self.price_reduce_taxinc
