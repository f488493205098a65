from odoo import fields, models


class OrderDeskReturnRefuse(models.TransientModel):
    """Asks why a return is refused; the act itself checks role and words."""
    _name = 'order.desk.return.refuse'
    _description = "Refuse a Return"

    # === FIELDS === #

    return_id = fields.Many2one('order.desk.return', required=True, readonly=True)
    reason = fields.Text("Refused Because", required=True)

    # === ACTIONS === #

    def action_apply(self):
        """Refuse the return with the words given."""
        self.ensure_one()
        self.return_id.action_refuse(self.reason)
        return {'type': 'ir.actions.act_window_close'}
