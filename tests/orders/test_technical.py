from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..technical_common import TechnicalCommon


@tagged('post_install', '-at_install')
class TestTechnical(TechnicalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('technical')

    def test_standard_order_needs_no_confirmation(self):
        """TEC-01: an order without anything unusual passes engineering by."""
        order = self._order()
        self.assertEqual(self._check(order, 'technical').state or 'not_applicable', 'not_applicable')
        self.assertFalse(order.desk_dry_run('review'))
        with self.assertRaisesRegex(UserError, order.name):
            self._as('order_clerk', order).action_desk_open_technical()

    def test_nonstandard_order_waits_for_engineering(self):
        """TEC-02, TEC-09: an unusual line needs engineering's answer and its signature."""
        order = self._nonstandard_order()
        self.assertOpen(order, 'technical')
        paper = self._paper(order)
        self.assertEqual(paper.line_ids.sale_line_id, order.order_line)
        with self.assertRaisesRegex(UserError, "engineering has not answered"):
            self._decide(order, 'engineer', 'technical')
        self._answer(paper.line_ids, 'producible')
        self.assertOpen(order, 'technical')
        self._as('engineer', paper).action_sign()
        self.assertPassed(order, 'technical')
        self.assertEqual(paper.state, 'signed')
        self.assertEqual(paper.signature_ids.user_id, self.users['engineer'])

    def test_answer_needs_formula_and_material(self):
        """TEC-04: the verdict rests on the process formula and the raw material."""
        line = self._paper(self._nonstandard_order()).line_ids
        with self.assertRaisesRegex(ValidationError, "process formula"):
            self._as('engineer', line).write({'verdict': 'producible'})
        self._answer(line, 'producible', formula_changes='yes', formula_note="More nickel")
        self.assertEqual(line.verdict_by_id, self.users['engineer'])
        self.assertTrue(line.verdict_at)

    def test_alternative_of_the_sales_manager(self):
        """TEC-05: refused, an alternative of the sales manager, accepted by the customer."""
        order = self._nonstandard_order(user_id=self.users['salesperson'].id)
        line = self._paper(order).line_ids
        self._answer(line, 'not_producible')
        self.assertEqual(order.order_line.desk_technical_verdict, 'not_producible')
        self.assertIn("propose an alternative", " ".join(order.activity_ids.mapped('summary')))
        with self.assertRaises(AccessError):
            self._as('order_clerk', line).alternative = "Turn it by 45°"
        self._as('sales_manager', line).alternative = "Turn it by 45°"
        self.assertEqual(order.order_line.desk_technical_verdict, 'proposed')
        self.assertFalse(order.activity_ids)
        self._as('order_clerk', line).customer_answer = 'accepts'
        self.assertEqual((line.resolution, line.answer_by_id), ('accepted', self.users['order_clerk']))
        self._decide(order, 'engineer', 'technical')
        self.assertPassed(order, 'technical')
        self._as('sales_manager', line).alternative = "Turn it by 30°"
        self.assertFalse(line.customer_answer, "the answer was given to another proposal")
        self.assertOpen(order, 'technical')

    def test_insisting_customer(self):
        """TEC-06: an insisting customer's written confirmation and the risk told to him are required."""
        order = self._nonstandard_order()
        line = self._paper(order).line_ids
        self._answer(line, 'not_producible')
        clerk_line = self._as('order_clerk', line)
        clerk_line.customer_answer = 'insists'
        self.assertEqual(order.order_line.desk_technical_verdict, 'insisting')
        with self.assertRaisesRegex(UserError, "written process confirmation"):
            self._decide(order, 'engineer', 'technical')
        with self.assertRaisesRegex(ValidationError, "expected outcome"):
            clerk_line.risk_told_to = "Mr Berg"
        clerk_line.write({'expected_result': "May crack under 10 bar", 'risk_told_to': "Mr Berg"})
        self.assertEqual(order.order_line.desk_technical_verdict, 'insisting')
        clerk_line.process_file_ids = self._file()
        self.assertEqual(order.order_line.desk_technical_verdict, 'insisted')
        self.assertEqual(line.risk_told_by_id, self.users['order_clerk'])
        self._decide(order, 'engineer', 'technical')
        self.assertPassed(order, 'technical')

    def test_change_after_signature_reopens(self):
        """TEC-02: the signature is bound to the paper and to what is unusual."""
        order = self._nonstandard_order()
        line = self._paper(order).line_ids
        self._answer(line, 'producible')
        self._decide(order, 'engineer', 'technical')
        self.assertPassed(order, 'technical')
        order.order_line.desk_unusual_note = "Flange turned by 180°"
        self.assertOpen(order, 'technical')
        self.assertIn("180", self._check(order, 'technical').message)

    def test_problems_are_followed(self):
        """TEC-07: a technical problem of an order keeps its gate open until it is settled."""
        order = self._order()
        problem = self.env['order.desk.technical.problem'].with_user(self.users['engineer']).create({
            'order_id': order.id, 'name': "Voltage unclear", 'reported_to_id': self.users['order_clerk'].id})
        self.assertEqual(order.desk_open_problems, 1)
        self.assertOpen(order, 'technical')
        self.assertEqual(order.activity_ids.user_id, self.users['order_clerk'])
        with self.assertRaisesRegex(UserError, "how it was solved"):
            problem.action_settle()
        self._as('order_clerk', problem).solution = "400 V, by telephone"
        self._as('order_clerk', problem).action_settle()
        self.assertEqual(problem.settled_by_id, self.users['order_clerk'])
        self.assertFalse(order.desk_dry_run('review'))

    def test_measurements(self):
        """TEC-12: measurement data are checked before the order goes on, and again when they change."""
        order = self._order([(self.product_a, 1, 100.0)])
        line = order.order_line
        line.desk_made_to_measure = True
        with self.assertRaisesRegex(UserError, "enter the measurements"):
            self._as('order_clerk', line).action_desk_check_measurements()
        line.desk_measurements = "2400 x 600 x 720"
        self.assertOpen(order, 'technical')
        with self.assertRaises(AccessError):
            self._as('salesperson', line).action_desk_check_measurements()
        self._as('order_clerk', line).action_desk_check_measurements()
        self.assertPassed(order, 'technical')
        self.assertEqual(line.desk_measurements_checked_by_id, self.users['order_clerk'])
        line.desk_measurements = "2400 x 600 x 750"
        self.assertOpen(order, 'technical')

    def test_explained(self):
        """TEC-14, TEC-15: who explained options, payment and delivery to the customer is on the paper."""
        paper = self._as('order_clerk', self._paper(self._nonstandard_order()))
        paper.action_options_explained()
        paper.action_handling_explained()
        self.assertEqual(paper.options_explained_by_id, self.users['order_clerk'])
        self.assertTrue(paper.handling_explained_at)
        with self.assertRaises(AccessError):
            paper.handling_explained_by_id = self.users['engineer']

    def test_roles(self):
        """TEC-02, SEC-05: each part of the paper belongs to its role, evidence to the product."""
        order = self._nonstandard_order(user_id=self.users['salesperson'].id)
        line = self._paper(order).line_ids
        with self.assertRaises(AccessError):
            self._as('order_clerk', line).verdict = 'producible'
        with self.assertRaises(AccessError):
            self._as('salesperson', line).write({'verdict': 'producible'})
        with self.assertRaises(AccessError):
            self._as('engineer', line).verdict_by_id = self.users['order_clerk']
        with self.assertRaises(AccessError):
            self._as('order_clerk', order.order_line).write({'desk_technical_verdict': 'producible'})
        self._answer(line, 'not_producible')
        with self.assertRaisesRegex(AccessError, "only an engineer"):
            self._as('order_clerk', order.order_line).desk_nonstandard = False
        with self.assertRaisesRegex(UserError, "kept"):
            self._as('engineer', self._paper(order)).unlink()
        self.assertEqual(self._as('salesperson', line).resolution, 'not_producible')

    def test_copy_carries_no_evidence(self):
        """TEC-02: a copied order is a new order; it keeps the request, not the answer."""
        order = self._nonstandard_order()
        self._answer(self._paper(order).line_ids, 'producible')
        copied = order.copy()
        self.assertTrue(copied.order_line.desk_nonstandard)
        self.assertFalse(copied.order_line.desk_technical_verdict)
        self.assertFalse(copied.desk_technical_ids)
        self.assertOpen(copied, 'technical')
