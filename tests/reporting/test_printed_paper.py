from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..shipping.ship_common import ShipCommon


@tagged('post_install', '-at_install')
class TestPrintedPaper(ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        (cls.shelf | cls.box).write({'taxes_id': False, 'invoice_policy': 'delivery'})
        cls.clerk, cls.finance = cls.users['order_clerk'], cls.users['finance_clerk']

    def _papers(self, order):
        order.with_user(self.clerk).action_desk_open_printed_papers()
        return {paper.kind: paper for paper in order.desk_printed_paper_ids}

    def _shipped(self):
        order = self._released([(self.shelf, 10, 100.0)])
        self._ship(self._pick(order.picking_ids))
        return order

    def _differences(self, paper):
        paper.invalidate_recordset(['differences'])
        return paper.differences or ""

    def test_papers_say_what_the_order_says(self):
        """ARC-01: order, shipping note and invoice made from the order differ in nothing; changed ones say where."""
        order = self._shipped()
        invoice = order._create_invoices()
        invoice.action_post()
        papers = self._papers(order)
        self.assertEqual(
            {kind: paper.document for kind, paper in papers.items()},
            {'order': order.name, 'note': order.picking_ids.name, 'invoice': invoice.display_name})
        self.assertFalse(any(paper.differences for paper in papers.values()))
        self.assertEqual(self._papers(order), papers, "each document is listed once")

        invoice.button_draft()
        item = invoice.invoice_line_ids
        item.write({'price_unit': 90.0, 'quantity': 12})
        invoice.invoice_line_ids = [Command.create({'name': "Packing", 'price_unit': 5.0, 'tax_ids': []})]
        invoice.invoice_payment_term_id = self.env['account.payment.term'].create({'name': "Ten days"})
        found = self._differences(papers['invoice'])
        for words in ("90 on the invoice, 100 on the order", "12 invoiced in all, 10", "Packing is on no order",
                      "Ten days on the invoice, — on the order"):
            self.assertIn(words, found)
        self.assertNotIn("Customer", found)
        item.write({'price_unit': 125.0, 'discount': 20.0, 'quantity': 10})
        self.assertNotIn("Shelf", self._differences(papers['invoice']), "another price with its discount is the same")

    def test_note_against_the_order(self):
        """ARC-01: more goods, other goods or another receiver than the order's are told of a shipping note."""
        order = self._released([(self.shelf, 10, 100.0)])
        picking = order.picking_ids
        paper = self._papers(order)['note']
        self.assertFalse(paper.differences)
        picking.move_ids.quantity = 11
        self.assertIn("11 on the notes, 10", self._differences(paper))
        picking.move_ids.quantity = 4
        self._ship(self._pick(picking))
        rest = self._live(order)
        self.assertFalse(self._differences(paper))
        rest.move_ids.quantity = 7
        self._papers(order)
        second = order.desk_printed_paper_ids.filtered(lambda each: each.picking_id == rest)
        self.assertIn("11 on the notes, 10", self._differences(second))
        rest.partner_id = self.env['res.partner'].create({'name': "Somebody else"})
        rest.move_ids = [Command.create({
            'product_id': self.box.id, 'product_uom_qty': 1, 'location_id': rest.location_id.id,
            'location_dest_id': rest.location_dest_id.id})]
        found = rest._desk_compare_paper()
        self.assertTrue(any("Somebody else" in text for text in found))
        self.assertTrue(any("Box" in text and "not on the order" in text for text in found))

    def test_reviewed_printed_sealed(self):
        """ARC-03: a paper is reviewed, then printed, then sealed, each by whose it is; a changed one begins again."""
        order = self._released([(self.shelf, 10, 100.0)])
        note = self._papers(order)['note']
        mine, seal = note.with_user(self.clerk), note.with_user(self.users['general_manager'])
        with self.assertRaisesRegex(UserError, "reviewed before it is printed"):
            mine.action_print()
        mine.action_review()
        self.assertEqual((note.state, note.reviewed_by_id), ('reviewed', self.clerk))
        with self.assertRaisesRegex(UserError, "print the paper first"):
            seal.action_seal()
        action = mine.action_print()
        self.assertEqual((action['type'], action['report_name']), (
            'ir.actions.report', 'order_desk.report_shipping_note'))
        self.assertEqual(note.printed_by_id, self.clerk)
        with self.assertRaises(AccessError):
            mine.action_seal()
        order.picking_ids.move_ids.quantity = 9
        with self.assertRaisesRegex(UserError, "changed since"):
            seal.action_seal()
        order.picking_ids.move_ids.quantity = 10
        seal.action_seal()
        self.assertEqual((note.state, note.sealed_by_id), ('sealed', self.users['general_manager']))
        with self.assertRaisesRegex(UserError, "sealed already"):
            mine.action_review()

    def test_differences_are_explained(self):
        """ARC-03: a paper that differs is not reviewed without a reason, and stands for these differences only."""
        order = self._released([(self.shelf, 10, 100.0)])
        order.picking_ids.move_ids.quantity = 12
        note = self._papers(order)['note'].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "differs from its order.*12 on the notes"):
            note.action_review()
        note.explanation = "Two pieces free of charge"
        note.action_review()
        note.action_print()
        order.picking_ids.move_ids.quantity = 13
        with self.assertRaisesRegex(UserError, "review it again"):
            note.action_print()

    def test_rights(self):
        """ARC-03: nobody writes a review or a seal by hand; who is not of the desk lists no papers."""
        order = self._shipped()
        note = self._papers(order)['note']
        for vals in ({'state': 'sealed'}, {'sealed_by_id': self.clerk.id}, {'reviewed_content': "x"}):
            with self.assertRaises(AccessError):
                note.with_user(self.clerk).write(vals)
        with self.assertRaises(AccessError):
            note.with_user(self.users['engineer']).action_review()
        with self.assertRaises(AccessError):
            self.env['order.desk.printed.paper'].with_user(self.clerk).create({'order_id': order.id, 'kind': 'order'})
        with self.assertRaises(AccessError):
            order.with_user(self.users['salesperson']).action_desk_open_printed_papers()
