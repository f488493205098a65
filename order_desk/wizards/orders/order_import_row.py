from odoo import fields, models


class OrderDeskOrderImportRow(models.TransientModel):
    """One row of the file: what was read, or why it could not be."""
    _name = 'order.desk.order.import.row'
    _description = "Row of an Imported File"
    _order = 'row_number'

    # === FIELDS === #

    import_id = fields.Many2one('order.desk.order.import', required=True, ondelete='cascade')
    row_number = fields.Integer("Row", readonly=True)
    is_bad = fields.Boolean(readonly=True)
    reason = fields.Char(readonly=True)
    text = fields.Char("Cells", readonly=True)
    product_id = fields.Many2one('product.product', readonly=True)
    quantity = fields.Float(digits='Product Unit', readonly=True)
    uom_id = fields.Many2one('uom.uom', string="Unit", readonly=True)
    has_price = fields.Boolean(readonly=True)
    price_unit = fields.Float("Unit Price", min_display_digits='Product Price', readonly=True)
    discount = fields.Float("Disc.%", digits='Discount', readonly=True)
    requested_date = fields.Date(readonly=True)
    description = fields.Char(readonly=True)
    specification = fields.Char(readonly=True)
    brand = fields.Char(readonly=True)
    material = fields.Char(readonly=True)
    line_ref = fields.Char("Customer's Line", readonly=True)

    # === HELPERS === #

    def _prepare_line(self):
        """Return the values of the order line; what the file does not state is left to the host."""
        self.ensure_one()
        vals = {
            'product_id': self.product_id.id,
            'product_uom_qty': self.quantity,
            'product_uom_id': self.uom_id.id,
            'desk_requested_date': self.requested_date,
            'desk_specification': self.specification,
            'desk_brand': self.brand,
            'desk_material': self.material,
            'desk_customer_line_ref': self.line_ref,
        }
        if self.has_price:
            vals['price_unit'] = self.price_unit
        if self.discount:
            vals['discount'] = self.discount
        if self.description:
            vals['name'] = self.description
        return vals
