import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, tagged

from .returns_common import ReturnsCommon


@tagged('post_install', '-at_install')
class TestReturnRights(ReturnsCommon, HttpCase):

    def _rpc(self, role, model, method, args, **kwargs):
        user = self.users[role]
        self.authenticate(user.login, (user.login + 'x' * 8)[:max(8, len(user.login))])
        return self.make_jsonrpc_request('/web/dataset/call_kw', {
            'model': model, 'method': method, 'args': args, 'kwargs': kwargs})

    def test_over_rpc(self):
        """RET-04, RET-07: Service asks for a return, whose cause and offer are written down; others cannot go on."""
        order, _invoice = self._invoiced()
        picture = self._as('service_supervisor', self.env['ir.attachment']).create(
            {'name': "leak.png", 'datas': base64.b64encode(b"picture")})
        request = self._rpc('service_supervisor', 'order.desk.return.request', 'create', [{
            'order_id': order.id, 'reason_id': self.reason.id, 'description': "It leaks",
            'attachment_ids': [[6, 0, picture.ids]]}])
        line = self.env['order.desk.return.request'].browse(request).line_ids
        self.assertEqual((line.returnable, line.shipment), (10, order.picking_ids.name))
        line.quantity = 2
        action = self._rpc('service_supervisor', 'order.desk.return.request', 'action_apply', [[request]])
        case = self.env['order.desk.return'].browse(action['res_id'])
        self.assertEqual((case.description, case.line_ids.quantity, case.picture_ids.name), ("It leaks", 2, "leak.png"))
        self.assertNotEqual(case.picture_ids, picture)
        self._rpc('service_supervisor', case._name, 'write', [[case.id], {'solution': "A new seal, at our cost"}])
        self.assertEqual(case.solution, "A new seal, at our cost")

        for role, model, method, args in (
            ('quality_inspector', 'order.desk.return.request', 'action_apply', [[request]]),
            ('finance_clerk', case._name, 'action_authorise', [[case.id]]),
            ('order_clerk', case._name, 'write', [[case.id], {'state': 'settled'}]),
            ('order_clerk', case._name, 'create', [{'order_id': order.id}]),
            ('administrator', case._name, 'unlink', [[case.id]]),
            ('order_supervisor', 'order.desk.return.line', 'write', [case.line_ids.ids, {'quantity_received': 2}]),
            ('order_supervisor', case._name, '_set_state', [[case.id], 'settled']),
        ):
            with self.assertRaises(JsonRpcException, msg=f"{role} {method}"):
                self._rpc(role, model, method, args)
        self._rpc('order_supervisor', case._name, 'action_authorise', [[case.id]])
        self.assertEqual(case.state, 'authorised')

    def test_papers(self):
        """RET-01: The authorisation goes with the goods, the archive sheet tells everything about the return."""
        order, _invoice = self._invoiced()
        case = self._ask(order, 2)
        self._as('order_clerk', case).solution = "Full credit"

        def render(report):
            html, _kind = self.env['ir.actions.report']._render_qweb_html(
                f'order_desk.action_report_{report}', case.ids)
            return html.decode()
        self.assertIn("not authorised", render('return_authorisation'))
        self._as('order_supervisor', case).action_authorise()
        paper = render('return_authorisation')
        self.assertNotIn("not authorised", paper)
        for text in (case.name, "Full credit", self.reason.name, (order.picking_ids - case.return_picking_ids).name):
            self.assertIn(text, paper)
        self._arrive(case.return_picking_ids)
        self._inspect(case, finding="Seal worn")
        note = self._credit(case)
        sheet = render('return_archive')
        for text in ("Seal worn", "It leaks", note.name, self.users['quality_inspector'].name, "Customer", "200.00"):
            self.assertIn(text, sheet)
        self.assertNotIn("Seal worn", render('return_authorisation'))

    def test_marks(self):
        """RET-05: goods shipped again are known by the return alone, and by what is left for the next transfer."""
        order, invoice = self._invoiced()
        case = self._ask(order, 2, wish='reship')
        self._as('order_supervisor', case).action_authorise()
        self._inspect(case, 'reship', 'order_supervisor')
        again = case.reship_picking_ids
        move = self._as('shipping_clerk', again.move_ids)
        with self.assertRaisesRegex(AccessError, "marks the shipments"):
            move.desk_reship_line_id = False
        with self.assertRaisesRegex(AccessError, "marks the shipments"):
            move.create({
                'product_id': self.product_b.id, 'product_uom_qty': 1, 'desk_reship_line_id': case.line_ids.id,
                'location_id': move.location_id.id, 'location_dest_id': move.location_dest_id.id})
        forged = move.with_context(default_desk_reship_line_id=case.line_ids.id).create({
            'product_id': self.product_b.id, 'product_uom_qty': 1,
            'location_id': move.location_id.id, 'location_dest_id': move.location_dest_id.id})
        self.assertFalse(forged.desk_reship_line_id)
        self._pick(again)
        again.move_ids.quantity = 1
        self._as('shipping_clerk', again).with_context(skip_backorder=True).button_validate()
        rest = again.backorder_ids
        self.assertEqual((again.state, rest.move_ids.desk_reship_line_id), ('done', case.line_ids))
        item = self._as('finance_clerk', invoice.invoice_line_ids[0])
        for vals in ({'desk_price_only': True}, {'desk_return_line_id': False}):
            with self.assertRaisesRegex(UserError, "marks its own credit notes"):
                item.write(vals)
        invoice.button_draft()
        line = item.with_context(default_desk_price_only=True, default_desk_return_line_id=case.line_ids.id).create({
            'move_id': invoice.id, 'name': "Forged", 'price_unit': 1.0})
        self.assertFalse(line.desk_price_only or line.desk_return_line_id)

    def test_nothing_is_forged(self):
        """Context and defaults make no case, no state and no quantity; a token cannot be sent."""
        order = self._shipped()
        shipment = order.picking_ids
        case = self._ask(order, 1)
        wizard = self._wizard(shipment, Shelf_pump=1).with_context(
            desk_return_lines=case.line_ids.ids, default_state='settled', default_planned=True,
            default_quantity_received=5)
        picking = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        made = self._case_of(picking)
        self.assertNotEqual(made, case)
        self.assertEqual((made.state, made.planned, made.line_ids.quantity_received), ('requested', False, 0))
        with self.assertRaises(UserError):
            self._as('finance_clerk', self.env['account.move.line']).create({'desk_return_line_id': case.line_ids.id})
