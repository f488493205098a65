from markupsafe import Markup

from odoo import api, models

from .fact_table import changes_message, get_signer_name
from .finding import data_to_text, message_to_data

SHOWN = 8  # changes told for one gate; the decision form shows them all


class OrderDeskCheck(models.Model):
    """An order tells once, in its own chatter, what a change has taken away: old and new, gate by gate."""
    _inherit = 'order.desk.check'

    @api.model
    def _log_reopened(self, verdicts):
        """Note on the orders which decisions ended because their facts have changed; one note an order.

        :param list[Verdict] verdicts: of gates that were settled until now, with the decision that no longer holds
        """
        lines = {}
        for verdict in verdicts:
            line = self._describe_reopened(verdict)
            for order in verdict.document._desk_get_orders():
                lines.setdefault(order, []).append(line)
        if lines:
            orders = self.env['sale.order'].union(*lines)
            # sudo: the engine reports, whoever changed the order
            orders.sudo()._message_log_batch(bodies={
                order.id: Markup("<br/>").join([Markup("<b>%s</b>") % self.env._("Gates reopened"), *own])
                for order, own in lines.items()})

    @api.model
    def _describe_reopened(self, verdict):
        decision, document = verdict.outdated, verdict.document
        gate = verdict.gate.with_context(lang=self.env.lang).name
        if document != document._desk_order():
            gate = f"{gate}, {document.display_name}"
        changes = changes_message(self.env, decision, verdict.facts, SHOWN)
        values = {
            'gate': gate, 'user': get_signer_name(decision),
            'changes': data_to_text(message_to_data(changes), self.env)}
        if decision.decision == 'waive':
            return self.env._("%(gate)s, waived by %(user)s: %(changes)s", **values)
        return self.env._("%(gate)s, signed by %(user)s: %(changes)s", **values)
