"""Confirming costs the same few statements beyond the host's own, however many orders and however many gates."""
from odoo.tests import tagged

from .whole_common import WholeCommon

LIMIT = 15


@tagged('post_install', '-at_install')
class TestQueriesOfConfirmation(WholeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env['product.product'].create([
            {'name': f"Part {number}", 'default_code': f"P{number}", 'type': 'consu', 'list_price': 100.0,
             'standard_price': 60.0, 'taxes_id': False}
            for number in range(5)])

    def _cost(self, orders, enabled):
        """Return how many statements a confirmation sends; what it did is undone."""
        self.company.desk_enabled = enabled
        self.env['res.company']._desk_get_enabled_ids()
        self.env['order.desk.gate']._get_gates(self.company, ('review',))
        savepoint = self.env.cr.savepoint()
        count = self._count_queries(orders.action_confirm)
        self.assertEqual(set(orders.mapped('state')), {'sale'})
        self.assertEqual(len(orders.picking_ids), len(orders))
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return count

    def _extra(self, orders):
        costs = [(self._cost(orders, False), self._cost(orders, True)) for _round in range(2)]
        return costs[-1][1] - costs[-1][0]

    def test_one_and_ten(self):
        """TRK-01, SEC-05: all gates of review and confirmation passed, one order or ten: the same few statements."""
        gates = self.env['order.desk.gate'].search([])
        gates.filtered(lambda gate: gate.stage not in ('review', 'confirm')).active = False
        orders = self.env['sale.order'].concat(*[
            self._accepted([(product, 2, 100.0) for product in self.goods]) for _index in range(10)])
        self.assertGreater(len(gates.filtered('active')), 8)
        one, ten = self._extra(orders[:1]), self._extra(orders)
        self.assertEqual(one, ten)
        self.assertLessEqual(ten, LIMIT)
