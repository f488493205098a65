from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .returns_common import ReturnsCommon


@tagged('post_install', '-at_install')
class TestReturnHardCases(ReturnsCommon):

    def _return_picking(self, picking, **quantities):
        return self.env['stock.picking'].browse(self._wizard(picking, **quantities).action_create_returns()['res_id'])

    def test_without_gates(self):
        """RET-01: where no gate is active goods come back as in the host: nothing asked, no case, no limit."""
        order = self._shipped()
        self.env['order.desk.gate'].search([]).active = False
        wizard = self._wizard(order.picking_ids, all=2)
        self.assertFalse(wizard.desk_is_case)
        wizard.desk_return_reason_id = False
        back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        self._ship(self._pick(back))
        self.assertEqual((order.order_line.qty_delivered, len(self._case_of(back))), (8, 0))

    def test_above_what_was_shipped(self):
        """RET-01: More than was shipped is refused, on request and with the transfer, naming what is left."""
        order = self._shipped()
        shipment = order.picking_ids
        with self.assertRaisesRegex(UserError, "10.0 are left"):
            self._ask(order, 11)
        with self.assertRaisesRegex(UserError, "10.0 are left"):
            self._return_picking(shipment, Shelf_pump=11)
        self.assertEqual(order.picking_ids, shipment)
        other = self._shipped()
        with self.assertRaises(UserError):  # goods of another order
            self._as('order_clerk', order)._desk_request_return(
                [{'move_id': other.picking_ids.move_ids.id, 'quantity': 1}], self.reason)
        for quantity in (-1, None, "2", True, float('nan')):
            with self.assertRaises(UserError):
                self._ask(order, quantity)

    def test_in_the_unit_of_the_order(self):
        """Quantities of the order's unit are compared with what was shipped in the product's unit."""
        dozen = self.env.ref('uom.product_uom_dozen')
        order = self._order([(self.shelf, 2, 1200.0)])
        order.order_line.product_uom_id = dozen
        order.action_confirm()
        self._ship(self._pick(order.picking_ids))
        order._create_invoices().action_post()
        with self.assertRaises(UserError):
            self._ask(order, 2.5)
        case = self._come_back(order, 1)
        self._inspect(case)
        note = self._credit(case)
        self.assertEqual((note.amount_untaxed, note.invoice_line_ids.quantity), (1200.0, 1))
        self.assertEqual((order.order_line.qty_delivered, case.state), (1, 'settled'))

    def test_twice(self):
        """The same goods come back once: requests, transfers on their way and goods received all count."""
        order, _invoice = self._invoiced()
        shipment = order.picking_ids
        case = self._ask(order, 6)
        with self.assertRaisesRegex(UserError, "4.0 are left"):
            self._ask(order, 5)
        self._as('order_supervisor', case).action_authorise()
        with self.assertRaisesRegex(UserError, "4.0 are left"):
            self._return_picking(shipment, Shelf_pump=5)
        self._arrive(case.return_picking_ids)
        with self.assertRaisesRegex(UserError, "4.0 are left"):
            self._ask(order, 5)
        self._inspect(case)
        self._credit(case)
        with self.assertRaises(UserError):
            self._as('finance_clerk', case).action_credit()

    def test_one_line_of_several(self):
        """The credit note takes from the invoice the line that came back, and nothing else of it."""
        order, invoice = self._invoiced([(self.shelf, 5, 100.0), (self.box, 4, 10.0), (self.shelf, 2, 90.0)])
        case = self._come_back(order, 3, line=order.order_line[1])
        self._inspect(case)
        note = self._credit(case)
        self.assertEqual((note.invoice_line_ids.product_id, note.amount_untaxed), (self.box, 30.0))
        self.assertEqual((note.invoice_line_ids.quantity, note.reversed_entry_id), (3, invoice))
        other = self._come_back(order, 1, line=order.order_line[2])
        self._inspect(other)
        self.assertEqual(self._credit(other).amount_untaxed, 90.0)

    def test_in_several_steps(self):
        """Goods that leave and come back in several steps are counted once, where the customer gives them back."""
        self.warehouse.write({'delivery_steps': 'pick_ship', 'reception_steps': 'two_steps'})
        order = self._released()
        while live := self._live(order):
            self._ship(self._pick(live))
        order._create_invoices().action_post()
        case = self._ask(order, 4)
        self._as('order_supervisor', case).action_authorise()
        back = case.return_picking_ids
        self._arrive(back)
        onward = back.move_ids.move_dest_ids.picking_id
        if onward:
            self._arrive(onward)
        self.assertEqual((case.line_ids.quantity_received, len(order.desk_return_case_ids)), (4, 1))
        self.assertEqual(order.order_line.qty_delivered, 6)
        with self.assertRaisesRegex(UserError, "6.0 are left"):
            self._ask(order, 7)
        self._inspect(case, 'scrap')
        self.assertEqual(case.line_ids.scrap_id.state, 'done')
        self.assertEqual(self._credit(case).amount_untaxed, 400.0)

    def test_of_a_kit(self):
        """A kit comes back by its components: all of them are credited as the kit, some of them by their share."""
        parts = self.env['product.product'].create([
            {'name': name, 'type': 'consu', 'is_storable': True, 'standard_price': cost}
            for name, cost in (("Motor", 60.0), ("Housing", 20.0))])
        kit = self.env['product.product'].create({
            'name': "Kit", 'type': 'consu', 'list_price': 200.0, 'invoice_policy': 'delivery',
            'taxes_id': [Command.clear()]})
        self.env['mrp.bom'].create({
            'product_tmpl_id': kit.product_tmpl_id.id, 'type': 'phantom', 'product_qty': 1, 'bom_line_ids': [
                Command.create({'product_id': parts[0].id, 'product_qty': 1}),
                Command.create({'product_id': parts[1].id, 'product_qty': 2})]})
        for part in parts:
            self.env['stock.quant']._update_available_quantity(part, self.warehouse.lot_stock_id, 100)
        order, _invoice = self._invoiced([(kit, 5, 200.0)])
        case = self._come_back(order, 2)
        self.assertEqual(
            {line.product_id: line.quantity_received for line in case.line_ids}, {parts[0]: 2, parts[1]: 4})
        self._inspect(case)
        note = self._credit(case)
        self.assertEqual((note.amount_untaxed, order.order_line.qty_delivered, case.state), (400.0, 3, 'settled'))

        shipment = order.picking_ids.filtered(lambda picking: not picking.return_id)
        picking = self._return_picking(shipment, Motor=1)
        self._arrive(picking)
        case = self._case_of(picking).with_env(self.env)
        self._inspect(case)
        self.assertEqual(self._credit(case).amount_untaxed, 120.0)  # 60 of 100 of the kit's cost
        with self.assertRaises(UserError):
            self._ask(order, 4)

    def test_of_a_lot(self):
        """Goods of lots come back lot by lot; another lot than announced is taken in and told apart."""
        self.shelf.tracking = 'lot'
        lots = self.env['stock.lot'].create([{'name': name, 'product_id': self.shelf.id} for name in ("L1", "L2")])
        for quant in self.env['stock.quant'].search([('product_id', '=', self.shelf.id)]):
            quant.sudo().unlink()
        for lot in lots:
            self.env['stock.quant']._update_available_quantity(
                self.shelf, self.warehouse.lot_stock_id, 3, lot_id=lot)
        order, _invoice = self._invoiced([(self.shelf, 6, 100.0)])
        move = order.picking_ids.move_ids
        ask = self._as('order_clerk', order)._desk_request_return
        with self.assertRaisesRegex(UserError, "lot L1"):
            ask([{'move_id': move.id, 'quantity': 4, 'lot_id': lots[0].id}], self.reason)
        other = self.env['stock.lot'].create({'name': "L9", 'product_id': self.shelf.id})
        with self.assertRaisesRegex(UserError, "L9 was not shipped"):
            ask([{'move_id': move.id, 'quantity': 1, 'lot_id': other.id}], self.reason)
        case = ask([{'move_id': move.id, 'quantity': 2, 'lot_id': lots[0].id}], self.reason).with_env(self.env)
        self._as('order_supervisor', case).action_authorise()
        back = case.return_picking_ids.move_ids
        back.move_line_ids.unlink()
        back.move_line_ids = [Command.create({
            'product_id': self.shelf.id, 'lot_id': lot.id, 'quantity': 1, 'location_id': back.location_id.id,
            'location_dest_id': back.location_dest_id.id}) for lot in lots]
        self._arrive(back.picking_id)
        self.assertEqual(
            {line.lot_id: (line.quantity, line.quantity_received) for line in case.line_ids},
            {lots[0]: (1, 1), lots[1]: (1, 1)})
        self._inspect(case)
        self.assertEqual(self._credit(case).amount_untaxed, 200.0)

    def test_across_companies(self):
        """A return belongs to the company of its order; another company's people neither see nor make it."""
        other = self.env['res.company'].create({'name': "Southern Works", 'desk_enabled': True})
        foreigner = self._user(
            'foreigner', 'order_desk.group_order_supervisor,order_desk.group_quality_inspector',
            company_id=other.id, company_ids=[Command.set(other.ids)])
        order = self._shipped()
        case = self._come_back(order, 1)
        self.assertEqual(case.company_id, self.company)
        for act in (
            lambda: case.with_user(foreigner).read(['state']),
            lambda: case.with_user(foreigner).action_inspect(),
            lambda: self.env['stock.return.picking'].with_user(foreigner).create(
                {'picking_id': (order.picking_ids - case.return_picking_ids).id}).action_create_returns(),
            lambda: order.with_user(foreigner).action_desk_request_return() and self.env[
                'order.desk.return.request'].with_user(foreigner).create(
                    {'order_id': order.id, 'reason_id': self.reason.id}).action_apply(),
        ):
            with self.assertRaises(UserError):
                act()
        self.assertFalse(self.env['order.desk.return'].with_user(foreigner).search([('id', '=', case.id)]))
        reason = self.env['order.desk.return.reason'].create({
            'name': "Theirs", 'code': 'theirs', 'company_id': other.id})
        with self.assertRaisesRegex(UserError, "reason"):
            self._as('order_clerk', order)._desk_request_return(
                [{'sale_line_id': order.order_line.id, 'quantity': 1}], reason)

    def test_after_full_credit(self):
        """RET-03: What was credited in full is not credited again; goods that come back all the same are received."""
        order, invoice = self._invoiced()
        shipment = order.picking_ids
        wizard = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({'journal_id': invoice.journal_id.id})
        wizard.refund_moves()
        wizard.new_move_ids.action_post()
        with self.assertRaisesRegex(UserError, wizard.new_move_ids.name):
            self._ask(order, 1)
        picking = self._return_picking(shipment, Shelf_pump=2)
        self._arrive(picking)
        case = self._case_of(picking).with_env(self.env)
        self._inspect(case)
        self.assertEqual((case.state, case.credit_note_count), ('settled', 0))

        again = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({'journal_id': invoice.journal_id.id})
        again.refund_moves()
        with self.assertRaisesRegex(UserError, wizard.new_move_ids.name):
            again.new_move_ids.action_post()

    def test_before_invoice(self):
        """Goods that come back before they are invoiced lower what is invoiced, and need no credit note."""
        order = self._shipped()
        case = self._come_back(order, 4)
        draft = order._create_invoices()
        self.assertEqual(draft.invoice_line_ids.quantity, 6)
        self._inspect(case)
        self.assertEqual((case.state, case.credit_note_count), ('settled', 0))

        order = self._shipped()
        draft = order._create_invoices()  # made before the goods come back: it asks for too much
        case = self._come_back(order, 4)
        self._inspect(case)
        self.assertEqual(case.state, 'inspected')
        with self.assertRaisesRegex(UserError, "stand on no posted invoice"):
            self._as('finance_clerk', case).action_credit()
        with Form(draft) as form, form.invoice_line_ids.edit(0) as line:
            line.quantity = 6
        draft.action_post()
        self.assertEqual((case.state, case.credit_note_count), ('settled', 0))

    def test_invoiced_as_ordered(self):
        """Goods that are invoiced as ordered are credited after their invoice, and not invoiced once more."""
        self.shelf.invoice_policy = 'order'
        order = self._shipped()
        case = self._come_back(order, 4)
        self._inspect(case)
        self.assertEqual(case.state, 'inspected')
        with self.assertRaisesRegex(UserError, "stand on no posted invoice"):
            self._as('finance_clerk', case).action_credit()
        order._create_invoices().action_post()
        self.assertEqual(self._credit(case).amount_untaxed, 400.0)
        line = order.order_line
        self.assertEqual((case.state, line.qty_invoiced, line.qty_to_invoice), ('settled', 10, 0))
        self.assertEqual(line.untaxed_amount_invoiced, 600.0)
        other = self._come_back(order, 1)
        self._inspect(other)
        self.assertEqual(self._credit(other).amount_untaxed, 100.0)

    def test_credit_is_guarded(self):
        """RET-03: A credit note takes back what was inspected, and never more than was invoiced."""
        order, invoice = self._invoiced()
        case = self._come_back(order, 3)
        self._inspect(case, credit_percent=50)
        note = self._credit(case, post=False)
        item = note.invoice_line_ids
        self.assertEqual((item.quantity, item.price_unit), (3, 50.0))
        finance = self._as('finance_clerk', note)
        with self.assertRaisesRegex(UserError, "marks its own"):
            finance.invoice_line_ids.write({'desk_price_only': True})
        for vals in ({'quantity': 4}, {'price_unit': 60.0}):
            before = {name: item[name] for name in vals}
            item.write(vals)
            with self.assertRaisesRegex(UserError, "was inspected for"):
                finance.action_post()
            item.write(before)
        finance.action_post()
        self.assertEqual((case.state, case.value), ('settled', 150.0))
        finance.button_draft()
        self.assertEqual((case.state, case.value), ('inspected', 0.0))
        with self.assertRaisesRegex(UserError, "nothing is left to credit"):
            self._as('finance_clerk', case).action_credit()
        finance.action_post()
        self.assertEqual(case.state, 'settled')

        price = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({'journal_id': invoice.journal_id.id})
        price.refund_moves()
        correction = price.new_move_ids
        with self.assertRaisesRegex(UserError, note.name):  # 150 + 1,000 of 1,000
            correction.action_post()
        correction.invoice_line_ids.write({'quantity': 1, 'price_unit': 850.0})
        correction.action_post()  # a correction of the price is nobody's return
        self.assertEqual(correction.state, 'posted')

    def test_of_an_exchange(self):
        """What was shipped in exchange may come back in its turn."""
        order, _invoice = self._invoiced()
        shipment = order.picking_ids
        self.users['shipping_clerk'].group_ids += self.env.ref('order_desk.group_order_supervisor')
        action = self._wizard(shipment, Shelf_pump=2).action_create_exchanges()
        back = self.env['stock.picking'].browse(action['res_id'])
        case = self._case_of(back).with_env(self.env)
        again = case.reship_picking_ids
        self.assertEqual((case.wish, len(again), again.move_ids.product_uom_qty), ('exchange', 1, 2))
        self._arrive(back)
        self._inspect(case, 'exchange')
        self.assertEqual(case.reship_picking_ids, again)  # not shipped twice
        self.assertEqual(case.state, 'inspected')
        self._ship(self._pick(again))
        self.assertEqual((case.state, order.order_line.qty_delivered), ('settled', 10))

        with self.assertRaises(UserError):
            self._return_picking(again, Shelf_pump=3)
        picking = self._return_picking(again, Shelf_pump=1)
        self._arrive(picking)
        second = self._case_of(picking).with_env(self.env) - case
        self._inspect(second)
        self.assertEqual((self._credit(second).amount_untaxed, order.order_line.qty_delivered), (100.0, 9))

    def test_of_goods_never_paid(self):
        """The credit note of an unpaid invoice takes its amount off what the customer owes."""
        order, invoice = self._invoiced()
        case = self._come_back(order, 10)
        self._inspect(case)
        self._credit(case)
        self.assertEqual((invoice.amount_residual, invoice.payment_state, case.state), (0.0, 'reversed', 'settled'))

    def test_switched_off(self):
        """Without the desk Odoo's own return is as it was: no case, no limit."""
        order = self._shipped()
        self.company.desk_enabled = False
        picking = self._return_picking(order.picking_ids, Shelf_pump=12)
        self._arrive(picking)
        self.assertFalse(self.env['order.desk.return'].search([('order_id', '=', order.id)]))
        self.assertEqual(order.order_line.qty_delivered, -2)
