from odoo import api, fields, models

from ..core.evaluation import shared
from .price_analysis import analyse

PRICE_ROLES = (
    'order_desk.group_order_clerk', 'order_desk.group_finance_clerk', 'order_desk.group_general_manager',
    'sales_team.group_sale_manager',
)


class PriceMemo:
    """The price analyses made before an evaluation; an object, so that no caller can forge one over RPC."""
    __slots__ = ('prices',)

    def __init__(self):
        self.prices = {}


class SaleOrder(models.Model):
    """What the price review reads on the order itself."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_contract_pricelist_id = fields.Many2one(
        'product.pricelist', string="Contract Price List", compute='_compute_desk_contract_terms')
    desk_contract_payment_term_id = fields.Many2one(
        'account.payment.term', string="Payment Terms by Contract", compute='_compute_desk_contract_terms',
        help="The customer's payment terms; those of the order are measured by them.")
    desk_terms_differ = fields.Boolean(
        "Payment Terms Differ", copy=False, readonly=True,
        help="The order's payment terms are not those of the customer's contract.")
    desk_terms_note = fields.Char(
        "Terms Explained", copy=False, help="Why this order's payment terms differ from the contract.")
    desk_max_deviation = fields.Float(
        "Highest Deviation (%)", digits=(16, 2), copy=False, readonly=True,
        help="Highest deviation of a line at the last evaluation.")

    # === COMPUTE METHODS === #

    @api.depends('partner_id', 'company_id', 'desk_enrolled')
    def _compute_desk_contract_terms(self):
        for company, orders in self.grouped('company_id').items():
            for order in orders:
                partner = order.partner_id.commercial_partner_id.with_company(company) if order.desk_enrolled else None
                order.desk_contract_pricelist_id = partner.desk_contract_pricelist_id if partner else False
                order.desk_contract_payment_term_id = partner.property_payment_term_id if partner else False

    # === BUSINESS METHODS === #

    def _desk_get_price_scope(self):
        """Return whether one order is domestic or international; found once in an evaluation.

        By its type where that says so, else by the customer's country and the company's.
        """
        return shared(self, 'price_scope', lambda orders: {
            order: order._desk_find_price_scope() for order in orders})[self]

    def _desk_find_price_scope(self):
        self.ensure_one()
        code = self.desk_order_type_id.code
        if code in ('domestic', 'international'):
            return code
        country = self.partner_id.commercial_partner_id.country_id
        home = self.company_id.partner_id.country_id
        return 'international' if country and home and country != home else 'domestic'

    def _desk_analyse_prices(self):
        """Return ``{order: [LinePrice]}`` of these orders' priced lines, for a verdict.

        Findings, steps and facts of one evaluation share one analysis.
        """
        return shared(self, 'prices', lambda orders: orders._desk_read_prices())

    def _desk_read_prices(self):
        memo = self.env.context.get('desk_price_memo')
        found = memo.prices if isinstance(memo, PriceMemo) else {}
        priced = self.filtered(lambda order: order.id not in found)._desk_get_priced_rows()
        basis = self._desk_get_basis(priced)
        return {
            order: analyse(order, priced[order], basis) if order in priced else found[order.id] for order in self}

    def _desk_refresh(self):
        # EXTENDS order_desk: facts first, verdicts second
        memo = PriceMemo()
        self._desk_store_price_basis(memo)
        return super(SaleOrder, self.with_context(desk_price_memo=memo))._desk_refresh()

    def _desk_store_price_basis(self, memo):
        """Keep on the lines what their prices are measured by; only changed lines are written.

        Quotations are measured by the pricelists of today, confirmed orders by those of the
        day they were confirmed: there only lines that changed since are measured anew.

        :param PriceMemo memo: takes the analysis, for the verdicts that follow
        """
        # sudo: facts are the product's own
        orders = self.sudo()._desk_get_enrolled().filtered(lambda order: order.state != 'cancel')
        priced = orders._desk_get_priced_rows()
        keys = self._desk_get_basis_keys(priced)
        lines = self.env['sale.order.line'].sudo().browse(  # sudo: as above
            line.id for order, own in priced.items() for line in own
            if order.state != 'sale' or line.desk_basis_key != keys[line.id])
        for line, basis in lines._desk_compute_price_basis().items():
            line._desk_keep(line._desk_prepare_basis(basis, keys[line.id]))
        if lines:
            priced = orders._desk_get_priced_rows()
        basis = orders._desk_get_basis(priced)
        for company, company_orders in orders.grouped('company_id').items():
            for order in company_orders:
                found = memo.prices[order.id] = analyse(order, priced[order], basis)
                for price in found:
                    price.line._desk_keep({
                        'desk_review_deviation': round(price.deviation, 2),
                        'desk_review_margin': round(price.margin or 0.0, 2),
                    })
                order._desk_keep(order._desk_prepare_price_facts(found, company))

    def _desk_prepare_price_facts(self, found, company):
        facts = {'desk_max_deviation': round(max((price.deviation for price in found), default=0.0), 2)}
        if self.state != 'sale':
            term = self.partner_id.commercial_partner_id.with_company(company).property_payment_term_id
            facts['desk_terms_differ'] = bool(term) and term != self.payment_term_id
        return facts

    def _desk_keep(self, facts):
        """Write those of ``facts`` that changed."""
        changed = {name: value for name, value in facts.items() if self[name] != value}
        if changed:
            self._desk_write_facts(changed)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_terms_differ', 'desk_max_deviation'}


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    _desk_keep = SaleOrder._desk_keep

    def _desk_prepare_basis(self, basis, key):
        return {
            'desk_basis_key': key,
            'desk_reference_price': round(basis.reference or 0.0, 6),
            'desk_reference_source': 'plan' if basis.contract is None else 'contract',
            'desk_floor_unit': round(basis.floor, 6),
            'desk_cost_unit': round(basis.cost, 6),
        }
