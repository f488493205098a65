"""Validating costs the same few statements beyond the host's own, however many transfers and however many gates."""
from odoo.tests import tagged

from ..whole_common import WholeCommon

LIMIT = 15


@tagged('post_install', '-at_install')
class TestQueriesOfShipping(WholeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env['product.product'].create([
            {'name': f"Part {number}", 'default_code': f"P{number}", 'type': 'consu', 'list_price': 100.0,
             'standard_price': 60.0, 'taxes_id': False}
            for number in range(5)])

    def _cost(self, pickings, enabled):
        """Return how many statements a validation sends; what it did is undone."""
        self.company.desk_enabled = enabled
        self._validate(pickings)  # warms the caches of the registry
        return self._validate(pickings)

    def _validate(self, pickings):
        savepoint = self.env.cr.savepoint()
        count = self._count_queries(pickings.with_context(skip_sms=True).button_validate)
        self.assertEqual(set(pickings.mapped('state')), {'done'})
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return count

    def _extra(self, pickings):
        return -self._cost(pickings, False) + self._cost(pickings, True)

    def test_one_and_four(self):
        """SHP-03, TRK-02: all gates up to shipping passed, one transfer or four: the same few statements."""
        orders = self.env['sale.order'].concat(*[
            self._accepted([(product, 2, 100.0) for product in self.goods]) for _index in range(4)])
        orders.action_confirm()
        for order in orders:
            self._clear_shipping(order)
        judged = {check.gate_id.code for check in orders.desk_check_ids if check.state != 'not_applicable'}
        self.assertLessEqual(
            {'quality', 'payment', 'shipping_application', 'shipping_advice', 'delivery_receipt'}, judged)
        pickings = orders.picking_ids
        pickings.move_ids.picked = True
        one, four = self._extra(pickings[:1]), self._extra(pickings)
        self.assertEqual(one, four)
        self.assertLessEqual(four, LIMIT)
