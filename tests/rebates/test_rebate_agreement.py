"""The life of an agreement: bad input, approval, frozen terms, versions, who may what."""
from datetime import date

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .rebate_common import RebateCommon


@tagged('post_install', '-at_install')
class TestRebateAgreement(RebateCommon):

    # Bad input

    def test_bands_that_overlap(self):
        """REB-01: two bands with one bound are refused, and told while they are typed."""
        with self.assertRaisesRegex(ValidationError, "overlap"):
            self._agreement(((0, 1), (1000, 2), (1000, 3)))
        agreement = self._agreement()
        with self.assertRaisesRegex(ValidationError, "overlap"):
            agreement.tier_ids[1].threshold = 0
        draft = self.env['order.desk.rebate.agreement'].new({
            'name': "New", 'tier_ids': [Command.create({'threshold': 5, 'rate': 1}) for _band in range(2)]})
        self.assertIn("overlap", draft._onchange_tier_ids()['warning']['message'])
        self.assertEqual(self._agreement().tier_ids.mapped('threshold_to'), [1000, 0])

    def test_figures_out_of_range(self):
        """REB-01: negative rates, bounds and limits, and more than 100 % are refused."""
        for band in ((0, -1), (0, 101), (-5, 1)):
            with self.assertRaises(ValidationError, msg=band):
                self._agreement((band,))
        for limits in ({'maximum_amount': -1}, {'guarantee_amount': -1}, {'maximum_amount': 10, 'minimum_amount': 20},
                       {'maximum_amount': 10, 'guarantee_amount': 20}):
            with self.assertRaises(ValidationError, msg=limits):
                self._agreement(**limits)

    def test_empty_scope(self):
        """REB-01: an agreement without a customer, or that includes and excludes the same goods, is refused."""
        with self.assertRaisesRegex(ValidationError, "nobody to pay"):
            self._agreement(partner_id=False)
        with self.assertRaisesRegex(ValidationError, "includes and excludes Pump A|includes and excludes .PA. Pump A"):
            self._agreement(product_ids=[Command.set(self.product_a.ids)],
                            excluded_product_ids=[Command.set(self.product_a.ids)])
        nobody = self.env['res.partner.category'].create({'name': "Nobody"})
        with self.assertRaisesRegex(UserError, "no customer has the category"):
            self._agreement(partner_id=False, partner_category_id=nobody.id).action_submit()

    def test_period_outside_the_validity(self):
        """REB-01: a range that leaves the validity, is upside down or no date is refused and named."""
        agreement = self._agreement()
        for first, last in (('2024-12-31', '2025-12-31'), ('2025-01-01', '2026-01-01'), ('2025-02-01', '2025-01-01'),
                            ('tomorrow', '2025-12-31'), (False, '2025-12-31')):
            with self.assertRaises(UserError, msg=(first, last)):
                agreement.compute_rebate(first, last)
        with self.assertRaisesRegex(ValidationError, "ends before it begins"):
            self._agreement(date_to='2024-12-31')

    def test_archived_customer(self):
        """REB-01: an agreement with an archived customer is not approved, and says so; an active one still counts."""
        draft, active = self._agreement(), self._activate(self._agreement())
        self._invoice(2000)
        self.partner.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            draft.action_submit()
        self.assertEqual(self._rebate(active), 350)
        with self.assertRaises(UserError):
            active.unlink()

    def test_incomplete(self):
        """REB-01: an agreement without bands, or that pays in goods without naming them, is not submitted."""
        with self.assertRaisesRegex(UserError, "no band"):
            self._agreement(()).action_submit()
        with self.assertRaisesRegex(UserError, "choose the product"):
            self._agreement(payout='goods').action_submit()
        with self.assertRaisesRegex(ValidationError, "unit of measure"):
            self._agreement(basis='quantity', uom_id=False)

    # Approval

    def test_approved_by_a_colleague_of_the_right_role(self):
        """REB-01: a salesperson submits, the order supervisor approves, nobody his own; the activity goes along."""
        seller, supervisor = self.users['salesperson'], self.users['order_supervisor']
        agreement = self.env['order.desk.rebate.agreement'].with_user(seller).create({
            'partner_id': self.partner.id, 'date_from': '2025-01-01', 'date_to': '2025-12-31',
            'tier_ids': [Command.create({'threshold': 0, 'rate': 5})]})
        agreement.action_submit()
        self.assertTrue(agreement.sudo().activity_ids.user_id.has_group('order_desk.group_order_supervisor'))
        for role in ('salesperson', 'order_clerk', 'engineer', 'shipping_clerk', 'sales_manager'):
            with self.assertRaises(AccessError, msg=role):
                agreement.with_user(self.users[role]).action_approve()
        agreement.with_user(supervisor).action_refuse("Too high")
        self.assertEqual((agreement.state, agreement.reason), ('draft', "Too high"))
        agreement.with_user(supervisor).action_submit()
        with self.assertRaisesRegex(UserError, "yourself"):
            agreement.with_user(supervisor).action_approve()
        agreement.with_user(self.users['finance_clerk']).action_approve()
        self.assertEqual((agreement.state, agreement.approved_by_id), ('active', self.users['finance_clerk']))
        self.assertFalse(agreement.sudo().activity_ids)

    def test_frozen(self):
        """REB-01: from submission on the terms cannot be changed by anyone, nor a band added, changed or deleted."""
        agreement = self._agreement()
        agreement.action_submit()
        for state in ('submitted', 'active'):
            self.assertEqual(agreement.state, state)
            for change in ({'date_to': '2026-12-31'}, {'method': 'total'}, {'maximum_amount': 5}, {'name': "Other"},
                           {'partner_id': self.env.user.partner_id.id}, {'product_ids': [Command.set([])]}):
                with self.assertRaisesRegex(UserError, "frozen", msg=change):
                    agreement.write(change)
            with self.assertRaisesRegex(UserError, "frozen"):
                agreement.tier_ids[0].rate = 50
            with self.assertRaisesRegex(UserError, "frozen"):
                agreement.tier_ids.create({'agreement_id': agreement.id, 'threshold': 9})
            with self.assertRaisesRegex(UserError, "frozen"):
                agreement.tier_ids[0].unlink()
            if state == 'submitted':
                agreement.action_approve()
        agreement.note = "Called on Monday"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            agreement.unlink()

    def test_state_only_by_actions(self):
        """REB-01: nobody writes the state or creates an active agreement, and a band moves to no frozen one."""
        agreement, active = self._agreement(), self._activate(self._agreement())
        with self.assertRaises(UserError):
            agreement.state = 'active'
        with self.assertRaises(UserError):
            self._agreement(state='active')
        with self.assertRaises(UserError):
            self._agreement(approved_by_id=self.env.uid)
        forged = self.env['order.desk.rebate.agreement'].with_context(default_state='active').create({
            'partner_id': self.partner.id, 'date_from': '2025-01-01', 'date_to': '2025-12-31'})
        self.assertEqual(forged.state, 'draft')
        with self.assertRaisesRegex(UserError, "frozen"):
            agreement.tier_ids[0].agreement_id = active
        with self.assertRaisesRegex(UserError, "cannot be"):
            agreement.action_approve()

    def test_new_version(self):
        """REB-01: a change is a new version with a date; the old one ends the day before, once that is approved."""
        agreement = self._activate(self._agreement(calculation_period='quarter'))
        self._invoice(2000, '2025-03-15')
        self._invoice(2000, '2025-08-15')
        version = self.env['order.desk.rebate.agreement'].browse(agreement.action_new_version('2025-07-01')['res_id'])
        self.assertEqual((version.name, version.version, version.state), (agreement.name, 2, 'draft'))
        version.tier_ids[1].rate = 50
        self.assertEqual(agreement.date_to, date(2025, 12, 31))
        self._activate(version)
        self.assertEqual(agreement.date_to, date(2025, 6, 30))
        self.assertEqual(self._rebate(agreement, last='2025-06-30'), 350)
        self.assertEqual(self._rebate(version, '2025-07-01'), 600)
        with self.assertRaises(UserError):
            agreement.action_new_version('2025-07-01')

    # Who may what

    def test_roles(self):
        """REB-01: salespeople see and simulate their customers' agreements; the desk reads; others see nothing."""
        agreement = self._agreement(user_id=False)
        self._invoice(2000)
        seller = self.users['salesperson']
        with self.assertRaises(AccessError):
            agreement.with_user(seller).compute_rebate('2025-01-01', '2025-12-31')
        self.partner.user_id = seller
        self.assertEqual(agreement.with_user(seller).compute_rebate('2025-01-01', '2025-12-31')['amount'], 350)
        for role in ('order_clerk', 'finance_clerk', 'general_manager', 'sales_manager', 'engineer'):
            self.assertEqual(self._rebate(agreement.with_user(self.users[role])), 350, role)
        stranger = new_test_user(self.env, login='rebate_stranger', groups='base.group_user')
        with self.assertRaises(AccessError):
            agreement.with_user(stranger).compute_rebate('2025-01-01', '2025-12-31')
        with self.assertRaises(AccessError):
            agreement.with_user(self.users['engineer']).note = "Mine"

    def test_companies_are_kept_apart(self):
        """REB-01: an agreement counts the invoices of its own company only."""
        other = self.env['res.company'].create({'name': "Other company"})
        self._invoice(2000)
        self.assertEqual(self._rebate(self._agreement(company_id=other.id)), 0)

    def test_form(self):
        """REB-01: a supervisor types an agreement into the form."""
        with Form(self.env['order.desk.rebate.agreement'].with_user(self.users['order_supervisor'])) as form:
            form.partner_id = self.partner
            with form.tier_ids.new() as tier:
                tier.rate = 3
        self.assertEqual((form.record.state, form.record.tier_ids.rate), ('draft', 3))
        self.assertEqual(form.record.date_from, fields.Date.start_of(fields.Date.today(), 'year'))
