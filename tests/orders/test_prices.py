"""The prices of a line side by side, and what they cost."""
from functools import partial

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestPrices(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('price')
        cls.contract = cls.env['product.pricelist'].create({
            'name': "Contract of Northern Pumps",
            'item_ids': [(0, 0, {
                'applied_on': '0_product_variant', 'product_id': cls.product_a.id, 'fixed_price': 88})]})
        cls.contact = cls.env['res.partner'].create({'name': "Buyer", 'parent_id': cls.partner.id})

    def test_side_by_side(self):
        """PRC-01: contract price, price plan, last prices and negotiated price stand on the line."""
        self.partner.desk_contract_pricelist_id = self.contract
        self.assertEqual(self.contact.desk_contract_pricelist_id, self.contract, "a contact follows its company")
        gates = self.env['order.desk.gate'].search([])
        gates.active = False
        for price in (91, 92, 93, 94):
            self._order([(self.product_a, 1, price)], partner_id=self.contact.id).action_confirm()
        gates.active = True
        order = self._order([(self.product_a, 1, 88), (self.product_b, 1, 50)])
        line, other = order.order_line
        line.desk_negotiated_price = 88
        self.assertEqual((line.desk_contract_price, line.desk_list_price), (88, 100))
        self.assertEqual((line.desk_last_price, line.desk_deviation_percent), (94, 0))
        self.assertRegex(line.desk_last_prices, r"^94\.00 \(\d{4}-\d\d-\d\d\); 93\.00 .*; 92\.00 ")
        self.assertEqual((other.desk_contract_price, other.desk_list_price, other.desk_last_price), (0, 50, 0))

    def test_last_price_unit_and_currency(self):
        """PRC-01: an earlier price is shown in the line's unit and the order's currency."""
        gates = self.env['order.desk.gate'].search([])
        gates.active = False
        dozen = self.env.ref('uom.product_uom_dozen')
        earlier = self._order([(self.product_a, 1, 1200)])
        earlier.order_line.write({'product_uom_id': dozen.id, 'price_unit': 1200, 'discount': 10})
        earlier.action_confirm()
        gates.active = True
        currency = self.env['res.currency'].with_context(active_test=False).search([
            ('id', '!=', self.company.currency_id.id)], limit=1)
        currency.active = True
        currency.rate_ids.unlink()
        self.env['res.currency.rate'].create({
            'name': '2020-01-01', 'currency_id': currency.id, 'rate': 4, 'company_id': self.company.id})
        pricelist = self.env['product.pricelist'].create({'name': "Foreign", 'currency_id': currency.id})
        order = self._order([(self.product_a, 1, 400)], pricelist_id=pricelist.id)
        self.assertAlmostEqual(order.order_line.desk_last_price, 1200 * 0.9 / 12 * 4, places=4)

    def test_price_list_tiers_and_dates(self):
        """PRC-01: the price plan is the host's price: quantities, dates, percentages, taxes included in prices."""
        plan = self.env['product.pricelist'].create({'name': "Plan", 'item_ids': [
            (0, 0, {'applied_on': '1_product', 'product_tmpl_id': self.product_a.product_tmpl_id.id,
                    'min_quantity': 10, 'fixed_price': 80}),
            (0, 0, {'applied_on': '3_global', 'compute_price': 'percentage', 'percent_price': 10}),
            (0, 0, {'applied_on': '1_product', 'product_tmpl_id': self.product_b.product_tmpl_id.id,
                    'fixed_price': 1, 'date_end': '2001-01-01'}),
        ]})
        order = self.env['sale.order'].create({'partner_id': self.partner.id, 'pricelist_id': plan.id, 'order_line': [
            (0, 0, {'product_id': self.product_a.id, 'product_uom_qty': 10}),
            (0, 0, {'product_id': self.product_a.id, 'product_uom_qty': 9}),
            (0, 0, {'product_id': self.product_b.id, 'product_uom_qty': 1}),
        ]})
        self.assertEqual(order.order_line.mapped('desk_list_price'), [80, 90, 45])
        for line in order.order_line:
            net = line.price_unit * (1 - line.discount / 100)
            self.assertAlmostEqual(line.desk_list_price, net, places=4)
            self.assertAlmostEqual(line.desk_deviation_percent, 0, places=4)

    def test_tax_included_price(self):
        """PRC-04: floor and cost are without tax, whatever the price of the line includes."""
        tax = self.env['account.tax'].create({
            'name': "20 % in the price", 'amount': 20, 'price_include_override': 'tax_included',
            'type_tax_use': 'sale'})
        self.product_a.write({'taxes_id': [(6, 0, tax.ids)], 'list_price': 120, 'desk_floor_price': 100})
        order = self._order([(self.product_a, 3, 120)])
        line = order.order_line
        self.assertFalse(line.desk_below_floor)
        self.assertAlmostEqual(line.desk_margin_percent, 40, places=2)
        line.price_unit = 119
        self.assertTrue(line.desk_below_floor)

    def test_form_shows_prices_before_saving(self):
        """PRC-01: the prices stand on the line while the order is being entered."""
        with Form(self.env['sale.order'].with_user(self.users['order_clerk'])) as form:
            form.partner_id = self.partner
            with form.order_line.new() as line:
                line.product_id = self.product_a
                line.price_unit = 90
                self.assertEqual(line.desk_list_price, 100)
                self.assertAlmostEqual(line.desk_deviation_percent, 10)

    def test_switched_off_costs_nothing(self):
        """PRC-01: with the switch off no price is computed and none is kept."""
        self.company.desk_enabled = False
        order = self._order([(self.product_a, 1, 10)])
        line = order.order_line
        self.env.invalidate_all()
        line.mapped('price_unit')
        order.mapped('desk_enrolled')
        before = self.cr.sql_log_count
        line.mapped('desk_list_price')
        line.mapped('desk_last_price')
        self.assertEqual(self.cr.sql_log_count, before)
        self.assertFalse(line.desk_basis_key)

    def test_queries_do_not_grow(self):
        """PRC-01: one order and a hundred cost the same number of statements."""
        self.partner.desk_contract_pricelist_id = self.contract

        def make(count):
            return self.env['sale.order'].create([{
                'partner_id': self.partner.id,
                'order_line': [(0, 0, {'product_id': product.id, 'price_unit': 90}) for product in (
                    self.product_a, self.product_b, self.product_a)],
            } for _index in range(count)])

        one, many = make(1), make(100)
        gate = self.env['order.desk.gate'].search([('code', '=', 'price')])
        evaluator = gate._get_evaluator()

        def evaluate(orders):
            evaluator._evaluate(gate, orders)
            evaluator._get_steps(gate, orders)
            evaluator._facts(gate, orders)

        evaluate(one)  # warms the caches of the definitions
        for call in (
            evaluate,
            lambda orders: orders.order_line.mapped('desk_list_price'),
            lambda orders: orders.order_line.mapped('desk_last_price'),
            lambda orders: orders.action_desk_check(),
        ):
            self.assertEqual(self._count_queries(partial(call, one)), self._count_queries(partial(call, many)))

        for orders in one, many:
            self.env.flush_all()
            self.env.invalidate_all()
            orders.order_line.product_id.mapped('type')  # what the host has read by then
            orders.order_line.mapped('price_unit')
            orders.partner_id.commercial_partner_id.mapped('country_id')
            orders.company_id.partner_id.mapped('country_id')
            orders.currency_id.mapped('rounding')
            orders.pricelist_id.mapped('name')
            before = self.cr.sql_log_count
            evaluate(orders)
            self.assertLessEqual(self.cr.sql_log_count - before, 2)

    def test_product_data_at_hand(self):
        """PRC-15: cost composition, assembly, packing and prices are one click from the line."""
        part = self.env['product.product'].create({'name': "Shaft", 'standard_price': 7})
        self.env['mrp.bom'].create({
            'product_tmpl_id': self.product_a.product_tmpl_id.id, 'product_qty': 2,
            'bom_line_ids': [(0, 0, {'product_id': part.id, 'product_qty': 6})]})
        self.product_a.product_tmpl_id.desk_packing = "Wooden crate"
        order = self._order([(self.product_a, 1, 100)])
        action = order.order_line.with_user(self.users['order_clerk']).action_desk_open_product_data()
        product = self.env[action['res_model']].with_user(self.users['order_clerk']).browse(action['res_id'])
        self.assertAlmostEqual(product.desk_bom_cost, 21)
        self.assertIn("Shaft: 3", product.desk_cost_composition)
        self.assertEqual(product.desk_packing, "Wooden crate")

    def test_option_price(self):
        """PRC-08, PRC-09: the option price is asked from purchasing, settled and reported; each step by its role."""
        order = self._order([(self.product_a, 1, 100)])
        planner, clerk = self.users['material_planner'], self.users['order_clerk']
        enquiry = self.env['order.desk.option.price'].with_user(clerk).create({
            'name': "Stainless steel shaft", 'order_id': order.id, 'purchaser_id': planner.id})
        self.assertEqual(enquiry.activity_ids.user_id, planner)
        with self.assertRaises(UserError):
            enquiry.action_desk_settle()
        with self.assertRaises(AccessError):
            enquiry.action_desk_answer()
        with self.assertRaises(AccessError):
            enquiry.state = 'settled'
        with self.assertRaises(AccessError):
            enquiry.create({
                'name': "Shaft", 'order_id': order.id, 'purchaser_id': planner.id, 'state': 'settled'})
        asked = enquiry.with_user(planner)
        with self.assertRaises(UserError):
            asked.action_desk_answer()
        asked.purchase_price = 12
        asked.action_desk_answer()
        enquiry.write({'option_price': 20, 'settled_with': "Marketing planning, Ms Wu"})
        with self.assertRaises(UserError):
            enquiry.action_desk_settle()
        enquiry.reported_to = "Salesperson by telephone"
        enquiry.action_desk_settle()
        self.assertEqual(enquiry.state, 'settled')

    def test_floor_is_kept_per_company(self):
        """PRC-04: each company has its own floor."""
        other = self.env['res.company'].create({'name': "Second"})
        self.product_a.desk_floor_price = 70
        self.assertEqual(self.product_a.with_company(other).desk_floor_price, 0)
        self.assertEqual(self.product_a.product_tmpl_id.desk_floor_price, 70)
        with self.assertRaises(ValidationError):
            self.product_a.desk_floor_price = -1
