from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .price_authority import SCOPES

KINDS = [
    ('quality', "Quality certificate"), ('type_approval', "Type approval"), ('safety', "Safety mark"),
    ('material', "Material certificate"), ('export', "Export licence"), ('other', "Other"),
]


class CertificateSpec(NamedTuple):
    """A certificate as the gate reads it, without a query."""
    id: int
    name: str
    template_ids: frozenset
    category_ids: frozenset
    scope: str
    is_required: bool
    is_held: bool
    valid_from: object
    valid_until: object
    grade: tuple | None

    def get_state(self, day):
        """Return the word for what the certificate is worth on ``day``."""
        if not self.is_held:
            return 'missing'
        if self.valid_until and self.valid_until < day:
            return 'expired'
        return 'future' if self.valid_from and self.valid_from > day else 'valid'

    def concerns(self, product, scope):
        """Tell whether a product sold in ``scope`` needs or holds this certificate."""
        if self.scope not in ('all', scope):
            return False
        return product.product_tmpl_id.id in self.template_ids or (
            bool(self.category_ids) and product.categ_id.id in self.category_ids)


class OrderDeskCertificate(models.Model):
    """A certificate that a product or category needs or holds, with its validity and grade (CTR-03)."""
    _name = 'order.desk.certificate'
    _description = "Product Certificate"
    _inherit = ['order.desk.cached.mixin', 'mail.thread', 'mail.activity.mixin']
    _order = 'valid_until, name, id'

    # === FIELDS === #

    name = fields.Char(required=True)
    kind = fields.Selection(KINDS, required=True, default='quality')
    product_tmpl_ids = fields.Many2many('product.template', 'order_desk_certificate_product_rel', string="Products")
    categ_ids = fields.Many2many(
        'product.category', 'order_desk_certificate_categ_rel', string="Product Categories",
        help="Sub-categories are included.")
    scope = fields.Selection(SCOPES, required=True, default='all')
    is_required = fields.Boolean("Required", default=True, help="An order of these products needs it to be valid.")
    number = fields.Char("Certificate Number", tracking=True)
    issued_by = fields.Char()
    valid_from = fields.Date(tracking=True)
    valid_until = fields.Date(tracking=True, help="Last day of validity; empty: it does not expire.")
    grade_id = fields.Many2one(
        'order.desk.grade', tracking=True, ondelete='restrict', help="Best grade that this certificate proves.")
    attachment_ids = fields.Many2many('ir.attachment', 'order_desk_certificate_attachment_rel', string="Files")
    company_id = fields.Many2one('res.company', index=True, default=lambda self: self.env.company)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [('missing', "Missing"), ('future', "Not yet valid"), ('valid', "Valid"), ('expired', "Expired")],
        compute='_compute_state')

    # === CONSTRAINTS === #

    @api.constrains('valid_from', 'valid_until')
    def _check_dates(self):
        for certificate in self:
            if certificate.valid_from and certificate.valid_until and certificate.valid_from > certificate.valid_until:
                raise ValidationError(self.env._(
                    "%(certificate)s ends before it starts: correct its dates.", certificate=certificate.name))

    # === COMPUTE METHODS === #

    @api.depends('number', 'attachment_ids', 'valid_from', 'valid_until')
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for certificate in self:
            certificate.state = certificate._prepare_spec({}).get_state(today)

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache('company_id')
    def _get_specs(self, company_id):
        """Return the certificates that concern a company, cached.

        :rtype: tuple[CertificateSpec]
        """
        # sudo: what a product needs holds for everybody
        certificates = self.sudo().search([('company_id', 'in', (company_id, False))])
        categories = self.env['product.category'].sudo().search([('id', 'child_of', certificates.categ_ids.ids)])
        children = {
            categ.id: {child.id for child in categories if child.parent_path.startswith(categ.parent_path)}
            for categ in certificates.categ_ids
        }
        return tuple(certificate._prepare_spec(children) for certificate in certificates)

    def _prepare_spec(self, children):
        self.ensure_one()
        return CertificateSpec(
            id=self.id, name=self.name,
            template_ids=frozenset(self.product_tmpl_ids.ids),
            category_ids=frozenset(child for categ in self.categ_ids for child in children.get(categ.id, ())),
            scope=self.scope, is_required=self.is_required,
            is_held=bool(self.number or self.attachment_ids),
            valid_from=self.valid_from, valid_until=self.valid_until,
            grade=(self.grade_id.sequence, self.grade_id.id) if self.grade_id else None,
        )


class ProductCategory(models.Model):
    _inherit = 'product.category'

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS product: certificates of a category hold for its new child
        categories = super().create(vals_list)
        if any(vals.get('parent_id') for vals in vals_list):
            self.env.registry.clear_cache()
        return categories

    def write(self, vals):
        # EXTENDS product
        result = super().write(vals)
        if 'parent_id' in vals:
            self.env.registry.clear_cache()
        return result
