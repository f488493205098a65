"""What customers say when nothing is wrong, and how satisfied they are."""
from datetime import datetime

from psycopg2 import IntegrityError

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .complaint_common import ComplaintCommon


@tagged('post_install', '-at_install')
class TestSatisfaction(ComplaintCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other.email = "mills@southern.example"
        cls.users['salesperson'].email = "seller@desk.example"

    def _confirmed(self, **vals):
        order = self._order(user_id=self.users['salesperson'].id, **vals)
        order.action_confirm()
        return order

    def _ask(self, order, role='order_clerk'):
        order.with_user(self.users[role]).action_desk_ask_satisfaction()
        return order.desk_satisfaction_ids

    def _answer(self, row, result, when=None):
        row.with_user(self.users['order_clerk'])._answer_by_phone(result)
        if when:
            row._write_evidence({'answered_on': when})

    def test_answered_on_the_rating_page(self):
        """CMP-11, KPI-03: asked by mail with Odoo's smileys, answered on the rating page, called when dissatisfied."""
        row = self._ask(self._confirmed())
        mail = self.env['mail.mail'].search([('model', '=', row._name), ('res_id', '=', row.id)])
        token = row._rating_get_access_token()
        self.assertIn(f'/rate/{token}/5', mail.body_html)
        self.assertEqual(row.message_ids.partner_ids, self.partner)
        self.authenticate(None, None)
        self.url_open(f'/rate/{token}/1')
        self.env.invalidate_all()
        self.assertEqual(row.state, 'asked', "a mail scanner that follows the link answers nothing")
        self.url_open(f'/rate/{token}/submit_feedback', data={
            'csrf_token': http.Request.csrf_token(self), 'rate': '1', 'feedback': "Late <b>twice</b>"})
        self.env.invalidate_all()
        self.assertEqual(
            (row.state, row.result, row.answered_how, row.comment),
            ('answered', 'unsatisfied', 'page', "Late <b>twice</b>"))
        self.assertTrue(row.activity_ids)
        with self.assertRaisesRegex(UserError, "asked already"):
            self._ask(row.order_id)

    def test_formula_of_the_period(self):
        """KPI-03, CTR-20: satisfied ÷ surveyed customers × 100; a customer counts once, salespeople apart."""
        self.company.desk_survey_salespeople = True
        asked = [self._ask(self._confirmed()) for _number in range(2)]
        others = [self._ask(self._confirmed(partner_id=self.other.id)) for _number in range(2)]
        customers = [rows.filtered(lambda row: row.audience == 'customer') for rows in (*asked, *others)]
        sellers = asked[0] - customers[0]
        self.assertEqual(sellers.partner_id, self.users['salesperson'].partner_id)
        satisfaction = self.env['order.desk.satisfaction'].with_user(self.users['service_supervisor'])
        nobody = satisfaction.compute_satisfaction('2026-01-01', '2026-01-31', self.company)
        self.assertEqual(nobody, {'asked': 0, 'surveyed': 0, 'satisfied': 0, 'percent': None})
        self._answer(sellers, 'unsatisfied', datetime(2026, 1, 10))
        self._answer(customers[0], 'unsatisfied', datetime(2026, 1, 10))
        self._answer(customers[1], 'satisfied', datetime(2026, 1, 20))
        self._answer(customers[2], 'neutral', datetime(2026, 1, 31, 12))
        self._answer(customers[3], 'satisfied', datetime(2026, 2, 2))
        january = satisfaction.compute_satisfaction('2026-01-01', fields.Date.to_date('2026-01-31'), self.company.id)
        self.assertEqual((january['surveyed'], january['satisfied'], january['percent']), (2, 1, 50.0))
        self.assertEqual(
            satisfaction.compute_satisfaction('2026-02-01', '2026-02-28', self.company)['percent'], 100.0)

    def test_nobody_writes_answers(self):
        """KPI-03: answers are written by the product; the telephone asks for the role, and once."""
        row = self._ask(self._confirmed())
        clerk = row.with_user(self.users['order_clerk'])
        for act in (
            lambda: clerk.write({'result': 'satisfied'}),
            lambda: clerk.rating_apply(5, token=row._rating_get_access_token()),
            lambda: clerk.create({'order_id': row.order_id.id, 'partner_id': self.other.id}),
            lambda: row.with_user(self.users['shipping_clerk']).action_satisfied(),
        ):
            with self.assertRaises(AccessError):
                act()
        clerk.comment = "Quick and friendly"
        clerk.action_satisfied()
        self.assertEqual((row.result, row.answered_how, row.comment), ('satisfied', 'telephone', "Quick and friendly"))
        with self.assertRaisesRegex(UserError, "answered already"):
            clerk.action_neutral()
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            row.copy()
        draft = self._order()
        with self.assertRaisesRegex(UserError, "confirmed orders"):
            self._ask(draft)

    def test_asked_when_closed(self):
        """CMP-11: closed orders are asked about once a company wants it, each once."""
        order = self._confirmed()
        order._desk_write_facts({'desk_closed_on': fields.Datetime.now()})
        satisfaction = self.env['order.desk.satisfaction']
        self.assertNotIn(order, satisfaction._get_to_ask())
        self.company.desk_survey_on_close = True
        self.assertIn(order, satisfaction._get_to_ask())
        satisfaction._ask(order)
        self.assertNotIn(order, satisfaction._get_to_ask())


@tagged('post_install', '-at_install')
class TestFeedback(ComplaintCommon):

    def _collect(self, role='order_supervisor', **vals):
        return self.env['order.desk.feedback'].with_user(self.users[role]).create({
            'partner_id': self.partner.id, 'text': "Confirmations should name the <b>lot</b>", **vals})

    def test_passed_on_and_done(self):
        """CMP-07, CMP-08, SVC-01: feedback goes to the department and the service manager, and is done by somebody."""
        feedback = self._collect()
        with self.assertRaisesRegex(UserError, "whom it concerns"):
            feedback.action_pass()
        feedback.department = 'order_desk'
        feedback.action_pass()
        self.assertTrue(feedback.sudo().activity_ids)
        message = feedback.sudo().message_ids.filtered(lambda message: "the &lt;b&gt;lot" in message.body)
        self.assertIn(self.users['service_supervisor'].partner_id, message.partner_ids)
        with self.assertRaises(AccessError):
            feedback.write({'state': 'done'})
        with self.assertRaisesRegex(UserError, "what came of it"):
            feedback.action_done()
        feedback.with_user(self.users['order_clerk']).outcome = "Lot added to the paper, customer thanked"
        feedback.with_user(self.users['order_clerk']).action_done()
        self.assertEqual((feedback.state, feedback.user_id), ('done', self.users['order_clerk']))
        self.assertFalse(feedback.sudo().activity_ids)

    def test_question_is_answered(self):
        """SVC-02: a customer's question goes to whoever answers it, calls him at once, and keeps what was answered."""
        question = self._collect(
            'salesperson', kind='question', text="Which seal fits pump A?", department='technical')
        question.action_pass()
        activity = question.sudo().activity_ids
        self.assertEqual(activity.user_id, self.users['engineer'])
        self.assertEqual(activity.date_deadline, fields.Date.context_today(question), "promptly is today")
        self.assertIn("Which seal", activity.note)
        mine = question.with_user(self.users['engineer'])
        with self.assertRaisesRegex(UserError, "what came of it"):
            mine.action_done()
        mine.outcome = "SEAL-2; told by telephone"
        mine.action_done()
        self.assertEqual((question.state, question.done_by_id, question.user_id), (
            'done', self.users['engineer'], self.users['engineer']))
        self.assertTrue(question.done_on)
        self.assertFalse(question.sudo().activity_ids)
        unanswered = self._collect('salesperson', kind='question', text="When?", department='order_desk')
        open_ones = self.env['order.desk.feedback'].search([('kind', '=', 'question'), ('state', '!=', 'done')])
        self.assertIn(unanswered, open_ones)
        self.assertNotIn(question, open_ones)

    def test_market_information(self):
        """CMP-13: salespeople bring market information of their region; others' customers stay unseen."""
        own = self._collect('salesperson', kind='market', source='region', partner_id=False)
        self.partner.user_id = self.users['sales_manager']
        hidden = self._collect(kind='market')
        seen = self.env['order.desk.feedback'].with_user(self.users['salesperson']).search(
            [('id', 'in', (own | hidden).ids)])
        self.assertEqual(seen, own)

    def test_return_visits(self):
        """CUS-13, SVC-03: customers are visited regularly: an activity for the salesperson, the next day set."""
        self.partner.write({'desk_visit_months': 3, 'user_id': self.users['salesperson'].id})
        feedback = self.env['order.desk.feedback']
        today = fields.Date.today()
        visit = feedback._plan_visits(self.partner, today)
        self.assertEqual((visit.kind, visit.activity_ids.user_id), ('visit', self.users['salesperson']))
        self.assertEqual(self.partner.desk_next_visit_on, fields.Date.add(today, months=3))
        own = visit.with_user(self.users['salesperson'])
        own.outcome = "Wants spare seals on stock"
        own.action_done()
        self.assertEqual(visit.state, 'done')
