from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import ROLES, OrderDeskCommon


class MyDeskCase(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.gate = cls._gate(
            'legal', [(10, 'general_manager'), (20, 'engineer'), (20, 'production_manager')], hours_allowed=8)
        cls.gate.waive_group_ids = cls.env.ref('order_desk.group_service_supervisor')

    def _desk(self, role, domain=()):
        """Return what My Desk shows a person under its default filter."""
        return self.env['order.desk.check'].with_user(self.users[role]).search(
            [('state', 'in', ('open', 'rejected')), ('is_my_turn', '=', True), *domain])

    def _wizard(self, order, role, code='legal'):
        check = self._check(order, code)
        return Form(self.env['order.desk.decide.wizard'].with_user(self.users[role]).with_context(
            default_check_id=check.id))


@tagged('post_install', '-at_install')
class TestMyDesk(MyDeskCase):

    def test_my_turn(self):
        """SEC-05: My Desk shows each role what waits for it, and nothing else."""
        order, other = self._order(), self._order()
        self.assertEqual(self._desk('general_manager').order_id, order | other)
        self.assertFalse(self._desk('engineer'))
        self._decide(order, 'general_manager', 'legal')
        self.assertEqual(self._desk('general_manager').order_id, other)
        self.assertEqual(self._desk('engineer').order_id, order)
        self.assertEqual(self._desk('production_manager').order_id, order)
        self.assertTrue(self._desk('engineer').can_sign)
        self.assertFalse(self._desk('shipping_clerk'))

    def test_later_stages_wait_for_nobody_yet(self):
        """SEC-05: what belongs to a later stage lies on nobody's desk until that stage has come."""
        self._gate('money', ['finance_clerk'], stage='release', hours_allowed=8)
        order = self._order()
        self.assertFalse(self._desk('finance_clerk'))
        self.assertFalse(self._check(order, 'money').deadline)
        for role in ('general_manager', 'engineer', 'production_manager'):
            self._decide(order, role, 'legal')
        self.assertFalse(self._desk('finance_clerk'), "a quotation asks nobody for money")
        order.action_confirm()
        self.assertFalse(order.desk_released)
        self.assertEqual(self._desk('finance_clerk').order_id, order)
        self.assertTrue(self._check(order, 'money').deadline)
        self._agreed(order).order_line[0].price_unit = 90.0
        self.assertFalse(self._desk('finance_clerk'), "an earlier gate is open again")
        self.assertEqual(self._desk('general_manager').order_id, order)

    def test_my_turn_searched_both_ways(self):
        """SEC-05: what is not my turn is found by the opposite search."""
        order = self._order()
        Check = self.env['order.desk.check'].with_user(self.users['engineer'])
        self.assertIn(self._check(order, 'legal'), Check.search([('is_my_turn', '=', False)]))
        self.assertIn(self._check(order, 'legal'), Check.search([('is_my_turn', '!=', True)]))
        self.assertNotIn(self._check(order, 'legal'), Check.search([('is_my_turn', '=', True)]))

    def test_only_what_is_due(self):
        """SEC-05, CTR-11: a later stage calls nobody yet; its clock starts when its turn comes."""
        self._gate('packing', ['shipping_clerk'], stage='confirm', hours_allowed=8)
        order = self._order()
        check = self._check(order, 'packing')
        self.assertFalse(check.is_due or check.deadline)
        self.assertFalse(self._desk('shipping_clerk'))
        self.assertEqual(order.desk_alerts['packing']['level'], 'info')
        check.sudo().since = fields.Datetime.now() - timedelta(days=3)
        for role in ('general_manager', 'engineer', 'production_manager'):
            self._decide(order, role, 'legal')
        self.assertTrue(check.is_due and check.deadline)
        self.assertLess(check.age_days, 1)
        self.assertEqual(self._desk('shipping_clerk'), check)
        self.assertEqual(order.desk_alerts['packing']['level'], 'danger')
        order.order_line[0].price_unit = 80.0
        self.assertFalse(self._desk('shipping_clerk'))

    def test_called_after_the_others(self):
        """CSG-01, SEC-05: who signs what others worked out is called when they are through, or by submission."""
        self.gate.mail_signers = True
        self._gate('tax', ['finance_clerk'], sequence=10)
        order = self._order()
        self.assertFalse(self._desk('general_manager'))
        self._decide(order, 'finance_clerk', 'tax')
        self.assertEqual(self._desk('general_manager').order_id, order)
        submitted = self._order()
        self.assertNotIn(submitted, self._desk('general_manager').order_id)
        submitted.with_user(self.users['order_clerk']).action_desk_submit_review()
        self.assertIn(submitted, self._desk('general_manager').order_id)

    def test_deputy_finds_the_work(self):
        """SEC-05: what waits for an absent colleague lies on his deputy's desk."""
        order = self._order()
        self.assertFalse(self._desk('order_clerk'))
        form = Form(self.env['order.desk.deputy'].with_user(self.users['general_manager']))
        form.deputy_id = self.users['order_clerk']
        form.save()
        self.assertEqual(self._desk('order_clerk').order_id, order)

    def test_late(self):
        """CTR-11, TRK-05: lateness is counted from the hours that the gate allows."""
        order = self._order()
        check = self._check(order, 'legal')
        self.assertTrue(check.deadline)
        self.assertFalse(check.is_late)
        check.sudo().deadline = fields.Datetime.now() - timedelta(hours=1)
        self.assertTrue(check.is_late)
        late = [('desk_check_ids', 'any', [('state', 'in', ('open', 'rejected')), ('deadline', '<', 'now')])]
        self.assertEqual(self.env['sale.order'].search([('id', '=', order.id), *late]), order)
        self.assertEqual(self._desk('general_manager', [('deadline', '<', 'now')]), check)

    def test_progress_by_gate_role_and_age(self):
        """CTR-11: the review board groups by gate and role and averages the days waited."""
        orders = self._order() | self._order()
        checks = self.env['order.desk.check'].search([('order_id', 'in', orders.ids)])
        checks.sudo()[0].since = fields.Datetime.now() - timedelta(days=4)
        checks.sudo()[1].since = fields.Datetime.now() - timedelta(days=2)
        self.env.flush_all()
        clerk = self.env['order.desk.check'].with_user(self.users['order_clerk'])
        rows = clerk._read_group(
            [('order_id', 'in', orders.ids), ('state', '=', 'open')], ['gate_id', 'group_ids'],
            ['age_days:avg', '__count'])
        self.assertEqual(len(rows), 1)
        gate, group, age, count = rows[0]
        self.assertEqual((gate, group, count), (self.gate, self.env.ref('order_desk.group_general_manager'), 2))
        self.assertAlmostEqual(age, 3, places=2)
        self.assertAlmostEqual(checks[0].age_days, 4, places=2)

    def test_bulk_approval(self):
        """SEC-05: one reason for many approvals, each of them a decision of its own."""
        orders = self._order() | self._order() | self._order()
        checks = self._desk('general_manager')
        action = checks.action_desk_open_approval()
        form = Form(self.env[action['res_model']].with_user(self.users['general_manager']).with_context(
            **action['context']))
        form.reason = "Seen in the morning meeting"
        form.save().action_approve()
        self.assertEqual(orders.desk_decision_ids.mapped('reason'), ["Seen in the morning meeting"] * 3)
        self.assertEqual(orders.desk_decision_ids.user_id, self.users['general_manager'])
        self.assertFalse(self._desk('general_manager'))

    def test_bulk_approval_all_or_nothing(self):
        """SEC-05: one that cannot be approved stops all, and each of those is named."""
        self._gate('tax', ['finance_clerk'])
        order, other = self._order(), self._order()
        checks = (order | other).desk_check_ids.with_user(self.users['general_manager'])
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            checks.action_desk_approve("All of it")
        self.assertIn("2 of 4", str(caught.exception))
        self.assertEqual(str(caught.exception).count("Tax"), 2)
        self.assertFalse((order | other).desk_decision_ids)
        wizard = self.env['order.desk.approve.wizard'].with_user(self.users['general_manager']).create(
            {'check_ids': checks.ids, 'reason': "All of it"})
        self.assertEqual((wizard.signable_count, wizard.refused_count), (2, 2))
        self.assertEqual(
            wizard.action_keep_signable()['context']['default_check_ids'], checks.filtered('can_sign').ids)

    def test_row_buttons(self):
        """SEC-05: one click on the row signs; another role's click is refused."""
        order = self._order()
        check = self._check(order, 'legal')
        with self.assertRaises(AccessError):
            check.with_user(self.users['shipping_clerk']).action_desk_approve()
        check.with_user(self.users['general_manager']).action_desk_approve()
        self.assertEqual(order.desk_decision_ids.user_id, self.users['general_manager'])
        self.assertEqual(check.action_desk_open_document()['res_id'], order.id)

    def test_cancelled_order_leaves_the_desk(self):
        """TRK-02: a cancelled order waits for nobody."""
        order = self._order()
        order._action_cancel()
        self.assertFalse(self._desk('general_manager', [('order_id', '=', order.id)]))

    def test_alerts_of_the_panel(self):
        """TRK-01, CTR-18: the order says per open gate what, who and since when, with a button each."""
        order = self._order()
        alert = order.with_user(self.users['general_manager']).desk_alerts['legal']
        self.assertIn("General Manager", alert['message'])
        self.assertIn(fields.Date.to_string(fields.Date.context_today(order)), alert['message'])
        self.assertEqual((alert['level'], alert['action_text']), ('danger', "Sign"))
        self.assertEqual(alert['action']['res_model'], 'order.desk.decide.wizard')
        for role, button in (('shipping_clerk', "Details"), ('service_supervisor', "Decide")):
            self.assertEqual(order.with_user(self.users[role]).desk_alerts['legal']['action_text'], button)
        self.assertEqual(order.desk_open_count, 1)
        for role in ('general_manager', 'engineer', 'production_manager'):
            self._decide(order, role, 'legal')
        self.assertFalse(order.desk_alerts)

    def test_panel_of_transfer_and_production(self):
        """TRK-01: transfer and manufacturing order tell as well what their sales order waits for."""
        order = self._order()
        for role in ('general_manager', 'engineer', 'production_manager'):
            self._decide(order, role, 'legal')
        order.action_confirm()
        picking = order.picking_ids.with_user(self.users['shipping_clerk'])
        production = self.env['mrp.production'].create({
            'product_id': self.product_a.id, 'product_qty': 1, 'sale_line_id': order.order_line[0].id,
        }).with_user(self.users['production_manager'])
        self.assertFalse(picking.desk_alerts or production.desk_alerts)
        self._agreed(order).order_line[0].price_unit = 80.0
        (picking | order.picking_ids).invalidate_recordset(['desk_alerts'])
        production.invalidate_recordset(['desk_alerts'])
        self.assertIn("Changed since", picking.desk_alerts['legal']['message'])
        self.assertIn("Changed since", production.desk_alerts['legal']['message'])
        for record, view in ((picking, 'stock.view_picking_form'), (production, 'mrp.mrp_production_form_view')):
            self.assertIn('desk_alerts', record.get_view(self.env.ref(view).id, 'form')['arch'])

    def test_my_customers(self):
        """INT-17: the order taker finds the customers who are his, the salesperson his orders."""
        self.partner.desk_order_taker_id = self.users['order_clerk']
        mine, other = self._order(), self._order(user_id=self.users['salesperson'].id)
        other.desk_order_taker_id = self.users['order_supervisor']
        tree = etree.fromstring(self.env['order.desk.check'].get_view(
            self.env.ref('order_desk.check_view_search').id, 'search')['arch'])
        text = tree.find(".//filter[@name='my_customers']").get('domain')
        for role, orders in (('order_clerk', mine), ('order_supervisor', other), ('salesperson', other)):
            domain = safe_eval(text, {'uid': self.users[role].id})
            found = self.env['order.desk.check'].search([('order_id', 'in', (mine | other).ids), *domain])
            self.assertEqual(found.order_id, orders, role)

    def test_filters_of_orders(self):
        """TRK-01, TRK-02: orders are found and grouped by what they wait for."""
        order = self._order()
        waiting = [('desk_enrolled', '=', True), ('desk_state', '=', 'blocked'), ('id', '=', order.id)]
        self.assertEqual(self.env['sale.order'].search(waiting), order)
        groups = self.env['sale.order']._read_group([('id', '=', order.id)], ['desk_stage'], ['__count'])
        self.assertEqual(groups, [('review', 1)])


@tagged('post_install', '-at_install')
class TestSettling(OrderDeskCommon):

    def test_settling_leads_to_what_is_missing(self):
        """TRK-01, TRK-05: whose turn it is gets a button that leads to what settles the gate."""
        self._only_gates('customer_archive')
        order = self._order()
        check = self._check(order, 'customer_archive')
        clerk = check.with_user(self.users['order_clerk'])
        self.assertTrue(clerk.can_settle)
        self.assertFalse(check.with_user(self.users['shipping_clerk']).can_settle)
        alert = order.with_user(self.users['order_clerk']).desk_alerts['customer_archive']
        self.assertEqual(alert['action_text'], "Settle")
        action = self.env['ir.actions.server'].browse(alert['action']['id']).with_user(
            self.users['order_clerk']).with_context(**alert['action']['context']).run()
        self.assertEqual((action['res_model'], action['res_id']), ('res.partner', self.partner.id))

    def test_every_settling_action_exists(self):
        """TRK-05: no gate names an action that its documents do not have."""
        for code, evaluator in self.env['order.desk.evaluator']._get_evaluators().items():
            document = self.env[evaluator._document_model]
            for method in evaluator._settled_by.values():
                self.assertTrue(hasattr(document, method), f"{code}: {method}")


@tagged('post_install', '-at_install')
class TestDecideWizard(MyDeskCase):

    def test_offers_what_the_engine_accepts(self):
        """SEC-05: the form offers each role exactly what it may do now."""
        order = self._order()
        offered = {
            role: [word for word in ('approve', 'reject', 'waive', 'revoke')
                   if getattr(self._wizard(order, role), f'can_{word}')]
            for role in ('general_manager', 'engineer', 'service_supervisor', 'shipping_clerk')
        }
        self.assertEqual(offered, {
            'general_manager': ['approve', 'reject'],
            'engineer': ['reject'],
            'service_supervisor': ['waive'],
            'shipping_clerk': [],
        })
        self.assertIn("General Manager", self._wizard(order, 'shipping_clerk').hint)

    def test_approve_reject_revoke(self):
        """SEC-05: a rejection through the form stands with its reason until it is revoked."""
        order = self._order()
        form = self._wizard(order, 'general_manager')
        form.reason = "Payment terms are missing"
        form.save().action_reject()
        self.assertEqual(self._check(order, 'legal').state, 'rejected')
        form = self._wizard(order, 'general_manager')
        self.assertTrue(form.can_revoke)
        self.assertFalse(form.can_reject)
        form.reason = "They were added"
        form.save().action_revoke()
        self.assertOpen(order, 'legal')
        self._wizard(order, 'general_manager').save().action_approve()
        self.assertFalse(self._wizard(order, 'general_manager').can_approve)
        self.assertEqual(order.desk_decision_ids.mapped('decision'), ['approve', 'revoke', 'reject'])

    def test_reason_is_required(self):
        """SEC-05: no rejection and no waiver without a reason."""
        order = self._order()
        with self.assertRaises(UserError):
            self._wizard(order, 'general_manager').save().action_reject()
        with self.assertRaises(UserError):
            self._wizard(order, 'service_supervisor').save().action_waive()

    def test_waive_until(self):
        """SEC-05: a waiver carries the date chosen in the form."""
        order = self._order()
        form = self._wizard(order, 'service_supervisor')
        form.reason = "The customer waits at the door"
        form.until = '2099-12-31'
        form.save().action_waive()
        self.assertEqual(self._check(order, 'legal').state, 'waived')
        self.assertEqual(fields.Date.to_string(order.desk_decision_ids.until), '2099-12-31')

    def test_shows_old_and_new(self):
        """TRK-02: after a change the form shows what was signed and what is true now."""
        order = self._order()
        self._decide(order, 'general_manager', 'legal')
        self.assertFalse(self._wizard(order, 'engineer').changes)
        order.order_line[0].price_unit = 87.5
        form = self._wizard(order, 'general_manager')
        self.assertIn("100", form.changes)
        self.assertIn("87.5", form.changes)
        self.assertIn(self.users['general_manager'].name, form.changed_since)
        self.assertIn("USD" if order.currency_id.name == 'USD' else order.currency_id.name, form.facts)

    def test_evidence(self):
        """SEC-05: files chosen in the form are kept with the decision as copies."""
        order = self._order()
        manager = self.users['general_manager']
        upload = self.env['ir.attachment'].with_user(manager).create({'name': 'signed.pdf', 'raw': b'%PDF-1.4 signed'})
        wizard = self._wizard(order, 'general_manager').save()
        wizard.attachment_ids = upload
        wizard.action_approve()
        self.assertEqual(order.desk_decision_ids.attachment_ids.raw, b'%PDF-1.4 signed')
        self.assertNotEqual(order.desk_decision_ids.attachment_ids, upload)

    def test_forged_button(self):
        """SEC-05: pressing a button that the form does not offer is refused by the engine."""
        order = self._order()
        wizard = self._wizard(order, 'shipping_clerk').save()
        wizard.reason = "Because"
        for action in ('action_approve', 'action_reject', 'action_waive'):
            with self.assertRaises(AccessError):
                getattr(wizard, action)()
        self.assertFalse(order.desk_decision_ids)


@tagged('post_install', '-at_install')
class TestDryRun(MyDeskCase):

    def _run(self, orders, role='order_clerk'):
        action = orders.with_user(self.users[role]).action_desk_open_dry_run()
        return Form(self.env[action['res_model']].with_user(self.users[role]).with_context(**action['context']))

    def test_lists_and_writes_nothing(self):
        """TRK-03: "Can this ship?" is answered per gate, with owner, and nothing is decided by asking."""
        orders = self._order() | self._order()
        before = orders.desk_check_ids.mapped('write_date')
        run = self._run(orders).save()
        self.assertEqual(run.stage, 'confirm')
        self.assertEqual(set(run.line_ids.mapped('order_name')), set(orders.mapped('name')))
        self.assertEqual(set(run.line_ids.mapped('gate_name')), {"Legal"})
        self.assertEqual(set(run.line_ids.mapped('owner')), {"General Manager"})
        self.assertEqual(run.blocking_count, 2)
        self.assertEqual(orders.desk_check_ids.mapped('write_date'), before)

    def test_another_day(self):
        """TRK-03: the answer is for the day asked about: a waiver ends."""
        order = self._order()
        self._decide(order, 'service_supervisor', 'legal', 'waive', "Until the fair", until='2099-01-01')
        form = self._run(order)
        self.assertEqual(len(form.line_ids), 0)
        form.on_date = '2099-01-02'
        self.assertEqual(len(form.line_ids), 1)
        self.assertEqual(self._check(order, 'legal').state, 'waived')


@tagged('post_install', '-at_install')
class TestRolesAtTheDesk(MyDeskCase):

    def test_menus_open_for_every_role(self):
        """SEC-05, CSG-09: each role opens every menu it sees, over its real rights."""
        order = self._order()
        self._decide(order, 'general_manager', 'legal')
        root = self.env.ref('order_desk.menu_order_desk_root')
        for role in (*ROLES, 'salesperson', 'sales_manager'):
            user = self.users[role]
            shown = [key for key in self.env['ir.ui.menu'].with_user(user).load_menus(False) if key != 'root']
            menus = self.env['ir.ui.menu'].search([('id', 'child_of', root.id), ('id', 'in', shown)])
            actions = menus.filtered('action').mapped('action')
            self.assertIn(self.env.ref('order_desk.check_action_my_desk'), actions, role)
            for action in actions:
                if action._name != 'ir.actions.act_window' or action.res_model == 'res.config.settings':
                    continue
                with self.subTest(role=role, action=action.name):
                    self._open(user, action)

    def _open(self, user, action):
        model = self.env[action.res_model].with_user(user)
        views = model.get_views([(view_id, kind) for view_id, kind in action.views])['views']
        records = model.search([], limit=3)
        for kind in set(views) - {'search'}:
            tree = etree.fromstring(views[kind]['arch'])
            names = {
                node.get('name') for node in tree.iter('field')
                if not any(parent.tag == 'field' for parent in node.iterancestors())}
            self.assertEqual(len(records.web_read({name: {} for name in names})), len(records))

    def test_order_form_opens_for_every_reader(self):
        """SEC-05: whoever has a turn on an order can open it, confirmed and invoiced as well."""
        order = self._order(user_id=self.users['salesperson'].id)
        for role in ('general_manager', 'engineer', 'production_manager'):
            self._decide(order, role, 'legal')
        order.action_confirm()
        order._create_invoices(final=True) if order.invoice_status == 'to invoice' else None
        for role in (*ROLES, 'salesperson', 'sales_manager'):
            self.env.invalidate_all()
            with self.subTest(role=role):
                form = Form(order.with_user(self.users[role]), view='sale.view_order_form')
                self.assertEqual(form.name, order.name)

    def test_decisions_are_an_audit_list(self):
        """CSG-09: approvals and their times are read by every role of the desk, and written by none."""
        order = self._order()
        decision = self._decide(order, 'general_manager', 'legal')
        for role in ROLES:
            seen = self.env['order.desk.decision'].with_user(self.users[role]).search([('order_id', '=', order.id)])
            self.assertEqual(seen, decision)
            self.assertEqual(seen.user_id, self.users['general_manager'])
            self.assertTrue(seen.decided_on)
            self.assertFalse(seen.has_access('write'))
            self.assertFalse(seen.has_access('unlink'))

    def test_salesperson_sees_own_orders_only(self):
        """SEC-02: a salesperson finds neither gates nor decisions of another's order."""
        mine = self._order(user_id=self.users['salesperson'].id)
        other = self._order(user_id=self.users['sales_manager'].id)
        for order in mine | other:
            self._decide(order, 'general_manager', 'legal')
        for model in ('order.desk.check', 'order.desk.decision'):
            found = self.env[model].with_user(self.users['salesperson']).search(
                [('order_id', 'in', (mine | other).ids)])
            self.assertEqual(found.order_id, mine)

    def test_readers_see_customer_invoices_only(self):
        """SEC-03: reading an order's invoices opens no other part of the ledger."""
        journal = self.env['account.journal'].search(
            [('company_id', '=', self.company.id), ('type', '=', 'general')], limit=1)
        if not journal:
            journal = self.env['account.journal'].create({'name': "Misc", 'code': 'DSKM', 'type': 'general'})
        entry = self.env['account.move'].create({'move_type': 'entry', 'journal_id': journal.id})
        engineer = self.users['engineer']
        self.assertFalse(self.env['account.move'].with_user(engineer).search([('id', '=', entry.id)]))
        with self.assertRaises(AccessError):
            self.env['account.move'].with_user(engineer).create({'move_type': 'out_invoice'})

    def test_configuration_is_the_administrators(self):
        """SEC-05: gates are configured by the administrator alone."""
        for role in set(ROLES) - {'administrator'}:
            with self.assertRaises(AccessError):
                self.gate.with_user(self.users[role]).write({'severity': 'warn'})
        form = Form(self.gate.with_user(self.users['administrator']))
        form.severity = 'warn'
        with form.approval_ids.new() as line:
            line.group_id = self.env.ref('order_desk.group_finance_clerk')
            line.sequence = 30
        form.save()
        self.assertEqual(self.gate.signers, "General Manager → Engineer, Production Manager → Finance Clerk")

    def test_every_setting_of_a_gate_explains_itself(self):
        """SEC-05: the administrator finds a help on everything that he can set on a gate."""
        Gate = self.env['order.desk.gate']
        tree = etree.fromstring(Gate.get_view(self.env.ref('order_desk.gate_view_form').id, 'form')['arch'])
        names = {node.get('name') for node in tree.iter('field') if node.get('invisible') not in ('1', 'True')}
        silent = [name for name in names & set(Gate._fields) - {'name', 'approval_ids'} if not Gate._fields[name].help]
        self.assertEqual(silent, [])

    def test_who_may_switch(self):
        """SEC-05: only the administrator of the desk switches it on or off."""
        other = self._user('settings', 'base.group_system')
        with self.assertRaises(AccessError):
            self.company.with_user(other).desk_enabled = False
        both = self._user('settings_desk', 'base.group_system,order_desk.group_administrator')
        settings = self.env['res.config.settings'].with_user(both).create({'desk_enabled': False})
        settings.execute()
        self.assertFalse(self.company.desk_enabled)

    def test_no_menu_while_switched_off(self):
        """SEC-05: where no company uses the desk, its menu is the administrator's only."""
        root = self.env.ref('order_desk.menu_order_desk_root')

        def has_menu(role):
            return root.id in self.env['ir.ui.menu'].with_user(self.users[role]).load_menus(False)

        self.assertTrue(has_menu('salesperson'))
        self.env['res.company'].search([('desk_enabled', '=', True)]).desk_enabled = False
        self.assertFalse(has_menu('salesperson'))
        self.assertTrue(has_menu('administrator'))
