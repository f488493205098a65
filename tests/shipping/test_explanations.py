"""What, who, since when, what it costs to wait, what comes next: on orders, transfers and manufacturing orders."""
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .ship_common import ShipCommon


@tagged('post_install', '-at_install')
class TestExplanations(ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._gate('dock', ['shipping_clerk'], stage='ship')

    def _shared(self):
        """Return two released orders whose goods leave by one transfer."""
        first, second = self._released(), self._released()
        second.picking_ids.move_ids.picking_id = first.picking_ids.id
        (first | second).action_desk_check()
        return first, second, first.picking_ids

    def test_order_and_transfer(self):
        """TRK-01, TRK-03: the sentence names gate, role, day, next act and the promise; the rows say the same."""
        order = self._order([(self.shelf, 10, 100.0)])
        day = fields.Date.add(fields.Date.today(), days=10)
        order.with_user(self.users['production_manager']).desk_completion_date = day
        order.action_confirm()
        picking = order.picking_ids
        today = fields.Date.to_string(fields.Date.context_today(order))
        for sentence in (order.desk_waiting_for, picking.desk_waiting_for):
            for word in ("Dock", "Shipping Clerk", today, "look at the facts and sign", f"promised for {day}"):
                self.assertIn(word, sentence)
        [row] = picking.with_user(self.users['shipping_clerk']).desk_dry_run()
        self.assertEqual((row['gate'], row['since'], row['slip_days'], row['is_slipping'], row['blocking']),
                         ('dock', today, 0, False, True))
        self.assertIn("Shipping Clerk", row['next_act'])
        self.assertIn("10 days left", row['waiting_costs'])
        self.assertEqual(order.desk_dry_run('ship'), [row])
        form = Form(self.env['order.desk.dry.run'].with_user(self.users['order_clerk']).with_context(
            **picking.action_desk_open_dry_run()['context']))
        self.assertIn("look at the facts and sign", form.save().line_ids.next_act)
        self._decide(order, 'shipping_clerk', 'dock')
        self.assertFalse(order.desk_waiting_for or picking.desk_waiting_for)
        self.assertEqual(picking.desk_dry_run(), [])

    def test_public_call(self):
        """TRK-03: the dry run of transfers refuses visitors and odd arguments."""
        picking = self._released().picking_ids
        portal = new_test_user(self.env, login='desk_dry_portal', groups='base.group_portal')
        with self.assertRaises(AccessError):
            picking.with_user(portal).desk_dry_run()
        with self.assertRaises(UserError):
            picking.desk_dry_run('nonsense')
        with self.assertRaises(UserError):
            picking.desk_dry_run('ship', 'tomorrow-ish')

    def test_shared_transfer(self):
        """SHP-03: what keeps a shared transfer is told on each of its orders, whichever it hangs on."""
        gate = self._gate('quay', ['shipping_clerk'], stage='ship')
        first, second, picking = self._shared()
        self.env['order.desk.check'].sudo().create({
            'gate_id': gate.id, 'order_id': first.id, 'picking_id': picking.id, 'company_id': self.company.id,
            'state': 'open', 'finding_code': 'signature', 'stage': 'ship', 'sequence': 1, 'severity': 'block',
            'since': fields.Datetime.now(), 'group_ids': [Command.set(gate.approval_ids.group_id.ids)]})
        (first | second).invalidate_recordset()
        for orders in (second, first, first | second):
            for order in orders:
                keys = [key for key in order.desk_alerts if key.startswith('quay-')]
                self.assertEqual(len(keys), 1)
        self._decide(first, 'shipping_clerk', 'dock')
        self._decide(first, 'shipping_clerk', 'quay')
        rows = {(row['order'], row['gate']) for row in first.desk_dry_run('ship')}
        self.assertEqual(rows, {(second.name, 'dock'), (second.name, 'quay')})

    def test_unreleased(self):
        """PRD-01: goods of an order that is not released are kept by that, and the dry run says so."""
        order = self._released()
        self._decide(order, 'shipping_clerk', 'dock')
        order._desk_write_facts({'desk_released': False})
        self.assertEqual([row['gate'] for row in order.picking_ids.desk_dry_run()], ['release'])
        self.assertEqual([row['gate'] for row in order.desk_dry_run('ship')], ['release'])
        self.assertStopped(self._pick(order.picking_ids), "not released yet")
