from odoo import fields, models


class OrderDeskConfirmReceipt(models.TransientModel):
    """With whom the receipt of the order confirmation was confirmed (CNF-03)."""
    _name = 'order.desk.confirm.receipt'
    _description = "Confirm Receipt"

    # === FIELDS === #

    order_ids = fields.Many2many('sale.order', required=True)
    person = fields.Char("Spoken With", required=True)

    # === ACTIONS === #

    def action_desk_confirm(self):
        """Record the receipt on the orders."""
        self.order_ids.action_desk_confirm_receipt(self.person)
        return {'type': 'ir.actions.act_window_close'}
