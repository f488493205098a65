from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..shipping.ship_common import ShipCommon


@tagged('post_install', '-at_install')
class TestContractTerms(ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['order.desk.gate'].with_context(active_test=False).search(
            [('code', '=', 'contract_terms')]).active = True
        cls._only_gates('contract_terms')
        freight = cls.env['product.product'].create({'name': "Freight", 'type': 'service'})
        cls.lorry, cls.train = cls.env['delivery.carrier'].create(
            [{'name': name, 'product_id': freight.id} for name in ("Lorry", "Train")])

    def _codes(self, picking):
        return {row['gate'] for row in picking.desk_dry_run()}

    def test_carrier_of_the_contract(self):
        """CTR-15: goods leave with the carrier that the contract names; what it leaves open is the shipper's."""
        free = self._released().picking_ids
        free.carrier_id = self.train
        self.assertFalse(self._check(free, 'contract_terms'))
        picking = self._released(carrier_id=self.lorry.id).picking_ids
        picking.carrier_id = self.train
        self.assertStopped(self._pick(picking), "The contract names Lorry as carrier, the transfer Train", picking.name)
        picking.carrier_id = self.lorry
        self._ship(picking | self._pick(free))
        self.assertEqual(set((picking | free).mapped('state')), {'done'})

    def test_contract_changes(self):
        """CTR-15, CHG-03: another carrier or way of delivery comes by a change request; open transfers follow it."""
        order = self._released(carrier_id=self.lorry.id)
        order.set_delivery_line(self.lorry, 12.0)
        picking = order.picking_ids
        with self.assertRaises(UserError):
            order.set_delivery_line(self.train, 12.0)
        clerk = self.users['order_clerk']
        request = self.env['order.desk.change.request'].with_user(clerk).create({
            'order_id': order.id, 'reason_id': self.env.ref('order_desk.change_reason_quantity').id,
            'carrier_id': self.train.id, 'picking_policy': False})
        with self.assertRaisesRegex(UserError, "cannot be without Shipping Policy"):
            request.action_submit()
        request.picking_policy = 'one'
        self.assertEqual([row[1:] for row in request._get_readable_terms()], [
            ("Lorry", "Train"), ("As soon as possible", "When all products are ready")])
        request.action_submit()
        told = " ".join(request.impact_ids.mapped('message'))
        self.assertIn("Train carries the goods instead of Lorry", told)
        self.assertIn("12.00 stays as charged", told)
        self.assertIn(f"{picking.name} has not left yet and follows", told)
        request._write_evidence({'state': 'approved'})
        request.action_apply()
        self.assertEqual((order.carrier_id, order.picking_policy), (self.train, 'one'))
        self.assertEqual((picking.carrier_id, picking.move_type), (self.train, 'one'))
        changes = order.desk_version_ids[0]._get_changes(order.desk_version_ids[1])
        self.assertCountEqual(changes, [("Delivery Method", "Lorry", "Train"), ("All at Once", "—", "✓")])
        self.assertStopped(self._pick(picking, 4), "stay behind")
        self._ship(self._pick(picking, 10))
        self.assertEqual(picking.state, 'done')

    def test_all_at_once(self):
        """CTR-15: where everything is to be delivered at once, a part of it stays until the rest is there."""
        order = self._released([(self.shelf, 10, 100.0), (self.box, 2, 5.0)], picking_policy='one')
        picking = order.picking_ids
        self.assertFalse(self._codes(picking), "all of it is reserved")
        shelf, box = picking.move_ids.sorted(lambda move: move.product_id != self.shelf)
        shelf.quantity = 4
        self.assertStopped(self._pick(picking), "6 of Shelf", "stay behind")
        shelf.quantity = 10
        box.picked = False
        self.assertStopped(picking, "2 of Box")
        box.picked = True
        self._ship(picking)
        self.assertEqual((picking.state, order.delivery_status), ('done', 'full'))
        part = self._released().picking_ids
        self._ship(self._pick(part, 4))
        self.assertEqual(part.state, 'done', "the contract lets goods be shipped in parts")

    def test_address(self):
        """CTR-15: goods go to an address of the customer or of the contract, nowhere else."""
        stranger, site = self.env['res.partner'].create([
            {'name': "Somebody else"}, {'name': "Dock", 'parent_id': self.partner.id, 'type': 'delivery'}])
        picking = self._released().picking_ids
        picking.partner_id = stranger
        self.assertStopped(self._pick(picking), "Somebody else", "no address of this customer")
        picking.partner_id = site
        self.assertFalse(self._codes(picking))
        third = self._released(partner_shipping_id=stranger.id).picking_ids
        self.assertEqual(third.partner_id, stranger)
        self._ship(self._pick(picking | third))
        self.assertEqual(set((picking | third).mapped('state')), {'done'})

    def test_customer_agrees(self):
        """CTR-15: the supervisor lets a deviation pass that the customer agreed to, this one and no other."""
        picking = self._pick(self._released(carrier_id=self.lorry.id, picking_policy='one').picking_ids)
        picking.carrier_id = self.train
        with self.assertRaises(UserError):
            self._decide(picking, 'order_clerk', 'contract_terms', 'waive')
        with self.assertRaisesRegex(UserError, "computed"):
            self._decide(picking, 'order_supervisor', 'contract_terms')
        self._decide(picking, 'order_supervisor', 'contract_terms', 'waive', "Mrs. Zhao agrees to the train")
        self.assertEqual(self._check(picking, 'contract_terms').state, 'waived')
        picking.move_ids.quantity = 3
        self.assertStopped(picking, "stay behind")
        picking.move_ids.quantity = 10
        self._ship(picking)
        self.assertEqual(picking.state, 'done')
        with self.assertRaises(AccessError):
            self._check(picking, 'contract_terms').with_user(self.users['shipping_clerk']).state = 'passed'

    def test_payment_conditions(self):
        """CTR-15: payment conditions and settlement method of the contract are what clears the shipment."""
        gate = self.env['order.desk.gate'].with_context(active_test=False).search([('code', '=', 'payment')])
        gate.active = True
        self.partner.desk_class = 'a'
        order = self._released(desk_payment_method='transfer')
        self._decide(order, 'order_clerk', 'payment')
        self.assertPassed(order, 'payment')
        order.desk_payment_method = 'credit_letter'
        self.assertOpen(order, 'payment')
        self.assertStopped(self._pick(order.picking_ids), "Payment method")

    def test_queries(self):
        """One transfer and four cost the same."""
        orders = self.env['sale.order'].union(*(
            self._released(carrier_id=self.lorry.id, picking_policy='one') for _number in range(4)))
        one, many = (
            self._count_queries(lambda some=some: some._desk_evaluate(['ship']))
            for some in map(self.env['stock.picking'].browse, (orders[0].picking_ids.ids, orders.picking_ids.ids)))
        self.assertEqual(one, many)
