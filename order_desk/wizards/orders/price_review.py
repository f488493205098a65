from odoo import fields, models


class OrderDeskPriceReview(models.TransientModel):
    """One line's prices side by side, and the one found right (PRC-01, PRC-10)."""
    _name = 'order.desk.price.review'
    _description = "Price Review"

    # === FIELDS === #

    line_id = fields.Many2one('sale.order.line', required=True, readonly=True)
    currency_id = fields.Many2one(related='line_id.currency_id')
    product_id = fields.Many2one(related='line_id.product_id')
    price_unit = fields.Float(related='line_id.price_unit')
    discount = fields.Float(related='line_id.discount')
    desk_contract_price = fields.Float(related='line_id.desk_contract_price')
    desk_list_price = fields.Float(related='line_id.desk_list_price')
    desk_last_prices = fields.Char(related='line_id.desk_last_prices')
    desk_negotiated_price = fields.Float(related='line_id.desk_negotiated_price')
    desk_floor_price = fields.Float(related='line_id.desk_floor_price')
    desk_deviation_percent = fields.Float(related='line_id.desk_deviation_percent')
    desk_margin_percent = fields.Float(related='line_id.desk_margin_percent')
    reviewed_price = fields.Float(min_display_digits='Product Price')
    note = fields.Char("Difference Explained")

    # === ACTIONS === #

    def action_record(self):
        """Record the reviewed price on the line."""
        self.ensure_one()
        self.line_id.action_desk_review_price(self.reviewed_price, self.note)
        return {'type': 'ir.actions.act_window_close'}
