from odoo.tests import HttpCase, tagged

from .orders.change_common import ChangeCommon
from .whole_common import WholeCommon


@tagged('post_install', '-at_install')
class TestChangeTour(HttpCase, ChangeCommon, WholeCommon):

    def test_change(self):
        """CHG-02, CHG-05: a confirmed order is changed in the browser: salesperson, clerk, supervisor, clerk."""
        order = self._confirmed()
        url = f'/odoo/desk-orders/{order.id}'
        self.start_tour(url, 'order_desk_change_request', login=self.seller.login, timeout=240)
        request = order.desk_change_request_ids
        self.assertEqual(request.state, 'submitted')
        self.start_tour(url, 'order_desk_change_check', login=self.clerk.login, timeout=240)
        url = f'/odoo/desk-changes/{request.id}'
        self.start_tour(url, 'order_desk_change_decide', login=self.supervisor.login, timeout=240)
        self.start_tour(url, 'order_desk_change_apply', login=self.clerk.login, timeout=240)
        self.assertEqual(order.order_line[0].product_uom_qty, 5)
        self.assertEqual(request.state, 'applied')

    def _started(self):
        """Return a confirmed order the desk has signed, its one manufacturing order running."""
        self._gate('agreed', ['order_clerk'])
        order = self._order([(self.rotor, 2, 100.0)])
        self._decide(order, 'order_clerk', 'agreed')
        self._as('order_clerk', order).action_confirm()
        production = self._productions(order)
        production.action_start()
        self.assertEqual((order.desk_released, len(production), production.state), (True, 1, 'progress'))
        return order, production

    def _walk(self, role, name, record, path):
        self.start_tour(
            f'/odoo/{path}/{record.id}', f'order_desk_withdrawal_{name}', login=self.users[role].login, timeout=240)
        self.env.invalidate_all()

    def test_withdrawal(self):
        """CHG-06: an order that runs is withdrawn in the browser: clerk, second clerk, general manager, clerk."""
        order, production = self._started()
        self._walk('order_clerk', 'request', order, 'desk-orders')
        withdrawal = order.desk_withdrawal_ids
        self.assertEqual((withdrawal.state, withdrawal.reason_id.code, withdrawal.requested_by_id), (
            'requested', 'need', self.users['order_clerk']))
        self.assertEqual((withdrawal.line_ids.production_id, withdrawal.line_ids.act), (production, False))

        self._walk('second_clerk', 'examine', withdrawal, 'desk-withdrawals')
        self.assertEqual((withdrawal.state, withdrawal.feasible_by_id, withdrawal.line_ids.act), (
            'feasible', self.users['second_clerk'], 'stop'))
        self.assertEqual((order.state, production.state), ('sale', 'progress'), "nothing stops before the decision")

        self._walk('general_manager', 'decide', withdrawal, 'desk-withdrawals')
        self.assertEqual((withdrawal.state, withdrawal.decided_by_id, order.state), (
            'done', self.users['general_manager'], 'cancel'))
        self.assertFalse(order.desk_released)
        self.assertEqual((self._productions(order).mapped('state'), set(order.picking_ids.mapped('state'))), (
            ['cancel'], {'cancel'}))
        self.assertEqual(len(order.desk_withdrawal_ids), 1)
        self.assertLessEqual(len(withdrawal.move_ids), 1)

        self._walk('order_clerk', 'chain', order, 'desk-orders')
        report = order._desk_check_chain()[order]
        self.assertEqual((report.sealed, report.faults), (1, []))
