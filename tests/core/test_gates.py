from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.order_desk.models.core.finding import differences, fingerprint

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestGates(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.gate = cls._gate('legal', [(10, 'general_manager'), (20, 'engineer'), (20, 'production_manager')])

    def test_enrolled_at_creation(self):
        """TRK-01: an order created while the switch is on carries stage and checks from the start."""
        order = self._order()
        self.assertTrue(order.desk_enrolled)
        self.assertEqual(order.desk_stage, 'review')
        self.assertOpen(order, 'legal')
        self.assertIn("General Manager", order.desk_waiting_for)

    def test_switch_off(self):
        """TRK-01: with the switch off an order has no gate and is confirmed as ever."""
        self.company.desk_enabled = False
        order = self._order()
        self.assertFalse(order.desk_enrolled)
        order.action_confirm()
        self.assertEqual(order.state, 'sale')
        self.assertFalse(order.desk_check_ids)
        self.assertFalse(order.desk_stage)

    def test_blocked_names_everything(self):
        """TRK-02: a stop names every order and every finding at once, and nothing happens."""
        self._gate('tax', ['finance_clerk'])
        orders = self._order() | self._order()
        with self.assertRaises(UserError) as caught:
            orders.action_confirm()
        for order in orders:
            self.assertIn(order.name, str(caught.exception))
        self.assertEqual(str(caught.exception).count("Tax"), 2)
        self.assertEqual(str(caught.exception).count("Legal"), 2)
        self.assertEqual(set(orders.mapped('state')), {'draft'})

    def test_order_of_signatures(self):
        """SEC-05: the general manager first, then the others side by side."""
        order = self._order()
        with self.assertRaises(UserError):
            self._decide(order, 'engineer', 'legal')
        self._decide(order, 'general_manager', 'legal')
        self.assertIn("Engineer", self._check(order, 'legal').owner_name)
        self.assertIn("Production Manager", self._check(order, 'legal').owner_name)
        self._decide(order, 'production_manager', 'legal')
        self._decide(order, 'engineer', 'legal')
        self.assertPassed(order, 'legal')
        order.action_confirm()
        self.assertEqual(order.state, 'sale')
        self.assertTrue(order.desk_released)

    def test_wrong_role(self):
        """SEC-05: a person without the role is refused over every kind of decision."""
        order = self._order()
        for decision in ('approve', 'reject', 'waive'):
            with self.assertRaises(AccessError):
                self._decide(order, 'shipping_clerk', 'legal', decision)

    def test_changed_facts_reopen(self):
        """TRK-02: a signature is worth exactly the facts it was given on."""
        order = self._order()
        for role in ('general_manager', 'engineer', 'production_manager'):
            self._decide(order, role, 'legal')
        self.assertPassed(order, 'legal')
        order.order_line[0].price_unit = 90.0
        self.assertOpen(order, 'legal')
        self.assertIn("90", self._check(order, 'legal').message)
        with self.assertRaises(UserError):
            order.action_confirm()
        order.order_line[0].price_unit = 100.0
        self.assertPassed(order, 'legal')

    def test_renaming_changes_no_fact(self):
        """TRK-02: renaming the customer is not a change of the order."""
        order = self._order()
        self._decide(order, 'general_manager', 'legal')
        before = order.desk_decision_ids.fingerprint
        self.partner.name = "Southern Pumps"
        self._decide(order, 'engineer', 'legal')
        self.assertEqual(order.desk_decision_ids.mapped('fingerprint'), [before, before])

    def test_reject_and_revoke(self):
        """SEC-05: a rejection stands with its reason until it is revoked."""
        order = self._order()
        with self.assertRaises(UserError):
            self._decide(order, 'general_manager', 'legal', 'reject', '')
        self._decide(order, 'general_manager', 'legal', 'reject', "Contract is void")
        check = self._check(order, 'legal')
        self.assertEqual(check.state, 'rejected')
        self.assertIn("Contract is void", check.message)
        with self.assertRaises(AccessError):
            self._decide(order, 'engineer', 'legal', 'revoke', "No")
        self._decide(order, 'general_manager', 'legal', 'revoke', "Mended")
        self.assertOpen(order, 'legal')

    def test_append_only(self):
        """SEC-04: no role edits or deletes a decision, the superuser included."""
        order = self._order()
        decision = self._decide(order, 'general_manager', 'legal')
        for user in [*self.users.values(), self.env.ref('base.user_admin'), self.env.ref('base.user_root')]:
            with self.assertRaises(UserError):
                decision.with_user(user).write({'reason': "forged"})
            with self.assertRaises(UserError):
                decision.with_user(user).unlink()
            with self.assertRaises(UserError):
                decision.with_user(user).copy()
        with self.assertRaises(UserError):
            decision.sudo().write({'user_id': self.users['engineer'].id})
        with self.assertRaises(UserError):
            decision.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env['order.desk.decision'].with_user(self.users['administrator']).create({
                'gate_id': self.gate.id, 'order_id': order.id, 'company_id': self.company.id,
                'decision': 'approve', 'user_id': self.users['engineer'].id})
        with self.assertRaises(UserError):
            order.unlink()
        self.assertEqual(decision.reason, "Seen and agreed")

    def test_checks_are_read_only(self):
        """SEC-04: nobody writes a verdict by hand."""
        order = self._order()
        check = self._check(order, 'legal')
        for user in [*self.users.values(), self.env.ref('base.user_admin')]:
            with self.assertRaises(AccessError):
                check.with_user(user).write({'state': 'passed'})
        with self.assertRaises(AccessError):
            order.with_user(self.users['sales_manager']).write({'desk_released': True})
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_clerk']).with_context(desk_product_write=True).write(
                {'desk_stage': 'closed'})

    def test_waiver_covers_its_finding_only(self):
        """SEC-05: a waiver needs the right, ends with its date and with the facts it was given on."""
        self.gate.waive_group_ids = self.env.ref('order_desk.group_service_supervisor')
        order = self._order()
        self._decide(order, 'service_supervisor', 'legal', 'waive', "Customer is waiting", until='2099-01-01')
        self.assertEqual(self._check(order, 'legal').state, 'waived')
        self.assertEqual(order.desk_dry_run('confirm'), [])
        self.assertEqual(order.desk_dry_run('confirm', '2099-01-02')[0]['gate'], 'legal')
        order.order_line[0].product_uom_qty = 5
        self.assertOpen(order, 'legal')
        with self.assertRaises(UserError):
            self._decide(order, 'service_supervisor', 'legal', 'waive', "Too late", until='2001-01-01')

    def test_deputy(self):
        """SEC-05: a named deputy signs on behalf of the absent, and the decision says so."""
        order = self._order()
        deputy = self.users['order_clerk']
        with self.assertRaises(AccessError):
            self._decide(order, 'order_clerk', 'legal')
        with self.assertRaises(AccessError):
            self.env['order.desk.deputy'].with_user(deputy).create(
                {'user_id': self.users['general_manager'].id, 'deputy_id': deputy.id})
        self.env['order.desk.deputy'].with_user(self.users['general_manager']).create({'deputy_id': deputy.id})
        decision = self._decide(order, 'order_clerk', 'legal')
        self.assertEqual(decision.on_behalf_id, self.users['general_manager'])
        self.assertEqual(decision.user_id, deputy)
        self.assertIn("Engineer", self._check(order, 'legal').owner_name)

    def test_distinct_signers(self):
        """SEC-05: named signers may be required to be different people."""
        both = self._user('both', 'order_desk.group_engineer,order_desk.group_general_manager')
        order = self._order()
        order.with_user(both).desk_decide('legal', 'approve', "As manager")
        self.gate.distinct_signers = True
        with self.assertRaises(UserError):
            order.with_user(both).desk_decide('legal', 'approve', "As engineer")
        self.gate.distinct_signers = False
        order.with_user(both).desk_decide('legal', 'approve', "As engineer")
        self.assertEqual(self._check(order, 'legal').owner_name, "Production Manager")

    def test_evidence(self):
        """SEC-05: required evidence is kept as a copy that its uploader cannot take away."""
        self.gate.evidence_required = True
        order = self._order()
        manager = self.users['general_manager']
        with self.assertRaises(UserError):
            self._decide(order, 'general_manager', 'legal')
        upload = self.env['ir.attachment'].with_user(manager).create({'name': 'signed.pdf', 'raw': b'%PDF-1.4'})
        decision = self._decide(order, 'general_manager', 'legal', attachment_ids=upload.ids)
        upload.unlink()
        self.assertEqual(decision.attachment_ids.raw, b'%PDF-1.4')
        with self.assertRaises(AccessError):
            decision.attachment_ids.with_user(manager).unlink()
        foreign = self.env['ir.attachment'].create({'name': 'x', 'raw': b'x', 'res_model': 'ir.cron', 'res_id': 1})
        with self.assertRaises(AccessError):
            self._decide(order, 'engineer', 'legal', attachment_ids=foreign.ids)

    def test_confirmed_state_is_no_way_around(self):
        """SEC-05: writing or creating the confirmed status directly meets the same gates."""
        order = self._order()
        clerk = self.users['order_clerk']
        with self.assertRaises(UserError):
            order.with_user(clerk).write({'state': 'sale'})
        with self.assertRaises(UserError):
            order.with_user(clerk).with_context(desk_clearance=True).write({'state': 'sale'})
        with self.assertRaises(UserError):
            self._order(state='sale')
        with self.assertRaises(AccessError):
            order.with_user(clerk).write({'desk_enrolled': False})
        self.assertEqual(order.state, 'draft')

    def test_cancelled_order_waits_for_nobody(self):
        """TRK-02: a cancelled order leaves every queue; as a quotation again it is back in them."""
        order = self._order()
        order._action_cancel()
        self.assertEqual(self._check(order, 'legal').state, 'not_applicable')
        self.assertFalse(order.desk_waiting_for)
        self.assertFalse(order.desk_stage)
        order.action_draft()
        self.assertOpen(order, 'legal')
        self.assertEqual(order.desk_stage, 'review')

    def test_copy_is_a_new_order(self):
        """TRK-02: a copy carries no decision."""
        order = self._order()
        self._decide(order, 'general_manager', 'legal')
        copy = order.copy()
        self.assertTrue(copy.desk_enrolled)
        self.assertFalse(copy.desk_decision_ids)
        self.assertIn("General Manager", self._check(copy, 'legal').owner_name)

    def test_enrolled_later(self):
        """SEC-05: only the administrator enrols an order later or releases it, and it is logged."""
        self.company.desk_enabled = False
        order = self._order()
        self.company.desk_enabled = True
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_supervisor']).action_desk_enroll()
        order.with_user(self.users['administrator']).action_desk_enroll()
        self.assertOpen(order, 'legal')
        self.assertIn("Enrolled", order.message_ids[:1].body)
        order.with_user(self.users['administrator']).action_desk_unenroll()
        self.assertFalse(order.desk_check_ids)
        order.action_confirm()
        self.assertEqual(order.state, 'sale')

    def test_other_company(self):
        """SEC-05: a decision on another company's order is refused."""
        other = self.env['res.company'].create({'name': "Other", 'desk_enabled': True})
        order = self.env['sale.order'].with_company(other).create(
            {'partner_id': self.partner.id, 'company_id': other.id})
        self.assertTrue(order.desk_enrolled)
        with self.assertRaises(AccessError):
            self._decide(order, 'general_manager', 'legal')

    def test_dry_run(self):
        """TRK-01: the dry run lists what stands in the way and writes nothing."""
        order = self._order()
        self.env.flush_all()
        rows = order.desk_dry_run('confirm')
        self.assertEqual([(row['gate'], row['blocking'], row['owner']) for row in rows],
                         [('legal', True, "General Manager")])
        with self.assertRaises(UserError):
            order.desk_dry_run('nonsense')
        with self.assertRaises(UserError):
            order.desk_dry_run('confirm', 'tomorrow-ish')
        portal = self._user('portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            order.with_user(portal).desk_dry_run('confirm')

    def test_gate_definition(self):
        """SEC-05: a gate with decisions is archived, never deleted; numbers are checked."""
        order = self._order()
        self._decide(order, 'general_manager', 'legal')
        with self.assertRaises(ValidationError):
            self.gate.unlink()
        with self.assertRaises(ValidationError):
            self.gate.hours_allowed = -1
        self.gate.active = False
        order.action_desk_check()
        self.assertEqual(self._check(order, 'legal').state, 'not_applicable')
        order.action_confirm()
        self.assertEqual(order.state, 'sale')

    def test_nightly_refresh(self):
        """TRK-02: a waiver that ended overnight is seen without anybody opening the order."""
        self.gate.waive_group_ids = self.env.ref('order_desk.group_service_supervisor')
        order = self._order()
        self._decide(order, 'service_supervisor', 'legal', 'waive', "For today")
        self.assertEqual(self._check(order, 'legal').state, 'waived')
        self.env.cr.execute("UPDATE order_desk_decision SET until = '2001-01-01' WHERE order_id = %s", [order.id])
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref('order_desk.ir_cron_refresh_gates').method_direct_trigger()
        self.env.invalidate_all()
        self.assertOpen(order, 'legal')

    def test_new_gate(self):
        """TRK-02: a gate that comes has the open orders judged, without whoever made it waiting for that."""
        cron = self.env.ref('order_desk.ir_cron_refresh_gates')
        before = self.env['ir.cron.trigger'].search_count([('cron_id', '=', cron.id)])
        self._gate('customs', ['shipping_clerk'])
        self.assertGreater(self.env['ir.cron.trigger'].search_count([('cron_id', '=', cron.id)]), before)

    def test_amount_from(self):
        """TRK-02: a gate from an amount on stands before exactly that amount, in whatever currency."""
        self._gate('large', ['general_manager'], amount_from=1000.0)
        exact, small = self._order([(self.product_a, 11, 100.0)]), self._order([(self.product_a, 1, 999.99)])
        exact.currency_rate = 1.1  # 1100 of the order's currency are 1000 of the company's
        exact.action_desk_check()
        self.assertOpen(exact, 'large')
        self.assertFalse(self._check(small, 'large'))

    def test_same_cost_for_many(self):
        """TRK-01: evaluating one and a hundred orders sends the same number of queries."""
        orders = self.env['sale.order'].union(*[self._order() for _i in range(20)])
        for order in orders[:5]:
            self._decide(order, 'general_manager', 'legal')
        self.env['order.desk.gate']._get_all_specs()
        one = self._count_queries(orders[:1].action_desk_check)
        many = self._count_queries(orders.action_desk_check)
        self.assertEqual(one, many)


@tagged('post_install', '-at_install')
class TestFacts(OrderDeskCommon):

    def test_fingerprint(self):
        """TRK-02: only what counts changes a fingerprint, and a change is told in words."""
        old = {'Customer': {'id': 1, 'name': "A"}, 'Lines': {'7': [1, 2.0]}}
        renamed = {'Customer': {'id': 1, 'name': "B"}, 'Lines': {'7': [1, 2.0]}}
        changed = {'Customer': {'id': 2, 'name': "B"}, 'Lines': {'7': [1, 3.0]}}
        self.assertEqual(fingerprint(old), fingerprint(renamed))
        self.assertNotEqual(fingerprint(old), fingerprint(changed))
        self.assertEqual(differences(old, changed), [('Customer', 'A', 'B'), ('Lines / 7', '1, 2.0', '1, 3.0')])
