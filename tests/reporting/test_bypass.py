from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.sale_stock.models.stock import StockPicking as HostPicking

from ..shipping.ship_common import ShipCommon


@tagged('post_install', '-at_install')
class TestBypass(ShipCommon):
    """What another module does past the gates comes to light the night after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.release_gate = cls._gate('drawings', ['engineer'], stage='release')
        cls.ship_gate = cls._gate('customs', ['shipping_clerk'], stage='ship')

    def _found(self, order):
        return self.env['order.desk.bypass'].search([('order_id', 'in', order.ids)])

    def _night(self):
        """Look as the nightly job does."""
        self.env['order.desk.bypass']._record(self.env['order.desk.bypass']._detect())

    def _confirmed(self):
        order = self._order([(self.shelf, 3, 100.0)])
        order.action_confirm()
        self.assertFalse(order.desk_released)
        return order

    def _made_to_order(self, order):
        made = self.env['mrp.production'].create({
            'product_id': self.box.id, 'product_qty': 1, 'origin': order.name})
        self.assertEqual(made.state, 'draft')
        return made

    def test_production_behind_the_desk(self):
        """SEC-04: a module that starts production in the database is found, with gate and person, once."""
        order = self._confirmed()
        made = self._made_to_order(order)
        self._night()
        self.assertFalse(self._found(order))
        self.env.flush_all()
        self.cr.execute("UPDATE mrp_production SET state = 'progress', write_uid = %s WHERE id = %s", [
            self.users['engineer'].id, made.id])
        self.env.invalidate_all()
        self._night()
        bypass = self._found(order)
        self.assertEqual((bypass.kind, bypass.production_id, bypass.gate_id, bypass.user_id), (
            'production', made, self.release_gate, self.users['engineer']))
        self.assertIn("Drawings", bypass.missing)
        self.assertTrue(bypass.activity_ids.user_id.has_group('order_desk.group_administrator'))
        self._night()
        self.assertEqual(self._found(order), bypass)

    def test_release_forged(self):
        """A release written into the database is found as soon as something is made of it."""
        order = self._confirmed()
        made = self._made_to_order(order)
        self.env.flush_all()
        self.cr.execute("""UPDATE sale_order SET desk_released = TRUE, desk_released_at = now() + interval '1 hour'
                            WHERE id = %s""", [order.id])
        self.cr.execute("UPDATE mrp_production SET state = 'confirmed' WHERE id = %s", [made.id])
        self.env.invalidate_all()
        self._night()
        self.assertEqual(self._found(order).gate_id, self.release_gate)

    def test_shipment_past_the_override(self):
        """SEC-04: goods that another module moved past the transfer's gates are found, however it did it."""
        order = self._confirmed()
        self._decide(order, 'engineer', 'drawings')
        order.action_desk_release()
        picking = order.picking_ids
        self.assertStopped(self._pick(picking), "Customs")
        # What a module does that calls the host's class instead of the method of the transfer.
        self.company.desk_enabled = False
        HostPicking._action_done(picking)
        self.company.desk_enabled = True
        self.assertEqual(picking.state, 'done')
        self.assertFalse(picking.desk_shipped_on)
        self._night()
        bypass = self._found(order)
        self.assertEqual((bypass.kind, bypass.picking_id), ('shipment', picking))
        self.assertEqual(bypass.gate_id, self.ship_gate)
        self.assertAlmostEqual(bypass.occurred_on, picking.date_done, delta=fields.Datetime.now() - picking.create_date)

    def test_invoice_of_a_quotation(self):
        """A posted invoice of what is no order yet is found."""
        order = self._order([(self.shelf, 3, 100.0)])
        bill = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': self.partner.id, 'invoice_date': fields.Date.today(),
            'invoice_line_ids': [(0, 0, {
                'product_id': self.shelf.id, 'quantity': 1, 'price_unit': 100.0,
                'sale_line_ids': [(6, 0, order.order_line.ids)]})]})
        self._night()
        self.assertFalse(self._found(order), "a draft is no invoice")
        bill.action_post()
        self._night()
        self.assertEqual(self._found(order).mapped('move_id'), bill)

    def test_nothing_false(self):
        """What went through the gates, or was there before its order came under the desk, is no bypass."""
        order = self._confirmed()
        made = self._made_to_order(order)
        self._decide(order, 'engineer', 'drawings')
        order.action_desk_release()
        made.action_confirm()
        self._decide(order.picking_ids, 'shipping_clerk', 'customs')
        self._ship(self._pick(order.picking_ids))
        self.assertEqual(order.picking_ids.state, 'done')
        self.company.desk_enabled = False
        before = self._order([(self.shelf, 1, 100.0)])
        before.action_confirm()
        self._ship(self._pick(before.picking_ids))
        self.company.desk_enabled = True
        before.with_user(self.users['administrator']).action_desk_enroll()
        self.env.flush_all()
        self.cr.execute("UPDATE sale_order SET desk_enrolled_at = desk_enrolled_at + interval '2 second' WHERE id = %s",
                        [before.id])
        self.env.invalidate_all()
        self._night()
        self.assertFalse(self._found(order | before).read(['order_id', 'kind', 'gate_id', 'missing']))

    def test_acknowledged_with_a_reason(self):
        """SEC-04: only the administrator clears it up, with a reason; nobody writes or deletes what was found."""
        order = self._confirmed()
        made = self._made_to_order(order)
        self.env.flush_all()
        self.cr.execute("UPDATE mrp_production SET state = 'progress' WHERE id = %s", [made.id])
        self.env.invalidate_all()
        self._night()
        bypass = self._found(order)
        for role in ('general_manager', 'order_supervisor', 'production_manager'):
            with self.assertRaises(AccessError):
                bypass.with_user(self.users[role]).action_acknowledge()
            with self.assertRaises(AccessError):
                bypass.with_user(self.users[role]).write({'reason': "x"})
        admin = bypass.with_user(self.users['administrator'])
        for vals in ({'state': 'acknowledged'}, {'gate_id': False}, {'user_id': 1}, {'acknowledged_on': '2026-01-01'}):
            with self.assertRaises(AccessError):
                admin.write(vals)
        with self.assertRaises(UserError):
            admin.action_acknowledge()
        admin.reason = "The integration wrote the state; it was mended"
        admin.action_acknowledge()
        self.assertEqual((bypass.state, bypass.acknowledged_by_id), ('acknowledged', self.users['administrator']))
        self.assertFalse(bypass.activity_ids)
        with self.assertRaises(UserError), mute_logger('odoo.models.unlink'):
            bypass.unlink()
        self._night()
        self.assertEqual(self._found(order), bypass)

    def test_nightly_job(self):
        """The job of the night finds, tells and stops; it costs the same for one order and for many."""
        orders = self.env['sale.order'].union(*(self._confirmed() for _number in range(4)))
        made = self.env['mrp.production'].union(*(self._made_to_order(order) for order in orders))
        single = self._count_queries(self.env['order.desk.bypass']._detect)
        self.cr.execute("UPDATE mrp_production SET state = 'progress' WHERE id IN %s", [made._ids])
        self.env.invalidate_all()
        self.assertEqual(self._count_queries(self.env['order.desk.bypass']._detect), single)
        with self.enter_registry_test_mode():
            self.env.ref('order_desk.cron_bypass').method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.env['order.desk.bypass'].search([('order_id', 'in', orders.ids)]).order_id, orders)
