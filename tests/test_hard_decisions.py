"""Hard cases with every shipped gate on: who decides, on what, and what nobody can forge."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ROLES
from .whole_common import WholeCommon


@tagged('post_install', '-at_install')
class TestWhoDecides(WholeCommon):

    def setUp(self):
        super().setUp()
        self.order = self._entered([(self.pump, 2, 100.0)])
        self.order.order_line.write({'desk_nonstandard': True, 'desk_unusual_note': "Flange turned"})

    def test_person_without_the_role(self):
        """SEC-05: on every shipped gate whoever is not named there is refused by name, and nothing is written."""
        decided = 0
        for gate in self.order.desk_check_ids.gate_id:
            signers = gate.approval_ids.group_id | gate.waive_group_ids
            if gate.code == 'payment':  # the terms of a customer of class A are reviewed by the order desk
                signers |= self.env.ref('order_desk.group_order_clerk')
            for role in (*ROLES, 'salesperson', 'sales_manager'):
                user = self.users[role]
                if user.all_group_ids & signers or role in ('sales_manager', 'general_manager', 'order_supervisor'):
                    continue  # the price gate finds its signers by the deviation
                self.order.user_id = self.users['salesperson']
                for decision in ('approve', 'waive', 'reject'):
                    with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                        self._decide(self.order, role, gate.code, decision)
                    self.assertIn(self.order.name, str(caught.exception), f"{role} {decision} {gate.code}")
                    decided += 1
        self.assertGreater(decided, 100)
        self.assertFalse(self.order.desk_decision_ids)

    def test_before_its_turn(self):
        """SEC-05: a signature that comes before the facts or before its turn is refused and says what is missing."""
        for role, code in (('engineer', 'technical'), ('material_planner', 'material'),
                           ('production_manager', 'completion_date'), ('order_clerk', 'production_instruction'),
                           ('engineer', 'countersign')):
            with self.assertRaisesRegex(UserError, self.order.name):
                self._decide(self.order, role, code)
        self.assertFalse(self.order.desk_decision_ids)

    def test_computed_gates(self):
        """SEC-05: what facts decide cannot be approved, whatever the role; the sentence says what to do."""
        for code in ('completeness', 'customer_archive', 'customer_confirmation', 'drawing'):
            with self.assertRaisesRegex(UserError, rf"{self.order.name}.+computed"):
                self._decide(self.order, 'general_manager', code)

    def test_another_companys_order(self):
        """SEC-05: colleagues of another company neither see, decide, check nor ask about an order."""
        other = self.env['res.company'].create({'name': "Other", 'desk_enabled': True})
        order = self.env['sale.order'].with_company(other).create({
            'partner_id': self.env['res.partner'].create({'name': "Theirs"}).id, 'company_id': other.id})
        self.assertTrue(order.desk_enrolled)
        for role in ROLES:
            foreign = order.with_user(self.users[role])
            for act in (lambda o: o.desk_decide('countersign', 'approve', "x"), lambda o: o.action_desk_check(),
                        lambda o: o.desk_dry_run('confirm'), lambda o: o.action_desk_release(),
                        lambda o: o.action_desk_send_confirmation(), lambda o: o.action_confirm()):
                with self.assertRaises(AccessError):
                    act(foreign)
            for model, domain in (('sale.order', [('id', '=', order.id)]),
                                  ('order.desk.check', [('order_id', '=', order.id)])):
                self.assertFalse(self.env[model].with_user(self.users[role]).search(domain))
        self.assertFalse(order.desk_decision_ids)
        self.assertEqual(order.state, 'draft')

    def test_gate_of_one_company(self):
        """SEC-05: a gate of one company stands before the orders of that company only."""
        other = self.env['res.company'].create({'name': "Other", 'desk_enabled': True})
        self._gate('export_licence', ['general_manager'], company_id=other.id)
        self.order.action_desk_check()
        self.assertNotIn('export_licence', self._open_codes(self.order))
        theirs = self.env['sale.order'].with_company(other).create({
            'partner_id': self.env['res.partner'].create({'name': "Theirs"}).id, 'company_id': other.id})
        self.assertIn('export_licence', self._open_codes(theirs))

    def test_decision_is_not_preset(self):
        """SEC-04, SEC-05: no context dates a decision back or gives it in the name of another."""
        self._complete_intake(self.order)
        self.order.order_line.desk_nonstandard = False
        forged = self._as('finance_clerk', self.order).with_context(
            default_on_behalf_id=self.users['general_manager'].id, default_decided_on='2001-01-01 00:00:00',
            default_user_id=self.users['general_manager'].id, default_until='2099-01-01', default_cap=1e9)
        decision = forged.desk_decide('price', 'approve', "Seen")
        self.assertEqual(decision.user_id, self.users['finance_clerk'])
        self.assertFalse(decision.on_behalf_id)
        self.assertFalse(decision.until)
        self.assertFalse(decision.cap)
        self.assertGreater(decision.decided_on.year, 2001)

    def test_evidence_is_not_preset(self):
        """SEC-04, CUS-01, TEC-02: papers, archive and instructions take no evidence from a caller's context."""
        clerk = self.env(user=self.users['order_clerk'])
        partner = clerk['res.partner'].with_context(
            default_desk_registered_on='2020-01-01', default_desk_class='a', default_desk_credit_standing='good',
        ).create({'name': "Newcomer"})
        self.assertEqual((partner.desk_registered_on, partner.desk_class, partner.desk_credit_standing),
                         (False, False, False))
        paper = self.env['order.desk.technical.confirmation'].browse(
            self._as('order_clerk', self.order).action_desk_open_technical()['res_id'])
        paper.sudo().line_ids.unlink()
        line = clerk['order.desk.technical.confirmation.line'].with_context(
            default_verdict='producible', default_formula_changes='no', default_material_situation='on_hand',
            default_verdict_by_id=self.users['engineer'].id,
        ).create({'confirmation_id': paper.id, 'sale_line_id': self.order.order_line.id})
        self.assertEqual((line.verdict, line.verdict_by_id.id), (False, False))
        self.assertFalse(self.order.order_line.desk_technical_verdict)
