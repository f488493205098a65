from odoo.tests import tagged

from .returns_common import ReturnsCommon

LIMIT = 10


@tagged('post_install', '-at_install')
class TestReturnQueries(ReturnsCommon):

    def _register(self, order):
        """Return how many statements Odoo's return of the order's shipment takes."""
        wizard = self._wizard(order.picking_ids, 'shipping_clerk', all=1)
        return self._count_queries(lambda: wizard._create_return())

    def test_registering(self):
        """RET-01: Registering a return costs at most ten statements more than Odoo's own, for 1 and for 100 lines."""
        added = {}
        self._register(self._shipped())  # warm
        for number in (1, 100):
            registered, plain = (self._shipped([(self.shelf, 1, 100.0)] * number) for _round in range(2))
            mine = self._register(registered)
            self.company.desk_enabled = False
            own = self._register(plain)
            self.company.desk_enabled = True
            added[number] = mine - own
            self.assertEqual(len(registered.desk_return_case_ids.line_ids), number)
        self.assertLessEqual(max(added.values()), LIMIT, added)
        self.assertLessEqual(added[100], added[1] + 1, added)
