from odoo import fields, models


class OrderDeskAdviceReceipt(models.TransientModel):
    """The call by which the customer says that the shipping advice arrived clearly (ADV-04)."""
    _name = 'order.desk.advice.receipt'
    _description = "Confirm Receipt of Shipping Advice"

    # === FIELDS === #

    advice_id = fields.Many2one('order.desk.shipping.advice', required=True, readonly=True)
    person = fields.Char("Spoken With", required=True, help="Who at the customer has received a clear copy.")
    moment = fields.Datetime("Called On", required=True, default=fields.Datetime.now)

    # === ACTIONS === #

    def action_desk_confirm(self):
        """Record the call.

        :raise AccessError: for others than order clerks
        """
        self.ensure_one()
        self.advice_id.action_confirm_receipt(self.person, self.moment)
        return {'type': 'ir.actions.act_window_close'}
