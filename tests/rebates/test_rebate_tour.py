from odoo.tests import HttpCase, tagged

from .settle_common import SettleCommon


@tagged('post_install', '-at_install')
class TestRebateTour(HttpCase, SettleCommon):

    def _tour(self, role, name, agreement):
        self.start_tour(
            f'/odoo/rebate-agreements/{agreement.id}', f'order_desk_rebate_{name}', login=self.users[role].login,
            timeout=240)

    def test_from_simulation_to_claw_back(self):
        """REB-01: simulated, approved, settled with an interim payment; a return claws back: in the browser."""
        self.partner.user_id = self.salesperson
        returned = self._invoice(300.0, '2025-02-10')
        self._invoice(500.0, '2025-03-10')
        agreement = self._agreement(((0, 10),), user_id=self.salesperson.id)
        self._tour('salesperson', 'simulate', agreement)
        self.assertEqual(agreement.submitted_by_id, self.salesperson)
        self._tour('order_supervisor', 'approve', agreement)
        self.assertEqual(agreement.approved_by_id, self.users['order_supervisor'])
        self._tour('finance_clerk', 'interim', agreement)
        interim = agreement.settlement_ids
        self.assertEqual((str(interim.date_to), interim.amount, interim.state), ('2025-03-31', 80.0, 'posted'))
        self.assertTrue(interim.statement_id)
        note = self._credit(returned, '2025-04-20')
        self._invoice(500.0, '2025-05-10')
        self._tour('finance_clerk', 'claw_back', agreement)
        second = agreement.settlement_ids - interim
        self.assertEqual(second.line_ids.move_id, note)
        self.assertEqual(second.move_id.amount_untaxed, 20.0)
        self.assertSumFits(agreement.settlement_ids)
        self.assertEqual(sum(agreement.settlement_ids.mapped('amount')), self._rebate(agreement, last='2025-06-30'))
