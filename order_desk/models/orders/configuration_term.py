import re
import unicodedata

from odoo import api, fields, models


def normalise(term):
    """Return the form in which two spellings of one term are equal: width, case and blanks do not count."""
    text = unicodedata.normalize('NFKC', term or '').casefold()
    return re.sub(r'\s+', ' ', text).strip(' .,;:')


def split_terms(text):
    """Return the terms of a configuration text: one a line, or divided by semicolons; doubles once."""
    terms, seen = [], set()
    # The full-width semicolon is turned into the plain one first.
    for part in re.split(r'[\n;]', (text or '').replace('\uff1b', ';')):
        part = part.strip()
        key = normalise(part)
        if key and key not in seen:
            seen.add(key)
            terms.append(part)
    return terms


class OrderDeskConfigurationTerm(models.Model):
    """The dictionary from the language of sales to the language of production (CTR-04, CTR-05)."""
    _name = 'order.desk.configuration.term'
    _inherit = ['order.desk.paper']
    _description = "Configuration Term"
    _order = 'sales_term, weight desc, id'
    _rec_name = 'sales_term'

    # === FIELDS === #

    sales_term = fields.Char(required=True)
    production_term = fields.Char(required=True)
    sales_key = fields.Char(compute='_compute_sales_key', store=True, index=True)
    categ_id = fields.Many2one(
        'product.category', string="Product Category", ondelete='cascade', help="Empty: for all products.")
    partner_id = fields.Many2one(
        'res.partner', string="Customer", ondelete='cascade', domain="[('parent_id', '=', False)]",
        help="Empty: for all customers.")
    company_id = fields.Many2one('res.company', index=True, default=lambda self: self.env.company)
    weight = fields.Integer(
        "Times Confirmed", default=1, readonly=True, help="How often a second person found this translation right.")
    is_learned = fields.Boolean("Learned", readonly=True, help="Taken over from a checked order.")
    last_confirmed_at = fields.Datetime("Last Confirmed", readonly=True)
    last_confirmed_by_id = fields.Many2one('res.users', string="Confirmed By", readonly=True)
    active = fields.Boolean(default=True)
    note = fields.Char()

    # === CONSTRAINTS === #

    _term_uniq = models.UniqueIndex(
        '(sales_key, production_term, COALESCE(categ_id, 0), COALESCE(partner_id, 0), COALESCE(company_id, 0))',
        "This translation is in the dictionary already.")

    # === COMPUTE METHODS === #

    @api.depends('sales_term')
    def _compute_sales_key(self):
        for term in self:
            term.sales_key = normalise(term.sales_term)

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {'weight', 'is_learned', 'last_confirmed_at', 'last_confirmed_by_id'}

    # === BUSINESS METHODS === #

    @api.model
    def _suggest(self, requests):
        """Propose translations; what is unknown or not decided stays open, nothing is guessed.

        The term of the customer stands before a general one, that of the nearest product
        category before a wider one, then the one confirmed more often. Two that stand
        equal are both named and neither is chosen. One query for any number of terms.

        :param requests: list of ``(sales term, product, commercial partner, company)``
        :return: per request ``(term or empty, [other production terms])``
        """
        keys = {normalise(request[0]) for request in requests}
        found = self.search([('sales_key', 'in', list(keys))]).grouped('sales_key') if keys else {}
        return [self._choose(found.get(normalise(sales_term), self), *context) for sales_term, *context in requests]

    @api.model
    def _choose(self, candidates, product, partner, company):
        ranked = {}
        path = product.categ_id.parent_path or ''
        for term in candidates:
            if term.company_id not in (company, self.env['res.company']):
                continue
            if term.partner_id and term.partner_id != partner:
                continue
            if term.categ_id and not path.startswith(term.categ_id.parent_path):
                continue
            depth = len((term.categ_id.parent_path or '').split('/'))
            ranked.setdefault((bool(term.partner_id), depth, term.weight), []).append(term)
        if not ranked:
            return self.browse(), []
        order = sorted(ranked, reverse=True)
        best = ranked[order[0]]
        others = [term.production_term for rank in order for term in ranked[rank]]
        if len({term.production_term for term in best}) > 1:
            return self.browse(), list(dict.fromkeys(others))
        chosen = best[0]
        return chosen, [other for other in dict.fromkeys(others) if other != chosen.production_term]

    @api.model
    def _learn(self, pairs, user):
        """Add or strengthen translations that a second person confirmed (CTR-04).

        :param pairs: list of ``(sales term, production term, product category, company)``
        """
        wanted = {}
        for sales_term, production_term, categ, company in pairs:
            key = (normalise(sales_term), (production_term or '').strip(), categ.id, company.id)
            if key[0] and key[1]:
                wanted.setdefault(key, [sales_term, 0])[1] += 1
        if not wanted:
            return
        terms = self.with_context(active_test=False).search([
            ('sales_key', 'in', [key[0] for key in wanted]), ('partner_id', '=', False)])
        known = {(term.sales_key, term.production_term, term.categ_id.id, term.company_id.id): term for term in terms}
        stamp = {'last_confirmed_at': fields.Datetime.now(), 'last_confirmed_by_id': user.id}
        new = []
        for key, (sales_term, count) in wanted.items():
            # A term of the whole dictionary is strengthened before one of the category is added.
            term = next((known[found] for found in (
                key, (*key[:3], False), (*key[:2], False, key[3]), (*key[:2], False, False)) if found in known), None)
            if term:
                term.write({'weight': term.weight + count, 'active': True, **stamp})
            else:
                new.append({
                    'sales_term': sales_term, 'production_term': key[1], 'categ_id': key[2], 'company_id': key[3],
                    'weight': count, 'is_learned': True, **stamp})
        self.create(new)
