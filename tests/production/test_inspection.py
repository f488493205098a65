"""Joint inspection: who judges what, verdicts, conditions, evidence."""
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged('post_install', '-at_install')
class TestInspection(InspectionCommon):

    def test_both_sides_inspect(self):
        """QCS-03: the order desk judges quantity, packing, labels; quality these and the standard; both sign."""
        order = self._confirmed()
        inspection = self._call(order.picking_ids)
        names = inspection.point_ids.mapped('name')
        self.assertEqual(names, ["Quantity", "Outer packing", "Labels", "Product standard"])
        quality, clerk = self._as('quality_inspector', inspection), self._as('order_clerk', inspection)
        quality.action_quality_all_ok()
        with self.assertRaisesRegex(UserError, "order desk has not signed"):
            quality.action_pass()
        with self.assertRaisesRegex(UserError, "Quantity, Outer packing, Labels"):
            clerk.action_clerk_sign()
        clerk.action_clerk_all_ok()
        clerk.action_clerk_sign()
        quality.action_pass()
        self.assertEqual((inspection.state, inspection.clerk_id, inspection.inspector_id),
                         ('passed', self.users['order_clerk'], self.users['quality_inspector']))
        self.assertEqual(inspection.line_ids.accepted, 2.0)

    def test_each_side_its_own_results(self):
        """QCS-03: neither side writes the other's results, and nobody the verdict."""
        point = self._call(self._confirmed().picking_ids).point_ids[0]
        with self.assertRaises(AccessError):
            self._as('order_clerk', point).quality_result = 'ok'
        with self.assertRaises(AccessError):
            self._as('quality_inspector', point).clerk_result = 'ok'
        for role in ('order_clerk', 'quality_inspector', 'general_manager', 'administrator'):
            with self.assertRaises(AccessError):
                self._as(role, point.inspection_id).write({'state': 'passed'})
            with self.assertRaises(AccessError):
                self._as(role, point.inspection_id.line_ids).write({'accepted': 2.0})
        for role in ('order_clerk', 'shipping_clerk', 'general_manager'):
            with self.assertRaises(AccessError):
                self._as(role, point.inspection_id).action_fail()

    def test_measured_values_are_held_against_limits(self):
        """QCS-03: a value within the limits of the standard is in order, any other is a deviation."""
        inspection = self._call(self._made_of(self._confirmed(self.pump)))
        pressure = self._as('quality_inspector', inspection.point_ids.filtered(lambda point: point.name == "Pressure"))
        for text, result in (
                ("9.5", 'ok'), ("10,5", 'ok'), ("10.51", 'deviation'), ("-3", 'deviation'), ("0", 'deviation')):
            pressure.write({'measured': text, 'quality_result': 'ok'})
            self.assertEqual(pressure.quality_result, result, text)
        for text in ("ten", "nan", "inf"):
            with self.assertRaisesRegex(UserError, "no number"):
                pressure.measured = text
        self._judge(inspection, "11")
        with self.assertRaisesRegex(UserError, "Pressure deviates"):
            self._as('quality_inspector', inspection).action_pass()

    def test_limits_stay_as_they_were(self):
        """QCS-03: another standard tomorrow does not change what was inspected today; limits must make sense."""
        inspection = self._call(self._made_of(self._confirmed(self.pump)))
        self.standard.point_ids[0].upper = 99.0
        self.assertEqual(inspection.point_ids.filtered(lambda point: point.name == "Pressure").upper, 10.5)
        with self.assertRaises(ValidationError):
            self.standard.point_ids[0].write({'lower': 12.0, 'upper': 11.0})

    def test_standards_by_category(self):
        """QCS-03: a standard of a category holds for the categories below it, and not for other goods."""
        pumps = self.env['product.category'].create({'name': "Pumps"})
        small = self.env['product.category'].create({'name': "Small pumps", 'parent_id': pumps.id})
        self.shelf.categ_id = small
        own = self.env['order.desk.product.standard'].create({'name': "Pumps", 'categ_ids': [(6, 0, pumps.ids)]})
        found = self.standard._get_standards(self.shelf | self.steel | self.pump, self.company)
        self.assertIn(own, found[self.shelf])
        self.assertNotIn(own, found[self.steel])
        self.assertIn(self.standard, found[self.pump])
        self.assertNotIn(self.standard, found[self.shelf])

    def test_conditional_waits_for_who_may(self):
        """QCS-03: a conditional pass opens nothing before the role that may has decided in words."""
        order = self._confirmed()
        inspection = self._call(order.picking_ids)
        self._judge(inspection)
        quality = self._as('quality_inspector', inspection)
        with self.assertRaisesRegex(UserError, "remarks"):
            quality.action_conditional()
        quality.quality_note = "Label slightly crooked"
        quality.action_conditional()
        self.assertEqual((inspection.state, inspection.line_ids.accepted), ('conditional', 0.0))
        self.assertEqual(inspection.activity_ids.user_id, self.users['general_manager'])
        for role in ('quality_inspector', 'order_clerk', 'production_manager', 'service_supervisor'):
            with self.assertRaises(AccessError):
                self._as(role, inspection).action_accept()
        manager = self._as('general_manager', inspection)
        with self.assertRaisesRegex(UserError, "in words"):
            manager.action_accept()
        manager.decision_note = "Customer agreed by telephone"
        manager.action_accept()
        self.assertEqual((inspection.state, inspection.line_ids.accepted), ('accepted', 2.0))
        self.assertEqual(inspection.decided_by_id, self.users['general_manager'])
        with self.assertRaises(UserError):
            manager.decision_note = "Something else"

    def test_refused_conditions_are_a_fail(self):
        """QCS-03, FUP-02: conditions that are refused make a failed inspection, and an anomaly of the order."""
        order = self._confirmed()
        inspection = self._call(order.picking_ids)
        self._judge(inspection)
        self._as('quality_inspector', inspection).quality_note = "Crooked"
        self._as('quality_inspector', inspection).action_conditional()
        manager = self._as('general_manager', inspection)
        manager.decision_note = "Not good enough"
        manager.action_refuse()
        self.assertEqual((inspection.state, inspection.line_ids.accepted), ('failed', 0.0))
        self.assertEqual(order.desk_anomaly_ids.kind, 'quality')
        self.assertIn("Not good enough", order.desk_anomaly_ids.description)

    def test_inspected_again_after_a_fail(self):
        """QCS-03: what failed is kept and inspected again; the second inspection counts."""
        order = self._confirmed()
        failed = self._failed(order.picking_ids)
        self.assertEqual(order.desk_anomaly_ids.mapped('kind'), ['quality'])
        action = self._as('quality_inspector', failed).action_reinspect()
        again = failed.browse(action['res_id'])
        self.assertEqual((again.attempt, again.previous_id, failed.is_repeated), (2, failed, True))
        with self.assertRaises(UserError):
            self._as('quality_inspector', failed).action_reinspect()
        self._judge(again)
        self._as('quality_inspector', again).action_pass()
        self.assertEqual((failed.state, again.state), ('failed', 'passed'))
        self.assertEqual(self._finding(order.picking_ids), 'passed')

    def test_one_person_is_not_both_sides(self):
        """QCS-03: who signed for the order desk does not conclude for quality."""
        both = self._user('both_sides', 'order_desk.group_order_clerk,order_desk.group_quality_inspector')
        inspection = self._call(self._confirmed().picking_ids).with_user(both)
        inspection.action_clerk_all_ok()
        inspection.action_quality_all_ok()
        inspection.action_clerk_sign()
        with self.assertRaisesRegex(UserError, "another person"):
            inspection.action_pass()

    def test_concluded_inspections_are_evidence(self):
        """QCS-03: after the verdict nothing is changed or deleted, pictures included, over any path."""
        inspection = self._call(self._confirmed().picking_ids)
        picture = self._picture()
        self._as('quality_inspector', inspection).picture_ids = [(4, picture.id)]
        self._judge(inspection)
        self._as('quality_inspector', inspection).action_pass()
        self.assertEqual((picture.res_model, picture.res_id), (inspection._name, inspection.id))
        quality = self._as('quality_inspector', inspection)
        for act in (
                lambda: quality.write({'quality_note': "None"}),
                lambda: quality.line_ids.write({'rejected': 1.0}),
                lambda: quality.point_ids[0].write({'quality_result': 'deviation'}),
                quality.action_fail,
                picture.unlink,
                inspection.unlink):
            with self.assertRaises(UserError):
                act()

    def test_part_of_the_quantity(self):
        """QCS-03, QCS-06: rejected pieces are not accepted, and more than was counted cannot be rejected."""
        order = self._confirmed(quantity=10)
        inspection = self._call(order.picking_ids)
        quality = self._as('quality_inspector', inspection)
        with self.assertRaises(ValidationError):
            quality.line_ids.rejected = 11
        quality.line_ids.rejected = 4
        self._judge(inspection)
        quality.action_pass()
        self.assertEqual(inspection.line_ids.accepted, 6.0)
        self.assertEqual(self._finding(order.picking_ids), 'part')

    def test_salespeople_read_their_own(self):
        """QCS-05: a salesperson reads the inspections of his orders, not those of colleagues."""
        inspection = self._call(self._confirmed().picking_ids)
        self.assertTrue(self._as('salesperson', inspection).has_access('read'))
        self.assertFalse(self._as('salesperson', inspection).has_access('write'))
        inspection.order_id.user_id = self.users['sales_manager']
        self.assertFalse(self._as('salesperson', inspection).has_access('read'))

    def test_report(self):
        """QCS-03: the inspection prints with points, limits, values and both signatures."""
        inspection = self._passed(self._made_of(self._confirmed(self.pump)))
        html = self.env['ir.actions.report']._render_qweb_html(
            'order_desk.report_inspection', inspection.ids)[0].decode()
        for text in ("Pressure", "9.5 – 10.5 bar", "10,1", self.users['order_clerk'].name,
                     self.users['quality_inspector'].name, inspection.order_id.name):
            self.assertIn(text, html)
