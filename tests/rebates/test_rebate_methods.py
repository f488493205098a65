"""What a business volume earns: methods, limits, periods, scope, currencies."""
from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .rebate_common import RebateCommon

BANDS = ((0, 10), (1000, 25))


@tagged('post_install', '-at_install')
class TestRebateMethods(RebateCommon):

    def test_worked_figures(self):
        """REB-01: 2,000 at 10 % and 25 % from 1,000 earn 350, 500, 600, 700 by method, on a draft, without a write."""
        self._invoice(2000)
        for method, expected in (('progressive', 350), ('retrospective', 500), ('rolling', 600), ('total', 700)):
            agreement = self._agreement(BANDS, method=method)
            self.env.flush_all()
            with patch.object(type(agreement), 'write', side_effect=AssertionError("writes")):
                result = agreement.compute_rebate('2025-01-01', '2025-12-31')
            self.assertEqual((agreement.state, result['amount']), ('draft', expected), method)
            self.assertEqual(result['currency'], self.company.currency_id.name)
            self.assertEqual([(line['counted'], line['rule'], line['amount']) for line in result['lines']],
                             [(True, 'volume', 2000.0)])

    def test_settlement_example(self):
        """REB-01: 2 % from 5,000 and 4 % from 20,000 on the whole: 0 to October, 140 to November, 1,080 to December."""
        agreement = self._agreement(((5000, 2), (20000, 4)), method='retrospective')
        for amount, day in ((4000, '2025-10-10'), (3000, '2025-11-10'), (20000, '2025-12-10')):
            self._invoice(amount, day)
        self.assertEqual(
            [self._rebate(agreement, last=last) for last in ('2025-10-31', '2025-11-30', '2025-12-31')],
            [0, 140, 1080])

    def test_quantity(self):
        """REB-01: bands of quantities in one unit: percent of the value, or an amount per unit; others are told."""
        dozen, kilo = self.env.ref('uom.product_uom_dozen'), self.env.ref('uom.product_uom_kgm')
        self._invoice(600, quantity=5, line_vals={'product_uom_id': dozen.id})
        other = self._invoice(100, line_vals={'product_uom_id': kilo.id})
        agreement = self._agreement(((0, 10), (48, 20)), basis='quantity')
        self.assertEqual(self._rebate(agreement), 48 + 24)  # 60 units at 10: 48 at 10 %, 12 at 20 %
        self.assertEqual(self._rules(agreement)[other.invoice_line_ids], 'unit')
        agreement.write({'pays': 'unit', 'method': 'retrospective'})
        agreement.tier_ids[1].amount = 1.5
        self.assertEqual(self._rebate(agreement), 90)

    def test_growth(self):
        """REB-01: bands of growth in percent against the year before, on the growth or on the whole."""
        agreement = self._agreement(((10, 5), (50, 10)), method='growth')
        self._invoice(1500)
        self.assertEqual(self._rebate(agreement), 0)  # a new customer
        agreement.growth_new = 'zero'
        self.assertEqual(self._rebate(agreement), 150)
        self._invoice(1000, '2024-12-31')
        self.assertEqual(self._rebate(agreement), 50)  # grown by 50 %, on the bound
        agreement.growth_pays = 'whole'
        self.assertEqual(self._rebate(agreement), 150)
        self._invoice(400, move_type='out_refund')
        self.assertEqual(self._rebate(agreement), 55)
        self.assertEqual(self._rebate(agreement, last='2025-02-28'), 0)

    def test_flat(self):
        """REB-01: a flat amount for the band reached, once a calculation period."""
        agreement = self._agreement((), method='flat', calculation_period='quarter', tier_ids=[
            Command.create({'threshold': bound, 'amount': amount}) for bound, amount in ((1000, 50), (2000, 120))])
        self._invoice(1000, '2025-02-01')
        self._invoice(2500, '2025-05-01')
        self.assertEqual(self._rebate(agreement), 170)

    def test_limits(self):
        """REB-01: minimum, cap and guarantee hold for each calculation period; a guarantee is due when it is over."""
        agreement = self._agreement(((0, 10),), calculation_period='quarter', minimum_amount=50, maximum_amount=200)
        for amount, day in ((400, '2025-02-01'), (1000, '2025-05-01'), (5000, '2025-08-01')):
            self._invoice(amount, day)
        self.assertEqual(self._rebate(agreement), 0 + 100 + 200)
        agreement.guarantee_amount = 60
        self.assertEqual(self._rebate(agreement), 60 + 100 + 200 + 60)
        self.assertEqual(self._rebate(agreement, last='2025-11-30'), 60 + 100 + 200)

    def test_periods_begin_with_the_agreement(self):
        """REB-01: the bands start anew with each calculation period, counted from the agreement's first day."""
        agreement = self._agreement(BANDS, date_from='2025-01-15', date_to='2025-12-31', calculation_period='month')
        self._invoice(1000, '2025-02-14')
        self._invoice(1000, '2025-02-15')
        self.assertEqual(self._rebate(agreement, '2025-01-15'), 200)
        agreement.calculation_period = 'year'
        self.assertEqual(self._rebate(agreement, '2025-01-15'), 350)

    def test_scope(self):
        """REB-01: products, categories with those below, and tags are included or excluded; the rule is told."""
        top, below = self.env['product.category'].create([{'name': "Pumps"}, {'name': "Small pumps"}])
        below.parent_id = top
        tag = self.env['product.tag'].create({'name': "Promotion"})
        self.product_a.categ_id = below
        self.product_b.product_tag_ids = tag
        lines = [self._invoice(1000, product=product).invoice_line_ids for product in (self.product_a, self.product_b)]
        for scope, rules in (
                ({}, ['volume', 'volume']),
                ({'category_ids': top.ids}, ['included', 'not_included']),
                ({'tag_ids': tag.ids}, ['not_included', 'included']),
                ({'product_ids': self.product_b.ids}, ['not_included', 'included']),
                ({'excluded_category_ids': top.ids}, ['excluded', 'volume']),
                ({'excluded_tag_ids': tag.ids, 'category_ids': top.ids}, ['included', 'excluded']),
                ({'product_ids': self.product_a.ids, 'excluded_category_ids': below.ids},
                 ['excluded', 'not_included'])):
            agreement = self._agreement(**{name: [Command.set(ids)] for name, ids in scope.items()})
            found = self._rules(agreement)
            self.assertEqual([found[line] for line in lines], rules, scope)

    def test_customers(self):
        """REB-01: the commercial partner with its contacts, several customers, or a category; archived ones too."""
        contact, other, third = self.env['res.partner'].create([
            {'name': "Branch", 'parent_id': self.partner.id, 'type': 'invoice'}, {'name': "Other"}, {'name': "Third"}])
        category = self.env['res.partner.category'].create({'name': "Dealers"})
        (self.partner | third).category_id = category
        for partner, amount in ((contact, 100), (other, 200), (third, 400)):
            self._invoice(amount, partner_id=partner.id)
        all_of_it = ((0, 100),)
        self.assertEqual(self._rebate(self._agreement(all_of_it, partner_id=contact.id)), 100)
        agreement = self._agreement(all_of_it, partner_ids=[Command.set(other.ids)])
        self.assertEqual(self._rebate(agreement), 300)
        self.assertEqual(self._rebate(self._agreement(
            all_of_it, partner_id=False, partner_category_id=category.id)), 500)
        other.active = False
        self.assertEqual(self._rebate(agreement), 300)

    def test_merged_customer(self):
        """REB-01: a customer merged into another takes agreement and volume along."""
        other = self.env['res.partner'].create({'name': "Northern Pumps Ltd", 'is_company': True})
        agreement = self._agreement()
        self._invoice(2000)
        self.env['base.partner.merge.automatic.wizard']._merge((self.partner | other).ids, other)
        self.env.invalidate_all()
        self.assertEqual((agreement.partner_id, self._rebate(agreement)), (other, 350))

    def test_currency(self):
        """REB-01: a line in the agreement's currency counts as invoiced, others at the rate of their invoice's date."""
        euro = self.env.ref('base.EUR') if self.company.currency_id.name != 'EUR' else self.env.ref('base.USD')
        euro.active = True
        euro.rate_ids.unlink()
        self.env['res.currency.rate'].create([
            {'currency_id': euro.id, 'name': day, 'rate': rate, 'company_id': self.company.id}
            for day, rate in (('2025-02-01', 0.5), ('2025-06-01', 0.8))])
        agreement = self._agreement(((0, 10),), currency_id=euro.id)
        self._invoice(1000, '2025-03-01')
        self._invoice(1000, '2025-07-01')
        self._invoice(1000, '2025-07-01', currency_id=euro.id)
        self.assertEqual(self._rebate(agreement), 50 + 80 + 100)
        self.assertEqual(self._rebate(self._agreement(((0, 10),))), 100 + 100 + 125)
        self._invoice(1000, '2025-01-10')
        with self.assertRaisesRegex(UserError, "has no rate"):
            self._rebate(agreement)

    def test_shares_fit(self):
        """REB-01: the rebate divided among its lines always fits; the difference ends in the last one."""
        agreement = self._agreement(((0, 10),))
        for _line in range(3):
            self._invoice(33.35)
        days = (date(2025, 1, 1), date(2025, 12, 31))
        result = agreement._compute_rebates(days)[agreement]
        shares = agreement._spread_rebate(result, agreement._get_volume_rows(*days))
        self.assertEqual((result.amount, list(shares.values())), (10.01, [3.34, 3.34, 3.33]))

    def test_queries(self):
        """REB-01: one agreement and a hundred cost the same number of queries."""
        agreements = self._agreement()
        for _number in range(19):
            agreements |= self._agreement()
        days = (date(2025, 1, 1), date(2025, 12, 31))
        one = self._count_queries(lambda: agreements[:1]._compute_rebates(days))
        self.assertEqual(self._count_queries(lambda: agreements._compute_rebates(days)), one)
        self.assertLessEqual(one, 8)
