from odoo import models


class AccountMove(models.Model):
    """An entry posted, reset to draft or cancelled opens or closes deposit gates (DEP-01)."""
    _inherit = 'account.move'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS account: _post, button_draft and button_cancel all write the state
        if 'state' not in vals:
            return super().write(vals)
        ledger = self.env['order.desk.deposit.ledger']
        watching = ledger._is_watching()
        # Before as well: cancelling takes the matching away.
        orders = ledger._get_concerned(self) if watching else self.env['sale.order']
        result = super().write(vals)
        if watching:
            ledger._announce(orders | ledger._get_concerned(self))
        return result
