"""Odoo's batch transfers, on databases that have them; ./desk trust neighbours makes one."""
from unittest import SkipTest

from odoo.exceptions import UserError
from odoo.tests import tagged

from .ship_common import ShipCommon


@tagged('post_install', '-at_install')
class TestShipGateBatch(ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if 'stock.picking.batch' not in cls.env:
            raise SkipTest("Odoo's batch transfers are not installed")
        cls._gate('dock', ['shipping_clerk'], stage='ship')

    def test_batch(self):
        """SHP-03: a batch leaves whole or not at all, and names every order that is not cleared."""
        orders = self._released() | self._released()
        batch = self.env['stock.picking.batch'].create({
            'picking_ids': orders.picking_ids.ids, 'company_id': self.company.id})
        batch.action_confirm()
        self._pick(orders.picking_ids)
        done = batch.with_user(self.users['shipping_clerk']).with_context(skip_sms=True)
        for held in (orders, orders[1]):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                done.action_done()
            for order in orders:
                self.assertEqual(order.picking_ids.name in str(caught.exception), order in held)
            self.env.invalidate_all()
            self.assertEqual(set(orders.picking_ids.mapped('state')), {'assigned'})
            self._decide(orders[0], 'shipping_clerk', 'dock')
        self._decide(orders[1], 'shipping_clerk', 'dock')
        done.action_done()
        self.assertEqual((batch.state, set(orders.picking_ids.mapped('state'))), ('done', {'done'}))
