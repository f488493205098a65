import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..orders.intake_common import IntakeCommon


@tagged('post_install', '-at_install')
class TestCompleteness(IntakeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gate = cls._only_gates('completeness')

    def _require(self, *points, order_type=None):
        """Ask for exactly these points."""
        order_type = order_type or self.domestic
        names = [name for name in order_type._fields if name.startswith('require_')]
        order_type.write({name: name.removeprefix('require_') in points for name in names})

    def _statable(self, **vals):
        """Return an order of which every unconditional point is stated."""
        return self._order(
            desk_channel_id=self.channel_fax.id, desk_received_at='2026-01-02 03:04:05', **vals)

    def test_walk(self):
        """INT-07: an incomplete order is stopped at its choke point; once complete and checked it goes on."""
        order = self._complete_order()
        self.assertOpen(order, 'completeness')
        with self.assertRaisesRegex(UserError, "Second check of the entry"):
            order.with_user(self.clerk).action_confirm()
        order.with_user(self.second_clerk).action_desk_check_entry()
        self.assertPassed(order, 'completeness')
        order.with_user(self.clerk).action_confirm()
        self.assertEqual(order.state, 'sale')

    def test_all_findings_at_once(self):
        """INT-07, INT-15: every missing point is named, with the line it stands on."""
        order = self._order([(self.product_a, 0, 100.0), (self.product_b, 1, 0.0)])
        message = self._check(order, 'completeness').message
        self.assertIn("Channel", message)
        self.assertIn("Time received", message)
        points = {point.code: str(point.message) for point in order._desk_get_missing_points()[order]}
        self.assertIn("PA", points['quantity'])
        self.assertIn("PB", points['price'])
        self.assertNotIn("PA", points['price'])

    def test_each_point_of_each_list(self):
        """INT-08, INT-09, INT-10, INT-11, INT-12, INT-13, INT-14, INT-22: each point can be asked for, and stated."""
        line_points = {'specification': 'desk_specification', 'brand': 'desk_brand', 'material': 'desk_material'}
        header_points = {
            'quality_standard': {'desk_quality_standard': "GB/T 3216"},
            'packing': {'desk_packing': "Wooden case"},
            'transport': {'desk_transport': "By sea"},
            'special_requirements': {'desk_no_special_requirements': True},
            'delivery_date': {'commitment_date': '2030-01-01 00:00:00'},
            'customer_ref': {'client_order_ref': "PO-1"},
            'payment_terms': {'payment_term_id': self.env.ref('account.account_payment_term_30days').id},
            'payment_method': {'desk_payment_method': 'transfer'},
            'incoterm': {'incoterm': self.env.ref('account.incoterm_FOB').id},
        }
        self.partner.write({'property_payment_term_id': False})
        for point, vals in header_points.items():
            self._require(point)
            order = self._statable()
            self.assertEqual(self._codes(order), [point])
            order.write(vals)
            self.assertEqual(self._codes(order), [], point)
        for point, name in line_points.items():
            self._require(point)
            order = self._statable()
            self.assertEqual(self._codes(order), [point])
            order.order_line[0][name] = "stated"
            order.order_line[1].product_id[name] = "of the product"
            self.assertEqual(self._codes(order), [], point)
            order.order_line[1].product_id[name] = False

    def test_points_of_product_and_customer(self):
        """INT-08, INT-09, INT-11: model, quantity, price, contact details and delivery place."""
        self._require('model', 'quantity', 'price', 'contact', 'delivery_address')
        nameless = self.env['product.product'].create({'name': "No reference", 'type': 'consu'})
        stranger = self.env['res.partner'].create({'name': "Stranger"})
        order = self._statable(partner_id=stranger.id, desk_order_type_id=self.domestic.id, order_line=[
            (0, 0, {'product_id': nameless.id, 'product_uom_qty': 0, 'price_unit': 0})])
        self.assertEqual(set(self._codes(order)), {'model', 'quantity', 'price', 'contact', 'delivery_address'})
        nameless.default_code = "X1"
        order.order_line.write({'product_uom_qty': 1, 'price_unit': 5})
        stranger.write({'phone': "1", 'street': "S", 'city': "C", 'country_id': self.env.ref('base.cn').id})
        self.assertEqual(self._codes(order), [])

    def test_types_differ(self):
        """INT-27, INT-28, INT-31: what is asked depends on the type; the administrator changes it, nobody else."""
        order = self._complete_order()
        order.with_user(self.second_clerk).action_desk_check_entry()
        self.assertPassed(order, 'completeness')
        order.desk_order_type_id = self.env.ref('order_desk.order_type_international')
        self.assertOpen(order, 'completeness')
        self.assertIn('incoterm', self._codes(order))
        with self.assertRaises(AccessError):
            self.domestic.with_user(self.clerk).require_incoterm = True
        self.domestic.with_user(self.users['administrator']).require_incoterm = True

    def test_oral_order(self):
        """INT-05: a spoken order is a finding until the written document is attached, whatever its type."""
        self._require()
        order = self._statable()
        order.desk_channel_id = self.channel_telephone
        self.assertEqual(self._codes(order), ['oral'])
        self.assertIn("spoken", self._check(order, 'completeness').message)
        order.desk_customer_document_ids = self._attachment()
        self.assertEqual(self._codes(order), [])

    def test_bad_lines(self):
        """INT-08: no line, a line without product, an archived product and negative numbers are findings."""
        self._require('quantity', 'price')
        self.assertEqual(self._codes(self._statable(order_line=[])), ['lines'])
        order = self._statable()
        order.order_line[0].product_uom_qty = -1
        self.assertEqual(self._codes(order), ['quantity', 'negative'])
        order = self._statable()
        order.order_line[0].price_unit = -1
        self.assertEqual(self._codes(order), ['negative'])
        order = self._statable()
        self.product_a.active = False
        self.assertEqual(self._codes(order), ['archived'])

    def test_named_order_taker_has_it(self):
        """INT-17, INT-32: the gate is with the named order taker, with the time since when."""
        check = self._check(self._order(), 'completeness')
        self.assertEqual(check.owner_id, self.clerk)
        self.assertTrue(check.since)
        self.assertTrue(check.deadline)

    def test_waiver_covers_these_points_only(self):
        """INT-19: the sales manager lets an order pass with a reason; a point missing later is not covered."""
        self._require('packing')
        order = self._statable()
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).desk_decide('completeness', 'waive', "Let it go")
        order.with_user(self.users['sales_manager']).desk_decide('completeness', 'waive', "Packed as always")
        self.assertEqual(self._check(order, 'completeness').state, 'waived')
        order.desk_channel_id = False
        self.assertOpen(order, 'completeness')

    def test_translated_message(self):
        """INT-07: the findings are told in the reader's language."""
        order = self._order()
        data = json.loads(self._check(order, 'completeness').message_data)
        self.assertEqual(data['source'], "Missing: %(points)s.")
        self.assertIsInstance(data['args']['points'], dict)

    def test_same_number_of_queries(self):
        """INT-07: one order or a hundred cost the same number of queries."""
        evaluator = self.env['order.desk.evaluator.completeness']
        one = self._complete_order()
        many = one | self.env['sale.order'].union(*(self._complete_order() for _i in range(20)))
        for orders in (one, many):  # caches of types and channels
            evaluator._evaluate(self.gate, orders)
        counts = [self._count_queries(lambda o=orders: evaluator._evaluate(self.gate, o)) for orders in (one, many)]
        self.assertEqual(counts[0], counts[1])

    def test_no_query_on_fetched_orders(self):
        """INT-07: where the host has fetched order, lines, products and partners, the gate adds no query."""
        orders = self._complete_order() | self._complete_order()
        evaluator = self.env['order.desk.evaluator.completeness']
        evaluator._evaluate(self.gate, orders)
        before = self.cr.sql_log_count
        evaluator._evaluate(self.gate, orders)
        evaluator._facts(self.gate, orders)
        self.assertEqual(self.cr.sql_log_count, before)
