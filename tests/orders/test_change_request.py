"""From the wish to the changed order: who does what, and what is refused."""
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .change_common import ChangeCommon


@tagged('post_install', '-at_install')
class TestChangeRequest(ChangeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirmed()
        cls.line_a, cls.line_b = cls.order.order_line

    def test_whole_way(self):
        """CHG-01, CHG-02, CHG-03, CHG-04, CHG-05: salesperson, desk and supervisor, each in turn."""
        request = self._request(self.order, {
            self.line_a: {'product_uom_qty': 5, 'price_unit': 90.0, 'desk_sales_configuration': "Red"},
            self.line_b: {'product_uom_qty': 0}}, commitment_date='2031-03-04 10:00:00', desk_packing="Crates")
        row = request.line_ids.filtered(lambda line: line.sale_line_id == self.line_a)
        self.assertEqual((row.present_product_uom_qty, row.present_price_unit, row.kind), (2.0, 100.0, 'change'))
        request.line_ids = [Command.create({'product_id': self.product_b.id, 'product_uom_qty': 3})]
        for role in ('order_clerk', 'order_supervisor'):
            with self.assertRaises(UserError):
                request.with_user(self.users[role]).action_apply()
        request.action_submit()
        self.assertTrue(request.activity_ids.user_id.has_group('order_desk.group_order_clerk'))
        self.assertEqual(len(request.activity_ids), 1)
        self.assertIn('money', request.impact_ids.mapped('kind'))
        for step in ('action_feasible', 'action_approve', 'action_apply'):
            with self.assertRaises(UserError):
                getattr(request.with_user(self.seller), step)()
        request.with_user(self.clerk).action_feasible()
        with self.assertRaises(AccessError):
            request.with_user(self.clerk).action_approve()
        request.with_user(self.supervisor).action_approve()
        request.with_user(self.clerk).action_apply()
        self.assertEqual((self.line_a.product_uom_qty, self.line_a.price_unit), (5.0, 90.0))
        self.assertEqual(self.line_a.desk_sales_configuration, "Red")
        self.assertEqual(self.line_b.product_uom_qty, 0.0)
        self.assertEqual(self.order.order_line[-1].product_uom_qty, 3.0)
        self.assertEqual(self.order.desk_packing, "Crates")
        self.assertEqual(
            {move.product_id: move.product_uom_qty
             for move in self.order.picking_ids.move_ids if move.state != 'cancel'},
            {self.product_a: 5.0, self.product_b: 3.0})
        self.assertEqual(str(self.order.picking_ids.move_ids[0].date_deadline), '2031-03-04 10:00:00')
        self.assertEqual(request.state, 'applied')
        self.assertFalse(request.activity_ids)

    def test_versions(self):
        """CHG-03: the wording before and after is kept for ever, and what differs is told old beside new.

        Another quantity keeps the agreed price, whatever the price list says by now.
        """
        self.product_a.list_price = 130.0
        self._apply(self._request(self.order, {self.line_a: {'product_uom_qty': 5}}))
        request = self._request(self.order, {self.line_a: {'product_uom_qty': 6}}, desk_transport="By rail")
        self._apply(request)
        self.assertEqual(self.order.desk_version_ids.mapped('number'), [3, 2, 1])
        self.assertEqual(self.order.desk_version, 3)
        latest, middle, first = self.order.desk_version_ids.with_user(self.seller)
        changes = {label: (old, new) for label, old, new in latest._get_changes(first)}
        self.assertNotIn("[PA] Pump A, Unit price", changes)
        self.assertEqual(changes["[PA] Pump A, Quantity"], ('2.0', '6.0'))
        self.assertEqual(changes["Transport"], ('—', 'By rail'))
        self.assertIn("5.0", str(middle.changes))
        self.assertEqual((latest | first).action_compare()['res_model'], 'order.desk.version.compare')
        with self.assertRaises(AccessError):
            latest.with_user(self.supervisor).write({'facts': {}})
        with self.assertRaises(UserError):
            latest.sudo().unlink()

    def test_gates(self):
        """CHG-01: before anybody decides it is told what the gates would find; nothing of the trial remains."""
        gate = self._gate('release_paper', ['engineer'], stage='review')
        order = self._order(user_id=self.seller.id)
        self._decide(order, 'engineer', 'release_paper')
        order.action_confirm()
        request = self._request(order, {order.order_line[0]: {'product_uom_qty': 5}})
        request.action_submit()
        self.assertEqual(request.gate_impact_ids.gate_id, gate)
        self.assertIn("Opens again", request.gate_impact_ids.message)
        self.assertEqual(order.order_line[0].product_uom_qty, 2)
        self.assertPassed(order, 'release_paper')
        self.assertEqual(order.picking_ids.move_ids[0].product_uom_qty, 2)
        request.with_user(self.clerk).action_feasible()
        request.with_user(self.supervisor).action_approve()
        request.with_user(self.clerk).action_apply()
        self.assertOpen(order, 'release_paper')

    def test_only_what_changed(self):
        """CHG-03: gates whose facts an applied change does not touch stay as they were."""
        self._gate('paper', ['engineer'], stage='review')
        order = self._order(user_id=self.seller.id)
        self._decide(order, 'engineer', 'paper')
        order.action_confirm()
        self._apply(self._request(order, desk_after_sales_terms="Two years"))
        self.assertPassed(order, 'paper')

    def test_down_payment(self):
        """CHG-03: a line of a down payment, which has neither goods nor unit of measure, stands in no change's way."""
        order = self._confirmed()
        self.env['sale.order.line'].create({
            'order_id': order.id, 'name': "Down payment", 'is_downpayment': True, 'price_unit': 50.0,
            'product_uom_qty': 0.0})
        line = order.order_line[0]
        request = self._request(order, {line: {'product_uom_qty': 7}})
        self._apply(request)
        self.assertEqual((request.state, line.product_uom_qty), ('applied', 7))

    def test_two_requests(self):
        """CHG-02: a second request on one order is refused by name, with the way to the first."""
        request = self._request(self.order)
        with self.assertRaisesRegex(UserError, request.name):
            self._request(self.order)
        with self.assertRaises(RedirectWarning) as refused:
            self.order.with_user(self.clerk).action_desk_request_change()
        self.assertEqual(refused.exception.args[1]['res_id'], request.id)
        with self.assertRaisesRegex(AccessError, "this step belongs to"):
            request.with_user(self._user('other_seller', 'sales_team.group_sale_salesman_all_leads')).action_withdraw()
        request.with_user(self.supervisor).action_withdraw()
        self.assertIn(self.seller.partner_id, request.message_ids.partner_ids)
        self.assertTrue(self._request(self.order))

    def test_stale(self):
        """CHG-03: what was changed meanwhile is named, nothing is overwritten; refreshing keeps the proposal."""
        request = self._request(self.order, {self.line_a: {'product_uom_qty': 5}})
        self._approve(request)
        self.line_a._desk_write_facts({'price_unit': 80.0})
        with self.assertRaisesRegex(UserError, "Unit Price of .*Pump A"):
            request.with_user(self.clerk).action_apply()
        self.assertEqual(self.line_a.product_uom_qty, 2)
        request.with_user(self.clerk).action_redraft()
        request.action_refresh()
        row = request.line_ids.filtered(lambda line: line.sale_line_id == self.line_a)
        self.assertEqual((row.present_price_unit, row.price_unit, row.product_uom_qty), (80.0, 80.0, 5.0))
        self._apply(request)
        self.assertEqual((self.line_a.price_unit, self.line_a.product_uom_qty), (80.0, 5.0))

    def test_refused(self):
        """CHG-01: not feasible or refused, the order stays, the requester hears why; both need a reason."""
        request = self._request(self.order, {self.line_a: {'product_uom_qty': 5}})
        request.action_submit()
        with self.assertRaisesRegex(UserError, "why the change is not feasible"):
            request.with_user(self.clerk).action_infeasible()
        request.with_user(self.clerk).action_feasible()
        request = request.with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "why the change is refused"):
            request.action_refuse()
        request.decision_note = "Too late"
        request.action_refuse()
        self.assertEqual(request.state, 'refused')
        self.assertIn(self.seller.partner_id, request.message_ids.partner_ids)
        self.assertEqual(self.line_a.product_uom_qty, 2)
        with self.assertRaises(UserError):
            request.action_approve()

    def test_rights(self):
        """SEC-01: state, evidence and present values are nobody's to write; a stranger's order nobody's to change."""
        request = self._request(self.order, {self.line_a: {'product_uom_qty': 5}})
        for vals in ({'state': 'approved'}, {'decided_by_id': self.supervisor.id}, {'present_desk_packing': "x"}):
            with self.assertRaises(AccessError):
                request.write(vals)
        for vals in ({'present_price_unit': 1.0}, {'sale_line_id': self.line_b.id}):
            with self.assertRaises(UserError):
                request.line_ids[0].write(vals)
        forged = self.env['order.desk.change.request'].with_user(self.seller).with_context(
            default_state='approved', default_decided_by_id=self.supervisor.id, desk_present=True,
            desk_product_write=True).default_get(['state', 'decided_by_id'])
        self.assertEqual(forged, {'state': 'draft'})
        with self.assertRaises(AccessError):
            self.env['order.desk.impact.line'].with_user(self.clerk).create(
                {'order_id': self.order.id, 'kind': 'money'})
        self.order.user_id = self.clerk
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            request.action_submit()
        with self.assertRaises(AccessError):
            request.with_user(self.users['engineer']).action_submit()
        for action in ('action_infeasible', 'action_approve', 'action_apply'):
            with self.assertRaises(AccessError):
                getattr(request.with_user(self.users['finance_clerk']), action)()

    def test_four_eyes(self):
        """CHG-01: who asked for the change does not decide on it; the company names other roles if it wants."""
        request = self.env['order.desk.change.request'].with_user(self.supervisor).create({
            'order_id': self.order.id, 'reason_id': self.reason.id, 'desk_packing': "Sacks"})
        request.action_submit()
        request.action_feasible()
        with self.assertRaisesRegex(AccessError, "own request"):
            request.action_approve()
        self.company.desk_change_decision_group_id = self.env.ref('order_desk.group_general_manager')
        request.with_user(self.users['general_manager']).action_approve()
        request.action_apply()
        self.assertEqual(self.order.desk_packing, "Sacks")

    def test_incomplete(self):
        """CHG-02: without a reason or without a change nothing is submitted; what is submitted is not edited."""
        request = self._request(self.order)
        with self.assertRaisesRegex(UserError, "proposes nothing"):
            request.action_submit()
        request.line_ids[0].product_uom_qty = 7
        request.reason_id = False
        with self.assertRaisesRegex(UserError, "say why"):
            request.action_submit()
        request.reason_id = self.reason
        request.action_submit()
        for write in (
                lambda: request.line_ids[0].write({'product_uom_qty': 70}), lambda: request.line_ids[-1:].unlink(),
                lambda: request.write({'desk_packing': "x"}), lambda: request.write({'line_ids': [Command.clear()]})):
            with self.assertRaises(UserError):
                write()

    def test_another_product(self):
        """CHG-03: another product drops the line and adds the new one; the lines of another order are refused."""
        other = self.env['product.product'].create({'name': "Pump C", 'list_price': 70.0, 'type': 'consu'})
        request = self._request(self.order, {self.line_a: {'product_id': other.id}})
        self.assertEqual(request.line_ids[0].kind, 'replace')
        self._apply(request)
        self.assertEqual(self.line_a.product_uom_qty, 0)
        self.assertEqual(self.order.order_line.filtered(lambda line: line.product_id == other).product_uom_qty, 2)
        foreign = self._confirmed().order_line[0]
        with self.assertRaisesRegex(UserError, "no line of the order"):
            self._request(self.order, line_ids=[Command.create({'sale_line_id': foreign.id, 'product_uom_qty': 1})])

    def test_notes(self):
        """CHG-03: notes and sections are part of what was agreed: a request rewrites them and adds others."""
        order = self._order(user_id=self.seller.id)
        order.order_line = [
            Command.create({'display_type': 'line_section', 'name': "Pumps", 'sequence': 1}),
            Command.create({'display_type': 'line_note', 'name': "At the gate"})]
        order.action_confirm()
        self.env['sale.advance.payment.inv'].with_context(active_ids=order.ids).create({
            'advance_payment_method': 'fixed', 'fixed_amount': 20}).create_invoices()
        note = order.order_line.filtered(lambda line: line.display_type == 'line_note')
        with self.assertRaisesRegex(UserError, "by a change request only"):
            note.name = "At the back"
        request = self._request(order, {note: {'name': "At the back"}, order.order_line[1]: {'product_uom_qty': 4}})
        request.line_ids = [Command.create({'name': "Ring twice"})]
        self._apply(request)
        self.assertEqual(note.name, "At the back")
        texts = order.order_line.filtered(lambda line: line.display_type and not line.is_downpayment)
        self.assertEqual(texts.mapped('name'), ["Pumps", "At the back", "Ring twice"])

    def test_address(self):
        """CHG-03: what has not left goes to the new address, locked orders stay locked."""
        other = self.env['res.partner'].create({'name': "Site", 'parent_id': self.partner.id, 'type': 'delivery'})
        self.order.action_lock()
        self._apply(self._request(self.order, {self.line_a: {'product_uom_qty': 3}}, partner_shipping_id=other.id))
        self.assertEqual(self.order.picking_ids.partner_id, other)
        self.assertEqual(self.order.picking_ids.move_ids.partner_id, other)
        self.assertTrue(self.order.locked)
        self.assertEqual(self.line_a.product_uom_qty, 3)

    def test_paper(self):
        """CHG-02: the request prints with what changes, its impact and its signatures."""
        request = self._request(self.order, {self.line_a: {'product_uom_qty': 5}}, desk_packing="Crates")
        self._approve(request)
        html = self.env['ir.actions.report'].with_user(self.clerk)._render_qweb_html(
            'order_desk.report_change_request', request.ids)[0].decode()
        for text in ("Contract Change Request", request.name, "Crates", self.supervisor.name, "Pump A"):
            self.assertIn(text, html)
        self.assertNotIn("Pump B", html)
