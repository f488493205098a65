"""The price gate: who must sign, and what stops before anybody may."""
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestPriceGate(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gate = cls._only_gates('price')
        cls.domestic = cls.env.ref('order_desk.order_type_domestic')
        cls.international = cls.env.ref('order_desk.order_type_international')

    def _roles(self, order):
        check = self._check(order, 'price')
        return {group.get_external_id()[group.id].split('.group_')[-1] for group in check.group_ids}

    def _priced(self, price, product=None, quantity=1, **vals):
        return self._order([(product or self.product_a, quantity, price)], **vals)

    def test_finance_reviews_every_order(self):
        """PRC-03: an order without any deviation passes with the signature of finance, and not without it."""
        order = self._priced(100)
        self.assertOpen(order, 'price')
        self.assertEqual(self._roles(order), {'finance_clerk'})
        with self.assertRaisesRegex(UserError, "Price"):
            order.action_confirm()
        with self.assertRaises(AccessError):
            self._decide(order, 'order_clerk', 'price')
        self._decide(order, 'finance_clerk', 'price')
        self.assertPassed(order, 'price')
        order.action_confirm()
        self.assertEqual(order.state, 'sale')

    def test_authority_grows_with_deviation(self):
        """PRC-05, PRC-04, PRC-06, PRC-07: desk within its range, then sales manager, then general manager."""
        expected = {
            100: set(), 104: set(), 99: {'order_supervisor'}, 95: {'order_supervisor'},
            94.99: {'order_supervisor', 'sale_manager'}, 85: {'order_supervisor', 'sale_manager'},
            84: {'order_supervisor', 'sale_manager', 'general_manager'},
        }
        for price, roles in expected.items():
            with self.subTest(price=price):
                order = self._priced(price, desk_order_type_id=self.domestic.id)
                evaluator = self.gate._get_evaluator()
                steps = evaluator._get_steps(self.gate, order)[order]
                groups = self.env['res.groups'].browse(step.group_id for step in steps)
                names = {xmlid.split('.group_')[-1] for xmlid in groups.get_external_id().values()}
                self.assertEqual(names, roles | {'finance_clerk'})

    def test_levels_sign_one_after_the_other(self):
        """PRC-05, PRC-14: the higher authority signs after the lower one; each only for its own role."""
        order = self._priced(80)
        self.assertEqual(self._roles(order), {'finance_clerk', 'order_supervisor'})
        with self.assertRaises(UserError):
            self._decide(order, 'general_manager', 'price')
        self._decide(order, 'finance_clerk', 'price')
        self._decide(order, 'order_supervisor', 'price')
        self.assertEqual(self._roles(order), {'sale_manager'})
        self._decide(order, 'sales_manager', 'price')
        self.assertEqual(self._roles(order), {'general_manager'})
        self._decide(order, 'general_manager', 'price')
        self.assertPassed(order, 'price')

    def test_scope(self):
        """PRC-05: limits differ for domestic and international orders, by type or else by country."""
        order = self._priced(96, desk_order_type_id=self.international.id)
        self.assertEqual(order._desk_get_price_scope(), 'international')
        self.assertEqual(len(self.gate._get_evaluator()._get_steps(self.gate, order)[order]), 3)
        self.company.partner_id.country_id = self.env.ref('base.us')
        self.partner.country_id = self.env.ref('base.de')
        self.assertEqual(self._priced(96)._desk_get_price_scope(), 'international')
        self.partner.country_id = self.env.ref('base.us')
        domestic = self._priced(96)
        self.assertEqual(domestic._desk_get_price_scope(), 'domestic')
        self.assertEqual(len(self.gate._get_evaluator()._get_steps(self.gate, domestic)[domestic]), 2)

    def test_margin(self):
        """PRC-05: a price by the plan still needs the next role when its margin leaves the desk's range."""
        self.product_a.standard_price = 95
        order = self._priced(100)
        steps = self.gate._get_evaluator()._get_steps(self.gate, order)[order]
        self.assertEqual(len(steps), 3, "5 % margin: finance, desk and sales manager")
        self.product_a.standard_price = 101
        steps = self.gate._get_evaluator()._get_steps(self.gate, order)[order]
        self.assertEqual(len(steps), 4, "a loss: the general manager as well")

    def test_price_sent_as_technical_price(self):
        """PRC-01: a price sent with the order is measured by the plan, not by what the sender says it was."""
        order = self.env['sale.order'].create({
            'partner_id': self.partner.id,
            'order_line': [(0, 0, {
                'product_id': self.product_a.id, 'price_unit': 10, 'technical_price_unit': 10})]})
        self.assertAlmostEqual(order.order_line.desk_deviation_percent, 90)
        self.assertEqual(len(self.gate._get_evaluator()._get_steps(self.gate, order)[order]), 4)

    def test_basis_cannot_be_forged(self):
        """PRC-01, SEC-05: what the price is measured by is the product's own, over any path."""
        order = self._priced(10)
        clerk = self.users['order_supervisor']
        for name, value in {
            'desk_reference_price': 10, 'desk_floor_unit': 0.01, 'desk_basis_key': 'x', 'desk_reviewed_price': 5,
        }.items():
            with self.assertRaises(AccessError):
                order.order_line.with_user(clerk).write({name: value})
            with self.assertRaises(AccessError):
                self.env['sale.order.line'].with_user(clerk).create({
                    'order_id': order.id, 'product_id': self.product_a.id, name: value})

    def test_given_away(self):
        """PRC-05: free lines, zero and negative prices and negative quantities are a full discount."""
        for price, quantity, discount in ((0, 1, 0), (-5, 1, 0), (100, 1, 100), (100, -1, 0)):
            with self.subTest(price=price, quantity=quantity, discount=discount):
                order = self._order([(self.product_b, 1, 50), (self.product_a, quantity, price)])
                order.order_line[1].discount = discount
                self.assertAlmostEqual(order.order_line[1].desk_deviation_percent, 100)
                self.assertEqual(len(self.gate._get_evaluator()._get_steps(self.gate, order)[order]), 4)

    def test_global_discount_is_spread(self):
        """PRC-05: a discount on the whole order counts on each of its lines."""
        order = self._order([(self.product_a, 1, 100), (self.product_b, 2, 50)])
        self.env['sale.order.discount'].create({
            'sale_order_id': order.id, 'discount_type': 'so_discount', 'discount_percentage': 0.10,
        }).action_apply_discount()
        self.assertAlmostEqual(order.order_line[0].desk_deviation_percent, 10, places=2)
        self.assertAlmostEqual(order.order_line[1].desk_deviation_percent, 10, places=2)
        self.assertEqual(len(self.gate._get_evaluator()._get_steps(self.gate, order)[order]), 3)

    def test_no_role_reaches(self):
        """PRC-05: beyond every authority the gate says so before anybody signs."""
        self.env.ref('order_desk.price_authority_general_manager').max_discount = 20
        order = self._priced(50)
        self.assertEqual(self._check(order, 'price').finding_code, 'beyond_authority')
        with self.assertRaisesRegex(UserError, "no role may grant"):
            self._decide(order, 'finance_clerk', 'price')

    def test_authority_input(self):
        """PRC-05: limits outside 0 to 100 percent are refused, and the desk cannot widen its own."""
        authority = self.env.ref('order_desk.price_authority_desk_domestic')
        for value in (-1, 101):
            with self.assertRaises(ValidationError):
                authority.max_discount = value
        with self.assertRaises(AccessError):
            authority.with_user(self.users['order_supervisor']).max_discount = 100

    def test_company_level_stands_first(self):
        """PRC-05: a company's own level replaces the general one of the role."""
        self.env['order.desk.price.authority'].create({
            'group_id': self.env.ref('order_desk.group_order_supervisor').id, 'scope': 'domestic', 'sequence': 10,
            'max_discount': 50, 'company_id': self.company.id})
        order = self._priced(60, desk_order_type_id=self.domestic.id)
        self.assertEqual(len(self.gate._get_evaluator()._get_steps(self.gate, order)[order]), 2)

    def test_signature_is_bound_to_the_price(self):
        """PRC-03, PRC-10: a changed price reopens the gate and shows old and new."""
        order = self._priced(100)
        self._decide(order, 'finance_clerk', 'price')
        self.assertPassed(order, 'price')
        order.order_line.name = "Another description"
        self.assertPassed(order, 'price')
        order.order_line.price_unit = 99
        self.assertOpen(order, 'price')
        self.assertRegex(self._check(order, 'price').message, "100.0 → 99.0")

    def test_floor(self):
        """PRC-04: below the floor nobody signs; the general manager alone waives, up to a cap; all still sign."""
        self.product_a.desk_floor_price = 90
        order = self._priced(80, quantity=10)
        check = self._check(order, 'price')
        self.assertEqual((check.finding_code, check.amount), ('floor', 100.0))
        for role in ('finance_clerk', 'order_supervisor', 'sales_manager', 'general_manager'):
            with self.assertRaises(UserError):
                self._decide(order, role, 'price')
        for role in ('finance_clerk', 'order_supervisor', 'sales_manager', 'administrator'):
            with self.assertRaises(AccessError):
                self._decide(order, role, 'price', 'waive', "Please")
        self._decide(order, 'general_manager', 'price', 'waive', "Last of the stock", cap=100)
        self.assertOpen(order, 'price')
        self.assertIn('finance_clerk', self._roles(order))
        for role in ('finance_clerk', 'order_supervisor', 'sales_manager', 'general_manager'):
            self._decide(order, role, 'price')
        self.assertEqual(self._check(order, 'price').state, 'waived')
        order.order_line.write({'product_uom_qty': 11, 'price_unit': 80})
        self.assertEqual(self._check(order, 'price').finding_code, 'floor', "the cap is exceeded")

    def test_floor_on_every_path(self):
        """PRC-04: the floor holds for orders created, written, imported or copied, by whomever."""
        self.product_a.desk_floor_price = 90
        clerk = self.users['order_clerk']
        created = self.env['sale.order'].with_user(clerk).create({
            'partner_id': self.partner.id,
            'order_line': [(0, 0, {'product_id': self.product_a.id, 'price_unit': 89})]})
        self.assertEqual(self._check(created.sudo(), 'price').finding_code, 'floor')
        written = self._priced(100)
        written.order_line.with_user(clerk).discount = 11
        self.assertEqual(self._check(written, 'price').finding_code, 'floor')
        self.assertEqual(self._check(written.copy(), 'price').finding_code, 'floor')
        result = self.env['sale.order'].with_user(clerk).load(
            ['partner_id', 'order_line/product_id', 'order_line/price_unit'], [["Northern Pumps", "[PA] Pump A", '10']])
        imported = self.env['sale.order'].browse(result['ids'])
        self.assertTrue(imported, result['messages'])
        with self.assertRaisesRegex(UserError, "floor"):
            imported.action_confirm()
        with self.assertRaisesRegex(UserError, "floor"):
            imported.write({'state': 'sale'})

    def test_floor_raised_after_the_quotation(self):
        """PRC-04: a floor raised later stops a quotation, and leaves a confirmed order alone."""
        quotation, confirmed = self._priced(100), self._priced(100)
        for order in quotation, confirmed:
            self._decide(order, 'finance_clerk', 'price')
        confirmed.action_confirm()
        self.product_a.desk_floor_price = 120
        with self.assertRaisesRegex(UserError, "floor"):
            quotation.action_confirm()
        confirmed.action_desk_check()
        self.assertPassed(confirmed, 'price')

    def test_floor_unit_and_currency(self):
        """PRC-04: the floor is converted to the line's unit and the order's currency."""
        dozen = self.env.ref('uom.product_uom_dozen')
        euro = self._currency('EUR', 2.0)
        pricelist = self.env['product.pricelist'].create({'name': "Foreign", 'currency_id': euro.id})
        self.product_a.desk_floor_price = 90
        order = self.env['sale.order'].create({
            'partner_id': self.partner.id, 'pricelist_id': pricelist.id,
            'order_line': [(0, 0, {
                'product_id': self.product_a.id, 'product_uom_id': dozen.id, 'price_unit': 2159})]})
        line = order.order_line
        self.assertAlmostEqual(line.desk_floor_price, 90 * 12 * 2, places=4)
        self.assertAlmostEqual(line.desk_list_price, 100 * 12 * 2, places=4)
        self.assertTrue(line.desk_below_floor)
        line.price_unit = 2160
        self.assertFalse(line.desk_below_floor)
        self.assertAlmostEqual(line.desk_margin_percent, 33.33, places=2)

    def _currency(self, name, rate):
        currency = self.env['res.currency'].with_context(active_test=False).search([('name', '=', name)])
        if currency == self.company.currency_id:
            currency = self.env['res.currency'].with_context(active_test=False).search([('name', '=', 'CHF')])
        currency.active = True
        currency.rate_ids.unlink()
        if rate:
            self.env['res.currency.rate'].create({
                'name': '2020-01-01', 'currency_id': currency.id, 'rate': rate, 'company_id': self.company.id})
        return currency

    def test_currency_without_rate(self):
        """PRC-01: a currency without any rate is a finding with its remedy, and no crash."""
        currency = self._currency('EUR', None)
        pricelist = self.env['product.pricelist'].create({'name': "Unrated", 'currency_id': currency.id})
        order = self._priced(100, pricelist_id=pricelist.id)
        check = self._check(order, 'price')
        self.assertEqual(check.finding_code, 'no_rate')
        self.assertIn(currency.name, check.message)
        self.env['res.currency.rate'].create({
            'name': '2020-01-01', 'currency_id': currency.id, 'rate': 1.0, 'company_id': self.company.id})
        order.action_desk_check()
        self.assertEqual(check.finding_code, 'signature')

    def test_doubt_holds_the_order(self):
        """PRC-02: a doubt holds the review until it is answered, and goes to three people."""
        order = self._priced(100, user_id=self.users['salesperson'].id)
        order.with_user(self.users['order_clerk']).action_desk_raise_price_doubt("Is 100 the price of the old model?")
        self.assertEqual(self._check(order, 'price').finding_code, 'doubt')
        told = order.activity_ids.user_id
        for role in ('order_desk.group_order_supervisor', 'order_desk.group_general_manager',
                     'sales_team.group_sale_manager'):
            self.assertTrue(any(user.has_group(role) for user in told), role)
        self.assertEqual(len(order.activity_ids), len(told))
        with self.assertRaises(UserError):
            self._decide(order, 'finance_clerk', 'price')
        with self.assertRaises(UserError):
            order.with_user(self.users['order_clerk']).action_desk_raise_price_doubt("Again")
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_clerk']).action_desk_answer_price_doubt("It is")
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_supervisor']).write({'desk_price_doubt': False})
        with self.assertRaises(UserError):
            order.with_user(self.users['order_supervisor']).action_desk_answer_price_doubt("  ")
        order.with_user(self.users['order_supervisor']).action_desk_answer_price_doubt("Yes, Mr Li by telephone")
        self.assertFalse(order.activity_ids)
        self.assertEqual(order.desk_price_doubt_ids.answer, "Yes, Mr Li by telephone")
        self._decide(order, 'finance_clerk', 'price')
        self.assertPassed(order, 'price')

    def test_reviewed_and_negotiated_price(self):
        """PRC-10: a difference between reviewed and negotiated price blocks until it is explained."""
        order = self._priced(100)
        line = order.order_line
        line.desk_negotiated_price = 98
        self.assertEqual(self._check(order, 'price').finding_code, 'difference')
        with self.assertRaises(UserError):
            self._decide(order, 'finance_clerk', 'price')
        with self.assertRaises(AccessError):
            line.with_user(self.users['engineer']).action_desk_review_price(98)
        for bad in (-1, 'abc', float('nan')):
            with self.assertRaises(UserError):
                line.with_user(self.users['finance_clerk']).action_desk_review_price(bad)
        line.with_user(self.users['finance_clerk']).action_desk_review_price(98, "Agreed at the fair, note of 3 May")
        self.assertEqual((line.desk_reviewed_price, self._check(order, 'price').finding_code), (98, 'signature'))
        self._decide(order, 'finance_clerk', 'price')
        self.assertPassed(order, 'price')

    def test_payment_terms_of_the_contract(self):
        """PRC-16: payment terms other than the customer's contract are explained before anybody signs."""
        terms = self.env.ref('account.account_payment_term_30days')
        self.partner.property_payment_term_id = terms
        order = self._priced(100)
        self.assertEqual(order.payment_term_id, terms)
        self.assertEqual(self._check(order, 'price').finding_code, 'signature')
        order.payment_term_id = self.env.ref('account.account_payment_term_immediate')
        self.assertEqual(self._check(order, 'price').finding_code, 'terms')
        order.desk_terms_note = "First order, paid at once"
        self.assertEqual(self._check(order, 'price').finding_code, 'signature')

    def test_sales_policy(self):
        """PRC-11, PRC-12, PRC-13, CTR-03: contracts are checked by the sales policy of the year."""
        allowed = self.env['product.pricelist'].create({'name': "Dealers"})
        policy = self.env['order.desk.sales.policy'].create({
            'name': "Policy", 'date_from': '2000-01-01', 'date_to': '2099-12-31', 'pricelist_ids': allowed.ids})
        order = self._priced(100)
        self.assertEqual(self._check(order, 'price').finding_code, 'policy')
        order.pricelist_id = allowed
        self.assertEqual(self._check(order, 'price').finding_code, 'signature')
        policy.date_to = '2000-12-31'
        order.action_desk_check()
        self.assertEqual(self._check(order, 'price').finding_code, 'policy')
        with self.assertRaises(ValidationError):
            policy.copy({'name': "Second"})
        with self.assertRaises(AccessError):
            policy.with_user(self.users['order_clerk']).name = "Mine"
