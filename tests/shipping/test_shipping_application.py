"""The notice on which goods leave: written, gone through by a second person, reopened when it is no longer true."""
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .shipping_common import ShippingCommon


@tagged('post_install', '-at_install')
class TestShippingApplication(ShippingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('shipping_application')

    def test_filled_in_from_the_order(self):
        """SHP-01: the clerk issues the notice; address, receiver, contact, conditions and goods come from the order."""
        picking = self._to_ship(desk_packing="Wooden crates", desk_transport="By rail")
        self.assertVerdict(picking, 'open', 'missing')
        paper = self._apply(picking)
        self.assertIn("Dock 7", paper.address)
        self.assertIn("Suzhou", paper.address)
        self.assertEqual(paper.receiver, "Wang Min (Northern Pumps)")
        self.assertIn("+86 512 7", paper.contact)
        self.assertIn("Wooden crates", paper.conditions)
        self.assertIn("By rail", paper.conditions)
        self.assertEqual(
            [(line.product_id, line.quantity) for line in paper.line_ids], [(self.product_a, 2), (self.product_b, 1)])
        self.assertEqual((paper.applied_by_id, paper.state), (self.users['order_clerk'], 'applied'))
        self.assertVerdict(picking, 'open', 'signature')

    def test_second_review_by_another_person(self):
        """SHP-02: the items are gone through by another person than the one who wrote them."""
        picking = self._to_ship()
        paper = self._apply(picking)
        with self.assertRaisesRegex(UserError, "another person's"):
            self._review(picking, 'order_clerk')
        with self.assertRaises(AccessError):
            self._review(picking, 'shipping_clerk')
        paper.with_user(self.users['second_clerk']).checked_address = True
        with self.assertRaisesRegex(UserError, "Receiver"):
            self._review(picking)
        with self.assertRaisesRegex(UserError, "Receiver"):
            paper.with_user(self.users['second_clerk']).action_review()
        paper.with_user(self.users['second_clerk']).action_check_all()
        paper.with_user(self.users['second_clerk']).action_review()
        self.assertVerdict(picking, 'passed')
        self.assertEqual((paper.state, paper.reviewed_by_id), ('reviewed', self.users['second_clerk']))

    def test_reviewer_who_corrects_is_author(self):
        """SHP-02: who corrected an item on the paper does not review his own correction."""
        picking = self._to_ship()
        paper = self._apply(picking)
        paper.with_user(self.users['second_clerk']).receiver = "Gate 3"
        with self.assertRaisesRegex(UserError, "another person's"):
            self._review(picking)
        self._review(picking, 'order_supervisor')
        self.assertVerdict(picking, 'passed')

    def test_every_item_reopens(self):
        """SHP-02: a changed address, receiver, contact, condition or quantity, and nothing else, reopens the review."""
        changes = {
            'address': lambda picking: self.site.write({'street': "Dock 8"}),
            'receiver': lambda picking: self.site.write({'name': "Li Na"}),
            'contact': lambda picking: self.site.write({'phone': "+86 512 8"}),
            'conditions': lambda picking: self._agreed(picking.sale_id).write({'desk_packing': "Pallets"}),
            'goods': lambda picking: picking.move_ids[0].write({'product_uom_qty': 3}),
        }
        for item, change in changes.items():
            with self.subTest(item=item):
                picking = self._applied()
                picking.note = "Ring twice"
                picking.scheduled_date = '2030-01-01'
                self.partner.ref = item
                self.assertVerdict(picking, 'passed')
                change(picking)
                self.assertVerdict(picking, 'open', 'outdated')
                self.assertEqual(picking._desk_get_changed_items(), [item])
                self._apply(picking)
                self.assertVerdict(picking, 'open', 'signature')
                self._review(picking)
                self.assertVerdict(picking, 'passed')

    def test_seen_at_once(self):
        """SHP-02: who changes address, telephone, quantity or carrier reopens the review without asking for it."""
        freight = self.env['product.product'].create({'name': "Freight", 'type': 'service'})
        carrier = self.env['delivery.carrier'].create({'name': "Lorry", 'product_id': freight.id})
        for change in (
            lambda picking: self.site.write({'street': "Dock 8"}),
            lambda picking: self.partner.write({'email': "new@northern.example"}),
            lambda picking: picking.move_ids[0].write({'product_uom_qty': 7}),
            lambda picking: picking.write({'carrier_id': carrier.id}),
        ):
            picking = self._applied()
            self.assertPassed(picking, 'shipping_application')
            change(picking)
            self.assertOpen(picking, 'shipping_application')

    def test_order_line_reopens(self):
        """SHP-02: more goods on the order reach the transfer and its notice."""
        picking = self._applied()
        self._agreed(picking.sale_id).order_line[0].product_uom_qty = 5
        self.assertVerdict(picking, 'open', 'outdated')

    def test_same_goods_twice(self):
        """SHP-02: of goods that stand on two lines of the paper each counts: more on the first is reviewed again."""
        picking = self._applied()
        paper = picking.desk_application_id
        first = paper.line_ids[0]
        paper.write({'line_ids': [Command.create({
            'product_id': first.product_id.id, 'uom_id': first.uom_id.id, 'quantity': 1})]})
        self._review(picking)
        self.assertVerdict(picking, 'passed')
        first.quantity += 50
        self.assertVerdict(picking, 'open', 'signature')

    def test_correction_on_paper_reopens(self):
        """SHP-02: a correction of the reviewed paper is reviewed again."""
        picking = self._applied()
        paper = picking.desk_application_id
        paper.with_user(self.users['order_clerk']).contact = "+86 512 9"
        self.assertEqual(paper.state, 'applied')
        self.assertVerdict(picking, 'open', 'signature')
        self.assertIn("+86 512 9", picking._desk_describe(self._verdict(picking)))
        self._review(picking)
        paper.line_ids[0].with_user(self.users['order_clerk']).quantity = 1
        self.assertVerdict(picking, 'open', 'excess')

    def test_hand_written_items_survive(self):
        """SHP-02: taking over a new address keeps the receiver that the clerk had written."""
        picking = self._to_ship()
        paper = self._apply(picking)
        paper.with_user(self.users['order_clerk']).receiver = "Night watch"
        self.site.street = "Dock 9"
        self._apply(picking)
        self.assertEqual(paper.receiver, "Night watch")
        self.assertIn("Dock 9", paper.address)

    def test_applying_twice(self):
        """SHP-01: a second click makes no second notice and undoes no review."""
        picking = self._applied()
        paper = picking.desk_application_id
        self.assertEqual(self._apply(picking), paper)
        self.assertVerdict(picking, 'passed')
        self.assertEqual(self.env['order.desk.shipping.application'].search_count([('picking_id', '=', picking.id)]), 1)

    def test_bad_data(self):
        """SHP-02: an address without a town or telephone is named together with what to do about it."""
        first, second = self._to_ship(), self._to_ship()
        self.site.write({'street': False, 'phone': False})
        self.partner.write({'phone': False, 'email': False})
        with self.assertRaises(UserError) as caught:
            (first | second).with_user(self.users['order_clerk']).action_desk_apply_shipping()
        for text in (first.name, second.name, "Wang Min", "street", "telephone", "Complete the contact"):
            self.assertIn(text, str(caught.exception))
        second.action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled"):
            self._apply(second)

    def test_who_may_apply(self):
        """SHP-01: the order desk and the shipper write the notice, nobody else; not by hand either."""
        picking = self._to_ship()
        for role in ('engineer', 'finance_clerk', 'service_supervisor', 'general_manager', 'salesperson'):
            with self.assertRaises(AccessError, msg=role):
                self._apply(picking, role)
        self._apply(picking, 'shipping_clerk')
        for vals in ({'desk_application_id': False}, {'desk_application_data': {}}, {'desk_paper_owed': True}):
            with self.assertRaises(AccessError):
                picking.with_user(self.users['shipping_clerk']).write(vals)
        paper = picking.desk_application_id.with_user(self.users['order_clerk'])
        for vals in ({'state': 'reviewed'}, {'reviewed_by_id': self.env.uid}, {'applied_by_id': self.env.uid}):
            with self.assertRaises(AccessError):
                paper.write(vals)
        with self.assertRaises(AccessError):
            paper.with_user(self.users['engineer']).write({'receiver': "Me"})
        with self.assertRaises(AccessError):
            paper.with_user(self.users['shipping_clerk']).write({'checked_goods': True})
        with self.assertRaises(AccessError):
            self.env['order.desk.shipping.application'].with_user(self.users['order_clerk']).create({
                'picking_id': picking.id, 'order_id': picking.sale_id.id, 'address': "x", 'receiver': "x",
                'contact': "x", 'applied_by_id': self.env.uid, 'applied_on': '2026-01-01'})

    def test_rejection(self):
        """SHP-02: a notice with a mistake goes back to the applicant."""
        picking = self._to_ship()
        paper = self._apply(picking)
        self._decide(picking, 'second_clerk', 'shipping_application', 'reject', "The gate is closed at night")
        self.assertVerdict(picking, 'rejected', 'rejected')
        paper.with_user(self.users['order_clerk']).remark = "By day only"
        self.assertVerdict(picking, 'open', 'signature')

    def test_queries(self):
        """SHP-03: judging a hundred transfers costs as many queries as judging one."""
        pickings = [self._applied() for _number in range(4)]
        gate = self.env['order.desk.gate'].search([('code', '=', 'shipping_application')])
        evaluator = gate._get_evaluator()
        counts = [
            self._count_queries(lambda ids=ids: evaluator._evaluate(gate, self.env['stock.picking'].sudo().browse(ids)))
            for ids in ([pickings[0].id], [picking.id for picking in pickings])]
        self.assertEqual(*counts)
