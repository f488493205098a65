from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

LEDGER_FIELDS = {'state', 'desk_order_id', 'move_id', 'date', 'amount', 'currency_id'}


class AccountPayment(models.Model):
    """A payment may be assigned to an order before any invoice exists (DEP-01, DEP-03)."""
    _inherit = 'account.payment'

    # === FIELDS === #

    desk_order_id = fields.Many2one(
        'sale.order', "Assigned to Order", index='btree_not_null', check_company=True, copy=False, tracking=True,
        ondelete='restrict',
        help="The order whose deposit this payment is. It counts once it is posted, as far as it is not matched "
             "with another document.")

    # === CONSTRAINTS === #

    @api.constrains('desk_order_id', 'partner_id', 'partner_type')
    def _check_desk_order(self):
        for payment in self.filtered('desk_order_id'):
            # sudo: finance may assign a payment without reading the sales order
            order = payment.desk_order_id.sudo()
            customers = (order.partner_id | order.partner_invoice_id).commercial_partner_id
            if payment.partner_type != 'customer' or payment.partner_id.commercial_partner_id not in customers:
                raise ValidationError(self.env._(
                    "Payment %(payment)s is not of the customer of %(order)s (%(customer)s): only that customer's "
                    "payments can be assigned to it.",
                    payment=payment.display_name, order=order.name, customer=customers[:1].display_name))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        payments = super().create(vals_list)
        payments._desk_announce(payments._desk_get_orders())
        return payments

    def write(self, vals):
        # EXTENDS account: every action of a payment, rejected ones included, writes one of these
        if not LEDGER_FIELDS.intersection(vals):
            return super().write(vals)
        orders = self._desk_get_orders()
        result = super().write(vals)
        self._desk_announce(orders | self._desk_get_orders())
        return result

    def unlink(self):
        # EXTENDS account
        orders = self._desk_get_orders()
        result = super().unlink()
        self._desk_announce(orders)
        return result

    # === ACTIONS === #

    def action_desk_open_order(self):
        """Open the order that this payment is assigned to.

        :raise UserError: when it is assigned to none
        """
        self.ensure_one()
        if not self.desk_order_id:
            raise UserError(self.env._("Payment %(payment)s is assigned to no order.", payment=self.display_name))
        return self.desk_order_id._get_records_action()

    # === HELPERS === #

    def _desk_get_orders(self):
        ledger = self.env['order.desk.deposit.ledger']
        if not ledger._is_watching():
            return self.env['sale.order']
        # sudo: whoever books a payment need not read the order
        return ledger._get_concerned(self.move_id) | self.sudo().desk_order_id

    @api.model
    def _desk_announce(self, orders):
        self.env['order.desk.deposit.ledger']._announce(orders)
