"""What a line's price is measured by: contract price, price plan, floor and cost."""
from typing import NamedTuple

from odoo import api, fields, models, tools

from ..core.messages import number


class PriceBasis(NamedTuple):
    """Amounts in the order's currency for one unit of the line's UoM; None where there is none."""
    contract: float | None
    plan: float | None
    floor: float
    cost: float

    @property
    def reference(self):
        return self.plan if self.contract is None else self.contract


def is_priced(line):
    """Tell whether the price of a line, record or row, is judged: goods and services sold, discounts included."""
    return not (
        line.display_type or line.is_downpayment or not line.product_id
        or line.is_delivery and line.price_unit >= 0
        or line.product_id.type == 'combo'
    )


class SaleOrderLine(models.Model):
    """Set-based computation of the price basis: a constant number of queries for any number of lines."""
    _inherit = 'sale.order.line'

    # === BUSINESS METHODS === #

    def _desk_compute_price_basis(self):
        """Return ``{line: PriceBasis}``, computed from pricelists and products as they are now.

        Prices follow the host: price extras of attributes, quantity of the line, dates of the
        rules, taxes of the fiscal position. Source: PRC-01; side effects: none.
        """
        result = {}
        for company, lines in self.grouped('company_id').items():
            # sudo: prices and costs are judged whole, whoever looks
            lines = lines.sudo().with_company(company)
            partners = lines.order_id.partner_id.commercial_partner_id
            contracts = {partner.id: partner.desk_contract_pricelist_id for partner in partners}
            rules = lines._desk_get_pricelist_rules(contracts)
            rates = lines.order_id._desk_get_rates()
            memo = {}
            for line in lines:
                order = line.order_id
                contract_list = contracts.get(order.partner_id.commercial_partner_id.id)
                contract = line._desk_get_rule_price(contract_list, rules, memo) if contract_list else None
                plan = line._desk_get_rule_price(order.pricelist_id, rules, memo, fallback=True)
                floor, cost = line._desk_get_floor_and_cost(rates[order])
                result[line.with_env(self.env)] = PriceBasis(contract, plan, floor, cost)
        return result

    def _desk_get_pricelist_rules(self, contracts):
        """Return ``{pricelist id: rules in the host's order}`` of all pricelists concerned, in one query."""
        pricelists = self.order_id.pricelist_id.union(*contracts.values())
        if not pricelists:
            return {}
        products = self.product_id
        rules = self.env['product.pricelist.item'].search([
            ('pricelist_id', 'in', pricelists.ids),
            '|', ('product_tmpl_id', '=', False), ('product_tmpl_id', 'in', products.product_tmpl_id.ids),
            '|', ('product_id', '=', False), ('product_id', 'in', products.ids),
        ])
        return rules.grouped(lambda rule: rule.pricelist_id.id)

    def _desk_get_rule_price(self, pricelist, rules, memo, fallback=False):
        """Return the price that ``pricelist`` gives one line, or None when it has no rule for it.

        :param bool fallback: without a rule take the product's sales price, as the host does
        """
        product = self.product_id
        uom = self.product_uom_id or product.uom_id
        quantity = self.product_uom_qty or 1.0
        moment = self.order_id.date_order or fields.Datetime.now()
        in_product_uom = quantity if uom == product.uom_id else uom._compute_quantity(
            quantity, product.uom_id, raise_if_failure=False)
        rule = next((
            rule for rule in rules.get(pricelist.id, ())
            if (not rule.date_start or rule.date_start <= moment)
            and (not rule.date_end or rule.date_end >= moment)
            and rule._is_applicable_for(product, in_product_uom)
        ), self.env['product.pricelist.item'])
        if not rule and not fallback:
            return None
        currency = pricelist.currency_id or self.order_id.currency_id
        options = self.product_no_variant_attribute_value_ids
        fiscal_position = self.order_id.fiscal_position_id
        key = (
            rule.id, product.id, uom.id, quantity, moment.date(), currency.id, self.order_id.currency_id.id,
            tuple(options.ids), fiscal_position.id)
        if key not in memo:
            if options:
                product = product.with_context(**self._get_product_price_context())
            price = rule._compute_price(product, quantity, uom, date=moment.date(), currency=currency)
            price = currency._convert(
                price, self.order_id.currency_id, self.company_id, moment.date(), round=False)
            if fiscal_position:
                taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
                price = product._get_tax_included_unit_price_from_price(
                    price, product_taxes=taxes, fiscal_position=fiscal_position)
            memo[key] = price
        return memo[key]

    def _desk_get_floor_and_cost(self, rate):
        """Return floor and cost of one unit of the line, in the order's currency.

        :param float rate: order currency for one unit of the company's; None without a rate
        """
        product, uom = self.product_id, self.product_uom_id
        floor, cost = product.desk_floor_price, product.standard_price
        if uom and uom != product.uom_id:
            floor = product.uom_id._compute_price(floor, uom) if floor else 0.0
            cost = product.uom_id._compute_price(cost, uom) if cost else 0.0
        rate = rate or 1.0
        return floor * rate, cost * rate


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _desk_get_priced_rows(self):
        """Return ``{order: [Row]}`` of the lines whose prices are judged."""
        return {
            order: [line for line in lines if is_priced(line)] for order, lines in self._desk_get_line_rows().items()}

    @api.model
    def _desk_get_basis_keys(self, priced):
        """Return ``{line id: key}``: what the stored basis of each line was computed for.

        :param dict priced: what :meth:`_desk_get_priced_rows` returned
        """
        keys = {}
        heads = self.browse(order.id for order in priced)._desk_get_head_rows()
        for order, lines in priced.items():
            head = heads[order]
            terms = f"{head.pricelist_id.id or 0}/{head.currency_id.id}/{head.partner_id.id}"
            for line in lines:
                keys[line.id] = f"{line.product_id.id}/{line.product_uom_id.id}/{number(line.product_uom_qty)}/{terms}"
        return keys

    def _desk_get_basis(self, priced):
        """Return ``{line id: PriceBasis}`` for a verdict: what was kept where it still fits, else computed.

        Floor and cost are read afresh until the order is confirmed, and stay with it from then on.

        :param dict priced: what :meth:`_desk_get_priced_rows` returned
        """
        keys = self._desk_get_basis_keys(priced)
        outdated = self.env['sale.order.line'].browse(
            line.id for lines in priced.values() for line in lines if line.desk_basis_key != keys[line.id])
        basis = {line.id: found for line, found in outdated._desk_compute_price_basis().items()}
        rates = self.filtered(lambda order: order.state != 'sale')._desk_get_rates()
        for order, lines in priced.items():
            for line in lines:
                if line.id in basis:
                    continue
                floor, cost = line.desk_floor_unit, line.desk_cost_unit
                if order in rates:
                    floor, cost = line._desk_get_floor_and_cost(rates[order])
                is_contract = line.desk_reference_source == 'contract'
                reference = line.desk_reference_price
                basis[line.id] = PriceBasis(
                    reference if is_contract else None, None if is_contract else reference, floor, cost)
        return basis

    def _desk_get_rates(self):
        """Return ``{order: order currency for one unit of company currency}``; None without any rate.

        The host silently takes 1 for a currency nobody gave a rate; here it is a finding. No query.
        """
        rates = {}
        for order in self:
            home, currency = order.company_id.currency_id, order.currency_id
            if currency == home:
                rates[order] = 1.0
            elif not self.env['res.currency.rate']._desk_is_rated(currency, order.company_id):
                rates[order] = None
            elif order.currency_rate and order.currency_rate != 1.0:
                rates[order] = order.currency_rate
            else:  # kept from the time when there was no rate yet
                rates[order] = self.env['res.currency']._get_conversion_rate(
                    home, currency, order.company_id, (order.date_order or fields.Datetime.now()).date())
        return rates


class ResCurrencyRate(models.Model):
    """Which currencies have a rate at all, kept so that a gate need not ask."""
    _inherit = 'res.currency.rate'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        rates = super().create(vals_list)
        known = self._desk_get_rated()
        if any((rate.currency_id.id, rate.company_id.id) not in known for rate in rates):
            self.env.registry.clear_cache()
        return rates

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        if 'currency_id' in vals or 'company_id' in vals:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        # EXTENDS base
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _desk_is_rated(self, currency, company):
        rated = self._desk_get_rated()
        return (currency.id, False) in rated or (currency.id, company.root_id.id) in rated

    @api.model
    @tools.ormcache()
    def _desk_get_rated(self):
        # sudo: rates are public knowledge
        groups = self.sudo()._read_group([], ['currency_id', 'company_id'])
        return frozenset((currency.id, company.id) for currency, company in groups)
