from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Money matched or unmatched with an order's invoice opens or closes its deposit gate (DEP-01)."""
    _inherit = 'account.partial.reconcile'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        partials = super().create(vals_list)
        partials._desk_announce(partials._desk_get_orders())
        return partials

    def unlink(self):
        # EXTENDS account
        orders = self._desk_get_orders()
        result = super().unlink()
        self._desk_announce(orders)
        return result

    # === HELPERS === #

    def _desk_get_orders(self):
        ledger = self.env['order.desk.deposit.ledger']
        if not ledger._is_watching():
            return self.env['sale.order']
        return ledger._get_concerned(self.debit_move_id.move_id | self.credit_move_id.move_id)

    @api.model
    def _desk_announce(self, orders):
        self.env['order.desk.deposit.ledger']._announce(orders)
