"""Rebates by the book, one line after the other: independent of the product's statement and arithmetic.

Nothing here is imported from the addon; the figures come from plain selects.
"""
from datetime import timedelta
from fractions import Fraction

from dateutil.relativedelta import relativedelta


def fraction(number):
    return Fraction(str(number or 0))


def half_up(value, unit=Fraction(1, 100)):
    """Round half away from zero."""
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) / unit + Fraction(1, 2)) * unit


class SlowReference:

    def __init__(self, env, rates):
        """:param rates: ``{currency id: [(day, units per company unit)]}``, earliest first"""
        self.env, self.rates = env, rates
        env.cr.execute(
            "SELECT l.id, l.move_id, l.product_id, l.product_uom_id, l.quantity, l.balance, l.amount_currency, "
            "l.price_subtotal, l.price_total, l.currency_id, l.is_downpayment, l.desk_is_rebate, m.move_type, m.state, "
            "m.invoice_date, m.date, m.commercial_partner_id, m.reversed_entry_id FROM account_move_line l "
            "JOIN account_move m ON m.id = l.move_id WHERE l.display_type = 'product' AND m.company_id = %s",
            [env.company.id])
        self.by_partner = {}
        for line in env.cr.dictfetchall():
            if line['state'] == 'posted' and line['move_type'] in ('out_invoice', 'out_refund'):
                self.by_partner.setdefault(line['commercial_partner_id'], []).append(line)
        env.cr.execute(
            "SELECT l.id, l.move_id, l.balance, m.move_type, m.state FROM account_move_line l "
            "JOIN account_move m ON m.id = l.move_id WHERE l.display_type = 'payment_term'")
        self.terms = env.cr.dictfetchall()
        env.cr.execute("SELECT debit_move_id, credit_move_id, amount, max_date FROM account_partial_reconcile")
        self.partials = env.cr.fetchall()
        env.cr.execute("SELECT id, parent_state, move_id FROM account_move_line")
        self.lines = {line_id: (state, move_id) for line_id, state, move_id in env.cr.fetchall()}
        carriers = env['delivery.carrier'].with_context(active_test=False).search([])
        self.delivery = set(carriers.product_id.ids)
        self.products = {product.id: product for product in env['product.product'].search([])}
        self._unpaid, self._facts = {}, {}

    # Lines

    def unpaid(self, as_of):
        """Return the moves that do not count as paid on a day."""
        if as_of in self._unpaid:
            return self._unpaid[as_of]
        open_invoices, kinds = set(), {term['move_id']: term['move_type'] for term in self.terms}
        matched = {}
        for debit, credit, amount, day in self.partials:
            if as_of is None or day <= as_of:
                if self.lines[credit][0] == 'posted':
                    matched[debit] = matched.get(debit, 0) + fraction(amount)
                if self.lines[debit][0] == 'posted':
                    matched[credit] = matched.get(credit, 0) - fraction(amount)
        for term in self.terms:
            if term['move_type'] == 'out_invoice' and fraction(term['balance']) != matched.get(term['id'], 0):
                open_invoices.add(term['move_id'])
        held = set()
        for debit, credit, _amount, day in self.partials:
            debit_state, debit_move = self.lines[debit]
            credit_move = self.lines[credit][1]
            if (as_of is None or day <= as_of) and debit_state == 'posted' and debit_move in open_invoices \
                    and kinds.get(credit_move) == 'out_refund':
                held.add(credit_move)
        self._unpaid[as_of] = open_invoices | held
        return self._unpaid[as_of]

    def terms_of(self, agreement):
        """Return what is asked of an agreement's records, once."""
        if agreement.id in self._facts:
            return self._facts[agreement.id]
        partners = (agreement.partner_id | agreement.partner_ids).commercial_partner_id
        if agreement.partner_category_id:
            partners |= self.env['res.partner'].search(
                [('category_id', 'child_of', agreement.partner_category_id.id)]).commercial_partner_id

        def scope(products, categories, tags):
            if not (products or categories or tags):
                return None
            below = self.env['product.category'].search([('id', 'child_of', categories.ids)]) if categories else ()
            return {
                product_id for product_id, product in self.products.items()
                if product in products or product.categ_id in below or product.all_product_tag_ids & tags}

        self._facts[agreement.id] = {
            'partners': partners.ids,
            'in': scope(agreement.product_ids, agreement.category_ids, agreement.tag_ids),
            'out': scope(agreement.excluded_product_ids, agreement.excluded_category_ids, agreement.excluded_tag_ids),
        }
        return self._facts[agreement.id]

    def counts(self, agreement, line, as_of):
        facts = self.terms_of(agreement)
        if line['commercial_partner_id'] not in facts['partners'] or (as_of and line['date'] > as_of):
            return False
        if line['desk_is_rebate'] or (line['is_downpayment'] and not agreement.include_down_payments):
            return False
        if line['product_id'] in self.delivery and not agreement.include_delivery:
            return False
        if facts['in'] is not None and line['product_id'] not in facts['in']:
            return False
        if facts['out'] is not None and line['product_id'] in facts['out']:
            return False
        if agreement.basis == 'quantity':
            uom = self.env['uom.uom'].browse(line['product_uom_id'])
            if not uom or not uom._has_common_reference(agreement.uom_id):
                return False
        return not (agreement.basis == 'paid' and line['move_id'] in self.unpaid(as_of))

    def counted(self, agreement, first, last, as_of=None, rivals=()):
        """Return the lines of a range that count, without those of a better-ranked exclusive agreement."""
        found = []
        for partner_id in self.terms_of(agreement)['partners']:
            for line in self.by_partner.get(partner_id, ()):
                if first <= line['invoice_date'] <= last and self.counts(agreement, line, as_of):
                    better = agreement.stacking == 'exclusive' and any(
                        (rival.stacking_rank, rival.id) < (agreement.stacking_rank, agreement.id)
                        and rival.date_from <= line['invoice_date'] <= rival.date_to
                        and self.counts(rival, line, as_of) for rival in rivals)
                    if not better:
                        found.append(line)
        return found

    def value(self, agreement, line):
        """Return the value of a line in the agreement's currency."""
        gross = fraction(line['price_total']) / fraction(line['price_subtotal']) \
            if agreement.include_taxes and line['price_subtotal'] else 1
        if line['currency_id'] == agreement.currency_id.id:
            return -fraction(line['amount_currency']) * gross
        if agreement.currency_id == agreement.company_id.currency_id:
            return half_up(-fraction(line['balance']) * gross)
        [*_earlier, (_day, rate)] = [
            entry for entry in self.rates[agreement.currency_id.id] if entry[0] <= line['invoice_date']]
        return half_up(-fraction(line['balance']) * gross * fraction(rate))

    def volume(self, agreement, first, last, **options):
        """Return (value, quantity) of a range."""
        amount = quantity = Fraction(0)
        for line in self.counted(agreement, first, last, **options):
            amount += self.value(agreement, line)
            if agreement.basis == 'quantity':
                factor = fraction(self.env['uom.uom'].browse(line['product_uom_id']).factor)
                sign = -1 if line['move_type'] == 'out_refund' else 1
                quantity += sign * fraction(line['quantity']) * factor / fraction(agreement.uom_id.factor)
        return amount, quantity

    # Methods

    def rebate(self, agreement, first, last, **options):
        """Return the rebate of a range: period by period, as the contract reads."""
        total, start = Fraction(0), agreement.date_from
        months = {'month': 1, 'quarter': 3, 'year': 12}.get(agreement.calculation_period)
        number = 0
        while start <= last:
            number += 1
            end = agreement.date_to
            if months:
                end = min(end, agreement.date_from + relativedelta(months=months * number) - timedelta(days=1))
            if end >= first:
                is_complete = start >= first and end <= last
                total += self.period(agreement, max(start, first), min(end, last), is_complete, options)
            start = end + timedelta(days=1)
        return total

    def period(self, agreement, first, last, is_complete, options):
        value, quantity = self.volume(agreement, first, last, **options)
        measure = quantity if agreement.basis == 'quantity' else value
        before = None
        if agreement.method == 'growth':
            back = relativedelta(months=12 if agreement.growth_against == 'year' else {
                'month': 1, 'quarter': 3, 'year': 12, 'validity': 12}[agreement.calculation_period])
            prior = self.volume(
                agreement, first - back, last + timedelta(days=1) - back - timedelta(days=1), **options)
            before = prior[1] if agreement.basis == 'quantity' else prior[0]
        earned = self.earned(agreement, measure, before, lambda base, tier: self.pay(
            agreement, base, tier, value, quantity))
        amount = half_up(earned)
        if 0 < amount < fraction(agreement.minimum_amount):
            amount = Fraction(0)
        elif agreement.maximum_amount:
            amount = min(amount, fraction(agreement.maximum_amount))
        return max(amount, fraction(agreement.guarantee_amount)) if is_complete and agreement.guarantee_amount else (
            amount)

    def pay(self, agreement, base, tier, value, quantity):
        if agreement.basis != 'quantity':
            return base * fraction(tier.rate) / 100
        if agreement.pays == 'unit':
            return base * fraction(tier.amount)
        return base / quantity * value * fraction(tier.rate) / 100 if quantity else Fraction(0)

    def earned(self, agreement, measure, before, pay):
        tiers = agreement.tier_ids.sorted('threshold')
        bounds = [fraction(tier.threshold) for tier in tiers]
        method, total = agreement.method, Fraction(0)
        if method == 'growth':
            return self.growth(agreement, tiers, bounds, measure, before, pay)
        if method != 'flat' and measure < 0:
            return pay(measure, tiers[0]) if tiers and not bounds[0] else total
        for position, tier in enumerate(tiers):
            is_top = position + 1 == len(tiers) or bounds[position + 1] > measure
            if bounds[position] > measure:
                break
            if method == 'flat':
                total = fraction(tier.amount)
            elif method == 'progressive':
                total += pay((measure if is_top else bounds[position + 1]) - bounds[position], tier)
            elif method == 'retrospective':
                total = pay(measure, tier)
            elif method == 'rolling':
                total += pay(measure if is_top else bounds[position + 1], tier)
            else:
                total += pay(measure, tier)
        return total

    def growth(self, agreement, tiers, bounds, measure, before, pay):
        if before <= 0:
            is_paid = agreement.growth_new == 'zero' and measure > 0 and tiers
            return pay(measure, tiers[-1]) if is_paid else Fraction(0)
        reached = [
            tier for tier, bound in zip(tiers, bounds, strict=True) if (measure / before - 1) * 100 >= bound]
        base = measure if agreement.growth_pays == 'whole' else measure - before
        return pay(base, reached[-1]) if reached else Fraction(0)
