from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..orders.intake_common import IntakeCommon


@tagged('post_install', '-at_install')
class TestCustomerArchiveGate(IntakeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gate = cls._only_gates('customer_archive')
        cls.kind = cls.env.ref('order_desk.paper_kind_contract')
        cls.today = fields.Date.today()

    def _message(self, order):
        return self._check(order, 'customer_archive').message

    def _ready(self, **vals):
        """Return an order of a customer whose archive is complete, checked against it."""
        self.partner.with_user(self.clerk).action_desk_register()
        self.partner.with_user(self.users['order_supervisor']).action_desk_review_credit('good')
        order = self._order(**vals)
        order.with_user(self.clerk).action_desk_check_archive()
        return order

    def _paper(self, **vals):
        return self.env['order.desk.customer.paper'].with_user(self.clerk).create({
            'partner_id': self.partner.id, 'kind_id': self.kind.id, 'number': "C-1", **vals})

    def test_new_customer(self):
        """CUS-01: the order of a customer who is not registered does not proceed; registering it opens the way."""
        order = self._order()
        self.assertIn("not registered", self._message(order))
        with self.assertRaisesRegex(UserError, "not registered"):
            order.with_user(self.clerk).action_confirm()
        self._ready()
        order.with_user(self.clerk).action_desk_check_archive()
        self.assertPassed(order, 'customer_archive')

    def test_checked_for_each_order(self):
        """CUS-02: the archive is checked against every order; a change of archive or customer voids it."""
        order = self._ready()
        self.assertPassed(order, 'customer_archive')
        self.assertIn("not checked against this order", self._message(self._order()))
        self.partner.street = "Harbour 2"
        order.action_desk_check()
        self.assertIn("changed after the check", self._message(order))
        self.company.desk_archive_each_order = False
        order.action_desk_check()
        self.assertPassed(order, 'customer_archive')

    def test_class_and_order_taker(self):
        """CUS-11, INT-17: a customer without class or order taker is a finding."""
        order = self._ready()
        self.partner.write({'desk_class': False, 'desk_order_taker_id': False})
        order.action_desk_check()
        self.assertIn("no customer class", self._message(order))
        self.assertIn("no order taker", self._message(order))

    def test_credit_standing(self):
        """CUS-12: credit standing is reviewed, ends after the days of the setting, and a bad one stops orders."""
        order = self._ready()
        self.assertEqual(self.partner.desk_credit_review_until, self.today + timedelta(days=365))
        late = str(self.today + timedelta(days=400))
        found = order.desk_dry_run('review', on_date=late)
        self.assertIn("credit review ended", found[0]['message'])
        self.partner.with_user(self.users['finance_clerk']).action_desk_review_credit('bad', "Two bounced cheques")
        self.assertIn("credit standing is bad", self._message(order))
        self.company.desk_credit_review_required = False
        order.action_desk_check()
        self.assertPassed(order, 'customer_archive')

    def test_expired_paper(self):
        """CUS-01: a contract or licence that expired, or is required and missing, stops the order until renewed."""
        order = self._ready()
        old = self._paper(valid_until=self.today - timedelta(days=1))
        self.assertIn("Sales contract expired on", self._message(order))
        self._paper(valid_from=self.today, valid_until=self.today + timedelta(days=300))
        self.assertPassed(order, 'customer_archive')
        old.unlink()
        self.env.ref('order_desk.paper_kind_licence').required = True
        order.action_desk_check()
        self.assertIn("Business licence is missing", self._message(order))

    def test_paper_of_another_company(self):
        """CUS-01: a paper that holds for another company only proves nothing here."""
        other = self.env['res.company'].create({'name': "Other"})
        self.kind.required = True
        order = self._ready()
        self.env['order.desk.customer.paper'].create({
            'partner_id': self.partner.id, 'kind_id': self.kind.id, 'company_id': other.id})
        order.action_desk_check()
        self.assertIn("is missing", self._message(order))

    def test_order_of_a_contact(self):
        """CUS-01: the order of a contact is judged by the archive of its company."""
        contact = self.env['res.partner'].create({'name': "Mrs Wu", 'parent_id': self.partner.id})
        self.assertPassed(self._ready(partner_id=contact.id), 'customer_archive')

    def test_same_number_of_queries(self):
        """CUS-02: one order or many of as many customers cost the same number of queries."""
        evaluator = self.env['order.desk.evaluator.customer.archive']
        partners = self.env['res.partner'].create([{'name': f"Customer {i}"} for i in range(100)])
        orders = self.env['sale.order'].create([{'partner_id': partner.id} for partner in partners])
        counts = []
        for some in (orders[:1], orders):
            evaluator._evaluate(self.gate, some)
            counts.append(self._count_queries(lambda o=some: evaluator._evaluate(self.gate, o)))
        self.assertEqual(counts[0], counts[1])
        evaluator._evaluate(self.gate, orders)
        before = self.cr.sql_log_count
        evaluator._evaluate(self.gate, orders)
        self.assertEqual(self.cr.sql_log_count, before, "no query on fetched orders and customers")
