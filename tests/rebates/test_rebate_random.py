"""2,000 random agreements on a random ledger against a slow reference, to the cent."""
from datetime import date, timedelta
from random import Random

from odoo import Command
from odoo.tests import tagged

from .ledger import Ledger
from .rebate_common import RebateCommon
from .slow_reference import SlowReference

AGREEMENTS = 2000


@tagged('post_install', '-at_install')
class TestRebateRandom(RebateCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(20251121)
        cls._make_world()
        cls.other = cls.env.ref('base.EUR') if cls.company.currency_id != cls.env.ref('base.EUR') \
            else cls.env.ref('base.USD')
        cls.other.active = True
        cls.env['res.currency.rate'].search([('currency_id', 'in', (cls.company.currency_id | cls.other).ids)]).unlink()
        cls.rates = [(date(2023, 1, 1), 0.5), (date(2024, 7, 1), 0.8), (date(2025, 3, 1), 0.64)]
        cls.env['res.currency.rate'].create([
            {'currency_id': cls.other.id, 'name': day, 'rate': rate, 'company_id': cls.company.id}
            for day, rate in cls.rates])
        ledger = Ledger(
            cls.env, cls.random, cls.journal, cls.customers, cls.goods, {cls.company.currency_id: 1, cls.other: 1.7})
        ledger.fill(2400, cls.delivery)
        cls.agreements = cls.env['order.desk.rebate.agreement'].create(
            [cls._prepare_agreement() for _number in range(AGREEMENTS)])
        # Two thirds are active, some of which exclude each other.
        cls.active = cls.agreements[::3] | cls.agreements[1::3]
        cls.active._desk_write_facts({'state': 'active'})

    @classmethod
    def _make_world(cls):
        """Make customers, some below others, and goods in nested categories with tags."""
        partners, random = cls.env['res.partner'], cls.random
        cls.tags = cls.env['res.partner.category'].create([{'name': f"Tag {number}"} for number in range(4)])
        cls.tags[1].parent_id = cls.tags[0]
        companies = partners.create([
            {'name': f"Customer {number}", 'is_company': True, 'category_id': random.choice(cls.tags).ids}
            for number in range(60)])
        cls.customers = companies | partners.create([
            {'name': f"Shop {number}", 'parent_id': random.choice(companies).id} for number in range(20)])
        cls.categories = cls.env['product.category'].create([{'name': f"Goods {number}"} for number in range(5)])
        cls.categories[1].parent_id = cls.categories[0]
        cls.product_tags = cls.env['product.tag'].create([{'name': f"Rebate tag {number}"} for number in range(3)])
        units = cls.env.ref('uom.product_uom_unit') | cls.env.ref('uom.product_uom_dozen') \
            | cls.env.ref('uom.product_uom_kgm')
        cls.products = cls.env['product.product'].create([{
            'name': f"Product {number}", 'categ_id': random.choice(cls.categories).id,
            'product_tag_ids': random.sample(cls.product_tags.ids, random.randint(0, 2))} for number in range(12)])
        cls.goods = [(product, random.choice(units)) for product in cls.products for _unit in range(2)]
        cls.delivery = cls.env['product.product'].create({'name': "Carriage", 'type': 'service'})
        cls.env['delivery.carrier'].create({'name': "Carriage", 'product_id': cls.delivery.id})

    @classmethod
    def _prepare_agreement(cls):
        random = cls.random
        first = date(2025, 1, 1) + timedelta(days=random.choice((0, 0, 0, 14, 30, 59)))
        basis, method = random.choice(('invoiced', 'invoiced', 'paid', 'quantity')), random.choice(
            ('progressive', 'retrospective', 'rolling', 'total', 'growth', 'flat'))
        scale = 1 if method == 'growth' else 20 if basis == 'quantity' else 500
        bounds = sorted(random.sample(range(40), random.randint(1, 4)))
        if random.random() < .6:
            bounds[0] = 0
        vals = {
            'name': f"RND{random.random()}", 'date_from': first,
            'date_to': date(2025, 12, 31) - timedelta(days=random.choice((0, 0, 0, 45))),
            'basis': basis, 'method': method, 'pays': random.choice(('percent', 'unit')),
            'calculation_period': random.choice(('month', 'quarter', 'year', 'validity')),
            'tier_ids': [Command.create({
                'threshold': bound * scale, 'rate': random.randint(0, 4000) / 100,
                'amount': random.randint(0, 50000) / 100}) for bound in bounds],
            'growth_against': random.choice(('year', 'period')), 'growth_pays': random.choice(('growth', 'whole')),
            'growth_new': random.choice(('skip', 'zero')),
            'stacking': random.choice(('add', 'add', 'add', 'exclusive')), 'stacking_rank': random.randint(1, 3),
            'include_taxes': random.random() < .1, 'include_delivery': random.random() < .1,
            'include_down_payments': random.random() < .1,
            'currency_id': random.choice((cls.company.currency_id, cls.company.currency_id, cls.other)).id,
        }
        if basis == 'quantity':
            vals['uom_id'] = cls.env.ref(random.choice(('uom.product_uom_unit', 'uom.product_uom_dozen'))).id
        return {**vals, **cls._prepare_customers(), **cls._prepare_scope(), **cls._prepare_limits()}

    @classmethod
    def _prepare_customers(cls):
        random, kind = cls.random, cls.random.random()
        if kind < .1:
            return {'partner_category_id': random.choice(cls.tags).id}
        further = random.sample(cls.customers.ids, 2) if kind < .25 else []
        return {'partner_id': random.choice(cls.customers).id, 'partner_ids': [Command.set(further)]}

    @classmethod
    def _prepare_scope(cls):
        random, vals = cls.random, {}
        named = {'product_ids': cls.products, 'category_ids': cls.categories, 'tag_ids': cls.product_tags}
        for name, records in named.items():
            ids = random.sample(records.ids, 2)
            if random.random() < .2:
                vals[name] = [Command.set(ids[:1])]
            if random.random() < .1:
                vals[f'excluded_{name}'] = [Command.set(ids[1:])]
        return vals

    @classmethod
    def _prepare_limits(cls):
        random = cls.random
        cap = random.choice((0, 0, 0, 500, 2000))
        return {
            'minimum_amount': random.choice((0, 0, 0, 50)), 'maximum_amount': cap,
            'guarantee_amount': random.choice((0, 0, 0, 100))}

    def _range(self, agreement):
        """Return the whole validity or a part of it."""
        if self.random.random() < .5:
            return agreement.date_from, agreement.date_to
        days = (agreement.date_to - agreement.date_from).days
        first = self.random.choice((0, 0, self.random.randint(0, days)))
        return (
            agreement.date_from + timedelta(days=first),
            agreement.date_from + timedelta(days=self.random.randint(first, days)))

    def test_random_agreements(self):
        """REB-01: 2,000 random agreements earn to the cent what a slow reference says, today and as of a past day."""
        reference = SlowReference(self.env, {self.other.id: self.rates})
        rivals = self.active.filtered(lambda agreement: agreement.stacking == 'exclusive')
        periods = {agreement: self._range(agreement) for agreement in self.agreements}
        for as_of, agreements in ((None, self.agreements), (date(2025, 6, 30), self.agreements[::4])):
            results = agreements._compute_rebates({agreement: periods[agreement] for agreement in agreements}, as_of)
            wrong, paid = [], 0
            for agreement in agreements:
                expected = reference.rebate(agreement, *periods[agreement], as_of=as_of, rivals=rivals)
                paid += bool(expected)
                if round(results[agreement].amount * 100) != expected * 100:
                    wrong.append((agreement.method, agreement.basis, results[agreement].amount, float(expected)))
            self.assertEqual(wrong, [])
            self.assertGreater(paid, len(agreements) / 3)

    def test_random_lines(self):
        """REB-01: the lines that count, with the rule that decided, are those of a slow reference, and add up."""
        reference = SlowReference(self.env, {self.other.id: self.rates})
        rivals = self.active.filtered(lambda agreement: agreement.stacking == 'exclusive')
        agreements = self.agreements[::20]
        first, last = max(agreements.mapped('date_from')), min(agreements.mapped('date_to'))
        results = agreements._compute_rebates((first, last))
        rows = agreements._get_volume_rows(first, last)
        for agreement in agreements.filtered(lambda agreement: agreement.stacking == 'exclusive')[:20]:
            alone = agreement._compute_rebates((first, last))[agreement]
            self.assertEqual(alone, results[agreement], "what is asked together does not matter")
        for agreement in agreements:
            own = [row for row in rows if row.agreement_id == agreement.id]
            counted = reference.counted(agreement, first, last, rivals=rivals)
            self.assertEqual(
                {row.move_line_id for row in own if row.counted}, {line['id'] for line in counted}, agreement.name)
            self.assertAlmostEqual(sum(row.amount for row in own if row.counted), results[agreement].volume, 2)
            shares = agreement._spread_rebate(results[agreement], own)
            if any(slot.volume.amount for slot in results[agreement].slots if slot.amount) and all(
                    slot.volume.amount or not slot.amount for slot in results[agreement].slots):
                self.assertAlmostEqual(sum(shares.values()), results[agreement].amount, 2)
