from odoo import fields, models

KINDS = [
    ('receipt_difference', "Quantity differs"), ('damage', "Damaged"), ('loss', "Lost"),
    ('wrong_goods', "Wrong goods")]


class OrderDeskRegisterReceiptLine(models.TransientModel):
    """What was received of one kind of goods; quantities in the unit of the shipment."""
    _name = 'order.desk.register.receipt.line'
    _description = "Register Delivery Receipt: Goods"

    # === FIELDS === #

    wizard_id = fields.Many2one('order.desk.register.receipt', required=True, ondelete='cascade')
    move_id = fields.Many2one('stock.move', required=True, readonly=True, ondelete='cascade')
    product_id = fields.Many2one(related='move_id.product_id')
    shipped = fields.Float(related='move_id.quantity', string="Shipped", digits='Product Unit')
    uom_id = fields.Many2one(related='move_id.product_uom', string="Unit")
    received = fields.Float("Quantity Received", digits='Product Unit')
    kind = fields.Selection(KINDS, string="What Is Wrong")
    reason = fields.Char()

    # === HELPERS === #

    def _differs(self):
        self.ensure_one()
        return bool(self.kind or self.reason or self.uom_id.compare(self.received, self.shipped))

    def _prepare_difference(self):
        """Return this line as :meth:`action_desk_register_receipt` takes it."""
        self.ensure_one()
        return {
            'move_id': self.move_id.id, 'quantity': self.received, 'reason': self.reason or '',
            'kind': self.kind or 'receipt_difference'}
