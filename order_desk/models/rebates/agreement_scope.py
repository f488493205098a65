from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OrderDeskRebateAgreement(models.Model):
    """Whose and which goods' volume counts in an agreement."""
    _inherit = 'order.desk.rebate.agreement'

    # === FIELDS === #

    product_ids = fields.Many2many(
        'product.product', 'order_desk_rebate_product_rel', 'agreement_id', 'product_id', string="Products",
        help="Only these products, categories and tags count; all goods when the three are empty.")
    category_ids = fields.Many2many(
        'product.category', 'order_desk_rebate_category_rel', 'agreement_id', 'category_id',
        string="Product Categories")
    tag_ids = fields.Many2many(
        'product.tag', 'order_desk_rebate_tag_rel', 'agreement_id', 'tag_id', string="Product Tags")
    excluded_product_ids = fields.Many2many(
        'product.product', 'order_desk_rebate_product_out_rel', 'agreement_id', 'product_id',
        string="Excluded Products", help="Never counted, even where a category or a tag includes them.")
    excluded_category_ids = fields.Many2many(
        'product.category', 'order_desk_rebate_category_out_rel', 'agreement_id', 'category_id',
        string="Excluded Categories")
    excluded_tag_ids = fields.Many2many(
        'product.tag', 'order_desk_rebate_tag_out_rel', 'agreement_id', 'tag_id', string="Excluded Tags")
    is_scoped = fields.Boolean(compute='_compute_is_scoped', store=True)
    include_taxes = fields.Boolean("Taxes Count")
    include_delivery = fields.Boolean("Delivery Charges Count")
    include_down_payments = fields.Boolean(
        "Down Payments Count", help="Count a down payment when invoiced, and its deduction on the final invoice.")

    # === CONSTRAINTS === #

    @api.constrains('partner_id', 'partner_ids', 'partner_category_id')
    def _check_customers(self):
        for agreement in self:
            if not (agreement.partner_id or agreement.partner_ids or agreement.partner_category_id):
                raise ValidationError(self.env._(
                    "%(agreement)s has nobody to pay: choose a customer, several, or a category.",
                    agreement=agreement.name))

    @api.constrains(
        'product_ids', 'category_ids', 'tag_ids', 'excluded_product_ids', 'excluded_category_ids', 'excluded_tag_ids')
    def _check_scope(self):
        for agreement in self:
            both = [
                *(agreement.product_ids & agreement.excluded_product_ids).mapped('display_name'),
                *(agreement.category_ids & agreement.excluded_category_ids).mapped('display_name'),
                *(agreement.tag_ids & agreement.excluded_tag_ids).mapped('display_name'),
            ]
            if both:
                raise ValidationError(self.env._(
                    "%(agreement)s includes and excludes %(names)s: nothing of it would count. Remove one of the two.",
                    agreement=agreement.name, names=", ".join(both)))

    # === COMPUTE METHODS === #

    @api.depends(
        'product_ids', 'category_ids', 'tag_ids', 'excluded_product_ids', 'excluded_category_ids', 'excluded_tag_ids')
    def _compute_is_scoped(self):
        for agreement in self:
            agreement.is_scoped = bool(
                agreement.product_ids or agreement.category_ids or agreement.tag_ids or agreement.excluded_product_ids
                or agreement.excluded_category_ids or agreement.excluded_tag_ids)
