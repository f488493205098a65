"""Three of a kind: the next order waits for engineering, the next goods for quality."""
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..shipping.ship_common import ShipCommon
from .complaint_common import ComplaintCommon


@tagged('post_install', '-at_install')
class TestTechnicalLesson(ComplaintCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['order.desk.gate'].with_context(active_test=False).search([('code', '=', 'technical')]).active = True

    def _complain_often(self, number=3, kind='technical', **vals):
        """Register complaints about one product, each on an order of its own."""
        complaints = self.env['order.desk.complaint']
        for _number in range(number):
            order = self._order([(self.product_a, 1, 100.0)], **vals)
            complaints |= self._complain(kind=kind, order_id=order.id, order_line_id=order.order_line.id)
        return complaints

    def _learn(self, order, role='engineer', **vals):
        action = order.action_desk_learn()
        return self.env[action['res_model']].with_user(self.users[role]).with_context(**action['context']).create({
            'measure': "Bore widened", 'reference': "ECN 17", **vals}).action_learn()

    def test_three_raise_the_gate(self):
        """CMP-01, TEC-07: two complaints stop nothing, the third stops the next order until engineering answers."""
        before = self._complain_often(2)
        order = self._order([(self.product_a, 1, 100.0)], partner_id=self.other.id)
        self.assertFalse(self._check(order, 'technical'))
        third = self._complain_often(1)
        order = self._order([(self.product_a, 1, 100.0)], partner_id=self.other.id)
        self.assertOpen(order, 'technical')
        for complaint in before | third:
            self.assertIn(complaint.name, self._check(order, 'technical').message)
        with self.assertRaisesRegex(UserError, "cannot be confirmed yet"):
            order.action_confirm()
        self.assertEqual(self._check(order, 'technical')._get_settling_method(), 'action_desk_learn')
        for role in ('order_clerk', 'quality_inspector'):
            with self.assertRaises(AccessError):
                self._learn(order, role)
        with self.assertRaisesRegex(UserError, "laid down"):
            self._learn(order, reference=" ")
        waiting = self._order([(self.product_a, 1, 100.0)])
        self._learn(order)
        self.assertFalse((order | waiting).desk_check_ids.filtered(lambda check: check.state == 'open'))
        lesson = third.sudo().lesson_id
        self.assertEqual((lesson.complaint_ids, lesson.learned_by_id), (before | third, self.users['engineer']))
        with self.assertRaisesRegex(UserError, "no answer"):
            self._learn(order)
        with self.assertRaises(AccessError):
            lesson.with_user(self.users['engineer']).measure = "Nothing"
        self._complain_often(2)
        self.assertFalse(self._check(self._order([(self.product_a, 1, 100.0)]), 'technical'), "they count afresh")

    def test_of_one_customer(self):
        """CMP-01: three complaints of one customer about different goods stop his next order, nobody else's."""
        third, goods = self.env['product.product'].create([{'name': "Pump C"}, {'name': "Pump D"}])
        for product in (self.product_a, self.product_b, third):
            order = self._order([(product, 1, 100.0)])
            self._complain(kind='technical', order_id=order.id, order_line_id=order.order_line.id)
        self.assertOpen(self._order([(goods, 1, 100.0)]), 'technical')
        self.assertFalse(self._check(self._order([(goods, 1, 100.0)], partner_id=self.other.id), 'technical'))

    def test_what_does_not_count(self):
        """CMP-01: complaints not justified, of another kind, or from long ago raise no gate."""
        complaints = self._complain_often(3)
        order = self._order([(self.product_a, 1, 100.0)])
        self.assertOpen(order, 'technical')
        complaints[0].received_on = fields.Datetime.subtract(fields.Datetime.now(), days=200)
        order.action_desk_check()
        self.assertFalse(order.desk_check_ids.filtered(lambda check: check.state == 'open'))
        complaints[0].received_on = fields.Datetime.now()
        order.action_desk_check()
        self.assertOpen(order, 'technical')
        refused = self._tell(complaints[1]).with_user(self.users['service_supervisor'])
        refused.handling = "Used wrongly"
        refused.action_refuse()
        order.action_desk_check()
        self.assertFalse(order.desk_check_ids.filtered(lambda check: check.state == 'open'))
        self._complain_often(3, kind='late')
        order.action_desk_check()
        self.assertFalse(order.desk_check_ids.filtered(lambda check: check.state == 'open'))

    def test_queries(self):
        """Evaluating costs the same for one order and for four, and nothing without complaints."""
        evaluator, gate = self.env['order.desk.evaluator.technical'], self._only_gates('technical')

        def count(orders):
            orders = orders.sudo()
            orders.mapped('order_line.product_id.type'), orders.mapped('partner_id.commercial_partner_id.name')
            before = self.cr.sql_log_count
            evaluator._evaluate(gate, evaluator._get_applicable(gate, orders))
            return self.cr.sql_log_count - before
        products = self.env['product.product'].create([{'name': f"Pump {number}"} for number in range(4)])
        orders = self.env['sale.order'].union(*(self._order([(product, 1, 9.0)]) for product in products))
        count(orders)
        self.assertEqual(count(orders), 0)
        for product in products:
            for _number in range(3):
                order = self._order([(product, 1, 9.0)])
                self._complain(kind='technical', order_id=order.id, order_line_id=order.order_line.id)
        count(orders)
        self.env.invalidate_all()
        one, all_of_them = count(orders[0]), (self.env.invalidate_all(), count(orders))[1]
        self.assertEqual(one, all_of_them)


@tagged('post_install', '-at_install')
class TestQualityLesson(ShipCommon):

    def test_goods_wait_for_quality(self):
        """CMP-01, QCS-03: goods of a product with three complaints leave when quality has said what was changed."""
        gates = self.env['order.desk.gate'].with_context(active_test=False).search([('code', '=', 'quality')])
        kind = self.env.ref('order_desk.complaint_kind_wrong_shipment')
        for _number in range(3):
            order = self._order([(self.shelf, 1, 100.0)])
            self.env['order.desk.complaint'].with_user(self.users['order_clerk']).create({
                'order_id': order.id, 'order_line_id': order.order_line.id, 'kind_id': kind.id,
                'description': "Another pump was in the box"})
        order = self._released()
        gates.active = True
        picking = self._pick(order.picking_ids)
        verdict = picking._desk_evaluate(['ship'])[0]
        self.assertIn('complaints', verdict.finding.code)
        self.assertStopped(picking, "complaints of a kind")
        wizard = self.env['order.desk.complaint.learn'].with_user(self.users['quality_inspector']).with_context(
            **picking.action_desk_learn()['context']).create({'measure': "Labels scanned", 'reference': "QI 4"})
        self.assertEqual(len(wizard.complaint_ids), 3)
        wizard.action_learn()
        self.assertNotIn('complaints', picking._desk_evaluate(['ship'])[0].finding.code)
