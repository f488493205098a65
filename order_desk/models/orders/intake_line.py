from odoo import api, fields, models

# A change of any of these is a change of the entry, whichever way it comes.
ENTRY_FIELDS = frozenset({
    'product_id', 'product_uom_qty', 'product_uom_id', 'price_unit', 'discount', 'desk_specification', 'desk_brand',
    'desk_material', 'desk_requested_date',
})


class SaleOrderLine(models.Model):
    """What the order form states for each product (INT-08, INT-12, INT-14)."""
    _inherit = 'sale.order.line'

    # === FIELDS === #

    desk_specification = fields.Char("Specification", help="Empty: the specification of the product holds.")
    desk_brand = fields.Char("Brand", help="Empty: the brand of the product holds.")
    desk_material = fields.Char("Material", help="Empty: the material of the product holds.")
    desk_requested_date = fields.Date("Requested Date", help="The delivery date that the customer asks for.")
    desk_customer_line_ref = fields.Char(
        "Customer's Line", copy=False, help="The line number on the customer's document.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale
        with self._desk_batch() as batch:
            lines = super().create(vals_list)
            if batch['depth'] == 1:  # not as part of an order that is being saved, which notes it once
                lines.order_id._desk_after_entry({'order_line'})
        return lines

    def write(self, vals):
        # EXTENDS sale
        with self._desk_batch() as batch:
            result = super().write(vals)
            if batch['depth'] == 1 and not ENTRY_FIELDS.isdisjoint(vals):
                self.order_id._desk_after_entry({'order_line'})
        return result

    def unlink(self):
        # EXTENDS sale
        orders = self.order_id
        with orders._desk_batch() as batch:
            result = super().unlink()
            if batch['depth'] == 1:
                orders._desk_after_entry({'order_line'})
        return result


class ProductTemplate(models.Model):
    """What is true of a product in every order."""
    _inherit = 'product.template'

    # === FIELDS === #

    desk_specification = fields.Char("Specification")
    desk_brand = fields.Char("Brand")
    desk_material = fields.Char("Material")
