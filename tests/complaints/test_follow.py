"""From the complaint to credit and replacement, and from what went wrong on the way to the complaint."""
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..shipping.transit_common import TransitCommon


@tagged('post_install', '-at_install')
class TestFollow(TransitCommon):

    def _complain(self, order, kind='quality', **vals):
        return self.env['order.desk.complaint'].with_user(self.clerk).create({
            'order_id': order.id, 'order_line_id': order.order_line[0].id, 'quantity': 2, 'description': "Leaks",
            'kind_id': self.env.ref(f'order_desk.complaint_kind_{kind}').id, **vals})

    def test_credit(self):
        """CMP-06: from the complaint to Odoo's credit note of the goods' invoice, linked; finance does it."""
        order = self._shipped()._desk_order()
        complaint = self._complain(order)
        finance = complaint.with_user(self.users['finance_clerk'])
        with self.assertRaises(AccessError):
            complaint.action_credit()
        with self.assertRaisesRegex(UserError, "no posted invoice"):
            finance.action_credit()
        invoice = order._create_invoices()
        invoice.action_post()
        action = finance.action_credit()
        wizard = self.env[action['res_model']].with_user(self.users['finance_clerk']).with_context(
            **action['context']).create({'journal_id': invoice.journal_id.id})
        self.assertIn(complaint.name, wizard.reason)
        wizard.refund_moves()
        self.env.invalidate_all()
        self.assertEqual(finance.credit_ids.reversed_entry_id, invoice)
        self.assertEqual(finance.credit_count, 1)
        # Nobody ties a document to a complaint, or takes it off, but the complaint itself.
        Move = self.env['account.move'].with_user(self.users['finance_clerk'])
        vals = {'move_type': 'out_refund', 'partner_id': order.partner_id.id}
        with self.assertRaisesRegex(AccessError, "marks its own credit notes"):
            finance.credit_ids.desk_complaint_id = False
        with self.assertRaisesRegex(AccessError, "marks its own credit notes"):
            Move.create({**vals, 'desk_complaint_id': complaint.id})
        self.assertFalse(Move.with_context(default_desk_complaint_id=complaint.id).create(vals).desk_complaint_id)

    def test_replacement(self):
        """CMP-06: a replacement is an order of the after-sales type, free of charge and linked."""
        order = self._shipped()._desk_order()
        complaint = self._complain(order, quantity=0)
        with self.assertRaisesRegex(UserError, "how many"):
            complaint.action_replace()
        complaint.quantity = 2
        action = complaint.action_replace()
        other = self.env['sale.order'].browse(action['res_id'])
        self.assertEqual(other.desk_order_type_id, self.env.ref('order_desk.order_type_after_sales'))
        self.assertEqual((other.order_line.product_id, other.order_line.product_uom_qty), (self.shelf, 2))
        other.order_line.product_uom_qty = 3
        self.assertEqual(other.amount_total, 0)
        self.assertEqual((other.desk_complaint_id, complaint.replacement_ids), (complaint.sudo(), other))
        with self.assertRaises(AccessError):
            other.with_user(self.clerk).desk_complaint_id = False
        with self.assertRaises(AccessError):
            complaint.with_user(self.shipper).action_replace()

    def test_difference_on_receipt(self):
        """SHP-11, SHP-12: what arrived wrong becomes a complaint in one click, and is kept in one place."""
        picking = self._shipped()
        self._receive(picking, differences=[{
            'move_id': picking.move_ids.id, 'quantity': 8, 'reason': "Two of another type", 'kind': 'wrong_goods'}])
        receipt = picking.desk_receipt_id.with_user(self.clerk)
        anomaly = picking._desk_order().desk_anomaly_ids
        with self.assertRaises(AccessError):
            receipt.with_user(self.shipper).action_complain()
        receipt.action_complain()
        complaint = anomaly.complaint_ids
        self.assertTrue(complaint.is_wrong_shipment)
        self.assertEqual(
            (complaint.picking_id, complaint.product_id, complaint.quantity), (picking, self.shelf, 2))
        self.assertEqual(anomaly.state, 'closed')
        self.assertIn(complaint.name, anomaly.result)
        receipt.action_complain()
        self.assertEqual(len(picking._desk_order().desk_complaint_ids), 1)

    def test_trouble_on_the_way(self):
        """SHP-12, TRK-08: trouble on the way becomes the customer's complaint; the order shows it."""
        picking = self._shipped()
        anomaly = picking.with_user(self.clerk).action_desk_report_trouble('damage', "Fell off the lorry")
        action = anomaly.action_complain()
        complaint = self.env['order.desk.complaint'].browse(action['res_id'])
        self.assertEqual((complaint.kind_id.code, complaint.description), ('damage', "Fell off the lorry"))
        order = picking._desk_order()
        self.assertEqual((order.desk_complaint_count, order.desk_anomaly_count), (1, 0))
        self.assertEqual(anomaly.action_complain()['res_id'], complaint.id)
        self._complain(order, 'quantity', order_line_id=False, picking_id=picking.id)
        again = picking.with_user(self.clerk).action_desk_report_trouble('loss', "A box is missing")
        again.action_complain()
        self.assertEqual((again.state, len(order.desk_complaint_ids)), ('closed', 2), "the customer was quicker")
        closed = picking.with_user(self.clerk).action_desk_report_trouble('loss', "One box is missing")
        closed.sudo()._write_evidence({'state': 'closed', 'closed_on': fields.Datetime.now()})
        with self.assertRaisesRegex(UserError, "is closed"):
            closed.action_complain()
