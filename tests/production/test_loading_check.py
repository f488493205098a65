"""The delivery man's look at quantity and model."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged('post_install', '-at_install')
class TestLoadingCheck(InspectionCommon):

    def setUp(self):
        super().setUp()
        self.company.desk_loading_check = True
        self.order = self._confirmed(quantity=4)
        self.picking = self.order.picking_ids
        self._passed(self.picking)

    def _wizard(self, role='shipping_clerk'):
        action = self._as(role, self.picking).action_desk_check_loading()
        return self.env[action['res_model']].with_user(self.users[role]).with_context(action['context']).create({})

    def test_checked_before_leaving(self):
        """QCS-07: quantity and model are ticked product by product; without that the goods stay."""
        self.assertEqual(self._check(self.picking, 'quality').finding_code, 'loading')
        with self.assertRaisesRegex(UserError, "before leaving"):
            self._as('shipping_clerk', self.picking).with_context(skip_sms=True).button_validate()
        wizard = self._wizard()
        self.assertEqual((wizard.line_ids.product_id, wizard.line_ids.quantity), (self.shelf, 4.0))
        wizard.action_all_right()
        self.assertEqual(self.picking.desk_loading_by_id, self.users['shipping_clerk'])
        self.assertPassed(self.picking, 'quality')
        self._as('shipping_clerk', self.picking).with_context(skip_sms=True).button_validate()
        self.assertEqual(self.picking.state, 'done')

    def test_deviation(self):
        """QCS-07: a wrong model is an anomaly of the order, and the transfer stays unchecked."""
        wizard = self._wizard()
        wizard.line_ids.write({'is_quantity_right': True, 'note': "50 Hz instead of 60 Hz"})
        wizard.action_apply()
        self.assertEqual(self.order.desk_anomaly_ids.mapped('kind'), ['wrong_goods'])
        self.assertIn("50 Hz", self.order.desk_anomaly_ids.description)
        self.assertFalse(self.picking.desk_loading_on)

    def test_other_goods(self):
        """QCS-07: another quantity than the one looked at is looked at again."""
        self._wizard().action_all_right()
        self.picking.move_ids.quantity = 3
        self.assertEqual(self._finding(self.picking), 'loading')

    def test_roles(self):
        """QCS-07: the check is the warehouse's, and nobody writes its result by hand."""
        with self.assertRaises(AccessError):
            self._as('order_clerk', self.picking).action_desk_check_loading()
        with self.assertRaises(AccessError):
            self._as('shipping_clerk', self.picking).write({'desk_loading_on': '2026-01-01 00:00:00'})
        self.company.desk_loading_check = False
        self.assertEqual(self._finding(self.picking), 'passed')
