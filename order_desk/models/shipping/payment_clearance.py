from odoo import api, fields, models

from ..core.finding import OPEN_STATES


class SaleOrder(models.Model):
    """Finance's clearance of an order: what the ledger showed then, and what happens when it goes (PAY-02)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_cleared_at = fields.Datetime("Payment Cleared On", copy=False, readonly=True)
    desk_cleared_received = fields.Monetary(
        "Received at Clearance", copy=False, readonly=True, help="What the ledger showed when payment was cleared.")
    desk_cleared_value = fields.Monetary(
        "Finished Goods at Clearance", copy=False, readonly=True, help="The value of the goods that were cleared.")
    desk_payment_lost = fields.Boolean(
        "Payment Undone", copy=False, readonly=True,
        help="Payment was cleared, but the ledger shows less since, and goods are still here.")

    # === BUSINESS METHODS === #

    def _desk_get_clearance_facts(self, balance):
        """Return the amounts that finance's signature is bound to, for one order.

        More money and fewer goods than were cleared change nothing; less money, or more goods, do.

        :param Balance balance: today's
        :rtype: tuple[float, float]
        :return: received, value of the finished goods
        """
        received, value = balance.received, balance.value
        if self.desk_cleared_at:
            currency = self.currency_id
            if currency.compare_amounts(received, self.desk_cleared_received) >= 0:
                received = self.desk_cleared_received
            if currency.compare_amounts(value, self.desk_cleared_value) <= 0:
                value = self.desk_cleared_value
        return received, value

    def _desk_store(self, verdicts, documents=None):
        # EXTENDS order_desk: the engine just found out
        result = super()._desk_store(verdicts, documents)
        cleared = self.filtered(lambda order: order.desk_cleared_at and order.state == 'sale')
        if cleared:
            cleared._desk_watch_cleared(verdicts)
        return result

    def _desk_watch_cleared(self, verdicts):
        """Tell the warehouse of orders whose cleared money is gone while goods are here, and when it is back."""
        states = {
            verdict.document.id: verdict.state for verdict in verdicts
            if verdict.document._name == 'sale.order' and verdict.spec.code == 'payment'}
        opened = self.filtered(lambda order: states.get(order.id) in OPEN_STATES)
        back = (self - opened).filtered('desk_payment_lost')
        unknown = opened.filtered(lambda order: not order.desk_payment_lost)
        deposits = self.env['order.desk.deposit.ledger']._get_deposits(unknown)
        lost = unknown.filtered(lambda order: order.currency_id.compare_amounts(
            deposits[order].received, order.desk_cleared_received) < 0)
        if lost:
            lost._desk_tell_payment_lost(verdicts)
        if back:
            back._desk_write_facts({'desk_payment_lost': False})
            text = self.env._("Payment is settled again: the goods may leave.")
            # sudo: whoever booked the payment need not write the order
            back.sudo()._message_log_batch(bodies=dict.fromkeys(back.ids, text))
            back.sudo().activity_unlink(['order_desk.activity_type_payment_lost'])

    def _desk_tell_payment_lost(self, verdicts):
        """Stop the goods of these orders that are still here: tell warehouse, finance and salesperson."""
        self._desk_write_facts({'desk_payment_lost': True})
        orders = self.sudo()  # sudo: whoever undid a payment need not see transfers
        reasons = {
            verdict.document.id: self._desk_describe(verdict) for verdict in verdicts
            if verdict.document._name == 'sale.order' and verdict.spec.code == 'payment'}
        summary = self.env._("Payment gone: do not ship")
        called = {
            role: orders._desk_get_activity_users(self.env.ref(f'order_desk.group_{role}').ids)
            for role in ('shipping_clerk', 'finance_clerk')}
        for order in orders:
            for user in called['shipping_clerk'][order] | called['finance_clerk'][order] | order.user_id:
                order.activity_schedule(
                    'order_desk.activity_type_payment_lost', summary=summary, note=reasons.get(order.id, summary),
                    user_id=user.id)
        bodies = {order.id: reasons.get(order.id, summary) for order in orders}
        orders._message_log_batch(bodies=bodies)
        pickings = orders.picking_ids.filtered(
            lambda picking: picking.state not in ('done', 'cancel') and picking.picking_type_code == 'outgoing')
        pickings._message_log_batch(
            bodies={picking.id: bodies.get(picking.sale_id.id, summary) for picking in pickings})

    # === HOOKS === #

    def _desk_before_decision(self, gate, decision):
        # EXTENDS order_desk: finance signs what the ledger shows now; a second signer, what the first one saw
        super()._desk_before_decision(gate, decision)
        if gate._get_spec().code != 'payment' or decision != 'approve' or self._desk_get_payment_rule() == 'contract':
            return
        if not self._desk_get_standing(gate)['standing'].approvals:
            balance = self._desk_get_balances()[self]
            self._desk_write_facts({
                'desk_cleared_at': fields.Datetime.now(),
                'desk_cleared_received': balance.received,
                'desk_cleared_value': balance.value,
            })

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_cleared_at', 'desk_cleared_received', 'desk_cleared_value', 'desk_payment_lost'}
