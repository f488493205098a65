from odoo import models


class PaymentTransaction(models.Model):
    _inherit = 'payment.transaction'

    # === BUSINESS METHODS === #

    def _check_amount_and_confirm_order(self):
        """Confirm paid quotations, except those that gates hold back.

        Captured or merely authorised, the payment is kept and post-processing goes on;
        the owners of the open gates get an activity (design law 5).
        """
        # EXTENDS sale
        held = self.env['payment.transaction']
        for transaction in self:
            order = transaction.sale_order_ids
            if len(order) != 1 or order.state not in ('draft', 'sent') or not order.desk_enrolled:
                continue
            order._desk_file_signature()
            if order._is_confirmation_amount_reached() and order._desk_hold_blocked():
                held |= transaction
        return super(PaymentTransaction, self - held)._check_amount_and_confirm_order()
