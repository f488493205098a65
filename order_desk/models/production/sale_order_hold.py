from odoo import api, fields, models

from .mrp_production_release import RUNNING_STATES


class SaleOrder(models.Model):
    """A released order whose money is gone again: production is told and stops (DEP-01)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_production_hold = fields.Boolean(
        "Production Stopped", copy=False, help="Released, but a fact the release rested on has gone: the deposit.")

    # === BUSINESS METHODS === #

    def _desk_may_produce(self):
        """Tell whether manufacturing orders of this order may be confirmed."""
        return self._desk_is_unheld() and not self.desk_production_hold

    def _desk_store(self, verdicts, documents=None):
        # EXTENDS order_desk: the engine just found out
        result = super()._desk_store(verdicts, documents)
        released = self.filtered(lambda order: order.desk_released and order.state == 'sale')
        if released:
            gone = {
                verdict.document.id for verdict in verdicts
                if verdict.document._name == 'sale.order' and verdict.spec.stage == 'release'
                and verdict.gate._get_evaluator()._kind == 'computed' and self._desk_is_blocking(verdict)
                and verdict.document._desk_is_release_lost(verdict)}
            released.filtered(lambda order: order.id in gone and not order.desk_production_hold)._desk_hold(verdicts)
            released.filtered(lambda order: order.id not in gone and order.desk_production_hold)._desk_unhold()
        return result

    def _desk_is_release_lost(self, verdict):
        """Tell whether an open gate of release takes away what the release of this order rested on."""
        return True

    def _desk_hold(self, verdicts):
        """Stop what has not started, ask about what runs, tell production and finance."""
        if not self:
            return
        self._desk_write_facts({'desk_production_hold': True})
        orders = self.sudo()  # sudo: whoever undid a payment need not see production
        productions = orders._desk_get_open_productions()
        running = productions.filtered(lambda production: production.state in RUNNING_STATES)
        (productions - running)._desk_write_facts({'desk_on_hold': True})
        reasons = {
            verdict.document.id: self._desk_describe(verdict) for verdict in verdicts
            if verdict.document._name == self._name and verdict.document in self and self._desk_is_blocking(verdict)
            and verdict.spec.stage == 'release'}
        summary = self.env._("Deposit gone: production stopped")
        self._desk_alert_roles(orders, summary, reasons)
        by_order = {}
        for production, served in running._desk_get_sale_orders().items():
            for order in served & orders:
                by_order.setdefault(order.id, []).append(production)
        managers = orders._desk_get_activity_users(self.env.ref('order_desk.group_production_manager').ids)
        for order in orders:
            for production in by_order.get(order.id, ()):
                production.activity_schedule(
                    'mail.mail_activity_data_warning', summary=self.env._("Stop or continue?"),
                    note=reasons.get(order.id, summary), user_id=managers[order].id)

    def _desk_unhold(self):
        """Let what was stopped start again and tell production."""
        if not self:
            return
        self._desk_write_facts({'desk_production_hold': False})
        orders = self.sudo()  # sudo: whoever booked a payment need not see production
        orders._desk_get_open_productions().filtered('desk_on_hold')._desk_write_facts({'desk_on_hold': False})
        text = self.env._("The deposit is back: production may go on.")
        orders._message_log_batch(bodies=dict.fromkeys(orders.ids, text))
        orders.activity_unlink(['order_desk.activity_type_production_hold'])

    @api.model
    def _desk_alert_roles(self, orders, summary, reasons):
        """Give production and finance an activity on each order."""
        for role in ('production_manager', 'finance_clerk'):
            users = orders._desk_get_activity_users(self.env.ref(f'order_desk.group_{role}').ids)
            for order in orders:
                order.activity_schedule(
                    'order_desk.activity_type_production_hold', summary=summary, note=reasons.get(order.id, summary),
                    user_id=users[order].id)
        orders._message_log_batch(bodies={order.id: reasons.get(order.id, summary) for order in orders})

    def _desk_get_open_productions(self):
        """Return the manufacturing orders of these orders, children included, that are not finished; one query."""
        # sudo: sales and finance need not read manufacturing orders
        return self.env['mrp.production'].sudo().search([
            ('state', 'not in', ('done', 'cancel')),
            '|', ('reference_ids.sale_ids', 'in', self.ids), ('sale_line_id.order_id', 'in', self.ids),
        ])

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_production_hold'}
