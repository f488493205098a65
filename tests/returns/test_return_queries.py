from odoo.tests import tagged

from .returns_common import ReturnsCommon

LIMIT = 10


@tagged('post_install', '-at_install')
class TestReturnQueries(ReturnsCommon):

    def _register(self, order):
        """Return how many statements Odoo's return of the order's shipment takes."""
        wizard = self._wizard(order.picking_ids, 'shipping_clerk', all=1)
        return self._count_queries(lambda: wizard._create_return())

    def _measure(self, enabled):
        """Return the orders of 1 and of 100 lines whose return was registered, with the statements it took."""
        orders = {number: self._shipped([(self.shelf, 1, 100.0)] * number) for number in (1, 100)}
        warming = self._shipped()
        self.company.desk_enabled = enabled
        self._register(warming)  # the switch has made the host forget what it remembers
        costs = {order: self._register(order) for order in orders.values()}
        self.company.desk_enabled = True
        return costs

    def test_registering(self):
        """RET-01: Registering a return costs at most ten statements more than Odoo's own, for 1 and for 100 lines."""
        own, mine = self._measure(False), self._measure(True)
        for order in mine:
            self.assertEqual(len(order.desk_return_case_ids.line_ids), len(order.order_line))
        added = [with_case - without for with_case, without in zip(mine.values(), own.values(), strict=True)]
        self.assertGreater(added[0], 0)  # the measure sees what a case costs
        self.assertLessEqual(max(added), LIMIT, added)
        self.assertLessEqual(added[1], added[0] + 1, added)
