"""How far facts may move under a signature, and what an order tells of what has ended."""
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestTolerance(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.gate = cls._gate('legal', ['general_manager'], tolerance_percent=10)

    def setUp(self):
        super().setUp()
        self.order = self._order([(self.product_a, 10, 100.0), (self.product_b, 1, 50.0)])
        self.line = self.order.order_line[0]

    def _notes(self):
        return self.order.message_ids.filtered(lambda message: "Gates reopened" in message.body)

    def test_small_steps_do_not_add_up(self):
        """Within the tolerance of what was signed a signature stands and says so; many small steps end it."""
        decision = self._decide(self.order, 'general_manager', 'legal')
        for price in (104, 108, 110):
            self.line.price_unit = price
            self.assertPassed(self.order, 'legal')
        self.assertIn("Pump A / Price: 100.0 → 110.0", self._check(self.order, 'legal').message)
        self.assertEqual(decision.facts_standing, 'tolerated')
        self.assertIn("110.0", decision.changes_now)
        form = Form(self.env['order.desk.decide.wizard'].with_user(self.users['general_manager']).with_context(
            default_check_id=self._check(self.order, 'legal').id))
        self.assertIn("the signature stands", form.changed_since)
        self.assertFalse(self._notes())
        self.line.price_unit = 110.01
        self.assertOpen(self.order, 'legal')
        decision.invalidate_recordset(['facts_standing', 'changes_now'])
        self.assertEqual(decision.facts_standing, 'changed')
        self.assertEqual(decision.facts['Lines'][str(self.line.id)]['Price'], 100.0, "what was signed is kept")
        self.line.price_unit = 90
        self.assertPassed(self.order, 'legal')

    def test_only_figures_may_move(self):
        """A tolerance is for amounts, quantities and dates: another product, unit or discount is another order."""
        self._decide(self.order, 'general_manager', 'legal')
        self.line.product_uom_qty = 11
        self.assertPassed(self.order, 'legal')
        self.line.discount = 0.5
        self.assertOpen(self.order, 'legal')
        self.line.discount = 0
        self.line.price_unit = 0
        self.assertOpen(self.order, 'legal')

    def test_rejections_and_waivers_have_none(self):
        """A rejection is on these very facts, and a waiver keeps its own rule: no tolerance for either."""
        self.gate.waive_group_ids = self.env.ref('order_desk.group_finance_clerk')
        self._decide(self.order, 'general_manager', 'legal', 'reject', "Too dear")
        self.assertEqual(self._check(self.order, 'legal').state, 'rejected')
        self.line.price_unit = 99
        self.assertOpen(self.order, 'legal')
        self._decide(self.order, 'finance_clerk', 'legal', 'waive', "Manager abroad")
        self.assertEqual(self._check(self.order, 'legal').state, 'waived')
        self.line.price_unit = 98
        self.assertOpen(self.order, 'legal')
        self.assertIn("waived by", self._notes().body)

    def test_order_tells_once(self):
        """What a change takes away stands once in the order's chatter, old and new, gone records by their names."""
        self._gate('second', ['general_manager'])
        for code in ('legal', 'second'):
            self._decide(self.order, 'general_manager', code)
        self.order.order_line[1].unlink()
        self.order.action_desk_check()
        self.order.client_order_ref = "PO 1"
        self.assertEqual(len(self._notes()), 1)
        body = self._notes().body
        for word in ("Legal", "Second", "desk_test_general_manager", "Pump B", "→ —"):
            self.assertIn(word, body)
        self.assertIn("Pump B", self._check(self.order, 'second').message)

    def test_equal_names_are_told_apart(self):
        """Two lines of one product are told apart in what changed."""
        self.order.order_line = [(0, 0, {'product_id': self.product_a.id, 'product_uom_qty': 1, 'price_unit': 100})]
        self._decide(self.order, 'general_manager', 'legal')
        self.line.product_uom_qty = 20
        self.assertIn(f"Pump A #{self.line.id} / Quantity: 10.0 → 20.0", self._check(self.order, 'legal').message)

    def test_setting_it(self):
        """The administrator sets it, in sensible bounds; only signed gates have facts that may move."""
        with self.assertRaises(AccessError):
            self.gate.with_user(self.users['general_manager']).tolerance_percent = 50
        self.gate.with_user(self.users['administrator']).tolerance_percent = 5
        for vals in ({'tolerance_percent': -1}, {'tolerance_percent': 100}, {'tolerance_days': -1}):
            with self.assertRaises(ValidationError):
                self.gate.write(vals)
        self.assertEqual(self.gate.tolerated_numbers, "Quantity, Price")
        self.assertFalse(self.env.ref('order_desk.gate_deposit').tolerated_numbers)
        dated = self.env.ref('order_desk.gate_completion_date')
        self.assertEqual(dated.tolerated_dates, "Production date, Booked date")

    def test_costs_nothing_unless_set(self):
        """Without a tolerance evaluating costs what it did; with one, a single query however many gates and orders."""
        for number in range(4):
            self._gate(f'gate_{number}', ['general_manager'])
        orders = self.order | self._order() | self._order()
        gates = self.env['order.desk.gate'].search([])
        for order in orders:
            for gate in gates:
                self._decide(order, 'general_manager', gate.code)
        gates.tolerance_percent = 0
        plain = self._count_evaluation(orders)
        gates.tolerance_percent = 10
        self.assertEqual(self._count_evaluation(orders), plain, "nothing has moved")
        for order in orders:
            order.order_line[0].product_uom_qty *= 1.05
        one, many = self._count_evaluation(orders[:1]), self._count_evaluation(orders)
        self.assertEqual(one, many)
        self.assertLessEqual(many - plain, 1)
        self.assertEqual(set(orders.desk_check_ids.mapped('state')), {'passed'})

    def test_customer_and_rules(self):
        """A change of the customer is judged at once on his open orders; one of a rule by the run that it starts."""
        archived = self.env['order.desk.gate'].with_context(active_test=False)
        archived.search([('code', 'in', ('customer_archive', 'deposit', 'price'))]).active = True
        self.order.action_desk_check()
        self.assertIn("no customer class", self._check(self.order, 'customer_archive').message)
        self.partner.desk_class = 'b'
        self.assertNotIn("no customer class", self._check(self.order, 'customer_archive').message)
        self.assertFalse(self._check(self.order, 'deposit'))
        self.partner.desk_deposit_percent = 30
        self.assertOpen(self.order, 'deposit')

        self._decide(self.order, 'finance_clerk', 'price')
        cron = self.env.ref('order_desk.ir_cron_refresh_gates')
        asked = [('cron_id', '=', cron.id)]
        before = self.env['ir.cron.trigger'].search_count(asked)
        self.order.pricelist_id = self.env['product.pricelist'].create({'name': "Plan"})
        self._decide(self.order, 'finance_clerk', 'price')
        self.env['product.pricelist.item'].create({
            'pricelist_id': self.order.pricelist_id.id, 'compute_price': 'fixed', 'fixed_price': 99.0,
            'applied_on': '0_product_variant', 'product_id': self.product_a.id})
        self.assertGreater(self.env['ir.cron.trigger'].search_count(asked), before)
        self.assertPassed(self.order, 'price')
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertOpen(self.order, 'price')
        self.assertIn("Measured by: 100.0 → 99.0", self._notes()[:1].body)

    def _count_evaluation(self, orders):
        orders._desk_evaluate(('review',))
        return self._count_queries(lambda: orders._desk_evaluate(('review',)))
