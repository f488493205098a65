from odoo import fields, models


class OrderDeskBalanceNoticeLine(models.Model):
    """What is finished of one line of the order, and what it costs the customer (PAY-06)."""
    _name = 'order.desk.balance.notice.line'
    _description = "Balance Notice Line"
    _order = 'id'

    # === FIELDS === #

    notice_id = fields.Many2one('order.desk.balance.notice', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='notice_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='notice_id.currency_id')
    sale_line_id = fields.Many2one('sale.order.line', required=True, index=True, ondelete='restrict')
    product_id = fields.Many2one(related='sale_line_id.product_id')
    ordered = fields.Float(related='sale_line_id.product_uom_qty', string="Ordered")
    quantity = fields.Float("Finished", digits='Product Unit', readonly=True)
    uom_id = fields.Many2one(related='sale_line_id.product_uom_id', string="Unit")
    price = fields.Float("Unit Price", digits='Product Price', readonly=True, help="Discount and taxes included.")
    amount = fields.Monetary(readonly=True)
