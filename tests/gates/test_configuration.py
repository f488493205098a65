"""The configuration gate: translation by one, check by another, certificates, grades, veto."""
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import OrderDeskCommon

SALES = "Zenith head 32 m\nZenith impeller"


@tagged('post_install', '-at_install')
class TestConfigurationGate(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gate = cls._only_gates('configuration')
        cls.Term = cls.env['order.desk.configuration.term']
        cls.Term.create({'sales_term': "Zenith head 32 m", 'production_term': "ZH32"})

    def _configured(self, text=SALES, **vals):
        order = self._order([(self.product_a, 1, 100)], **vals)
        order.order_line.desk_sales_configuration = text
        return order

    def _translate(self, order, role='order_clerk', impeller="ZIMP-316"):
        order.order_line.with_user(self.users[role]).action_desk_record_translation(
            [["Zenith head 32 m", "ZH32"], ["Zenith impeller", impeller]])

    def _wizard(self, line, role='order_clerk'):
        action = line.with_user(self.users[role]).action_desk_open_translation()
        return self.env[action['res_model']].with_user(self.users[role]).browse(action['res_id'])

    def test_standard_orders_pass_without_cost(self):
        """CTR-01: an order without configuration and certificates is not concerned, at no query."""
        order = self._order()
        self.assertFalse(self._check(order, 'configuration').filtered(lambda check: check.state == 'open'))
        evaluator = self.gate._get_evaluator()
        evaluator._get_applicable(self.gate, order)
        before = self.cr.sql_log_count
        self.assertFalse(evaluator._get_applicable(self.gate, order))
        self.assertEqual(self.cr.sql_log_count, before)

    def test_suggestion_never_guesses(self):
        """CTR-04: known terms are proposed, unknown and undecided ones are listed, nothing is guessed."""
        order = self._configured(SALES + "\nZenith seal")
        for production in ("SEAL-1", "SEAL-2"):
            self.Term.create({'sales_term': "zenith  SEAL", 'production_term': production})
        wizard = self._wizard(order.order_line)
        self.assertEqual(
            [(term.production_term, term.origin) for term in wizard.term_ids],
            [("ZH32", 'dictionary'), (False, 'unknown'), (False, 'undecided')])
        self.assertEqual(wizard.term_ids[2].others, "SEAL-1; SEAL-2")
        wizard.action_record()
        self.assertEqual(self._check(order, 'configuration').finding_code, 'unknown_terms')
        self.assertIn("Zenith impeller, Zenith seal", self._check(order, 'configuration').message)

    def test_nearest_term_stands_first(self):
        """CTR-04: the customer's term stands before the category's, then a general one, then the weight."""
        category = self.env['product.category'].create({'name': "Pumps"})
        child = self.env['product.category'].create({'name': "Submersible", 'parent_id': category.id})
        self.product_a.categ_id = child

        def suggest():
            [(term, _others)] = self.Term._suggest([
                ("Ｚｅｎｉｔｈ HEAD 32 m", self.product_a, self.partner, self.company)])
            return term.production_term

        self.assertEqual(suggest(), "ZH32", "width, case and blanks do not count")
        self.Term.create({'sales_term': "Zenith head 32 m", 'production_term': "ZH32-2", 'weight': 9})
        self.assertEqual(suggest(), "ZH32-2")
        self.Term.create({'sales_term': "Zenith head 32 m", 'production_term': "ZH32-P", 'categ_id': category.id})
        self.assertEqual(suggest(), "ZH32-P")
        self.Term.create({'sales_term': "Zenith head 32 m", 'production_term': "ZH32-N", 'partner_id': self.partner.id})
        self.assertEqual(suggest(), "ZH32-N")
        other = self.env['product.category'].create({'name': "Valves"})
        self.product_a.categ_id = other
        self.Term.search([('partner_id', '=', self.partner.id)]).unlink()
        self.assertEqual(suggest(), "ZH32-2")

    def test_two_persons(self):
        """CTR-04, CTR-05, CTR-02: the translation is checked by a second person with the role, never by oneself."""
        order = self._configured()
        self.assertEqual(self._check(order, 'configuration').finding_code, 'untranslated')
        with self.assertRaises(UserError):
            self._decide(order, 'configuration_checker', 'configuration')
        self._translate(order)
        self.assertEqual(order.order_line.desk_production_configuration, "ZH32\nZIMP-316")
        self.assertEqual(order.order_line.desk_translated_by_id, self.users['order_clerk'])
        with self.assertRaises(AccessError):
            self._decide(order, 'order_clerk', 'configuration')
        self._decide(order, 'configuration_checker', 'configuration')
        self.assertPassed(order, 'configuration')

        own = self._configured()
        self._translate(own, 'configuration_checker')
        with self.assertRaisesRegex(UserError, "second person"):
            self._decide(own, 'configuration_checker', 'configuration')

    def test_checker_entering_text_is_translator(self):
        """CTR-04: whoever writes the production configuration as text counts as its translator."""
        both = self._user('both', 'order_desk.group_order_clerk,order_desk.group_configuration_checker')
        order = self._configured()
        order.order_line.with_user(both).desk_production_configuration = "ZH32\nZIMP-316"
        self.assertEqual(order.order_line.desk_translated_by_id, both)
        with self.assertRaisesRegex(UserError, "second person"):
            order.with_user(both).desk_decide('configuration', 'approve', "Mine")
        with self.assertRaises(AccessError):
            order.order_line.with_user(both).desk_translated_by_id = self.users['order_clerk']
        with self.assertRaises(AccessError):
            order.order_line.with_user(self.users['finance_clerk']).action_desk_record_translation([])

    def test_change_voids_check(self):
        """CTR-06: a sales configuration changed after the translation stops; a new translation is checked anew."""
        order = self._configured()
        self._translate(order)
        self._decide(order, 'configuration_checker', 'configuration')
        order.order_line.desk_sales_configuration = SALES + "\nBlue paint"
        self.assertEqual(self._check(order, 'configuration').finding_code, 'outdated')
        with self.assertRaisesRegex(UserError, "leaves out Blue paint"):
            self._translate(order)
        order.order_line.desk_sales_configuration = SALES
        self._translate(order, impeller="ZIMP-304")
        self.assertOpen(order, 'configuration')

    def test_dictionary_learns(self):
        """CTR-04: a confirmed translation adds and strengthens terms; a rejected one does not."""
        order = self._configured()
        self._translate(order)
        self._decide(order, 'configuration_checker', 'configuration', 'reject', "Wrong impeller")
        self.assertFalse(self.Term.search([('production_term', '=', "ZIMP-316")]))
        self._translate(order, impeller="ZIMP-304")
        self._decide(order, 'configuration_checker', 'configuration')
        learned = self.Term.search([('production_term', '=', "ZIMP-304")])
        self.assertEqual((learned.is_learned, learned.weight, learned.last_confirmed_by_id, learned.categ_id), (
            True, 1, self.users['configuration_checker'], self.product_a.categ_id))
        self.assertEqual(self.Term.search([('production_term', '=', "ZH32")]).weight, 2)
        again = self._configured()
        wizard = self._wizard(again.order_line)
        self.assertEqual(wizard.term_ids.mapped('production_term'), ["ZH32", "ZIMP-304"])

    def test_from_attributes(self):
        """CTR-01, CTR-13: the configuration is taken from the product's attributes; the customer's words stay."""
        attribute = self.env['product.attribute'].create({
            'name': "Voltage", 'create_variant': 'no_variant',
            'value_ids': [(0, 0, {'name': "380 V"}), (0, 0, {'name': "220 V"})]})
        template = self.env['product.template'].create({'name': "Motor", 'attribute_line_ids': [
            (0, 0, {'attribute_id': attribute.id, 'value_ids': attribute.value_ids.ids})]})
        order = self._order([(template.product_variant_id, 1, 10)])
        line = order.order_line
        line.product_no_variant_attribute_value_ids = template.attribute_line_ids.product_template_value_ids[0]
        line.desk_sales_configuration = "Extra long cable"
        line.with_user(self.users['order_clerk']).action_desk_fill_configuration()
        line.action_desk_fill_configuration()
        self.assertEqual(line.desk_sales_configuration, "Extra long cable\nVoltage: 380 V")

    def test_certificates(self):
        """CTR-03, TEC-08: a missing or expired certificate of the product or its category stops the order."""
        today = fields.Date.today()
        parent = self.env['product.category'].create({'name': "Certified"})
        self.product_a.categ_id = self.env['product.category'].create({'name': "Child", 'parent_id': parent.id})
        certificate = self.env['order.desk.certificate'].create({'name': "CE", 'categ_ids': parent.ids})
        order, other = self._order([(self.product_a, 1, 100)]), self._order([(self.product_b, 1, 50)])
        self.assertEqual(self._check(order, 'configuration').finding_code, 'certificate_missing')
        self.assertFalse(self._check(other, 'configuration').filtered(lambda check: check.state == 'open'))
        certificate.write({'number': "X-1", 'valid_until': fields.Date.subtract(today, days=1)})
        order.action_desk_check()
        self.assertEqual(self._check(order, 'configuration').finding_code, 'certificate_expired')
        certificate.valid_until = today
        order.action_desk_check()
        self.assertPassed(order, 'configuration')
        findings = order.desk_dry_run('review', on_date=fields.Date.add(today, days=1))
        self.assertIn("expired", findings[0]['message'])
        certificate.scope = 'international'
        order.action_desk_check()
        self.assertFalse(self._check(order, 'configuration').filtered(lambda check: check.state == 'open'))
        with self.assertRaises(ValidationError):
            certificate.valid_from = fields.Date.add(today, days=9)
        with self.assertRaises(AccessError):
            certificate.with_user(self.users['order_clerk']).valid_until = False

    def test_grade(self):
        """CTR-03, TEC-08: a grade that the customer asks for must be certified for the product."""
        order = self._order([(self.product_a, 1, 100)])
        order.order_line.desk_grade_id = self.env.ref('order_desk.grade_a')
        self.assertEqual(self._check(order, 'configuration').finding_code, 'grade')
        certificate = self.env['order.desk.certificate'].create({
            'name': "Grade", 'product_tmpl_ids': self.product_a.product_tmpl_id.ids, 'number': "1",
            'grade_id': self.env.ref('order_desk.grade_b').id})
        order.action_desk_check()
        self.assertEqual(self._check(order, 'configuration').finding_code, 'grade')
        certificate.grade_id = self.env.ref('order_desk.grade_a')
        order.action_desk_check()
        self.assertPassed(order, 'configuration')

    def test_other_company(self):
        """CTR-03, SEC-05: certificates, terms and policies of another company neither bind nor show."""
        other = self.env['res.company'].create({'name': "Second"})
        certificate = self.env['order.desk.certificate'].create({
            'name': "CE", 'product_tmpl_ids': self.product_a.product_tmpl_id.ids, 'company_id': other.id})
        term = self.Term.create({'sales_term': "Blue", 'production_term': "P-1", 'company_id': other.id})
        order = self._configured("Blue")
        self.assertEqual(self._check(order, 'configuration').finding_code, 'untranslated')
        self.assertEqual(self._wizard(order.order_line).term_ids.origin, 'unknown')
        clerk = self.users['order_clerk']
        self.assertFalse(self.Term.with_user(clerk).search([('id', '=', term.id)]))
        with self.assertRaises(AccessError):
            certificate.with_user(clerk).read(['name'])

    def test_queries_do_not_grow(self):
        """CTR-01: one order and a hundred cost the same number of statements."""
        self.env['order.desk.certificate'].create({
            'name': "CE", 'number': "1", 'product_tmpl_ids': self.product_a.product_tmpl_id.ids})

        def make(count):
            return self.env['sale.order'].create([{
                'partner_id': self.partner.id,
                'order_line': [(0, 0, {
                    'product_id': self.product_a.id, 'desk_sales_configuration': SALES,
                    'desk_production_configuration': "ZH32\nZIMP-316"})],
            } for _index in range(count)])

        one, many = make(1), make(100)
        evaluator = self.gate._get_evaluator()

        def evaluate(orders):
            evaluator._evaluate(self.gate, evaluator._get_applicable(self.gate, orders))
            evaluator._facts(self.gate, orders)

        evaluate(one)
        self.assertEqual(self._count_queries(lambda: evaluate(one)), self._count_queries(lambda: evaluate(many)))


@tagged('post_install', '-at_install')
class TestContract(OrderDeskCommon):

    def test_veto_stops_every_stage(self):
        """CTR-10, SEC-08: a veto stops the order before every act until its own role lifts it."""
        self._only_gates('veto')
        order = self._order()
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_clerk']).action_desk_veto("Bad")
        with self.assertRaises(UserError):
            order.with_user(self.users['configuration_checker']).action_desk_veto(" ")
        order.with_user(self.users['configuration_checker']).action_desk_veto("No such model")
        self.assertEqual((order.desk_vetoed, order.state), (True, 'draft'))
        self.assertRegex(order.desk_waiting_for, "No such model")
        for stage in ('review', 'confirm', 'release', 'ship', 'close'):
            with self.assertRaisesRegex(UserError, "No such model"):
                order._desk_ensure_open(stage)
        with self.assertRaises(UserError):
            order.action_confirm()
        with self.assertRaises(AccessError):
            order.desk_vetoed = False
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_supervisor']).action_desk_lift_veto("Fine")
        with self.assertRaises(AccessError):
            self._decide(order, 'general_manager', 'veto', 'waive', "Let it go")
        order.with_user(self.users['configuration_checker']).action_desk_lift_veto("Model corrected")
        notes = " ".join(order.message_ids.mapped('body'))
        self.assertIn("No such model", notes)
        self.assertIn("Model corrected", notes)
        order.action_confirm()
        self.assertEqual(order.state, 'sale')
        order.with_user(self.users['general_manager']).action_desk_veto("Sanctions")
        with self.assertRaises(UserError):
            order._desk_ensure_open('ship')

    def test_contract_problem(self):
        """CTR-07, CTR-12, CTR-13, CTR-17: a problem names who is told and its outcome; abnormal ones go upward."""
        order = self._order()
        Problem = self.env['order.desk.contract.problem'].with_user(self.users['order_clerk'])
        problem = Problem.create({'name': "Voltage missing", 'order_id': order.id, 'told': 'customer'})
        with self.assertRaises(UserError):
            problem.action_desk_told()
        problem.told_how = "Telephone"
        problem.action_desk_told()
        self.assertEqual((problem.state, problem.told_on), ('told', fields.Date.today()))
        with self.assertRaises(AccessError):
            problem.state = 'settled'
        with self.assertRaises(AccessError):
            Problem.create({'name': "Nothing", 'order_id': order.id, 'state': 'settled'})
        problem.outcome = "380 V"
        problem.action_desk_settle()
        self.assertEqual(problem.state, 'settled')
        abnormal = Problem.create({'name': "Customer insolvent", 'order_id': order.id, 'kind': 'abnormal'})
        self.assertTrue(any(
            user.has_group('order_desk.group_general_manager') for user in abnormal.activity_ids.user_id))
        with self.assertRaises(AccessError):
            problem.with_user(self.users['salesperson']).write({'name': "Nothing"})

    def test_contract_quality(self):
        """CTR-08, CTR-09, SEC-08: a contract is scored by categorised defects, and salespeople compared by it."""
        order = self._order(user_id=self.users['salesperson'].id)
        Quality = self.env['order.desk.contract.quality'].with_user(self.users['order_supervisor'])
        quality = Quality.with_context(default_order_id=order.id).create({
            'defect_ids': [
                (0, 0, {'category_id': self.env.ref('order_desk.defect_price').id}),
                (0, 0, {'category_id': self.env.ref('order_desk.defect_need').id}),
            ]})
        self.assertEqual((quality.score, quality.salesperson_id), (65, self.users['salesperson']))
        quality.defect_ids[0].points = 90
        self.assertEqual(quality.score, 0)
        with self.assertRaises(ValidationError):
            quality.defect_ids[0].points = 101
        self.assertEqual(order.desk_contract_score, 0)
        rows = Quality._read_group([('order_id', '=', order.id)], ['salesperson_id'], ['score:avg', 'defect_count:sum'])
        self.assertEqual(rows, [(self.users['salesperson'], 0.0, 2)])
        seen = self.env['order.desk.contract.quality'].with_user(self.users['salesperson'])
        self.assertEqual(seen.search([('order_id', '=', order.id)]).score, 0)
        with self.assertRaises(AccessError):
            seen.browse(quality.id).write({'note': "Unfair"})

    def test_configuration_sheet(self):
        """CTR-16, CSG-02: the configuration sheet shows both configurations and every signature."""
        self._only_gates('configuration')
        order = self._order([(self.product_a, 1, 100)])
        order.write({'desk_after_sales_terms': "Two years of warranty"})
        order.order_line.desk_sales_configuration = "Zenith head 32 m"
        line = order.order_line.with_user(self.users['order_clerk'])
        line.action_desk_record_translation([["Zenith head 32 m", "ZH32"]])
        report = self.env['ir.actions.report'].with_user(self.users['order_clerk'])
        html, _type = report._render_qweb_html('order_desk.report_configuration_sheet', order.ids)
        self.assertIn(b"Nobody has signed yet", html)
        self._decide(order, 'configuration_checker', 'configuration', reason="Compared with the contract")
        html, _type = report._render_qweb_html('order_desk.report_configuration_sheet', order.ids)
        for text in (b"Zenith head 32 m", b"ZH32", b"Two years of warranty", b"Compared with the contract",
                     self.users['configuration_checker'].name.encode()):
            self.assertIn(text, html)

    def test_artwork(self):
        """CTR-19, CTR-14: artwork with its owner, and the after-sales clauses, stand on the order."""
        order = self._order()
        artwork = self.env['ir.attachment'].create({
            'name': "logo.png", 'raw': b"x", 'res_model': 'sale.order', 'res_id': order.id})
        order.with_user(self.users['order_clerk']).write({
            'desk_artwork_ids': [(4, artwork.id)], 'desk_artwork_owner_id': self.users['engineer'].id,
            'desk_after_sales_terms': "One year"})
        self.assertEqual(order.desk_artwork_ids, artwork)
        self.assertFalse(order.copy().desk_artwork_ids)
