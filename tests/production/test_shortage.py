"""Shortages until they are replenished; safety stock and who answers for it."""
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestShortage(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.partner.desk_deposit_percent = 0.0
        cls.warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)
        cls.rotor.route_ids = [(6, 0, cls.make.ids)]

    def _stock(self, product, quantity):
        self.env['stock.quant']._update_available_quantity(product, self.warehouse.lot_stock_id, quantity)
        self.env.flush_all()
        self.env.invalidate_all()  # the next look at the stock is another request

    def _as(self, role, record):
        return record.with_user(self.users[role])

    def test_followed_until_replenished(self):
        """INV-06: the department is told, names a day, and the shortage closes when the goods are there."""
        order = self._order([(self.shelf, 5, 100.0)])
        order.action_confirm()
        self._as('order_clerk', order).action_desk_notify_shortage()
        shortage = order.desk_shortage_ids
        self.assertEqual((shortage.missing, shortage.department), (5.0, 'purchasing'))
        self.assertEqual(shortage.responsible_id, self.users['material_planner'])
        self.assertEqual(shortage.activity_ids.user_id, self.users['material_planner'])
        planner = self._as('material_planner', shortage)
        planner.write({'expected_on': fields.Date.today() + timedelta(days=3), 'progress': "Ordered"})
        with self.assertRaises(AccessError):
            planner.state = 'replenished'
        self._stock(self.shelf, 2)
        planner.action_follow()
        self.assertEqual((shortage.state, shortage.missing), ('open', 3.0))
        self._stock(self.shelf, 10)
        planner.action_follow()
        self.assertEqual((shortage.state, shortage.missing), ('replenished', 0.0))
        self.assertFalse(shortage.activity_ids)
        self.assertIn(self.users['order_clerk'].partner_id, shortage.message_ids.partner_ids)

    def test_reported_twice(self):
        """INV-06: reported again, the same shortage is followed, not a second one; made goods go to production."""
        self.env['mrp.bom'].create({
            'product_tmpl_id': self.shelf.product_tmpl_id.id,
            'company_id': self.env['res.company'].create({'name': "Makes it itself"}).id})
        order = self._order([(self.rotor, 5, 100.0), (self.shelf, 1, 10.0)])
        for _time in range(2):
            self._as('order_clerk', order).action_desk_notify_shortage()
        by_product = {row.product_id: row.department for row in order.desk_shortage_ids}
        self.assertEqual(by_product, {self.rotor: 'production', self.shelf: 'purchasing'})
        self.assertEqual(len(order.desk_shortage_ids), 2)

    def test_late(self):
        """INV-06: a replenishment behind its day calls whoever reported it, once."""
        order = self._order([(self.shelf, 5, 100.0)])
        self._as('order_clerk', order).action_desk_notify_shortage()
        shortage = order.desk_shortage_ids
        self._as('material_planner', shortage).expected_on = fields.Date.today() - timedelta(days=1)
        self.assertIn(shortage, shortage.search([('is_late', '=', True)]))
        for _time in range(2):
            shortage._follow()
        kind = self.env.ref('order_desk.activity_type_replenish_late')
        late = shortage.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)
        self.assertEqual(late.user_id, self.users['order_clerk'])

    def test_cancelled(self):
        """INV-06: what a cancelled order lacked is followed no longer."""
        order = self._order([(self.shelf, 5, 100.0)])
        self._as('order_clerk', order).action_desk_notify_shortage()
        order._action_cancel()
        order.desk_shortage_ids._follow()
        self.assertEqual(order.desk_shortage_ids.state, 'cancel')
        self.assertTrue(order.desk_shortage_ids.dropped_on)

    def test_scheduled(self):
        """INV-06: open shortages are followed by themselves."""
        order = self._order([(self.shelf, 5, 100.0)])
        self._as('order_clerk', order).action_desk_notify_shortage()
        self._stock(self.shelf, 10)
        with self.enter_registry_test_mode():
            self.env.ref('order_desk.ir_cron_shortage').method_direct_trigger()
        self.assertEqual(order.desk_shortage_ids.state, 'replenished')

    def _rule(self, minimum=5, maximum=20):
        return self.env['stock.warehouse.orderpoint'].with_user(self.users['order_supervisor']).create({
            'product_id': self.rotor.id, 'product_min_qty': minimum, 'product_max_qty': maximum, 'trigger': 'manual',
            'location_id': self.warehouse.lot_stock_id.id})

    def test_safety_stock(self):
        """INV-01: the supervisor sets a safety stock and issues the task order when it falls below."""
        rule = self._rule()
        action = rule.action_desk_issue_task()
        task = self.env['order.desk.production.task'].browse(action['res_id'])
        self.assertEqual((task.product_id, task.quantity, task.state), (self.rotor, 20.0, 'issued'))
        self.assertEqual(task.issued_by_id, self.users['order_supervisor'])
        with self.assertRaisesRegex(UserError, "below its minimum"):
            rule.action_desk_issue_task()
        with self.assertRaises(AccessError):
            self._as('order_clerk', rule).action_desk_issue_task()
        with self.assertRaises(AccessError):
            self._as('order_clerk', rule).product_min_qty = 1

    def test_nothing_below(self):
        """INV-01: a safety stock that is covered asks for nothing."""
        self._stock(self.rotor, 6)
        with self.assertRaises(UserError):
            self._rule().action_desk_issue_task()

    def test_accountability(self):
        """INV-03: overstock and scrap are told with the task order and the person who issued it."""
        rule = self._rule()
        task = self.env['order.desk.production.task'].browse(rule.action_desk_issue_task()['res_id'])
        self._as('production_manager', task).action_accept()
        production = task.production_id
        self._stock(self.steel, 100)
        production.action_confirm()
        production.qty_producing = 20
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.button_mark_done()
        self.env['stock.scrap'].create({
            'product_id': self.rotor.id, 'production_id': production.id,
            'scrap_qty': 0.25, 'product_uom_id': self.env.ref('uom.product_uom_dozen').id,
            'location_id': self.warehouse.lot_stock_id.id}).do_scrap()
        self.env['stock.quant']._update_available_quantity(self.rotor, self.warehouse.lot_stock_id, -5)
        row = self.env['order.desk.stock.accountability'].with_user(self.users['order_supervisor']).search(
            [('task_id', '=', task.id)])
        self.assertEqual(row.issued_by_id, self.users['order_supervisor'])
        self.assertEqual((row.produced, row.scrapped, row.overstock), (20.0, 3.0, 12.0))
        with self.assertRaises(AccessError):
            row.with_user(self.users['shipping_clerk']).mapped('overstock')
