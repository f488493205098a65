from odoo import fields, models

from ..core.finding import OPEN_STATES


class SaleOrder(models.Model):
    """Since when the deposit is in, for companies whose promise waits for it (setting, DEL-04)."""
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_store(self, verdicts, documents=None):
        # EXTENDS order_desk
        result = super()._desk_store(verdicts, documents)
        asked = self.filtered(lambda order: order.company_id.desk_slip_deposit)
        if asked:
            asked._desk_note_deposit(verdicts)
        return result

    def _desk_note_deposit(self, verdicts):
        """Write when the deposit gate settled, and forget it when the gate closes again."""
        missing = {
            verdict.document.id for verdict in verdicts
            if verdict.spec.code == 'deposit' and verdict.state in OPEN_STATES
        }
        for moment, orders in (
            (fields.Datetime.now(), self.filtered(lambda o: o.id not in missing and not o.desk_deposit_settled_at)),
            (False, self.filtered(lambda o: o.id in missing and o.desk_deposit_settled_at)),
        ):
            if orders:
                orders._desk_write_facts({'desk_deposit_settled_at': moment})
