from odoo.tests import tagged

from trust.fuzz import run_calls
from trust.scene import Scene

from ..whole_common import WholeCommon


@tagged('post_install', '-at_install')
class TestFuzz(WholeCommon):

    def test_odd_arguments(self):
        """SEC-04: 300 odd calls of the public names: no traceback, and nothing changed that was not meant."""
        self.partner.desk_deposit_percent = 10.0
        orders = self._entered() | self._entered()
        agreement = self.env['order.desk.rebate.agreement'].create({
            'partner_id': self.partner.id, 'date_from': '2025-01-01', 'date_to': '2025-12-31',
            'tier_ids': [(0, 0, {'threshold': 0, 'rate': 10})]})
        self.assertTrue(orders.desk_check_ids)
        outcomes, wrong = run_calls(Scene(self.env, self.company), 300)
        self.assertFalse(wrong, "\n".join(wrong))
        self.assertEqual(sum(outcomes.values()), 300)
        self.assertGreater(outcomes['refused'], 50)
        self.assertTrue(agreement.exists())
