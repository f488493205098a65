"""Hard cases with every shipped gate on: orders that are not ordinary, and input that is wrong."""
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .whole_common import REVIEW, WholeCommon


@tagged('post_install', '-at_install')
class TestUnusualOrders(WholeCommon):

    def assertRefused(self, order, *words):
        """Confirming is refused by one message that names the order and each of ``words``; nothing is written."""
        state = order.state
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._as('order_clerk', order).action_confirm()
        for word in (order.name, *words):
            self.assertIn(word, str(caught.exception))
        self.assertEqual(order.state, state)
        self.assertNothingStarted(order)

    def test_copy_of_an_approved_order(self):
        """TRK-02, CNF-06, INT-25: a copy of a released order starts at the beginning, with no evidence at all."""
        order = self._accepted([(self.pump, 2, 100.0)])
        self._as('order_clerk', order).action_confirm()
        self._instruct(order)
        self._as('order_clerk', order).action_desk_release()
        copy = self._as('order_clerk', order).copy().with_env(self.env)
        self.assertEqual((copy.desk_enrolled, copy.desk_stage, copy.desk_released), (True, 'review', False))
        self.assertFalse(copy.desk_decision_ids | order.desk_decision_ids.filtered(lambda row: row.order_id == copy))
        for papers in ('desk_return_ids', 'desk_instruction_ids', 'desk_customer_document_ids'):
            self.assertFalse(copy[papers], papers)
        own = {'desk_enrolled', 'desk_stage', 'desk_state', 'desk_check_ids', 'desk_entered_by_id'}
        kept = {name for name in copy._desk_protected_fields() - own if copy[name] and copy._fields[name].store}
        self.assertEqual(kept, set(), "protected facts of the original")
        self.assertGreater(len(self._open_codes(copy) & set(REVIEW)), 3)
        self.assertRefused(copy, "Completeness", "Price", "Customer Confirmation")

    def test_created_while_off(self):
        """SEC-05, TRK-02: enrolled later, a quotation meets every gate; a running order is left as it is."""
        self.company.desk_enabled = False
        quotation = self._order([(self.pump, 1, 100.0)])
        running = self._order([(self.pump, 2, 100.0)])
        running.action_confirm()
        productions = self._productions(running)
        self.assertEqual(len(productions), 2)
        self.company.desk_enabled = True
        self._as('administrator', quotation | running).action_desk_enroll()
        self.assertEqual((quotation.desk_stage, running.desk_released), ('review', True))
        with self.assertRaisesRegex(UserError, quotation.name):
            self._as('order_clerk', quotation).action_confirm()
        self.assertEqual(self._productions(running), productions)
        self.assertEqual(set(productions.mapped('state')), {'confirmed'})
        # What is new passes the gates, which nobody has signed for this order yet.
        self._agreed(running).order_line.product_uom_qty = 3
        self.assertEqual(running.order_line.desk_held_qty, 1.0)
        self.assertEqual(sum(self._productions(running).filtered(
            lambda production: production.product_id == self.pump).mapped('product_qty')), 2.0)

    def test_held_when_the_desk_goes(self):
        """PRD-01, SEC-05: what the desk held is made after all when the order, or the company, leaves the desk."""
        left, off = self._accepted([(self.pump, 1, 100.0)]), self._accepted([(self.pump, 1, 100.0)])
        self._as('order_clerk', left | off).action_confirm()
        self.assertNothingStarted(left | off)
        self._as('administrator', left).action_desk_unenroll()
        self.assertEqual(len(self._productions(left)), 2)
        self.assertNothingStarted(off)
        self.company.desk_enabled = False
        self._as('order_clerk', off).action_desk_release()
        self.assertEqual(len(self._productions(off)), 2)
        self._as('order_clerk', left | off).action_desk_release()
        self.assertEqual(len(self._productions(left | off)), 4)

    def test_moved_into_the_desk(self):
        """SEC-05: an order of a company without the desk that moves to one with it is enrolled."""
        plain = self.env['res.company'].create({'name': "Plain company"})
        self.env.user.company_ids |= plain
        customer = self.env['res.partner'].create({'name': "Mover"})
        order = self.env['sale.order'].with_company(plain).create({'partner_id': customer.id, 'company_id': plain.id})
        self.assertFalse(order.desk_enrolled)
        order.write({'company_id': self.company.id})
        self.assertTrue(order.desk_enrolled)
        self.assertRefused(order, "Completeness")
        born = self.env['sale.order'].with_company(plain).with_context(default_company_id=self.company.id).create(
            {'partner_id': customer.id})
        self.assertEqual((born.company_id, born.desk_enrolled), (self.company, True))

    def test_locked(self):
        """PRD-01: an order that is locked at confirmation is released in its turn and stays locked."""
        self.env.user.group_ids |= self.env.ref('sale.group_auto_done_setting')
        order = self._accepted([(self.pump, 1, 100.0)])
        order.action_confirm()
        self.assertTrue(order.locked)
        self.assertNothingStarted(order)
        self._instruct(order)
        self._as('order_clerk', order).action_desk_release()
        self.assertTrue(order.locked)
        self.assertEqual(len(self._productions(order)), 2)

    def test_two_companies(self):
        """TRK-02, SEC-05: orders of two companies with the desk: each under its own gates, both named at once."""
        other = self.env['res.company'].create({'name': "Second works", 'desk_enabled': True})
        both = self._user('both', 'order_desk.group_order_clerk', company_ids=[
            Command.set((self.company | other).ids)])
        ours, settled = self._entered(), self._accepted()
        customer = self.env['res.partner'].create({'name': "Theirs"})
        theirs = self.env['sale.order'].with_company(other).create({'partner_id': customer.id, 'company_id': other.id})
        env = self.env(user=both, context={**self.env.context, 'allowed_company_ids': (self.company | other).ids})
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            (ours | theirs | settled).with_env(env).action_confirm()
        self.assertIn(ours.name, str(caught.exception))
        self.assertIn(theirs.name, str(caught.exception))
        self.assertEqual({*ours.mapped('state'), *theirs.mapped('state')}, {'draft'})
        settled.with_env(env).action_confirm()
        self.assertEqual(settled.state, 'sale')

    def test_contact_of_a_company(self):
        """CUS-11, DEP-02: the order of a contact goes by archive, class and deposit of its company."""
        contact = self.env['res.partner'].create({
            'name': "Mr Chen", 'parent_id': self.partner.id, 'type': 'contact', 'email': "chen@northern.example"})
        self.partner.desk_deposit_percent = 30.0
        order = self._accepted([(self.shelf, 10, 100.0)], partner_id=contact.id)
        self._as('order_clerk', order).action_confirm()
        self.assertEqual((order.state, order.desk_stage, order.desk_deposit_required), ('sale', 'deposit', 300.0))
        self.assertNothingStarted(order)
        self._pay_deposit(order, 300.0)
        self.assertPassed(order, 'deposit')


@tagged('post_install', '-at_install')
class TestBadInput(WholeCommon):

    def _cyclic(self):
        hen, egg = self._made("Hen", 'HN', [(self.steel, 1)]), self._made("Egg", 'EG', [(self.steel, 1)])
        for product, part in ((hen, egg), (egg, hen)):
            # Past the host's own check, as an import into the database would be.
            self.env.flush_all()
            self.env.cr.execute(SQL(
                "UPDATE mrp_bom_line SET product_id = %s WHERE id = %s", part.id, product.bom_ids.bom_line_ids.id))
        self.env.invalidate_all()
        return hen

    def test_quantities(self):
        """INT-08: quantities of zero or less are named, on entry and after everything was approved."""
        for quantity in (0.0, -5.0):
            order = self._entered([(self.shelf, quantity, 100.0)])
            with self.assertRaisesRegex(UserError, rf"(?s){order.name}.+Completeness.+SP"):
                self._as('order_clerk', order).action_confirm()
            self.assertEqual(order.state, 'draft')
            settled = self._accepted([(self.shelf, 2, 100.0), (self.steel, 1, 100.0)])
            self._as('order_clerk', settled.order_line[0]).product_uom_qty = quantity
            with self.assertRaisesRegex(UserError, rf"(?s){settled.name}.+Completeness.+Customer Confirmation"):
                self._as('order_clerk', settled).action_confirm()
            self.assertNothingStarted(settled)

    def test_archived_product(self):
        """INT-08: a product archived after everything was approved stops the confirmation, by its name."""
        order = self._accepted([(self.shelf, 2, 100.0)])
        self.shelf.active = False
        with self.assertRaisesRegex(UserError, rf"(?s){order.name}.+no longer sold \(SP\)"):
            self._as('order_clerk', order).action_confirm()
        self.assertNothingStarted(order)
        self.shelf.active = True
        self._as('order_clerk', order).action_confirm()
        self.assertEqual(order.state, 'sale')

    def test_cycle(self):
        """MAT-01, TRK-03: a bill of materials that contains itself is named before the confirmation is sent."""
        order = self._entered([(self._cyclic(), 1, 100.0)])
        self._complete_intake(order)
        self._name_date(order)
        self._sign_review(order)
        asked = order.desk_dry_run('review')
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._send(order)
        self.assertIn("Egg", str(caught.exception))
        self.assertFalse(order.desk_confirmation_sent_at)
        self.assertEqual([row['gate'] for row in asked], ['material'])
        self.assertIn("Egg", asked[0]['message'])
        self.assertNothingStarted(order)

    def test_short_material_is_told_before(self):
        """MAT-01, TRK-03: what sending would find short, the dry run, the panel and the planner know before."""
        rare = self._goods("Rare alloy", 'RA')
        order = self._entered([(self._made("Alloy pump", 'AP', [(rare, 5)]), 1, 100.0)])
        self._complete_intake(order)
        self.assertIn('material', {row['gate'] for row in order.desk_dry_run('review')})
        self.assertOpen(order, 'material')
        self.assertEqual(self._check(order, 'material').group_ids, self.env.ref('order_desk.group_material_planner'))

    def test_odd_decisions(self):
        """SEC-05: unknown gates, decisions and files meet a sentence that names the order; nothing is written."""
        order = self._entered()
        for arguments in (('nonsense', 'approve', "x"), ('price', 'sign', "x"), ('price', 'reject', "  ")):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.with_user(self.users['finance_clerk']).desk_decide(*arguments)
        foreign = self.env['ir.attachment'].create({'name': "x", 'raw': b'x', 'res_model': 'ir.cron', 'res_id': 1})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._decide(order, 'finance_clerk', 'price', attachment_ids=foreign.ids)
        self.assertFalse(order.desk_decision_ids)
