from odoo.tests import HttpCase, tagged

from .orders.change_common import ChangeCommon


@tagged('post_install', '-at_install')
class TestChangeTour(HttpCase, ChangeCommon):

    def test_change(self):
        """CHG-02, CHG-05: a confirmed order is changed in the browser: salesperson, clerk, supervisor, clerk."""
        order = self._confirmed()
        url = f'/odoo/desk-orders/{order.id}'
        self.start_tour(url, 'order_desk_change_request', login=self.seller.login)
        request = order.desk_change_request_ids
        self.assertEqual(request.state, 'submitted')
        self.start_tour(url, 'order_desk_change_check', login=self.clerk.login)
        url = f'/odoo/desk-changes/{request.id}'
        self.start_tour(url, 'order_desk_change_decide', login=self.supervisor.login)
        self.start_tour(url, 'order_desk_change_apply', login=self.clerk.login)
        self.assertEqual(order.order_line[0].product_uom_qty, 5)
        self.assertEqual(request.state, 'applied')
