from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..orders.intake_common import IntakeCommon


@tagged('post_install', '-at_install')
class TestArchive(IntakeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('customer_archive')
        cls.supervisor = cls.users['order_supervisor']

    def test_register(self):
        """CUS-01: registering checks the archive first and names what is missing; it records who and when."""
        bare = self.env['res.partner'].create({'name': "Bare"})
        with self.assertRaisesRegex(UserError, "Bare: telephone or e-mail, street, city"):
            (bare | self.partner).with_user(self.clerk).action_desk_register()
        self.assertFalse(self.partner.desk_registered_on, "none is registered")
        self.partner.with_user(self.clerk).action_desk_register()
        self.assertEqual(self.partner.desk_registered_by_id, self.clerk)
        self.assertEqual(self.partner.desk_registered_on, fields.Date.context_today(self.partner))
        for role in ('engineer', 'finance_clerk', 'salesperson'):
            with self.assertRaises(AccessError, msg=role):
                self.partner.with_user(self.users[role]).action_desk_register()

    def test_evidence_is_not_written_by_hand(self):
        """CUS-01, CUS-12: registration and credit review are recorded by their actions only, also on creation."""
        for name, value in (('desk_registered_on', '2026-01-01'), ('desk_credit_standing', 'good'),
                            ('desk_credit_review_until', '2030-01-01'), ('desk_paper_ends', {'0': {}})):
            with self.assertRaises(AccessError, msg=name):
                self.partner.with_user(self.users['administrator']).write({name: value})
            with self.assertRaises(AccessError, msg=name):
                self.env['res.partner'].with_user(self.clerk).create({'name': "X", name: value})
        copy = self.partner.copy()
        self.assertFalse(copy.desk_registered_on)

    def test_who_sets_the_class(self):
        """CUS-11, PAY-07: class A, B, C is set by supervisor, finance or management; suspension by managers alone."""
        for user in (self.users['salesperson'], self.clerk):
            with self.assertRaises(AccessError):
                self.partner.with_user(user).desk_class = 'b'
            with self.assertRaises(AccessError):
                self.partner.with_user(user).desk_shipment_suspended = True
        self.partner.with_user(self.supervisor).desk_class = 'b'
        self.assertEqual(self.partner.desk_class, 'b')
        with self.assertRaises(AccessError):
            self.partner.with_user(self.supervisor).desk_shipment_suspended = True
        self.partner.with_user(self.users['administrator']).desk_shipment_suspended = True
        self.assertTrue(self.partner.desk_shipment_suspended)

    def test_contacts_follow(self):
        """CUS-11, INT-17: a contact has the class, order taker, code and registration of its company."""
        self.partner.desk_customer_code = "N-1"
        self.partner.with_user(self.clerk).action_desk_register()
        contact = self.env['res.partner'].with_user(self.clerk).create({
            'name': "Mrs Wu", 'parent_id': self.partner.id})
        self.assertEqual(contact.desk_class, 'a')
        self.assertEqual(contact.desk_customer_code, "N-1")
        self.assertEqual(contact.desk_registered_on, self.partner.desk_registered_on)
        self.partner.desk_class = 'c'
        self.assertEqual(contact.desk_class, 'c')
        with self.assertRaises(AccessError):
            contact.with_user(self.clerk).desk_class = 'a'

    def test_credit_review(self):
        """CUS-12: the review is recorded by who may; anything but "good" needs a note."""
        with self.assertRaises(AccessError):
            self.partner.with_user(self.users['salesperson']).action_desk_review_credit('good')
        with self.assertRaisesRegex(UserError, "say in the note"):
            self.partner.with_user(self.supervisor).action_desk_review_credit('bad')
        with self.assertRaisesRegex(UserError, "good, watch or bad"):
            self.partner.with_user(self.supervisor).action_desk_review_credit('splendid')
        self.company.desk_credit_review_days = 0
        wizard = self.env['order.desk.credit.review'].with_user(self.supervisor).create({
            'partner_id': self.partner.id, 'standing': 'watch', 'note': "New in the market"})
        wizard.action_confirm()
        self.assertEqual(self.partner.desk_credit_standing, 'watch')
        self.assertFalse(self.partner.desk_credit_review_until)
        with self.assertRaises(ValidationError):
            self.company.desk_credit_review_days = -1

    def test_customer_code(self):
        """CUS-10: material control assigns the next unified code, once; the order shows it."""
        with self.assertRaises(AccessError):
            self.partner.with_user(self.clerk).action_desk_assign_code()
        self.partner.with_user(self.users['material_planner']).action_desk_assign_code()
        code = self.partner.desk_customer_code
        self.assertTrue(code)
        self.partner.with_user(self.users['material_planner']).action_desk_assign_code()
        self.assertEqual(self.partner.desk_customer_code, code)
        self.assertEqual(self._order().desk_customer_code, code)
        with self.assertRaises(psycopg2.IntegrityError), mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.env['res.partner'].create({'name': "Double", 'desk_customer_code': code})
            self.env.flush_all()

    def test_form(self):
        """CUS-01: the supervisor fills in the archive on the customer's own form."""
        with Form(self.partner.with_user(self.supervisor)) as form:
            form.desk_class = 'b'
            form.desk_order_taker_id = self.second_clerk
        self.assertEqual(self.partner.desk_class, 'b')


@tagged('post_install', '-at_install')
class TestPapers(IntakeCommon):

    def _paper(self, **vals):
        return self.env['order.desk.customer.paper'].create({
            'partner_id': self.partner.id, 'kind_id': self.env.ref('order_desk.paper_kind_contract').id,
            'number': "C-1", **vals})

    def test_reminder(self):
        """CUS-01: the order taker is reminded once of a paper that expires soon, by the days of the setting."""
        today = fields.Date.today()
        self.company.desk_paper_reminder_days = 30
        soon = self._paper(valid_until=today + timedelta(days=20))
        later = self._paper(valid_until=today + timedelta(days=60))
        for _i in range(2):
            with self.enter_registry_test_mode():
                self.env.ref('order_desk.cron_paper_reminder').method_direct_trigger()
        self.assertEqual(soon.activity_ids.user_id, self.clerk)
        self.assertEqual(len(soon.activity_ids), 1)
        self.assertFalse(later.activity_ids)
        self.assertEqual(soon.state, 'expiring')
        soon.valid_until = today + timedelta(days=10)
        self.assertFalse(soon.reminded_on, "a new end is reminded of anew")

    def test_dates(self):
        """CUS-01: a paper that ends before it begins is refused."""
        with self.assertRaisesRegex(ValidationError, "ends before it begins"):
            self._paper(valid_from='2026-02-01', valid_until='2026-01-01')

    def test_files_are_kept(self):
        """CUS-01: a paper with its scan cannot be deleted; who may not read a file cannot file it."""
        paper = self._paper(attachment_ids=[(6, 0, self._attachment().ids)])
        self.assertEqual(paper.attachment_ids.res_id, paper.id)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            paper.with_user(self.clerk).unlink()
        secret = self._attachment(user=self.second_clerk)
        with self.assertRaises(AccessError):
            self._paper().with_user(self.clerk).attachment_ids = secret

    def test_access(self):
        """CUS-01: readers read papers, clerks and finance keep them, others do not."""
        paper = self._paper()
        self.assertTrue(paper.with_user(self.users['engineer']).number)
        with self.assertRaises(AccessError):
            paper.with_user(self.users['engineer']).number = "X"
        paper.with_user(self.users['finance_clerk']).number = "X"
