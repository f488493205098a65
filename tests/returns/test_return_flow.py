from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .returns_common import ReturnsCommon


@tagged('post_install', '-at_install')
class TestReturnFlow(ReturnsCommon):

    def test_from_request_to_credit(self):
        """RET-01: A return is asked for, authorised, received, inspected, credited, and stays in the archive."""
        order, invoice = self._invoiced(pay=True)
        shipment = order.picking_ids
        case = self._ask(order, 3)
        self.assertEqual((case.state, case.origin, case.planned), ('requested', 'desk', False))
        self.assertEqual(case.line_ids.reason_id, self.reason)
        self.assertEqual(case.activity_ids.user_id, self.users['order_supervisor'])

        self._as('order_supervisor', case).action_authorise()
        picking = case.return_picking_ids
        self.assertEqual((case.state, case.planned, picking.return_id), ('authorised', True, shipment))
        self.assertEqual(picking.desk_return_reason_id, self.reason)
        self.assertEqual(picking.move_ids.product_uom_qty, 3)
        self.assertFalse(case.activity_ids)

        self._arrive(picking)
        self.assertEqual((case.state, case.line_ids.quantity_received), ('received', 3))
        self.assertEqual(case.activity_ids.user_id, self.users['quality_inspector'])
        with self.assertRaises(UserError):  # inspection before credit
            self._as('finance_clerk', case).action_credit()

        self._inspect(case)
        self.assertEqual((case.state, case.line_ids.credit_open), ('inspected', 3))
        note = self._credit(case)
        self.assertEqual((note.reversed_entry_id, note.amount_untaxed, note.state), (invoice, 300.0, 'posted'))
        self.assertEqual((case.state, case.value, case.line_ids.value), ('settled', 300.0, 300.0))
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_invoiced), (7, 7))
        with self.assertRaises(UserError):
            case.unlink()

    def test_partial_receipts(self):
        """Goods of one authorisation that come back in two deliveries are counted together."""
        order, _invoice = self._invoiced()
        case = self._ask(order, 5)
        self._as('order_supervisor', case).action_authorise()
        self._arrive(case.return_picking_ids, 2)
        self.assertEqual((case.state, case.line_ids.quantity_received), ('received', 2))
        rest = case.return_picking_ids.filtered(lambda picking: picking.state != 'done')
        self.assertEqual(rest.desk_return_reason_id, self.reason)
        self._arrive(rest)
        self.assertEqual((len(case.line_ids), case.line_ids.quantity_received), (1, 5))

        self._inspect(case)
        self.assertEqual(self._credit(case).amount_untaxed, 500.0)
        self.assertEqual(case.state, 'settled')

    def test_rest_after_inspection(self):
        """What arrives after the inspection was concluded becomes a case of its own."""
        order, _invoice = self._invoiced()
        case = self._ask(order, 5)
        self._as('order_supervisor', case).action_authorise()
        self._arrive(case.return_picking_ids, 2)
        rest = case.return_picking_ids.filtered(lambda picking: picking.state != 'done')
        self._inspect(case)
        self.assertEqual(self._credit(case).amount_untaxed, 200.0)
        self._arrive(rest)
        other = order.desk_return_case_ids - case
        self.assertEqual((other.state, other.line_ids.quantity_received, case.state), ('received', 3, 'settled'))
        self._inspect(other)
        self.assertEqual(self._credit(other).amount_untaxed, 300.0)

    def test_own_return_of_a_transfer(self):
        """RET-07: Odoo's own return of a shipment opens the case; the supervisor's own is authorised with it."""
        order = self._shipped([(self.shelf, 10, 100.0), (self.box, 4, 10.0)])
        shipment = order.picking_ids
        picking = self.env['stock.picking'].browse(
            self._wizard(shipment, all=2).action_create_returns()['res_id'])
        case = self._case_of(picking)
        self.assertEqual((case.state, case.requested_by_id), ('requested', self.users['shipping_clerk']))
        self.assertEqual(case.line_ids.mapped('quantity'), [2, 2])
        self._as('order_supervisor', case).action_authorise()
        self.assertEqual((case.return_picking_ids, case.planned), (picking, True))

        self.users['order_supervisor'].group_ids += self.env.ref('stock.group_stock_user')
        picking = self.env['stock.picking'].browse(
            self._wizard(shipment, 'order_supervisor', Box=1).action_create_returns()['res_id'])
        self.assertEqual((self._case_of(picking) - case).state, 'authorised')

    def test_unannounced_at_the_dock(self):
        """Goods that nobody announced come in all the same; the case is opened and asks for its reason."""
        order = self._shipped()
        picking = self.env['stock.picking'].browse(
            self._wizard(order.picking_ids, Shelf_pump=2).action_create_returns()['res_id'])
        case = self._case_of(picking)
        self._arrive(picking)
        self.assertEqual((case.state, case.planned), ('received', False))

        move = order.picking_ids.filtered(lambda other: not other.return_id).move_ids
        receipt = self.env['stock.picking'].create({
            'picking_type_id': self.warehouse.in_type_id.id, 'location_id': move.location_dest_id.id,
            'location_dest_id': self.warehouse.lot_stock_id.id,
            'move_ids': [(0, 0, {
                'product_id': self.shelf.id, 'product_uom_qty': 1, 'origin_returned_move_id': move.id,
                'location_id': move.location_dest_id.id, 'location_dest_id': self.warehouse.lot_stock_id.id,
                'sale_line_id': order.order_line.id})],
        })
        receipt.action_confirm()
        self._arrive(receipt)
        case = self._case_of(receipt)
        self.assertEqual((case.state, case.origin, case.planned, case.order_id), ('received', 'dock', False, order))
        self._judge(case.line_ids)
        with self.assertRaisesRegex(UserError, "the reason is missing"):
            self._as('quality_inspector', case).action_inspect()
        self._as('shipping_clerk', receipt).desk_return_reason_id = self.reason
        self._as('quality_inspector', case).action_inspect()
        self.assertEqual(case.state, 'settled')  # never invoiced

    def test_refused(self):
        """A refused request leaves no transfer behind; what comes back all the same is received."""
        order = self._shipped()
        case = self._ask(order, 2)
        self._as('order_supervisor', case).action_authorise()
        picking = case.return_picking_ids
        with self.assertRaises(UserError):
            self._as('order_supervisor', case).action_refuse(" ")
        self._as('order_supervisor', case).action_refuse("Used for a year")
        self.assertEqual((case.state, picking.state, case.deadline), ('refused', 'cancel', False))
        with self.assertRaises(UserError):
            self._as('order_supervisor', case).action_authorise()

    def test_dispositions(self):
        """RET-05: Goods of one case go different ways: scrapped, to rework, exchanged, or paid less for."""
        rework = self.env['stock.location'].create({
            'name': "Rework", 'location_id': self.warehouse.view_location_id.id})
        self.company.desk_rework_location_id = rework
        order, _invoice = self._invoiced()
        case = self._come_back(order, 6)
        line = case.line_ids
        scrapped = self._as('quality_inspector', line).action_split(1)
        exchanged = self._as('quality_inspector', line).action_split(2)
        self.assertEqual((line.quantity_received, scrapped.quantity_received), (3, 1))
        self._judge(line, 'rework', finding="Seal worn", cost=12.5)
        self._judge(scrapped, 'scrap')
        self._judge(exchanged, 'exchange')
        self._as('quality_inspector', case).action_inspect()
        moved = line.act_picking_id
        self.assertEqual((moved.location_dest_id, moved.move_ids.product_uom_qty), (rework, 3))
        self.assertEqual((scrapped.scrap_id.state, scrapped.scrap_id.scrap_qty), ('done', 1))
        again = case.reship_picking_ids
        self.assertEqual((again.move_ids.product_uom_qty, again.picking_type_id.code), (2, 'outgoing'))

        note = self._credit(case)
        self.assertEqual(note.amount_untaxed, 400.0)
        self.assertEqual(case.state, 'inspected')  # the customer waits for his exchange
        self._ship(self._pick(again))
        self.assertEqual((case.state, order.order_line.qty_delivered), ('settled', 6))

    def test_lower_price(self):
        """Goods that the customer keeps at a lower price stay delivered and invoiced."""
        order, _invoice = self._invoiced()
        case = self._ask(order, 4, wish='credit')
        self._as('order_supervisor', case).action_authorise()
        self.assertFalse(case.return_picking_ids)
        self._inspect(case, 'as_is', 'order_supervisor', credit_percent=25)
        note = self._credit(case)
        self.assertEqual((note.amount_untaxed, case.state), (100.0, 'settled'))
        line = order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), (10, 10, 0))
        self.assertEqual(line.untaxed_amount_invoiced, 900.0)

    def test_supplementary_shipment(self):
        """RET-05: Missing goods are shipped again without being charged again."""
        order, _invoice = self._invoiced()
        case = self._ask(order, 2, wish='reship')
        self._as('order_supervisor', case).action_authorise()
        self._inspect(case, 'reship', 'order_supervisor')
        self._ship(self._pick(case.reship_picking_ids))
        self.assertEqual((case.state, case.credit_note_count), ('settled', 0))
        self.assertEqual((order.order_line.qty_delivered, order.order_line.qty_to_invoice), (10, 0))

    def test_late(self):
        """RET-03: Goods that are back without credit are listed by age; the supervisor is told of late ones."""
        order, _invoice = self._invoiced()
        case = self._come_back(order, 1)
        case.write({'received_on': '2026-01-05 08:00:00', 'deadline': '2026-01-07'})
        self.assertGreater(case.age_days, 200)
        listed = self.env.ref('order_desk.return_uncredited_action').domain
        domain = [('id', '=', case.id), *literal_eval(listed)]
        [(_partner, oldest)] = self.env['order.desk.return']._read_group(domain, ['partner_id'], ['age_days:max'])
        self.assertAlmostEqual(oldest, case.age_days, delta=1)
        with self.enter_registry_test_mode():
            self.env.ref('order_desk.cron_return').method_direct_trigger()
        self.assertLessEqual(
            self.users['order_supervisor'] | self.users['quality_inspector'], case.activity_ids.user_id)
        self._inspect(case)
        self._credit(case)
        self.assertEqual((case.age_days, case.deadline), (0, False))
        self.assertFalse(case.activity_ids)

    def test_statistics(self):
        """RET-06: What comes back is counted by reason, disposition, responsible party and root cause."""
        order, _invoice = self._invoiced()
        case = self._come_back(order, 2)
        cause = self.env.ref('order_desk.root_cause_packing')
        self._inspect(case, responsible='department', responsible_department='warehouse', root_cause_id=cause.id)
        self._credit(case)
        groups = self.env['order.desk.return.report']._read_group(
            [('return_id', '=', case.id)],
            ['reason_id', 'disposition_id', 'responsible_department', 'root_cause_id', 'product_id'],
            ['quantity_received:sum', 'value:sum', 'credited:sum'])
        self.assertEqual(groups, [(
            self.reason, self.env.ref('order_desk.disposition_restock'), 'warehouse', cause, self.shelf,
            2.0, 200.0, 200.0)])

    def test_roles(self):
        """Each step belongs to its role; state and quantities are written by nobody."""
        order, _invoice = self._invoiced()
        case = self._ask(order, 2)
        for role in ('order_clerk', 'quality_inspector', 'finance_clerk', 'salesperson'):
            with self.assertRaises(AccessError):
                self._as(role, case).action_authorise()
        for role in ('order_supervisor', 'administrator'):
            for vals in ({'state': 'settled'}, {'planned': True}, {'deadline': '2030-01-01'}):
                with self.assertRaises(AccessError):
                    self._as(role, case).write(vals)
        with self.assertRaises(AccessError):
            self._as('order_supervisor', case.line_ids).write({'quantity': 5})
        with self.assertRaises(AccessError):
            self._as('order_supervisor', self.env['order.desk.return']).create({'order_id': order.id})
        self.company.desk_return_group_id = self.env.ref('order_desk.group_service_supervisor')
        with self.assertRaises(AccessError):
            self._as('order_supervisor', case).action_authorise()
        self._as('service_supervisor', case).action_authorise()

        self._arrive(case.return_picking_ids)
        with self.assertRaises(AccessError):
            self._judge(case.line_ids, role='order_clerk')
        self._judge(case.line_ids)
        for role in ('order_clerk', 'finance_clerk', 'shipping_clerk', 'order_supervisor'):
            with self.assertRaises(AccessError):
                self._as(role, case).action_inspect()
        self._as('quality_inspector', case).action_inspect()
        with self.assertRaises(UserError):
            self._judge(case.line_ids, 'scrap')
        for role in ('order_clerk', 'quality_inspector', 'order_supervisor'):
            with self.assertRaises(AccessError):
                self._as(role, case).action_credit()
        self._credit(case)
        self.assertEqual(case.state, 'settled')
