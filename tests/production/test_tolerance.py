"""What is finished within the tolerance is accepted; what lies outside waits for somebody's word."""
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestTolerance(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.env.ref('order_desk.gate_quantity').active = True
        cls.partner.desk_deposit_percent = 0
        cls.gear = cls._made("Gear", [])

    def _made_order(self, quantity=100.0, **vals):
        order = self._order([(self.gear, quantity, 1.0)], **vals)
        order.action_confirm()
        production = self.env['mrp.production'].search([('sale_line_id', 'in', order.order_line.ids)])
        self.assertEqual(len(production), 1)
        return order, production

    def _finish(self, production, quantity, **context):
        production.qty_producing = quantity
        production._set_qty_producing()
        production.with_context(skip_backorder=True, **context).button_mark_done()

    def test_within_and_outside(self):
        """PRD-03, FUP-01: within the tolerance nothing happens; outside the order waits and everybody hears."""
        self.company.desk_default_tolerance = 5.0
        for finished, is_outside in ((95, False), (105, False), (94, True), (106, True)):
            order, production = self._made_order()
            self._finish(production, finished)
            self.assertEqual(bool(order.desk_quantities_outside), is_outside, finished)
            self.assertEqual(order.desk_anomaly_ids.mapped('kind'), ['quantity'] if is_outside else [])
            self.assertEqual(bool(order.desk_dry_run('ship')), is_outside)
            if is_outside:
                self.assertOpen(order, 'quantity')
                self.assertIn(f"{finished}.00", self._check(order, 'quantity').message)

    def test_too_little_counts_at_the_end(self):
        """PRD-03: a part that is finished first is no deviation while the rest is being made."""
        order, production = self._made_order()
        self._finish(production, 40, mo_ids_to_backorder=production.ids)
        self.assertFalse(order.desk_quantities_outside)
        rest = self.env['mrp.production'].search([
            ('sale_line_id', 'in', order.order_line.ids), ('state', '!=', 'done')])
        self._finish(rest, rest.product_qty)
        self.assertFalse(order.desk_quantities_outside)

    def test_accepted(self):
        """PRD-03: the supervisor accepts this deviation, not the next; or the order is changed to what was made."""
        order, production = self._made_order()
        self._finish(production, 90)
        self.assertOpen(order, 'quantity')
        with self.assertRaises(AccessError):
            self._decide(order, 'order_clerk', 'quantity', 'waive')
        self._decide(order, 'service_supervisor', 'quantity', 'waive', reason="Customer takes 90")
        self.assertEqual(self._check(order, 'quantity').state, 'waived')
        self._agreed(order).order_line.product_uom_qty = 91
        self.assertOpen(order, 'quantity')
        self.assertEqual(len(order.desk_anomaly_ids), 1, "reported once")
        self._agreed(order).order_line.product_uom_qty = 90
        self.assertFalse(order.desk_quantities_outside)
        self.assertFalse(order.desk_dry_run('ship'))

    def test_whose_tolerance(self):
        """PRD-03: agreed for the line, then signed in the instruction, then the product's, then the company's."""
        order, _production = self._made_order()
        line = order.order_line
        self.company.desk_default_tolerance = 1.0
        self.assertEqual(line._desk_get_tolerances(), {line: 1.0})
        self.gear.desk_quantity_tolerance_percent = 2.0
        self.assertEqual(line._desk_get_tolerances(), {line: 2.0})
        instruction = self.env['order.desk.production.instruction'].sudo().create(order._desk_prepare_instruction())
        instruction.tolerance_percent = 0.0
        self.assertEqual(line._desk_get_tolerances(), {line: 0.0})
        line.desk_quantity_tolerance_percent = 4.0
        self.assertEqual(line._desk_get_tolerances(), {line: 4.0})

    def test_not_written_by_hand(self):
        """FUP-01: the deviation is the product's own finding."""
        order, _production = self._made_order()
        with self.assertRaises(AccessError):
            order.with_user(self.users['administrator']).desk_quantities_outside = False

    def test_late_production_is_reported_once(self):
        """FUP-02, FUP-08, FUP-10: production past its day becomes an anomaly of its order, once."""
        order, production = self._made_order()
        production.date_deadline = fields.Datetime.now() + timedelta(days=1)
        follow_up = self.env['order.desk.follow.up']
        found = []
        with patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=True):
            for days in (0, 3, 4):
                with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                    self.env.flush_all()
                    follow_up._cron_desk_follow_up()
                    found.append(len(order.desk_anomaly_ids))
        self.assertEqual(found, [0, 1, 1])
        self.assertRecordValues(order.desk_anomaly_ids, [{'kind': 'late', 'production_id': production.id}])

    def test_workshop_and_warehouse_report(self):
        """FUP-02, TRK-06: who sees it reports it, from the manufacturing order or the transfer."""
        order, production = self._made_order()
        for role, document, link in (
                ('engineer', production, 'production_id'), ('shipping_clerk', order.picking_ids[:1], 'picking_id')):
            action = document.with_user(self.users[role]).action_desk_report_anomaly()
            anomaly = self.env['order.desk.anomaly'].with_user(self.users[role]).with_context(
                **action['context']).create({'kind': 'damage', 'description': "Broken"})
            self.assertEqual(anomaly.order_id, order)
            self.assertEqual(anomaly[link], document)
        other = self.env['mrp.production'].create({'product_id': self.gear.id})
        with self.assertRaises(UserError):
            other.with_user(self.users['engineer']).action_desk_report_anomaly()
