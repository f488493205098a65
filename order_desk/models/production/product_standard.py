import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SIDES = [('both', "Order desk and quality"), ('sales', "Order desk"), ('quality', "Quality")]


class OrderDeskProductStandard(models.Model):
    """The product ex-factory standard: what finished goods are held against before they leave (QCS-03)."""
    _name = 'order.desk.product.standard'
    _description = "Product Standard"
    _order = 'sequence, id'

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    version = fields.Char(help="Number or date of the paper this standard was taken from.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: the standard holds in every company.")
    product_tmpl_ids = fields.Many2many(
        'product.template', 'order_desk_product_standard_template_rel', string="Products")
    categ_ids = fields.Many2many(
        'product.category', 'order_desk_product_standard_category_rel', string="Product Categories",
        help="Products of these categories and of those below. Without products and categories: all goods.")
    point_ids = fields.One2many(
        'order.desk.product.standard.point', 'standard_id', string="Inspection Points", copy=True)
    note = fields.Html("Text of the Standard", translate=True)

    # === BUSINESS METHODS === #

    @api.model
    def _get_standards(self, products, company):
        """Return the standards that hold for each product, the general ones first; 2 queries for any number.

        :param products: product.product records
        :param company: the res.company whose standards count besides the general ones
        :rtype: dict[product.product, order.desk.product.standard]
        """
        # sudo: whoever starts an inspection need not read standards
        standards = self.sudo().search([('company_id', 'in', (company.id, False))])
        standards.point_ids.fetch(['standard_id'])
        return {
            product: standards.filtered(lambda standard, product=product: standard._concerns(product))
            for product in products
        }

    def _concerns(self, product):
        if product.product_tmpl_id in self.product_tmpl_ids:
            return True
        if self.categ_ids:
            above = {int(part) for part in (product.categ_id.parent_path or '').split('/') if part}
            return not above.isdisjoint(self.categ_ids.ids)
        return not self.product_tmpl_ids


class OrderDeskProductStandardPoint(models.Model):
    """One point of a standard: a thing to look at, or a value to measure within limits."""
    _name = 'order.desk.product.standard.point'
    _description = "Point of a Product Standard"
    _order = 'sequence, id'

    # === FIELDS === #

    standard_id = fields.Many2one('order.desk.product.standard', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='standard_id.company_id', store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Point", required=True, translate=True)
    kind = fields.Selection(
        [('check', "Look at"), ('measure', "Measure")], required=True, default='check')
    side = fields.Selection(
        SIDES, "Judged By", required=True, default='quality',
        help="The order desk judges by the order confirmation, quality by the standard.")
    lower = fields.Float("Lower Limit", digits=(16, 4))
    upper = fields.Float("Upper Limit", digits=(16, 4))
    unit = fields.Char(help="Unit of the measured value, such as mm or bar.")
    method = fields.Char(help="Instrument, sample, how it is measured.")

    # === CONSTRAINTS === #

    @api.constrains('kind', 'lower', 'upper', 'side')
    def _check_limits(self):
        for point in self:
            if point.kind != 'measure':
                continue
            if not (math.isfinite(point.lower) and math.isfinite(point.upper)) or point.lower > point.upper:
                raise ValidationError(self.env._(
                    "%(point)s: the lower limit must not be above the upper one.", point=point.name))
            if point.side != 'quality':
                raise ValidationError(self.env._(
                    "%(point)s: values are measured by quality.", point=point.name))

    # === HELPERS === #

    def _prepare_inspection_point(self):
        """Return the values of the row by which an inspection keeps this point as it stands now."""
        self.ensure_one()
        return {
            'name': self.name, 'kind': self.kind, 'side': self.side,
            'lower': self.lower, 'upper': self.upper, 'unit': self.unit, 'method': self.method,
            'standard_id': self.standard_id.id,
        }
