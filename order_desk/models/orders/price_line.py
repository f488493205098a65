from odoo import api, fields, models
from odoo.tools import SQL

from ..core.roles import TRADE
from .price_analysis import analyse
from .price_basis import is_priced

#: What the engine keeps of the last evaluation, so that a choke point need not ask the pricelists.
BASIS_FIELDS = {
    'desk_basis_key', 'desk_reference_price', 'desk_reference_source', 'desk_floor_unit', 'desk_cost_unit',
    'desk_review_deviation', 'desk_review_margin',
}
LAST_PRICES_SHOWN = 3


class SaleOrderLine(models.Model):
    """The prices of a line side by side (PRC-01, PRC-10). All of them for one unit in the line's UoM,
    in the order's currency, as the unit price itself; nothing is computed for orders that are not enrolled."""
    _inherit = 'sale.order.line'

    # === FIELDS === #

    desk_contract_price = fields.Float(
        "Contract Price", min_display_digits='Product Price', compute='_compute_desk_prices',
        help="Price by the customer's contract, the price list named as such on the customer.")
    desk_list_price = fields.Float(
        "Price Plan", min_display_digits='Product Price', compute='_compute_desk_prices',
        help="Price by the order's price list, the price execution plan.")
    desk_floor_price = fields.Float(
        "Floor Price", min_display_digits='Product Price', compute='_compute_desk_prices', groups=TRADE,
        help="The product's floor price in this order's currency and unit.")
    desk_deviation_percent = fields.Float(
        "Deviation (%)", digits=(16, 2), compute='_compute_desk_prices',
        help="How far the net price lies below the contract price, or else below the price plan. "
             "Discounts on the whole order are spread over its lines.")
    desk_margin_percent = fields.Float(
        "Desk Margin (%)", digits=(16, 2), compute='_compute_desk_prices', groups=TRADE,
        help="Margin on the net price, by the product's cost; empty without a cost.")
    desk_below_floor = fields.Boolean("Below Floor", compute='_compute_desk_prices')
    desk_last_price = fields.Float(
        "Last Price Paid", min_display_digits='Product Price', compute='_compute_desk_last_prices',
        help="Net price of the last confirmed order of the same customer for this product.")
    desk_last_price_date = fields.Date("Last Sold On", compute='_compute_desk_last_prices')
    desk_last_prices = fields.Char(
        "Last Prices", compute='_compute_desk_last_prices', help="The last prices this customer paid, latest first.")
    desk_negotiated_price = fields.Float(
        "Negotiated Price", min_display_digits='Product Price', copy=False,
        help="Net unit price that the salesperson agreed with the customer; 0: not recorded.")
    desk_reviewed_price = fields.Float(
        "Reviewed Price", min_display_digits='Product Price', copy=False, readonly=True,
        help="Net unit price found right in the review; 0: the price of the line itself is under review.")
    desk_price_note = fields.Char(
        "Difference Explained", copy=False, help="Why reviewed and negotiated price differ.")
    desk_basis_key = fields.Char(copy=False, readonly=True)
    desk_reference_price = fields.Float(
        "Reference Price", min_display_digits='Product Price', copy=False, readonly=True)
    desk_reference_source = fields.Selection(
        [('contract', "Contract"), ('plan', "Price plan")], string="Measured By", copy=False, readonly=True)
    desk_floor_unit = fields.Float("Floor Price at Review", copy=False, readonly=True, groups=TRADE)
    desk_cost_unit = fields.Float("Cost at Review", copy=False, readonly=True, groups=TRADE)
    desk_review_deviation = fields.Float(
        "Deviation at Review (%)", digits=(16, 2), copy=False, readonly=True, aggregator='avg')
    desk_review_margin = fields.Float(
        "Margin at Review (%)", digits=(16, 2), copy=False, readonly=True, aggregator='avg', groups=TRADE)

    # === COMPUTE METHODS === #

    def _desk_filter_shown(self):
        """Return the priced lines of orders the desk looks after, new ones in a form included."""
        enabled = self.env['res.company']._desk_get_enabled_ids()
        if not enabled:
            return self.browse()
        return self.filtered(lambda line: (
            line.order_id.desk_enrolled or (not line.order_id._origin and line.company_id.id in enabled)
        ) and is_priced(line))

    # A discount on the whole order is a line of its own: every line looks at all the others.
    @api.depends(
        'order_id.order_line.product_id', 'order_id.order_line.product_uom_id', 'order_id.order_line.product_uom_qty',
        'order_id.order_line.price_unit', 'order_id.order_line.discount', 'order_id.order_line.price_subtotal',
        'order_id.pricelist_id', 'order_id.partner_id', 'order_id.currency_id', 'order_id.desk_enrolled')
    @api.depends_context('company')
    def _compute_desk_prices(self):
        shown = self._desk_filter_shown()
        shown |= shown.order_id.order_line._desk_filter_shown()
        basis = {line.id: prices for line, prices in shown._desk_compute_price_basis().items()}
        judged = {}
        for order, lines in shown.order_id._desk_get_priced_rows().items():
            judged.update((found.line.id, found) for found in analyse(
                order, [line for line in lines if line.id in basis], basis))
        for line in self:
            prices, found = basis.get(line.id), judged.get(line.id)
            line.desk_contract_price = prices.contract or 0.0 if prices else 0.0
            line.desk_list_price = prices.plan or 0.0 if prices else 0.0
            line.desk_floor_price = prices.floor if prices else 0.0
            line.desk_deviation_percent = found.deviation if found else 0.0
            line.desk_margin_percent = found.margin or 0.0 if found else 0.0
            line.desk_below_floor = found.below_floor if found else False

    @api.depends(
        'product_id', 'product_uom_id', 'order_id.partner_id', 'order_id.currency_id', 'order_id.desk_enrolled')
    def _compute_desk_last_prices(self):
        shown = self._desk_filter_shown()
        rows = shown._desk_get_last_sales() if shown else {}
        for line in self:
            paid = []
            if line in shown:
                partner = line.order_id.partner_id.commercial_partner_id
                sales = rows.get((partner.id, line.product_id.id, line.company_id.id), ())
                paid = [sale for sale in sales if sale['order_id'] != line.order_id._origin.id]
            paid = [(line._desk_convert_sale(sale), sale['date']) for sale in paid[:LAST_PRICES_SHOWN]]
            line.desk_last_price = paid[0][0] if paid else 0.0
            line.desk_last_price_date = paid[0][1] if paid else False
            line.desk_last_prices = "; ".join(f"{price:.2f} ({date:%Y-%m-%d})" for price, date in paid) or False

    def _desk_get_last_sales(self):
        """Return the latest confirmed sales of each customer and product, in one query.

        :return: ``{(commercial partner id, product id, company id): [row]}``, latest first
        """
        partners = self.order_id.partner_id.commercial_partner_id
        products = self.product_id
        if not partners or not products:
            return {}
        self.env['sale.order.line'].flush_model(
            ['product_id', 'order_id', 'price_unit', 'discount', 'product_uom_id', 'product_uom_qty', 'display_type'])
        self.env['sale.order'].flush_model(
            ['partner_id', 'state', 'date_order', 'currency_id', 'currency_rate', 'company_id'])
        rows = self.env.execute_query_dict(SQL(
            """
            SELECT * FROM (
                SELECT partner.commercial_partner_id AS partner_id, line.product_id, sale.company_id,
                       sale.id AS order_id, sale.date_order::date AS date, sale.currency_id, sale.currency_rate,
                       line.product_uom_id AS uom_id, line.price_unit * (1 - COALESCE(line.discount, 0) / 100) AS price,
                       ROW_NUMBER() OVER (
                           PARTITION BY partner.commercial_partner_id, line.product_id, sale.company_id
                           ORDER BY sale.date_order DESC, line.id DESC) AS position
                  FROM sale_order_line line
                  JOIN sale_order sale ON sale.id = line.order_id
                  JOIN res_partner partner ON partner.id = sale.partner_id
                 WHERE line.product_id IN %(products)s
                   AND partner.commercial_partner_id IN %(partners)s
                   AND sale.company_id IN %(companies)s
                   AND sale.state = 'sale'
                   AND line.display_type IS NULL
                   AND line.product_uom_qty > 0
            ) latest WHERE position <= %(limit)s ORDER BY position
            """,
            products=tuple(products.ids) or (0,), partners=tuple(partners.ids) or (0,),
            companies=tuple(self.company_id.ids) or (0,), limit=LAST_PRICES_SHOWN + 1))
        found = {}
        for row in rows:
            found.setdefault((row['partner_id'], row['product_id'], row['company_id']), []).append(row)
        return found

    def _desk_convert_sale(self, sale):
        """Return the price of an earlier sale in this line's currency and UoM."""
        order = self.order_id
        price = float(sale['price'] or 0.0)
        uom = self.env['uom.uom'].browse(sale['uom_id'])
        if self.product_uom_id and uom and uom != self.product_uom_id:
            price = uom._compute_price(price, self.product_uom_id)
        if sale['currency_id'] != order.currency_id.id:
            price = price / float(sale['currency_rate'] or 1.0) * (order.currency_rate or 1.0)
        return price

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | BASIS_FIELDS | {'desk_reviewed_price'}
