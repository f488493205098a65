"""Acts cost the same few statements beyond the host's own, however many documents and gates, and no more than agreed.

``query_baseline.json`` says how many. Whoever changes a figure there changes what every user waits for.
"""
import json
from functools import partial
from pathlib import Path

from odoo.tests import tagged

from .whole_common import WholeCommon

BASELINE = Path(__file__).with_name('query_baseline.json')
LIMIT = 15


@tagged('post_install', '-at_install')
class TestQueries(WholeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.baseline = json.loads(BASELINE.read_text(encoding='utf-8'))
        cls.goods = cls.env['product.product'].create([
            {'name': f"Part {number}", 'default_code': f"P{number}", 'type': 'consu', 'list_price': 100.0,
             'standard_price': 60.0, 'taxes_id': False}
            for number in range(5)])

    def setUp(self):
        super().setUp()
        self.orders = self.env['sale.order'].concat(*[
            self._accepted([(product, 2, 100.0) for product in self.goods]) for _index in range(4)])

    def _cost(self, act, enabled):
        """Return how many statements an act sends; what it did is undone."""
        self.company.desk_enabled = enabled
        counts = []
        for _round in range(2):  # the first one warms the caches of the registry
            savepoint = self.env.cr.savepoint()
            counts.append(self._count_queries(act))
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return counts[-1]

    def _assert_extra(self, name, act, documents):
        """Hold ``act`` to the agreed figure beyond the host's own, for one document and for all of them."""
        extra = [
            self._cost(partial(act, some), True) - self._cost(partial(act, some), False)
            for some in (documents[:1], documents)]
        self.assertEqual(*extra, f"{name}: more documents cost more statements")
        self._assert_agreed(name, extra[1])
        self.assertLessEqual(extra[1], LIMIT)

    def _assert_agreed(self, name, count):
        agreed = self.baseline[name]
        self.assertLessEqual(count, agreed, f"{name}: {count} statements, {agreed} were agreed")
        self.assertEqual(count, agreed, f"{name}: {count} statements are enough now; write that to {BASELINE.name}")

    def test_confirming(self):
        """TRK-01, SEC-05: all gates of review and confirmation passed: the agreed statements for one and for all."""
        gates = self.env['order.desk.gate'].search([])
        gates.filtered(lambda gate: gate.stage not in ('review', 'confirm')).active = False
        self.assertGreater(len(gates.filtered('active')), 8)

        def confirm(orders):
            orders.action_confirm()
            self.assertEqual(set(orders.mapped('state')), {'sale'})
            self.assertEqual(len(orders.picking_ids), len(orders))

        self._assert_extra('confirm', confirm, self.orders)

    def test_validating(self):
        """SHP-03, TRK-02: all gates up to shipping passed: the agreed statements for one transfer and for all."""
        self.orders.action_confirm()
        for order in self.orders:
            self._clear_shipping(order)
        judged = {check.gate_id.code for check in self.orders.desk_check_ids if check.state != 'not_applicable'}
        self.assertLessEqual(
            {'quality', 'payment', 'shipping_application', 'shipping_advice', 'delivery_receipt'}, judged)
        self.orders.picking_ids.move_ids.picked = True

        def validate(pickings):
            pickings.with_context(skip_sms=True).button_validate()
            self.assertEqual(set(pickings.mapped('state')), {'done'})

        self._assert_extra('ship', validate, self.orders.picking_ids)

    def test_saving_and_checking(self):
        """TRK-01, TRK-02: an order that was changed, and orders that are asked, are judged in the agreed statements."""
        save = partial(self.orders[0].order_line.write, {'product_uom_qty': 3})
        self._assert_agreed('save', self._cost(save, True) - self._cost(save, False))
        one, four = (self._cost(orders.action_desk_check, True) for orders in (self.orders[0], self.orders))
        self.assertEqual(one, four)
        self._assert_agreed('check', four)
