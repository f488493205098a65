from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.messages import number
from ..core.roles import PRODUCT_KEEPERS


class ProductProduct(models.Model):
    """The floor of a product, beside its cost (PRC-04), and what the desk needs at hand (PRC-15)."""
    _inherit = 'product.product'

    # === FIELDS === #

    desk_floor_price = fields.Float(
        "Floor Price", company_dependent=True, min_display_digits='Product Price', groups=PRODUCT_KEEPERS,
        help="Nobody sells below this net price without the general manager. "
             "In the company's currency, for one unit of the product, without tax; 0: no floor.")
    desk_bom_id = fields.Many2one(
        'mrp.bom', string="Bill Used", compute='_compute_desk_bom', compute_sudo=True)
    desk_bom_cost = fields.Float(
        "Cost by Bill of Materials", min_display_digits='Product Price', compute='_compute_desk_bom', compute_sudo=True,
        groups='base.group_user',
        help="Cost of the components for one unit, one level deep, in the company's currency.")
    desk_cost_composition = fields.Text(
        "Cost Composition", compute='_compute_desk_bom', compute_sudo=True, groups='base.group_user')
    desk_assembly = fields.Text("Assembly Process", compute='_compute_desk_bom', compute_sudo=True)
    desk_packing = fields.Text(related='product_tmpl_id.desk_packing', readonly=False)
    desk_performance = fields.Text(related='product_tmpl_id.desk_performance', readonly=False)

    # === CONSTRAINTS === #

    @api.constrains('desk_floor_price')
    def _check_desk_floor_price(self):
        for product in self:
            if not product.desk_floor_price >= 0:
                raise ValidationError(self.env._(
                    "%(product)s: a floor price is zero or more.", product=product.display_name))

    # === COMPUTE METHODS === #

    @api.depends_context('company')
    def _compute_desk_bom(self):
        boms = self.env['mrp.bom']._bom_find(self, company_id=self.env.company.id)
        for product in self:
            bom = boms.get(product, self.env['mrp.bom'])
            product.desk_bom_id = bom
            product.desk_bom_cost, product.desk_cost_composition = product._desk_get_composition(bom)
            product.desk_assembly = "\n".join(
                f"{operation.name} ({operation.workcenter_id.name})" for operation in bom.operation_ids) or False

    def _desk_get_composition(self, bom):
        """Return the cost of the components for one unit of the product, and the list behind it."""
        if not bom:
            return 0.0, False
        produced = bom.product_uom_id._compute_quantity(
            bom.product_qty, self.uom_id, raise_if_failure=False, round=False) or 1.0
        total, parts = 0.0, []
        for component in bom.bom_line_ids:
            if component._skip_bom_line(self):
                continue
            part = component.product_id
            cost = part.uom_id._compute_price(part.standard_price, component.product_uom_id)
            amount = cost * component.product_qty / produced
            total += amount
            quantity = component.product_qty / produced
            unit = component.product_uom_id.name
            parts.append(f"{part.display_name}: {number(quantity)} {unit} × {cost:.2f} = {amount:.2f}")
        return total, "\n".join(parts) or False


class ProductTemplate(models.Model):
    _inherit = 'product.template'

    # === FIELDS === #

    desk_floor_price = fields.Float(
        "Floor Price", min_display_digits='Product Price', groups=PRODUCT_KEEPERS,
        compute='_compute_desk_floor_price', inverse='_inverse_desk_floor_price',
        help="Nobody sells below this net price without the general manager. "
             "In the company's currency, for one unit of the product, without tax; 0: no floor.")
    desk_packing = fields.Text("Packing Method")
    desk_performance = fields.Text("Performance")

    # === COMPUTE METHODS === #

    @api.depends('product_variant_ids.desk_floor_price')
    @api.depends_context('company')
    def _compute_desk_floor_price(self):
        self._compute_template_field_from_variant_field('desk_floor_price')

    def _inverse_desk_floor_price(self):
        self._set_product_variant_field('desk_floor_price')

    @api.model
    def _get_related_fields_variant_template(self):
        # EXTENDS product
        return [*super()._get_related_fields_variant_template(), 'desk_floor_price']
