from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.gate import STAGE_ORDER
from ..core.roles import ensure_role


class SaleOrder(models.Model):
    """An order is finished when goods and money are both in (RCP-04)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_closed_on = fields.Datetime("Closed On", copy=False, help="When goods and money were both in.")

    # === ACTIONS === #

    def action_desk_close(self):
        """Close orders whose goods are received and whose gates are all settled.

        An order closes by itself as soon as that is so; this tells what is missing. Set-based.
        Source: RCP-04, design section 6.

        :raise AccessError: for who is neither of the order desk nor of finance
        :raise UserError: naming every order and every finding
        :return: True
        """
        ensure_role(
            self.env, 'order_desk.group_order_clerk', 'order_desk.group_order_supervisor',
            'order_desk.group_service_supervisor', 'order_desk.group_finance_clerk',
            'order_desk.group_general_manager', 'order_desk.group_administrator')
        self.check_access('read')
        orders = self._desk_get_enrolled()
        documents = orders._desk_get_documents()
        verdicts = [verdict for some in documents for verdict in some._desk_evaluate(STAGE_ORDER)]
        lines = orders._desk_get_unfinished(verdicts, documents)
        if lines:
            raise UserError("\n".join(lines))
        orders._desk_store(verdicts, documents)
        return True

    # === BUSINESS METHODS === #

    def _desk_get_unfinished(self, verdicts, documents):
        """Return the sentences that tell why orders cannot be closed."""
        progress = self._desk_get_progress(documents)
        missing = {}
        for verdict in verdicts:
            if self._desk_is_blocking(verdict):
                for order in verdict.document._desk_get_orders():
                    text = self._desk_describe(verdict)
                    if verdict.document._name != self._name:
                        text = f"{verdict.document.display_name}: {text}"
                    missing.setdefault(order.id, []).append(text)
        lines = []
        for order in self:
            own = missing.get(order.id, [])
            if progress.get(order.id) != 'received' or order.desk_more_held:
                own = [order._desk_describe_way(progress.get(order.id)), *own]
            if own:
                lines.append(self.env._("%(document)s cannot be closed yet:", document=order.display_name))
                lines += [f"• {text}" for text in own]
        return lines

    def _desk_describe_way(self, word):
        if word == 'transit':
            return self.env._("The customer has not confirmed the receipt of every shipment.")
        return self.env._("Not everything has been shipped.")

    # === HOOKS === #

    def _desk_get_stage(self, open_gates, progress):
        # EXTENDS order_desk: received, and every gate of closing settled
        word = super()._desk_get_stage(open_gates, progress)
        return 'closed' if word == 'received' and not open_gates else word

    def _desk_roll_up(self, verdicts, documents):
        # EXTENDS order_desk: an order closes by itself, and opens again when a fact it rested on has gone
        result = super()._desk_roll_up(verdicts, documents)
        closing = self.filtered(lambda order: order.desk_stage == 'closed' and not order.desk_closed_on)
        opening = self.filtered(lambda order: order.desk_stage != 'closed' and order.desk_closed_on)
        for orders, moment, text in (
            (closing, fields.Datetime.now(), self.env._("Closed: goods and money are in.")),
            (opening, False, self.env._("Open again: what the closing rested on has gone.")),
        ):
            if orders:
                orders._desk_write_facts({'desk_closed_on': moment})
                orders._message_log_batch(bodies=dict.fromkeys(orders.ids, text))
        return result

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_closed_on'}
