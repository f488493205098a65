import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .transit_common import PNG, TransitCommon


@tagged('post_install', '-at_install')
class TestReceipt(TransitCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._gates('delivery_receipt')

    def assertRefused(self, words, picking, attachment=None, day=None, differences=None, user=None):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            picking.with_user(user or self.clerk).action_desk_register_receipt(
                self._scan() if attachment is None else attachment, self.today if day is None else day, differences)
        self.assertFalse(picking.desk_received_on)
        self.assertFalse(self.env['order.desk.delivery.receipt'].search([('picking_id', '=', picking.id)]))

    def test_received_in_full(self):
        """RCP-01, RCP-02, RCP-04, ADV-07: the signed receipt moves the order on, files are kept, sales is told."""
        picking = self._shipped(user_id=self.users['salesperson'].id)
        order = picking._desk_order()
        self.assertEqual(order.desk_stage, 'transit')
        self.assertOpen(picking, 'delivery_receipt')
        receipt = self._receive(picking)
        self.assertEqual(picking.desk_received_on, self.today)
        self.assertEqual(picking.desk_receipt_id, receipt)
        self.assertEqual((receipt.line_ids.shipped, receipt.line_ids.received), (10, 10))
        self.assertFalse(receipt.has_difference)
        self.assertEqual(receipt.sudo().attachment_ids.raw, PNG)
        self.assertPassed(picking, 'delivery_receipt')
        self.assertEqual(order.desk_stage, 'closed')
        told = self.env['mail.message'].search([
            ('model', '=', 'sale.order'), ('res_id', '=', order.id), ('subject', 'like', "has arrived")])
        self.assertEqual(told.partner_ids, self.users['salesperson'].partner_id)

    def test_before_shipment(self):
        """RCP-01: no receipt before the goods have left."""
        picking = self._released().picking_ids
        self.assertRefused("has not been shipped", picking)

    def test_twice(self):
        """RCP-01: a second receipt is refused, and the first one stays."""
        picking = self._shipped()
        receipt = self._receive(picking)
        with self.assertRaisesRegex(UserError, "registered already"), self.env.cr.savepoint():
            self._receive(picking)
        self.assertEqual(self.env['order.desk.delivery.receipt'].search([('picking_id', '=', picking.id)]), receipt)

    def test_annulled_by_a_supervisor(self):
        """RCP-01: a receipt registered by mistake is annulled with a reason, and the shipment waits again."""
        picking = self._shipped()
        receipt = self._receive(picking)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            receipt.with_user(self.clerk).action_annul("Wrong customer")
        supervisor = receipt.with_user(self.users['order_supervisor'])
        with self.assertRaises(UserError):
            supervisor.action_annul("  ")
        supervisor.action_annul("Wrong customer")
        self.assertFalse(picking.desk_received_on)
        self.assertOpen(picking, 'delivery_receipt')
        self.assertEqual(picking._desk_order().desk_stage, 'transit')
        self.assertNotEqual(self._receive(picking), receipt)

    def test_days(self):
        """RCP-01: the day of arrival lies between shipment and today, and is a day."""
        picking = self._shipped(days_ago=3)
        self.assertRefused("cannot have arrived", picking, day=fields.Date.subtract(self.today, days=4))
        self.assertRefused("future", picking, day=fields.Date.add(self.today, days=1))
        for nonsense in ('tomorrow', '2026-02-30', '2026-01-01 noon', 20260101, False, None, [], True):
            with self.assertRaisesRegex(UserError, "is no day"), self.env.cr.savepoint():
                picking.with_user(self.clerk).action_desk_register_receipt(self._scan(), nonsense, [])
        picking.with_user(self.clerk).action_desk_register_receipt(
            self._scan(), fields.Date.to_string(fields.Date.subtract(self.today, days=3)), [])
        self.assertEqual(picking.desk_arrived_on, fields.Date.subtract(self.today, days=3))

    def test_files(self):
        """RCP-01: without a readable file that exists there is no receipt."""
        picking = self._shipped()
        for nothing in (0, False, [], 'file.pdf', 2**40, 99999999, [self._scan(), 99999999], True):
            self.assertRefused("attach the signed", picking, attachment=nothing)
        foreign = self.env['ir.attachment'].create({'name': "secret", 'raw': PNG})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            picking.with_user(self.clerk).action_desk_register_receipt(foreign.id, self.today, [])
        picking.with_user(self.clerk).action_desk_register_receipt(
            self.env['ir.attachment'].browse(self._scan()), self.today, [])
        self.assertTrue(picking.desk_received_on)

    def test_roles(self):
        """RCP-01, SEC-05: order clerks and shipping clerks register, nobody else; facts are not written by hand."""
        picking = self._shipped()
        for role in ('engineer', 'quality_inspector', 'finance_clerk', 'salesperson', 'administrator'):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._receive(picking, user=self.users[role])
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            picking.with_user(self.shipper).desk_received_on = self.today
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env['order.desk.delivery.receipt'].with_user(self.clerk).create({
                'picking_id': picking.id, 'order_id': picking._desk_order().id, 'company_id': self.company.id,
                'arrived_on': self.today, 'registered_by_id': self.clerk.id})
        self._receive(picking, user=self.shipper)
        receipt = picking.desk_receipt_id
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            receipt.with_user(self.clerk).received_by = "Somebody"
        with self.assertRaisesRegex(UserError, "evidence"), self.env.cr.savepoint():
            receipt.unlink()

    def test_no_receipt_of_other_transfers(self):
        """RCP-01: receipts belong to shipments of the desk, not to internal transfers or orders outside."""
        internal = self.env['stock.picking'].create({
            'picking_type_id': self.warehouse.int_type_id.id, 'location_id': self.warehouse.lot_stock_id.id,
            'location_dest_id': self.warehouse.lot_stock_id.id})
        self.assertRefused("no shipment", internal)

    def test_bad_differences(self):
        """RCP-01: differences that cannot be understood change nothing."""
        picking = self._shipped()
        good = {'product_id': self.shelf.id, 'quantity': 9, 'reason': "One missing"}
        for words, entries in (
            ("a list", {'product_id': 1}), ("a list", "one missing"), ("has the keys", ["one missing"]),
            ("zero or more", [{**good, 'quantity': -1}]), ("zero or more", [{**good, 'quantity': float('nan')}]),
            ("zero or more", [{**good, 'quantity': float('inf')}]), ("zero or more", [{**good, 'quantity': '9'}]),
            ("zero or more", [{**good, 'quantity': True}]), ("its reason", [{**good, 'reason': " "}]),
            ("its reason", [{**good, 'reason': None}]), ("unknown key", [{**good, 'received': 9}]),
            ("not in the shipment", [{**good, 'product_id': self.box.id}]), ("named twice", [good, good]),
            ("not both", [{**good, 'move_id': picking.move_ids.id}]), ("not both", [{'quantity': 1, 'reason': "x"}]),
            ("not both", [{**good, 'product_id': "pump"}]), ("the kind is", [{**good, 'kind': 'stolen'}]),
        ):
            self.assertRefused(words, picking, differences=entries)

    def test_difference(self):
        """RCP-01, ADV-10: a difference opens an anomaly and keeps the order open until it is settled."""
        picking = self._shipped(lines=[(self.shelf, 10, 100.0), (self.box, 4, 10.0)])
        order = picking._desk_order()
        receipt = self._receive(picking, differences=[
            {'product_id': self.shelf.id, 'quantity': 8, 'reason': "Two missing", 'kind': 'loss'},
            {'move_id': picking.move_ids.filtered(lambda move: move.product_id == self.box).id, 'quantity': 4,
             'reason': "Wet", 'kind': 'damage'}])
        self.assertEqual(sorted(receipt.line_ids.mapped('difference')), [-2, 0])
        anomalies = self.env['order.desk.anomaly'].search([('picking_id', '=', picking.id)])
        self.assertEqual(sorted(anomalies.mapped('kind')), ['damage', 'loss'])
        self.assertIn("Two missing", " ".join(anomalies.mapped('description')))
        self.assertOpen(picking, 'delivery_receipt')
        self.assertEqual(order.desk_stage, 'received')
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            receipt.with_user(self.users['engineer']).action_settle("Credit note")
        with self.assertRaises(UserError):
            receipt.with_user(self.clerk).action_settle("")
        receipt.with_user(self.clerk).action_settle("Credit note over two pumps")
        self.assertEqual(order.desk_stage, 'closed')
        self.assertEqual(receipt.settled_by_id, self.clerk)

    def test_difference_starts_a_return(self):
        """RCP-01: from a difference Odoo's own return is started with what arrived damaged."""
        picking = self._shipped()
        receipt = self._receive(picking, differences=[
            {'product_id': self.shelf.id, 'quantity': 3, 'reason': "Broken", 'kind': 'damage'}])
        action = receipt.with_user(self.shipper).action_start_return()
        wizard = self.env[action['res_model']].browse(action['res_id'])
        self.assertEqual(wizard.product_return_moves.quantity, 3)
        returned = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        self.assertEqual(returned.move_ids.origin_returned_move_id, picking.move_ids)

    def test_units(self):
        """RCP-01: a product that left in dozens is received in its own unit."""
        dozen = self.env.ref('uom.product_uom_dozen')
        order = self._order([(self.shelf, 2, 100.0)])
        order.order_line.product_uom_id = dozen
        order.action_confirm()
        picking = order.picking_ids
        self._ship(self._pick(picking))
        receipt = self._receive(picking, differences=[
            {'product_id': self.shelf.id, 'quantity': 12, 'reason': "One dozen missing"}])
        line = receipt.line_ids
        self.assertEqual(
            line.uom_id._compute_quantity(line.received, self.shelf.uom_id), 12)

    def test_form(self):
        """RCP-01, RCP-03: the form registers paper, or what was signed at the carrier's device."""
        paper, screen = self._shipped(), self._shipped()
        action = paper.with_user(self.clerk).action_desk_open_register_receipt()
        with Form(self.env[action['res_model']].with_user(self.clerk).with_context(**action['context'])) as form:
            form.attachment_ids.add(self.env['ir.attachment'].browse(self._scan()))
            with form.line_ids.edit(0) as line:
                line.received = 9
                line.reason = "One missing"
        form.save().action_desk_register()
        self.assertEqual(paper.desk_receipt_id.line_ids.received, 9)
        wizard = self.env['order.desk.register.receipt'].with_user(self.shipper).create({
            'picking_id': screen.id, 'source': 'carrier', 'received_by': "Mr. Lin"})
        with self.assertRaisesRegex(UserError, "signature"):
            wizard.action_desk_register()
        wizard.signature = base64.b64encode(PNG)
        wizard.action_desk_register()
        self.assertEqual((screen.desk_receipt_id.source, screen.desk_receipt_id.received_by), ('carrier', "Mr. Lin"))

    def test_queries_of_the_gates(self):
        """Judging 100 shipments costs as many queries as judging one."""
        self._gates('shipping_advice', 'delivery_receipt')
        pickings = self.env['stock.picking'].browse()
        for _number in range(5):
            pickings |= self._shipped()
        one = self._count_queries(lambda: pickings[:1]._desk_evaluate(['close']))
        many = self._count_queries(lambda: pickings._desk_evaluate(['close']))
        self.assertEqual(one, many)
