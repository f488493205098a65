from odoo import fields, models


class OrderDeskReceiptReason(models.TransientModel):
    """How a difference was settled, or why a receipt is annulled."""
    _name = 'order.desk.receipt.reason'
    _description = "Delivery Receipt: Reason"

    # === FIELDS === #

    receipt_id = fields.Many2one('order.desk.delivery.receipt', required=True, readonly=True)
    act = fields.Selection([('settle', "Settle"), ('annul', "Annul")], required=True, readonly=True)
    reason = fields.Text(required=True)

    # === ACTIONS === #

    def action_desk_record(self):
        """Settle or annul, with the reason.

        :raise AccessError: as the receipt's own actions
        """
        self.ensure_one()
        if self.act == 'settle':
            self.receipt_id.action_settle(self.reason)
        else:
            self.receipt_id.action_annul(self.reason)
        return {'type': 'ir.actions.act_window_close'}
