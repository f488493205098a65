from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .period import get_bounds, get_label

# What counts in an order plan: a forecast that sales stands for.
COUNTED = ('sales', 'agreed')


class OrderDeskSalesForecast(models.Model):
    """What sales expects to be ordered of a product, or of a category, in a month or week (PRD-13)."""
    _name = 'order.desk.sales.forecast'
    _inherit = ['order.desk.two.sides']
    _description = "Sales Forecast"
    _order = 'date_from desc, categ_id, product_id, id'
    _check_company_auto = True

    # === FIELDS === #

    product_id = fields.Many2one(
        'product.product', domain=[('type', '=', 'consu')], check_company=True, index=True, ondelete='restrict',
        tracking=True)
    categ_id = fields.Many2one(
        'product.category', "Product Category", index=True, ondelete='restrict', tracking=True,
        help="For goods of a category as a whole. Forecasts of its products are part of it, they do not come on top.")
    kind = fields.Selection(tracking=True)
    date_from = fields.Date(index=True, tracking=True)
    quantity = fields.Float(digits='Product Unit', tracking=True)
    uom_id = fields.Many2one(
        'uom.uom', "Unit", required=True, compute='_compute_uom_id', store=True, readonly=False, precompute=True,
        ondelete='restrict')
    user_id = fields.Many2one(
        'res.users', "Salesperson", domain=[('share', '=', False)], index=True,
        default=lambda self: self._get_default_user(),
        help="Only what this salesperson sells is meant. Empty: the whole company; parts of it do not come on top.")
    partner_id = fields.Many2one(
        'res.partner', "Customer", check_company=True, ondelete='restrict',
        help="Only what this customer orders is meant. Empty: all customers; parts of it do not come on top.")
    note = fields.Text(help="What the figure rests on: a campaign, a tender, the season.")

    # === CONSTRAINTS === #

    _quantity_positive = models.Constraint(
        'CHECK(quantity >= 0)', "A forecast cannot be below zero.")
    _goods = models.Constraint(
        'CHECK((product_id IS NULL) != (categ_id IS NULL))', "A forecast is of a product or of a category.")
    _figure_uniq = models.UniqueIndex(
        "(company_id, kind, date_from, COALESCE(product_id, 0), COALESCE(categ_id, 0), COALESCE(partner_id, 0), "
        "COALESCE(user_id, 0))",
        "This forecast is there already: change its quantity.")

    @api.constrains('uom_id', 'product_id')
    def _check_uom(self):
        for forecast in self.filtered('product_id'):
            if not forecast.uom_id._has_common_reference(forecast.product_id.uom_id):
                raise ValidationError(self.env._(
                    "%(product)s is counted in %(own)s, which %(unit)s cannot be converted to. Choose another unit.",
                    product=forecast.product_id.display_name, own=forecast.product_id.uom_id.name,
                    unit=forecast.uom_id.name))

    # === COMPUTE METHODS === #

    @api.depends('product_id')
    def _compute_uom_id(self):
        for forecast in self:
            forecast.uom_id = forecast.product_id.uom_id or forecast.uom_id or self.env.ref('uom.product_uom_unit')

    @api.depends('product_id', 'categ_id', 'date_from', 'kind')
    def _compute_display_name(self):
        for forecast in self:
            goods = forecast.product_id.display_name or forecast.categ_id.display_name or ""
            label = get_label(forecast.date_from, forecast.kind) if forecast.date_from else ""
            forecast.display_name = f"{goods} {label}"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # A unit that nobody gave is the product's own, not one that a context suggests.
        forecasts = super().create([self._align(vals) for vals in vals_list])
        blank = forecasts.browse(
            forecast.id for forecast, vals in zip(forecasts, vals_list, strict=True) if 'quantity' not in vals)
        forecasts._propose(blank)
        return forecasts

    def write(self, vals):
        if 'date_from' not in vals and 'kind' not in vals:
            return super().write(vals)
        result = True
        for kind, forecasts in self.grouped(lambda forecast: vals.get('kind') or forecast.kind).items():
            for day, same in forecasts.grouped(
                    lambda forecast: fields.Date.to_date(vals.get('date_from')) or forecast.date_from).items():
                aligned = self._align({**vals, 'kind': kind, 'date_from': day})
                result = super(OrderDeskSalesForecast, same).write(aligned)
        return result

    # === HELPERS === #

    @api.model
    def _get_default_user(self):
        """Return the salesperson who works for his own customers only; whoever sees all orders forecasts for all."""
        user = self.env.user
        own = user.has_group('sales_team.group_sale_salesman') and not user.has_group(
            'sales_team.group_sale_salesman_all_leads')
        return user if own else user.browse()

    @api.model
    def _align(self, vals):
        """Return ``vals`` with the first day of the period in place of the day that was entered."""
        day = fields.Date.to_date(vals.get('date_from'))
        return {**vals, 'date_from': get_bounds(day, vals.get('kind') or 'month')[0]} if day else vals

    # === HOOKS === #

    @api.model
    def _get_agreed_fields(self):
        # EXTENDS order_desk
        return super()._get_agreed_fields() | {
            'product_id', 'categ_id', 'kind', 'date_from', 'quantity', 'uom_id', 'company_id'}
