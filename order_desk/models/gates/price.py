from odoo import models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding, Step
from ..orders.price_analysis import TOLERANCE
from ..orders.promise_days import local_day
from .combine import combine

_lt = LazyTranslate(__name__)


class PriceGate(models.AbstractModel):
    """Prices by contract, plan, floor and authority; finance reviews every order [PRC]."""
    _name = 'order.desk.evaluator.price'
    _inherit = ['order.desk.evaluator']
    _description = "Price Gate"
    _code = 'price'
    _kind = 'signed'
    _settled_by = {'': 'action_desk_open_price_review'}
    _signs_after_waiver = True
    _fact_kinds = {
        'Quantity': 'quantity', 'Price': 'amount', 'Net': 'amount', 'Measured by': 'amount', 'Negotiated': 'amount',
        'Reviewed': 'amount'}
    _next_acts = {
        'doubt': _lt("Answer the price doubt."),
        'no_rate': _lt("Enter the exchange rate."),
        'difference': _lt("Correct or explain the difference of the price."),
        'terms': _lt("Explain the payment terms."),
        '': _lt("Correct the price, or have it waived."),
    }

    def _evaluate(self, gate, documents):
        analysed = documents._desk_analyse_prices()
        rates = documents._desk_get_rates()
        return {
            order: combine([
                self._find_doubt(order),
                self._find_missing_rate(order, rates),
                *self._find_unexplained(order, analysed[order]),
                self._find_policy(order),
                self._find_beyond_authority(order, analysed[order]),
                self._find_floor(order, analysed[order]),
            ])
            for order in documents
        }

    def _facts(self, gate, documents):
        return {order: self._price_facts(order, prices) for order, prices in documents._desk_analyse_prices().items()}

    def _get_steps(self, gate, documents):
        steps = list(gate._get_spec().steps)
        return {
            order: steps + self._get_authority_steps(order, prices)
            for order, prices in documents._desk_analyse_prices().items()
        }

    # === HELPERS - FINDINGS === #

    def _find_doubt(self, order):
        if not order.desk_price_doubt:
            return None
        return Finding('doubt', _lt(
            "Price doubt of %(user)s: %(doubt)s",
            user=order.desk_price_doubt_by_id.name, doubt=order.desk_price_doubt))

    def _find_missing_rate(self, order, rates):
        if rates[order] is not None:
            return None
        return Finding('no_rate', _lt(
            "Currency %(currency)s has no exchange rate: enter one, then check again.",
            currency=order.currency_id.name))

    def _find_unexplained(self, order, prices):
        rounding = order.currency_id.rounding or 0.01
        for price in prices:
            line = price.line
            negotiated, reviewed = line.desk_negotiated_price, line.desk_reviewed_price
            if line.desk_price_note or not (negotiated or reviewed):
                continue
            reviewed_net = reviewed or price.net
            differs = negotiated and abs(reviewed_net - negotiated) >= rounding / 2
            if differs or abs(reviewed_net - price.net) >= rounding / 2:
                yield Finding('difference', _lt(
                    "%(product)s: price on the order %(price)s, reviewed %(reviewed)s, negotiated %(negotiated)s; "
                    "correct or explain the difference.",
                    product=line.product_id.display_name, price=f"{price.net:.2f}",
                    reviewed=f"{reviewed_net:.2f}", negotiated=f"{negotiated:.2f}" if negotiated else "—"))
        if order.desk_terms_differ and not order.desk_terms_note:
            yield Finding('terms', _lt("The payment terms are not those of the customer's contract; explain why."))

    def _find_policy(self, order):
        day = local_day(order.date_order, order.company_id) or self._today(order)
        exists, policy = self.env['order.desk.sales.policy']._get_in_force(order.company_id.id, day)
        if not exists:
            return None
        if not policy:
            return Finding('policy', _lt("No sales policy is in force on %(day)s.", day=day))
        if policy.pricelist_ids and order.pricelist_id.id not in policy.pricelist_ids:
            return Finding('policy', _lt(
                "The price list %(pricelist)s is not in %(policy)s.",
                pricelist=order.pricelist_id.name or "—", policy=policy.name))
        if policy.payment_term_ids and order.payment_term_id.id not in policy.payment_term_ids:
            return Finding('policy', _lt(
                "The payment terms %(terms)s are not in %(policy)s.",
                terms=order.payment_term_id.name or "—", policy=policy.name))
        if policy.incoterm_ids and order.incoterm.id not in policy.incoterm_ids:
            return Finding('policy', _lt(
                "The delivery condition %(incoterm)s is not in %(policy)s.",
                incoterm=order.incoterm.name or "—", policy=policy.name))
        return None

    def _find_beyond_authority(self, order, prices):
        levels = self._get_levels(order)
        if self._is_standard(levels, prices) or any(self._covers(level, prices) for level in levels):
            return None
        worst = max(prices, key=lambda price: price.deviation)
        return Finding('beyond_authority', _lt(
            "%(product)s: no role may grant a deviation of %(deviation)s %%.",
            product=worst.line.product_id.display_name, deviation=f"{worst.deviation:.2f}"))

    def _find_floor(self, order, prices):
        below = [price for price in prices if price.below_floor]
        if not below:
            return None
        products = ", ".join(
            f"{price.line.product_id.display_name} ({price.net:.2f} < {price.floor:.2f})" for price in below[:5])
        return Finding(
            'floor', _lt("Below the floor price: %(products)s.", products=products),
            amount=order.currency_id.round(sum(price.shortfall for price in below)) or order.currency_id.rounding)

    # === HELPERS - AUTHORITY === #

    def _get_levels(self, order):
        return self.env['order.desk.price.authority']._get_levels(order.company_id.id, order._desk_get_price_scope())

    def _covers(self, level, prices):
        return all(level.covers(price.deviation, price.margin) for price in prices)

    def _is_standard(self, levels, prices):
        """Tell whether nothing deviates, in price or in the margin of the desk's own range."""
        if any(price.deviation > TOLERANCE for price in prices):
            return False
        return not levels or self._covers(levels[0], prices)

    def _get_authority_steps(self, order, prices):
        """Return the desk's signature for any deviation, and the next role's beyond each range."""
        levels = self._get_levels(order)
        if self._is_standard(levels, prices):
            return []
        steps = []
        for level in levels:
            steps.append(Step(level.sequence, level.group_id))
            if self._covers(level, prices):
                break
        return steps

    def _price_facts(self, order, prices):
        head = order._desk_get_head_rows()[order]
        facts = {
            'Customer': head.partner_id.commercial_partner_id.id,
            'Currency': head.currency_id.name,
            'Price list': head.pricelist_id.id or None,
            'Payment terms': head.payment_term_id.id or None,
            'Terms explained': head.desk_terms_note or None,
            'Lines': {str(price.line.id): self._line_facts(price) for price in prices},
        }
        # What a price includes depends on who carries the freight. Unset, it says nothing: the key stays out.
        return facts | ({'Incoterm': head.incoterm.id} if head.incoterm else {})

    def _line_facts(self, price):
        line = price.line
        facts = {
            'Product': line.product_id.id,
            'Quantity': round(line.product_uom_qty, 6),
            'Unit': line.product_uom_id.id,
            'Price': round(line.price_unit, 6),
            'Discount': round(line.discount, 6),
            'Net': round(price.net, 6),
            'Measured by': round(price.reference, 4),
            'Negotiated': round(line.desk_negotiated_price, 6),
            'Explained': line.desk_price_note or None,
        }
        reviewed = line.desk_reviewed_price
        return facts | ({'Reviewed': round(reviewed, 6)} if reviewed else {})
