from odoo import fields, models

from ..core.finding import Clearance
from ..core.gate import STAGE_ORDER


class SaleOrder(models.Model):
    """The choke point between quotation and order."""
    _inherit = 'sale.order'

    # === ACTIONS === #

    def action_confirm(self):
        # EXTENDS sale: every gate of review and confirm, before any side effect
        enrolled = self._desk_get_enrolled()
        if not enrolled:
            return super().action_confirm()
        verdicts = enrolled._desk_evaluate(STAGE_ORDER)
        enrolled._desk_raise_blocked('confirm', verdicts)
        clearance = Clearance('confirm', enrolled.ids)
        with self._desk_batch() as batch:
            enrolled._desk_release_unguarded(verdicts)
            result = super(SaleOrder, self.with_context(desk_clearance=clearance)).action_confirm()
            # Confirming changes no fact: the verdicts just computed are stored, not computed again.
            batch['order_ids'].difference_update(enrolled.ids)
            enrolled._desk_store_after_act(verdicts)
        return result

    def _desk_ensure_cleared(self):
        """Stop a write of the confirmed state that did not come through :meth:`action_confirm`."""
        waiting = self._desk_get_enrolled().filtered(lambda order: order.state != 'sale')
        clearance = self.env.context.get('desk_clearance')
        if isinstance(clearance, Clearance) and clearance.covers('confirm', waiting.ids):
            return
        if waiting:
            waiting._desk_ensure_open('confirm')

    def _desk_release_unguarded(self, verdicts):
        """Release, within the confirmation, the orders for which nothing of ``release`` is open."""
        held = {verdict.document.id for verdict in verdicts if verdict.spec.stage == 'release'
                and self._desk_is_blocking(verdict)}
        free = self.filtered(lambda order: order.id not in held and not order.desk_released)
        if free:
            free._desk_write_facts({'desk_released': True, 'desk_released_at': fields.Datetime.now()})
