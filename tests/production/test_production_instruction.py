"""The production instruction: written from the order, signed by both sides, handed on."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .release_common import ReleaseCommon

POINTS = ('checked_quantity', 'checked_dates', 'checked_tolerance', 'checked_packing', 'checked_rules')


@tagged('post_install', '-at_install')
class TestProductionInstruction(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.desk_deposit_percent = 0.0
        cls.env['order.desk.gate'].with_context(active_test=False).search(
            [('code', '=', 'production_instruction')]).active = True

    def _confirmed(self, **vals):
        order = self._order([(self.pump, 2, 100.0)], **vals)
        order.action_confirm()
        return order

    def _write(self, order):
        order.with_user(self.users['order_clerk']).action_desk_create_instruction()
        return order.desk_instruction_ids

    def _signed(self, order):
        paper = self._write(order)
        paper.with_user(self.users['order_clerk']).action_sign()
        paper.with_user(self.users['production_manager']).action_check_all()
        paper.with_user(self.users['production_manager']).action_sign()
        return paper

    def test_signatures_hold_in_every_language(self):
        """A colleague with another language evaluates the order: what was signed has not changed."""
        self.env['res.lang']._activate_lang('fr_FR')
        self.pump.with_context(lang='fr_FR').name = "Pompe"
        self.pump.uom_id.with_context(lang='fr_FR').name = "Pièces"
        order = self._confirmed()
        self._signed(order)
        self.assertPassed(order, 'production_instruction')
        order.with_user(self.users['order_clerk']).with_context(lang='fr_FR').action_desk_check()
        self.assertPassed(order, 'production_instruction')

    def test_both_sides_sign(self):
        """PRD-02, PRD-03, PRD-04: the clerk signs, production ticks every point and signs, then it starts."""
        order = self._confirmed()
        self.assertNothingStarted(order)
        self.assertOpen(order, 'production_instruction')
        paper = self._write(order)
        self.assertEqual(paper.line_ids.mapped(lambda line: (line.product_id, line.quantity)), [(self.pump, 2.0)])
        clerk, manager = paper.with_user(self.users['order_clerk']), paper.with_user(self.users['production_manager'])
        with self.assertRaises(UserError):
            manager.action_sign()
        clerk.action_sign()
        self.assertEqual((paper.state, paper.issued_by_id), ('issued', self.users['order_clerk']))
        self.assertEqual(paper.activity_ids.user_id, self.users['production_manager'])
        with self.assertRaisesRegex(UserError, "Quantity"):
            manager.action_sign()
        with self.assertRaises(AccessError):
            clerk.checked_quantity = True
        for point in POINTS:
            with self.assertRaises(UserError):
                manager.action_sign()
            manager.write({point: True})
        with self.assertRaises(UserError):
            order.with_user(self.users['order_clerk']).action_desk_release()
        manager.action_sign()
        self.assertEqual((paper.state, paper.acknowledged_by_id), ('acknowledged', self.users['production_manager']))
        self.assertPassed(order, 'production_instruction')
        order.with_user(self.users['order_clerk']).action_desk_release()
        self.assertEqual(len(self._productions(order)), 2)

    def test_filled_in_from_the_order(self):
        """PRD-10, PRD-12: customer's wishes, dates and quantities stand on the instruction and in the order plan."""
        order = self._confirmed(desk_special_requirements="Blue paint, RAL 5010", commitment_date='2030-05-06 08:00:00')
        paper = self._write(order)
        self.assertIn("RAL 5010", paper.special_rules)
        self.assertEqual(str(paper.promised_date), '2030-05-06')
        [[quantity]] = self.env['order.desk.production.instruction.line']._read_group(
            [('product_id', '=', self.pump.id), ('statement_date', '=', paper.statement_date)], [], ['quantity:sum'])
        self.assertEqual(quantity, 2.0)

    def test_different_people(self):
        """PRD-04: one person does not sign for both sides."""
        both = self._user('both', 'order_desk.group_order_clerk,order_desk.group_production_manager')
        paper = self._write(self._confirmed()).with_user(both)
        paper.action_sign()
        paper.action_check_all()
        with self.assertRaisesRegex(UserError, "another person"):
            paper.action_sign()

    def test_only_after_confirmation_and_deposit(self):
        """PRD-01, DEP-01: written only for a confirmed order whose deposit is in."""
        order = self._order([(self.pump, 2, 100.0)])
        with self.assertRaisesRegex(UserError, order.name):
            self._write(order)
        self.partner.desk_deposit_percent = 30.0
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "Deposit"):
            self._write(order)
        self._payment(order, 60.0)
        self.assertTrue(self._write(order))

    def test_promise_is_the_company_s_day(self):
        """PRD-01: the delivery date that the instruction takes over is the company's day, not that of Greenwich."""
        self.company.partner_id.tz = 'Asia/Shanghai'
        paper = self._write(self._confirmed(commitment_date='2031-05-04 16:30:00'))
        self.assertEqual(str(paper.promised_date), '2031-05-05')

    def test_waits_for_returned_copy(self):
        """PRD-01: a returned copy that is no longer accepted stops the instruction."""
        self._gate('returned_copy', ['order_clerk'], stage='confirm')
        order = self._order([(self.pump, 2, 100.0)])
        self._decide(order, 'order_clerk', 'returned_copy')
        order.action_confirm()
        self._decide(order, 'order_clerk', 'returned_copy', 'revoke')
        with self.assertRaisesRegex(UserError, "Returned copy"):
            self._write(order)

    def test_change_voids_signatures(self):
        """PRD-03: other content than the one signed has to be signed anew by both."""
        order = self._confirmed()
        paper = self._signed(order)
        self.assertPassed(order, 'production_instruction')
        paper.with_user(self.users['order_clerk']).packing = "Wooden crates"
        self.assertOpen(order, 'production_instruction')
        self.assertEqual(paper.state, 'draft')
        self.assertFalse(paper.checked_packing)
        with self.assertRaises(AccessError):
            paper.with_user(self.users['production_manager']).packing = "None at all"

    def test_order_changed(self):
        """PRD-11: an instruction whose goods are not those of the order is not passed on."""
        order = self._confirmed()
        paper = self._signed(order)
        self._agreed(order).order_line.product_uom_qty = 7
        self.assertEqual(self._check(order, 'production_instruction').finding_code, 'outdated')
        with self.assertRaises(UserError):
            order.action_desk_release()
        paper.with_user(self.users['order_clerk']).action_refresh_lines()
        self.assertEqual(paper.line_ids.quantity, 7.0)
        self.assertEqual(self._check(order, 'production_instruction').finding_code, 'signature')

    def test_incomplete(self):
        """PRD-03: an instruction that does not state everything cannot be signed."""
        paper = self._write(self._confirmed())
        paper.with_user(self.users['order_clerk']).statement_date = False
        with self.assertRaisesRegex(UserError, "production date"):
            paper.with_user(self.users['order_clerk']).action_sign()

    def test_copy_to_engineering(self):
        """PRD-05: engineering gets a copy when sales signs, and the paper records to whom and when."""
        paper = self._write(self._confirmed())
        self.assertFalse(paper.copy_sent_at)
        paper.with_user(self.users['order_clerk']).action_sign()
        self.assertIn(self.users['engineer'], paper.engineer_ids)
        self.assertTrue(paper.copy_sent_at)
        self.assertIn(self.users['engineer'].partner_id, paper.message_ids.partner_ids)

    def test_unacknowledged_list(self):
        """PRD-04: instructions that production has not acknowledged are listed."""
        open_paper, done = self._write(self._confirmed()), self._signed(self._confirmed())
        listed = self.env['order.desk.production.instruction'].search([('state', '!=', 'acknowledged')])
        self.assertIn(open_paper, listed)
        self.assertNotIn(done, listed)

    def test_signatures_cannot_be_written(self):
        """PRD-04: signatures come from the signing acts only."""
        paper = self._write(self._confirmed())
        for vals in ({'state': 'acknowledged'}, {'acknowledged_by_id': self.users['production_manager'].id}):
            for role in ('order_clerk', 'production_manager'):
                with self.assertRaises(AccessError):
                    paper.with_user(self.users[role]).write(vals)
        paper.with_user(self.users['order_clerk']).action_sign()
        with self.assertRaises(AccessError):
            paper.with_user(self.users['order_clerk']).issued_by_id = False
        paper.with_user(self.users['production_manager']).action_check_all()
        with self.assertRaises(AccessError):
            paper.with_user(self.users['order_clerk']).write(dict.fromkeys(POINTS, False))
        with self.assertRaises(UserError):
            paper.with_user(self.users['order_clerk']).unlink()

    def test_scope(self):
        """PRD-01: goods from the shelf need no instruction, unless the company always wants one."""
        order = self._order([(self.shelf, 1, 10.0)])
        order.action_confirm()
        self.assertTrue(order.desk_released)
        self.company.desk_instruction_scope = 'always'
        order = self._order([(self.shelf, 1, 10.0)])
        order.action_confirm()
        self.assertNothingStarted(order)

    def test_what_needs_production(self):
        """PRD-09: made or bought to order, also inside a kit or by the line's route, asks for an instruction."""
        find = self.env['sale.order']._desk_filter_to_produce
        for product, needed in ((self.pump, True), (self.motor, True), (self.set, True), (self.shelf, False),
                                (self.service, False), (self.steel, False)):
            order = self._order([(product, 1, 10.0)])
            self.assertEqual(bool(find(order)), needed, product.name)
        self.shelf.categ_id = self.env['product.category'].create({
            'name': "To order", 'route_ids': [(6, 0, self.mto.ids)]})
        self.assertTrue(find(self._order([(self.shelf, 1, 10.0)])))

    def test_cycle(self):
        """PRD-09: a kit that contains itself does not hang the gate."""
        bom = self.env['mrp.bom'].search([('product_tmpl_id', '=', self.set.product_tmpl_id.id)])
        self.env.cr.execute(
            "UPDATE mrp_bom_line SET product_id = %s WHERE bom_id = %s", [self.set.id, bom.id])
        self.env.invalidate_all()
        order = self._order([(self.set, 1, 10.0)])
        self.assertFalse(self.env['sale.order']._desk_filter_to_produce(order))

    def test_reserve(self):
        """PRD-06, MAT-04: production has the materials of an acknowledged instruction reserved."""
        order = self._confirmed()
        paper = self._signed(order)
        order.action_desk_release()
        self.env['stock.quant']._update_available_quantity(self.steel, order.warehouse_id.lot_stock_id, 100)
        with self.assertRaises(AccessError):
            paper.with_user(self.users['order_clerk']).action_reserve()
        paper.with_user(self.users['production_manager']).action_reserve()
        rotor = self._productions(order).filtered(lambda mo: mo.product_id == self.rotor)
        self.assertEqual(rotor.move_raw_ids.quantity, 6.0)

    def test_set_based(self):
        """PRD-01: the gate asks as many questions for ten orders as for one."""
        orders = self.env['sale.order'].concat(*[self._confirmed() for _index in range(10)])
        for order in orders:
            self._write(order)
        gate = self.env['order.desk.gate'].search([('code', '=', 'production_instruction')])
        evaluator = self.env['order.desk.evaluator.production_instruction']

        def ask(some):
            concerned = evaluator._get_applicable(gate, some.sudo())
            evaluator._evaluate(gate, concerned)
            evaluator._facts(gate, concerned)
        ask(orders)
        self.assertEqual(self._count_queries(lambda: ask(orders[:1])), self._count_queries(lambda: ask(orders)))


@tagged('post_install', '-at_install')
class TestProductionTask(ReleaseCommon):

    def test_task_order(self):
        """PRD-07: the supervisor issues a task order for stock, production accepts and makes it, late ones show."""
        task = self.env['order.desk.production.task'].with_user(self.users['order_supervisor']).create({
            'product_id': self.pump.id, 'quantity': 5, 'needed_on': '2020-01-01', 'reason': "Safety stock"})
        with self.assertRaises(AccessError):
            task.state = 'done'
        with self.assertRaises(UserError):
            task.with_user(self.users['production_manager']).action_accept()
        task.action_issue()
        self.assertEqual(task.activity_ids.user_id.has_group('order_desk.group_production_manager'), True)
        self.assertIn(task, task.search([('is_late', '=', True)]))
        with self.assertRaises(AccessError):
            task.action_accept()
        task.with_user(self.users['production_manager']).action_accept()
        self.assertEqual((task.production_id.product_qty, task.production_id.origin), (5.0, task.name))
        task.production_id.with_user(self.users['production_manager']).action_confirm()
        rule = self.env['stock.warehouse.orderpoint'].create({
            'product_id': self.pump.id, 'product_min_qty': 1, 'product_max_qty': 2})
        for vals in ({'production_id': False}, {'orderpoint_id': rule.id}, {'state': 'draft'}):
            with self.assertRaises(AccessError):
                task.write(vals)
        task.action_done()
        self.assertEqual(task.state, 'done')
        with self.assertRaises(AccessError):
            self.env['order.desk.production.task'].with_user(self.users['order_clerk']).create({
                'product_id': self.pump.id, 'quantity': 5, 'needed_on': '2020-01-01'})

    def test_shortage(self):
        """PRD-08: production is told which goods the stock does not cover."""
        order = self._order([(self.shelf, 5, 10.0), (self.steel, 2, 10.0)])
        stock = order.warehouse_id.lot_stock_id
        self.env['stock.quant']._update_available_quantity(self.shelf, stock, 3)
        self.env['stock.quant']._update_available_quantity(self.steel, stock, 9)
        with self.assertRaises(AccessError):
            order.with_user(self.users['finance_clerk']).action_desk_notify_shortage()
        order.with_user(self.users['order_clerk']).action_desk_notify_shortage()
        self.assertEqual(order.activity_ids.user_id, self.users['production_manager'])
        self.assertIn("5.0", order.activity_ids.note)
        self.assertIn("3.0", order.activity_ids.note)
        self.assertNotIn(self.steel.name, order.activity_ids.note)
