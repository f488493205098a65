from odoo import api, fields, models


class OrderDeskDeliveryReceiptLine(models.Model):
    """One kind of goods on a receipt: quantities in the unit of the shipment."""
    _name = 'order.desk.delivery.receipt.line'
    _inherit = ['order.desk.paper']
    _description = "Delivery Receipt Line"
    _order = 'id'
    _rec_name = 'product_id'

    # === FIELDS === #

    receipt_id = fields.Many2one('order.desk.delivery.receipt', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='receipt_id.company_id', store=True)
    order_id = fields.Many2one(related='receipt_id.order_id', store=True)
    move_id = fields.Many2one('stock.move', required=True, ondelete='restrict', index=True)
    product_id = fields.Many2one(related='move_id.product_id', store=True)
    uom_id = fields.Many2one(related='move_id.product_uom', string="Unit")
    shipped = fields.Float(digits='Product Unit')
    received = fields.Float("Quantity Received", digits='Product Unit')
    difference = fields.Float(digits='Product Unit', help="Received minus shipped.")
    kind = fields.Selection([
        ('receipt_difference', "Quantity differs"), ('damage', "Damaged"), ('loss', "Lost"),
        ('wrong_goods', "Wrong goods")])
    reason = fields.Char()

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return set(self._fields) - {'id', 'display_name'}
