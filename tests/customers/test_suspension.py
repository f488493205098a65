"""Suspension of shipments: recommended by the order supervisor, decided by a manager, seen on every quotation."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestSuspension(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('suspension')
        cls.contact = cls.env['res.partner'].create({'name': "Buyer", 'parent_id': cls.partner.id})
        cls.order = cls._order()
        cls.order.action_confirm()
        cls.quotation = cls._order(partner_id=cls.contact.id)
        cls.manager = cls.users['general_manager']

    def _recommend(self, **vals):
        return self.env['order.desk.suspension'].with_user(self.users['order_supervisor']).create({
            'partner_id': self.contact.id, 'order_id': self.order.id, 'reason': "Does not take its goods", **vals})

    def test_recommended_and_accepted(self):
        """PAY-07: recommended it stops nothing, accepted it stops every order and stands on every quotation."""
        suspension = self._recommend()
        self.assertEqual(suspension.partner_id, self.partner, "the company, not its contact")
        self.assertEqual(suspension.recommended_by_id, self.users['order_supervisor'])
        self.assertIn(self.env.ref('order_desk.group_general_manager'), suspension.activity_ids.user_id.all_group_ids)
        self.assertFalse(self.partner.desk_shipment_suspended)
        self.assertIn("recommends", self.quotation.desk_suspension_note)
        self.assertFalse(self._check(self.order, 'suspension'))
        suspension.with_user(self.manager).action_accept("Agreed")
        self.assertTrue(self.partner.desk_shipment_suspended)
        for order in (self.order, self.quotation):
            self.assertOpen(order, 'suspension')
            for text in ("Does not take its goods", self.manager.name):
                self.assertIn(text, order.desk_suspension_note)
                self.assertIn(text, self._check(order, 'suspension').message)
        self.assertIn("do not ship", str(self.order.picking_ids.message_ids.mapped('body')))
        call = self.order.activity_ids.filtered(lambda act: "do not ship" in act.summary)
        self.assertTrue(call.user_id.has_group('order_desk.group_shipping_clerk'))
        later = self._order(partner_id=self.contact.id)
        self.assertOpen(later, 'suspension')
        self.assertEqual([row['gate'] for row in later.desk_dry_run('ship')], ['suspension'])
        self.assertIn("suspended", later.with_user(self.users['order_clerk']).desk_suspension_note)
        suspension.with_user(self.manager).action_lift("Has paid")
        self.assertFalse(self.partner.desk_shipment_suspended)
        self.assertEqual(self.order.desk_dry_run('ship'), [])
        self.assertFalse(self.quotation.desk_suspension_note)
        self.assertFalse(call.exists())

    def test_who(self):
        """PAY-07: the supervisor recommends with a reason and does not decide; a manager decides, on others' advice."""
        Suspension = self.env['order.desk.suspension']
        for role in ('order_clerk', 'salesperson', 'finance_clerk', 'general_manager'):
            with self.assertRaises(AccessError):
                Suspension.with_user(self.users[role]).create({'partner_id': self.partner.id, 'reason': "Because"})
        suspension = self._recommend()
        for role in ('order_supervisor', 'order_clerk', 'finance_clerk', 'salesperson'):
            with self.assertRaises(AccessError):
                suspension.with_user(self.users[role]).action_accept()
        for role in ('order_supervisor', 'general_manager', 'administrator'):
            with self.assertRaises(AccessError):
                suspension.with_user(self.users[role]).write({'state': 'accepted'})
        self.users['order_supervisor'].group_ids += self.env.ref('order_desk.group_general_manager')
        with self.assertRaisesRegex(AccessError, "somebody else"):
            suspension.with_user(self.users['order_supervisor']).action_accept()
        suspension.with_user(self.users['sales_manager']).action_decline("He will pay")
        self.assertFalse(self.partner.desk_shipment_suspended)
        self.assertFalse(suspension.activity_ids)
        with self.assertRaises(UserError):
            suspension.with_user(self.manager).action_accept()
        with self.assertRaises(UserError):
            suspension.unlink()

    def test_waiver(self):
        """PAY-07: one shipment may be waived through; a new suspension is a new finding."""
        suspension = self._recommend()
        suspension.with_user(self.manager).action_accept()
        self._decide(self.order, 'general_manager', 'suspension', 'waive')
        self.assertEqual(self._check(self.order, 'suspension').state, 'waived')
        suspension.with_user(self.manager).action_lift()
        self._recommend(order_id=False).with_user(self.manager).action_accept()
        self.assertOpen(self.order, 'suspension')

    def test_good_standing_costs_nothing(self):
        """PAY-07: where nobody is suspended the gate sends no query."""
        orders = self.order | self.quotation
        evaluator, gate = self.env['order.desk.evaluator.suspension'], self.env['order.desk.gate'].search(
            [('code', '=', 'suspension')])
        evaluator._get_applicable(gate, orders)
        before = self.cr.sql_log_count
        self.assertFalse(evaluator._get_applicable(gate, orders))
        self.assertEqual(self.cr.sql_log_count, before)
