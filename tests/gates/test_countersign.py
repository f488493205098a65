from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..common import OrderDeskCommon

COUNTERSIGNERS = ('production_manager', 'material_planner', 'engineer')


@tagged('post_install', '-at_install')
class CountersignCommon(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('countersign')
        for user in cls.users.values():
            user.email = f"{user.login}@desk.example"
        cls.partner.desk_customer_code = "C-001"

    def _mails(self, since=0):
        return self.env['mail.mail'].search([('id', '>', since)], order='id')

    def _last_mail(self):
        return self.env['mail.mail'].search([], order='id desc', limit=1).id

    def _countersign(self, order):
        self._decide(order, 'general_manager', 'countersign')
        for role in COUNTERSIGNERS:
            self._decide(order, role, 'countersign')


@tagged('post_install', '-at_install')
class TestCountersign(CountersignCommon):

    def test_manager_first_then_side_by_side(self):
        """CSG-02, CSG-03: the general manager approves first, then the countersigners in any order."""
        order = self._order()
        self.assertIn("General Manager", self._check(order, 'countersign').message)
        with self.assertRaises(UserError):
            self._decide(order, 'engineer', 'countersign')
        self._decide(order, 'general_manager', 'countersign')
        check = self._check(order, 'countersign')
        self.assertEqual(
            check.group_ids, self.env['res.groups'].union(
                *(self.env.ref(f'order_desk.group_{role}') for role in COUNTERSIGNERS)),
            "his one signature counts for both of the general manager's lines")
        for role in reversed(COUNTERSIGNERS):
            self.assertOpen(order, 'countersign')
            self._decide(order, role, 'countersign')
        self.assertPassed(order, 'countersign')

    def test_others_are_refused(self):
        """CSG-03: nobody outside the list of countersigners signs."""
        order = self._order()
        for role in (
                'order_clerk', 'finance_clerk', 'shipping_clerk', 'quality_inspector', 'administrator', 'salesperson'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._decide(order, role, 'countersign')
        self.assertFalse(order.desk_decision_ids)

    def test_list_is_configurable(self):
        """CSG-03: the list of countersigners is the gate's, and the administrator's to change."""
        gate = self.env['order.desk.gate'].search([('code', '=', 'countersign')])
        gate.with_user(self.users['administrator']).approval_ids.filtered(
            lambda line: line.group_id == self.env.ref('order_desk.group_engineer')).unlink()
        order = self._order()
        self._decide(order, 'general_manager', 'countersign')
        self._decide(order, 'production_manager', 'countersign')
        self._decide(order, 'material_planner', 'countersign')
        self.assertPassed(order, 'countersign')

    def test_empty_order(self):
        """CSG-03: there is nothing to sign on an order without products."""
        order = self._order(lines=[])
        with self.assertRaisesRegex(UserError, "nothing to sign"):
            self._decide(order, 'general_manager', 'countersign')

    def test_after_sales_order(self):
        """CSG-10: an after-sales order goes on with the general manager's signature alone."""
        order_type = self.env['order.desk.order.type'].search([('code', '=', 'after_sales')])
        order = self._order(desk_order_type_id=order_type.id)
        self._decide(order, 'general_manager', 'countersign')
        self.assertPassed(order, 'countersign')

    def test_change_reopens(self):
        """CSG-03: a change of price after countersigning asks for the signatures again, old → new."""
        order = self._order()
        self._countersign(order)
        order.order_line[0].price_unit = 70
        self.assertOpen(order, 'countersign')
        self.assertIn("100", self._check(order, 'countersign').message)

    # === MAILS === #

    def test_mails_to_whose_turn_it_is(self):
        """CSG-03: whoever's signature is due gets a mail with the order's summary and a link, in turn."""
        last = self._last_mail()
        order = self._order()
        mails = self._mails(last)
        self.assertEqual(mails.recipient_ids, self.users['general_manager'].partner_id)
        body = mails.body_html
        for text in (order.name, "Northern Pumps", "Pump A", f'/desk/sign/{self._check(order, "countersign").id}'):
            self.assertIn(text, body)
        last = self._last_mail()
        self._decide(order, 'general_manager', 'countersign')
        self.assertEqual(
            self._mails(last).recipient_ids,
            self.env['res.partner'].union(*(self.users[role].partner_id for role in COUNTERSIGNERS)))
        last = self._last_mail()
        self._decide(order, 'engineer', 'countersign')
        order.action_desk_check()
        self.assertFalse(self._mails(last), "nobody is asked twice")

    def test_mails_wait_for_earlier_gates(self):
        """CSG-01: signers are called when the gates before them are settled, or when the sheet is submitted."""
        self._gate('legal', ['finance_clerk'], sequence=5)
        last = self._last_mail()
        order, submitted = self._order(), self._order()
        self.assertFalse(self._mails(last))
        self._decide(order, 'finance_clerk', 'legal')
        self.assertEqual(self._mails(last).recipient_ids, self.users['general_manager'].partner_id)
        last = self._last_mail()
        submitted.user_id = self.users['salesperson']
        submitted.with_user(self.users['salesperson']).action_desk_submit_review()
        self.assertEqual(self._mails(last).recipient_ids, self.users['general_manager'].partner_id)
        self.assertEqual(submitted.desk_submitted_by, self.users['salesperson'])
        with self.assertRaises(AccessError):
            submitted.with_user(self.users['engineer']).action_desk_submit_review()

    def test_mails_after_a_change(self):
        """CSG-03: a changed order asks the general manager anew; a cancelled one asks nobody."""
        order = self._order()
        self._decide(order, 'general_manager', 'countersign')
        last = self._last_mail()
        order.order_line[0].product_uom_qty = 9
        self.assertEqual(self._mails(last).recipient_ids, self.users['general_manager'].partner_id)
        last = self._last_mail()
        order.action_cancel()
        self.assertFalse(self._mails(last))

    def test_judging_many(self):
        """CSG-03: judging 1 order and 30 orders takes the same number of queries, at most one for this gate."""
        gate = self.env['order.desk.gate'].search([('code', '=', 'countersign')])
        evaluator = self.env['order.desk.evaluator.countersign']
        orders = self.env['sale.order'].concat(*(self._order() for _number in range(30)))
        counts = {}
        for number in (1, 30):
            some = orders[:number].sudo()
            gate._get_spec()
            self.env.invalidate_all()
            some.mapped('name')
            some.order_line.mapped('name')  # what the host reads of any order it confirms
            before = self.cr.sql_log_count
            self.assertFalse(evaluator._evaluate(gate, some))
            self.assertEqual(len(evaluator._facts(gate, some)), number)
            self.assertTrue(all(evaluator._get_steps(gate, some).values()))
            counts[number] = self.cr.sql_log_count - before
        self.assertEqual(counts[1], counts[30])
        self.assertLessEqual(counts[30], 1)

    # === DISTRIBUTION === #

    def test_distribution_after_the_last_signature(self):
        """CSG-05, CSG-06, CSG-08: the last signature hands out original and copies to the departments."""
        order = self._order(user_id=self.users['salesperson'].id)
        last = self._last_mail()
        self._countersign(order)
        rows = order.desk_distribution_ids
        original = rows.filtered(lambda row: row.kind == 'original')
        self.assertEqual(original.user_id, self.users['salesperson'])
        self.assertLessEqual(
            {'group_production_manager', 'group_engineer', 'group_quality_inspector', 'group_material_planner'},
            set(self.env['ir.model.data'].search([
                ('model', '=', 'res.groups'), ('res_id', 'in', rows.group_id.ids)]).mapped('name')))
        self.assertTrue(all(rows.mapped('sent_at')))
        self.assertIn(
            self.users['quality_inspector'].partner_id, self._mails(last).recipient_ids)
        self.assertIn("C-001", order.desk_other_requirements)

    def test_code_before_distribution(self):
        """CSG-04, CUS-10: without a customer code the material planner is asked first; his code starts the copies."""
        self.partner.desk_customer_code = False
        order = self._order()
        self._countersign(order)
        self.assertFalse(order.desk_distribution_ids)
        self.assertEqual(order.activity_ids.user_id, self.users['material_planner'])
        with self.assertRaisesRegex(UserError, "No customer code"):
            order.with_user(self.users['order_clerk']).action_desk_distribute()
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_clerk']).action_desk_assign_customer_code("N-7")
        planner = order.with_user(self.users['material_planner'])
        with self.assertRaisesRegex(UserError, order.name):
            planner.action_desk_assign_customer_code("")
        self.env['res.partner'].create({'name': "Other", 'desk_customer_code': "N-8"})
        with self.assertRaisesRegex(UserError, "Other"):
            planner.action_desk_assign_customer_code("N-8")
        planner.action_desk_assign_customer_code("N-7")
        self.assertEqual(self.partner.desk_customer_code, "N-7")
        self.assertIn("N-7", order.desk_other_requirements)
        self.assertTrue(order.desk_distribution_ids)
        self.assertFalse(order.activity_ids)

    def test_code_not_before_countersigning(self):
        """CSG-04: the code is given after countersigning."""
        with self.assertRaisesRegex(UserError, "not countersigned"):
            self._order().with_user(self.users['material_planner']).action_desk_assign_customer_code("N-7")

    def test_acknowledge(self):
        """CSG-07: each recipient acknowledges and reports his own copy, nobody another's."""
        order = self._order()
        self._countersign(order)
        engineer = self.users['engineer']
        mine = self.env['order.desk.distribution'].with_user(engineer).search(
            [('is_mine', '=', True), ('order_id', '=', order.id)])
        self.assertEqual(mine.group_id, self.env.ref('order_desk.group_engineer'))
        mine.action_desk_acknowledge()
        self.assertEqual((mine.state, mine.acknowledged_by), ('acknowledged', engineer))
        mine.action_desk_done()
        self.assertEqual((mine.state, mine.done_by), ('done', engineer))
        others = (order.desk_distribution_ids - mine).with_user(engineer)
        with self.assertRaisesRegex(AccessError, order.name):
            others.action_desk_acknowledge()
        with self.assertRaises(AccessError):
            mine.write({'state': 'sent'})
        self.assertEqual(order.desk_unacknowledged_count, len(others))
        unacknowledged = self.env['order.desk.distribution'].search(
            [('state', '=', 'sent'), ('order_id', '=', order.id)])
        self.assertEqual(unacknowledged, others.sudo())

    def test_countersigned_again(self):
        """CSG-06: an order that changed and was countersigned again is handed out again; old copies are replaced."""
        order = self._order()
        self._countersign(order)
        first = order.desk_distribution_ids
        order.order_line[0].product_uom_qty = 11
        self._countersign(order)
        self.assertEqual(set(first.mapped('state')), {'replaced'})
        self.assertEqual(len(order.desk_distribution_ids - first), len(first))

    def test_own_distribution_list(self):
        """CSG-06: the list is the company's own to edit."""
        template = self.env['order.desk.distribution.template']
        template.search([]).active = False
        template.with_user(self.users['order_supervisor']).create(
            {'name': "Packing", 'recipient': 'user', 'user_id': self.users['shipping_clerk'].id})
        with self.assertRaises(AccessError):
            template.with_user(self.users['engineer']).create(
                {'name': "x", 'group_id': self.env.ref('base.group_user').id})
        order = self._order()
        self._countersign(order)
        self.assertEqual(order.desk_distribution_ids.user_id, self.users['shipping_clerk'])

    def test_audit(self):
        """CSG-09: who may read orders reads who decided what and when; nobody changes it."""
        order = self._order()
        self._countersign(order)
        reader = self.users['service_supervisor']
        decisions = self.env['order.desk.decision'].with_user(reader).search([('order_id', '=', order.id)])
        self.assertEqual(len(decisions), 4)
        self.assertTrue(all(decisions.mapped('decided_on')))
        with self.assertRaises(UserError):
            decisions.write({'reason': "forged"})

    def test_query_count(self):
        """CSG-06: handing out 1 and 20 orders takes the same number of queries."""
        counts = []
        for number in (1, 20):
            orders = self.env['sale.order'].concat(*(self._order() for _number in range(number)))
            orders._desk_write_facts({'desk_countersigned_at': '2026-01-01 10:00:00'})
            clerk = orders.with_user(self.users['order_clerk'])
            counts.append(self._count_queries(lambda clerk=clerk: clerk._desk_hand_out()))
        self.assertLessEqual(counts[1] - counts[0], 2)


@tagged('post_install', '-at_install')
class TestSignPage(CountersignCommon, HttpCase):

    def setUp(self):
        super().setUp()
        self.order = self._order()
        self.check = self._check(self.order, 'countersign')
        self.url = f'/desk/sign/{self.check.id}'

    def _login(self, role):
        user = self.users[role]
        self.authenticate(user.login, user.login)

    def _post(self, **data):
        return self.url_open(self.url, data={'csrf_token': http.Request.csrf_token(self), **data})

    def test_look_then_sign(self):
        """CSG-03: opening the link shows the order and signs nothing; one click signs."""
        self._login('general_manager')
        page = self.url_open(self.url)
        self.assertIn("Pump A", page.text)
        self.assertIn("Sign", page.text)
        self.env.invalidate_all()
        self.assertFalse(self.order.desk_decision_ids)
        self.assertIn("Signed. Thank you.", self._post(decision='approve').text)
        self.env.invalidate_all()
        self.assertEqual(self.order.desk_decision_ids.user_id, self.users['general_manager'])
        self.assertIn("Nothing is to be signed by you", self.url_open(self.url).text)

    def test_reject_needs_a_reason(self):
        """CSG-03: a refusal carries its reason."""
        self._login('general_manager')
        self.assertIn("say why", self._post(decision='reject').text)
        self.assertIn("Rejected.", self._post(decision='reject', reason="Price too low").text)
        self.env.invalidate_all()
        self.assertEqual(self._check(self.order, 'countersign').state, 'rejected')

    def test_not_my_turn(self):
        """CSG-03: another signer's link gives nothing to sign; no login, no page; no form token, no act."""
        self._login('engineer')
        self.assertIn("Nothing is to be signed by you", self.url_open(self.url).text)
        self.assertIn("waits for General Manager first", self._post(decision='approve').text)
        self._login('general_manager')
        self.assertEqual(self.url_open(self.url, data={'decision': 'approve'}).status_code, 400)
        self.authenticate(None, None)
        self.assertIn('/web/login', self.url_open(self.url, allow_redirects=False).headers['Location'])
        self._login('general_manager')
        self.assertIn("no longer asked for", self.url_open('/desk/sign/99999999').text)
        self.env.invalidate_all()
        self.assertFalse(self.order.desk_decision_ids)
