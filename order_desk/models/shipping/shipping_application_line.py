from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderDeskShippingApplicationLine(models.Model):
    """One product on a shipping application."""
    _name = 'order.desk.shipping.application.line'
    _description = "Shipping Application Line"
    _order = 'application_id, id'

    # === FIELDS === #

    application_id = fields.Many2one(
        'order.desk.shipping.application', required=True, ondelete='cascade', index=True)
    company_id = fields.Many2one(related='application_id.company_id', store=True)
    product_id = fields.Many2one('product.product', required=True, ondelete='restrict')
    quantity = fields.Float("To Ship", digits='Product Unit', required=True, help="In the unit of measure beside it.")
    uom_id = fields.Many2one(
        'uom.uom', "Unit", required=True, ondelete='restrict', compute='_compute_uom_id', store=True, readonly=False,
        precompute=True)
    remark = fields.Char("Packing and Marks")

    # === CONSTRAINTS === #

    @api.constrains('quantity')
    def _check_quantity(self):
        for line in self:
            if line.quantity <= 0:
                raise UserError(self.env._(
                    "%(application)s: %(product)s needs a quantity above zero; remove the line if it does not go.",
                    application=line.application_id.name, product=line.product_id.display_name))

    # === COMPUTE METHODS === #

    @api.depends('product_id')
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.product_id.uom_id

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.application_id._line_changed()
        return lines

    def write(self, vals):
        self.application_id._ensure_line_change()
        result = super().write(vals)
        self.application_id._line_changed()
        return result

    def unlink(self):
        applications = self.application_id
        applications._ensure_line_change()
        result = super().unlink()
        applications.exists()._line_changed()
        return result

    # === HELPERS === #

    def _get_product_quantity(self):
        """Return the quantity in the product's own unit of measure."""
        return self.uom_id._compute_quantity(self.quantity, self.product_id.uom_id, round=False)


class OrderDeskShippingApplication(models.Model):
    """Lines are changed by who may change the paper, and change its facts."""
    _inherit = 'order.desk.shipping.application'

    # === HELPERS === #

    def _ensure_line_change(self):
        self._ensure_unlocked()
        self._ensure_may_write({'line_ids'})

    def _line_changed(self):
        self._ensure_line_change()
        with self._in_one_evaluation():
            self._note_author()
            self._content_changed()
