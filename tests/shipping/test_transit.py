from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .transit_common import TransitCommon


@tagged('post_install', '-at_install')
class TestTransit(TransitCommon):

    def _expected(self, days):
        return fields.Date.add(self.today, days=days)

    def test_days_on_the_way(self):
        """ADV-08, TRN-02, TRN-03: customer, then zone, then carrier, then company say when goods arrive."""
        self.company.desk_transit_days = 9
        picking = self._shipped()
        self.assertEqual(picking.desk_expected_arrival, self._expected(4))
        self.carrier.desk_transit_days = 0
        self.assertEqual(picking._desk_get_transit_days(), 9)
        country = self.env.ref('base.cn')
        state = self.env['res.country.state'].create({'name': "Near", 'code': 'NR', 'country_id': country.id})
        self.carrier.desk_transit_ids = [
            Command.create({'country_id': country.id, 'state_ids': [Command.set(state.ids)], 'days': 1}),
            Command.create({'country_id': country.id, 'zip_prefix': '21', 'days': 2}),
            Command.create({'country_id': country.id, 'days': 6}),
        ]
        self.partner.write({'country_id': country.id, 'zip': '215000'})
        self.assertEqual(picking._desk_get_transit_days(), 2)
        self.partner.zip = '990000'
        self.assertEqual(picking._desk_get_transit_days(), 6)
        self.partner.state_id = state
        self.assertEqual(picking._desk_get_transit_days(), 1)
        self.partner.desk_transit_days = 12
        self.assertEqual(picking._desk_get_transit_days(), 12)
        self.assertEqual(self._shipped().desk_expected_arrival, self._expected(12))

    def test_working_days(self):
        """ADV-08: transit days are counted as the company counts days."""
        self.company.desk_day_count = 'working'
        arrival = self._shipped().desk_expected_arrival
        days = [self.today + timedelta(days=number + 1) for number in range((arrival - self.today).days)]
        self.assertEqual(sum(day.weekday() < 5 for day in days), 4)
        self.assertLess(arrival.weekday(), 5)

    def test_late_arrival(self):
        """ADV-06, ADV-07, ADV-08: a late arrival is an anomaly, once; sales is told day and circumstances."""
        picking = self._shipped(days_ago=6, user_id=self.users['salesperson'].id)
        self.assertEqual(picking.desk_expected_arrival, self._expected(-2))
        picking.with_user(self.clerk).action_desk_register_arrival(self.today, "The lorry broke down")
        anomaly = self.env['order.desk.anomaly'].search([('picking_id', '=', picking.id)])
        self.assertEqual(anomaly.kind, 'transport_late')
        told = self.env['mail.message'].search([
            ('model', '=', 'sale.order'), ('res_id', '=', picking._desk_order().id),
            ('subject', 'like', "has arrived")])
        self.assertIn("broke down", told.body)
        self.assertEqual(told.partner_ids, self.users['salesperson'].partner_id)
        self._receive(picking)
        self.assertEqual(self.env['order.desk.anomaly'].search([('picking_id', '=', picking.id)]), anomaly)
        self.assertEqual(picking.desk_arrival_note, "The lorry broke down")

    def test_trouble_on_the_way(self):
        """ADV-06, ADV-09, ADV-10: damage, loss, wrong goods and delay are reported by the people of the desk."""
        picking = self._shipped()
        with self.assertRaises(AccessError):
            picking.with_user(self.users['engineer']).action_desk_report_trouble('damage', "Wet")
        for kind, text in (('damage', " "), ('quality', "Wet"), (None, "Wet")):
            with self.assertRaises(UserError):
                picking.with_user(self.clerk).action_desk_report_trouble(kind, text)
        with self.assertRaisesRegex(UserError, "no shipment"):
            self._released().picking_ids.with_user(self.clerk).action_desk_report_trouble('loss', "Gone")
        anomaly = picking.with_user(self.shipper).action_desk_report_trouble('loss', "One box is gone")
        self.assertEqual((anomaly.sudo().kind, anomaly.sudo().picking_id), ('loss', picking))
        wizard = self.env['order.desk.arrival'].with_user(self.clerk).create({
            'picking_ids': picking.ids, 'news': 'trouble', 'kind': 'damage', 'note': "Wet"})
        wizard.action_desk_record()
        self.assertEqual(len(self.env['order.desk.anomaly'].search([('picking_id', '=', picking.id)])), 2)

    def test_arrival_of_several(self):
        """ADV-05, ADV-07: one call of the carrier tells of several shipments; before they left it tells nothing."""
        pickings = self._shipped() | self._shipped()
        with self.assertRaisesRegex(UserError, "has not been shipped"):
            (pickings | self._released().picking_ids).with_user(self.clerk).action_desk_register_arrival(self.today)
        self.assertFalse(any(pickings.mapped('desk_arrived_on')))
        self.env['order.desk.arrival'].with_user(self.shipper).create({
            'picking_ids': pickings.ids, 'arrived_on': self.today}).action_desk_record()
        self.assertEqual(pickings.mapped('desk_arrived_on'), [self.today] * 2)

    def _remind(self):
        with patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=True):
            self.env['stock.picking']._cron_desk_receipts()

    def test_reminders(self):
        """RCP-01: overdue receipts are reminded of, by the clerk and by mail, every few days."""
        fresh, old, back = self._shipped(), self._shipped(days_ago=20), self._shipped(days_ago=20)
        self._receive(back)
        outbox = self.env['mail.mail'].search([])
        self._remind()
        self.assertEqual((fresh | old | back).mapped('desk_receipt_reminders'), [0, 1, 0])
        self.assertEqual(old.desk_receipt_reminded_on, self.today)
        look = self.env['order.desk.follow.up'].search([('picking_id', '=', old.id), ('kind', '=', 'receipt')])
        self.assertEqual(len(look), 1)
        mail = (self.env['mail.mail'].search([]) - outbox).filtered(lambda mail: "please sign" in mail.subject)
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertIn(old.name, mail.body_html)
        self._remind()
        self.assertEqual(old.desk_receipt_reminders, 1)
        old._desk_write_facts({'desk_receipt_reminded_on': fields.Date.subtract(self.today, days=3)})
        self.company.desk_receipt_reminder_mail = False
        self._remind()
        self.assertEqual(old.desk_receipt_reminders, 2)
        self.assertEqual(self.env['order.desk.follow.up'].search([
            ('picking_id', '=', old.id), ('kind', '=', 'receipt')]), look)
        self.company.desk_receipt_reminder_days = 0
        old._desk_write_facts({'desk_receipt_reminded_on': False})
        self._remind()
        self.assertEqual(old.desk_receipt_reminders, 2)

    def test_ageing(self):
        """RCP-01: what is on its way and what is not back stand in lists, with their age."""
        old, back = self._shipped(days_ago=20), self._shipped(days_ago=20)
        self._receive(back)
        self.assertEqual(old.desk_receipt_age, 16)
        self.assertEqual(back.desk_receipt_age, 0)
        for name in ('transit_action', 'missing_receipt_action'):
            action = self.env['ir.actions.act_window']._for_xml_id(f'order_desk.{name}')
            found = self.env['stock.picking'].with_user(self.clerk).search(safe_eval(action['domain']))
            self.assertIn(old, found)
            self.assertNotIn(back, found)
