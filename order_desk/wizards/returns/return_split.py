from odoo import fields, models


class OrderDeskReturnSplit(models.TransientModel):
    """Asks how much of received goods goes another way; the act itself checks role and quantity."""
    _name = 'order.desk.return.split'
    _description = "Divide Returned Goods"

    # === FIELDS === #

    line_id = fields.Many2one('order.desk.return.line', "Goods", required=True, readonly=True)
    quantity_received = fields.Float(related='line_id.quantity_received')
    uom_id = fields.Many2one(related='line_id.uom_id')
    quantity = fields.Float("Divide Off", digits='Product Unit', required=True)

    # === ACTIONS === #

    def action_apply(self):
        """Divide the goods."""
        self.ensure_one()
        self.line_id.action_split(self.quantity)
        return {'type': 'ir.actions.act_window_close'}
