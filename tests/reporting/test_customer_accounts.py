"""Shipped, received and invoiced of a month; shipping notes handed over by month."""
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.order_desk.models.reporting.report_contract import Scope

from ..shipping.ship_common import ShipCommon
from .calendar_common import CalendarCommon

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@tagged('post_install', '-at_install')
class TestCustomerAccounts(CalendarCommon, ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        (cls.shelf | cls.box).taxes_id = False
        cls.bank = cls.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', cls.company.id)], limit=1)
        cls.customer = cls.env['res.partner'].create({'name': "Lake Works", 'is_company': True})
        cls.branch = cls.env['res.partner'].create({'name': "Branch", 'parent_id': cls.customer.id})

    def _sheet(self, code):
        self.env.invalidate_all()
        report = self.env[f'order.desk.report.{code}'].with_company(self.company).with_context(tz='Asia/Shanghai')
        [sheet] = report._get_sheets(Scope(self.company, *MARCH, MARCH[1]))
        return sheet

    def _shipment(self, moment, lines, quantity=None, **vals):
        with freeze_time(moment):
            order = self._released(lines, partner_id=self.branch.id, **vals)
            self._ship(self._pick(order.picking_ids, quantity))
            self.env.flush_all()
        picking = order.picking_ids.filtered(lambda picking: picking.state == 'done')
        picking.move_ids.date = moment
        return order, picking

    def _move(self, day, amount, move_type='out_invoice', post=True):
        move = self.env['account.move'].create({
            'move_type': move_type, 'partner_id': self.branch.id, 'invoice_date': day, 'date': day,
            'invoice_line_ids': [Command.create(
                {'name': "Goods", 'quantity': 1, 'price_unit': amount, 'tax_ids': []})]})
        if post:
            move.action_post()
        return move

    def _received(self, day, amount, **vals):
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': self.customer.id, 'amount': amount,
            'date': day, 'journal_id': self.bank.id, **vals})
        payment.action_post()
        return payment

    def test_shipped_received_invoiced(self):
        """REC-06: shipped, received and invoiced per customer and local month, between two balances of the ledger."""
        account = self.bank.inbound_payment_method_line_ids[:1]
        account.payment_account_id = account.payment_account_id or self.env['account.account'].create({
            'name': "Under way", 'code': "UW1", 'account_type': 'asset_current', 'reconcile': True})
        dozen = self.env.ref('uom.product_uom_dozen')
        order, _picking = self._shipment('2026-03-31 15:30:00', [(self.shelf, 10, 100.0), (self.box, 2, 5.0)])
        self._shipment('2026-03-31 16:30:00', [(self.shelf, 1, 7777.0)])  # the first of April in Shanghai
        with freeze_time('2026-03-10 08:00:00'):
            twelve = self._order([(self.shelf, 2, 120.0)], partner_id=self.branch.id)
            twelve.order_line.product_uom_id = dozen
            twelve.order_line.price_unit = 120.0
            twelve.action_confirm()
            self._ship(self._pick(twelve.picking_ids))
        twelve.picking_ids.move_ids.date = '2026-03-10 08:00:00'
        wizard = self.env['stock.return.picking'].create({'picking_id': order.picking_ids.id})
        wizard.product_return_moves.filtered(lambda row: row.product_id == self.shelf).quantity = 2
        with freeze_time('2026-03-31 15:45:00'):
            back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
            back.move_ids.picked = True
            back.with_context(skip_sms=True, skip_backorder=True).button_validate()
        back.move_ids.date = '2026-03-31 15:45:00'
        self._move('2026-02-20', 400.0)
        self._move('2026-03-05', 1000.0)
        self._move('2026-03-06', 50.0, 'out_refund')
        self._move('2026-03-07', 3.0, post=False)
        self._move('2026-04-01', 9.0)
        self._received('2026-03-20', 300.0)
        self._received('2026-03-21', 40.0).action_cancel()
        self.env.flush_all()
        sheet = self._sheet('customer_accounts')
        [row] = [row for row in sheet.rows if row[0] == "Lake Works"]
        # 10 × 100 + 2 × 5 + 2 dozen × 120 − 2 × 100 that came back
        self.assertEqual(row[2:], [400.0, 1050.0, 300.0, 950.0, 0.0, 1050.0])
        self.assertEqual(sheet.total[3], sum(each[3] for each in sheet.rows))

    def test_notes_handed_over(self):
        """ARC-05: the month's shipping notes are listed, handed over by the shipper and filed by the order desk."""
        order, picking = self._shipment('2026-03-31 15:30:00', [(self.shelf, 1, 100.0)])
        _april, other = self._shipment('2026-03-31 16:30:00', [(self.shelf, 1, 100.0)])
        both, shipper, clerk = picking | other, self.users['shipping_clerk'], self.users['order_clerk']
        sheet = self._sheet('shipping_notes')
        [row] = [row for row in sheet.rows if row[2] == picking.name]
        self.assertEqual(row[1:6], [date(2026, 3, 31), picking.name, order.name, "Lake Works", "With the Shipper"])
        self.assertIn(sheet.rows.index(row), sheet.alerts)
        self.assertNotIn(other.name, [row[2] for row in sheet.rows])
        with self.assertRaisesRegex(UserError, "not handed the notes over"):
            both.with_user(clerk).action_desk_file_notes()
        with self.assertRaises(AccessError):
            both.with_user(clerk).action_desk_hand_over_notes()
        picking.with_user(shipper).action_desk_hand_over_notes()
        handed = picking.desk_note_handed_on
        both.with_user(shipper).action_desk_hand_over_notes()
        self.assertEqual(picking.desk_note_handed_on, handed)
        with self.assertRaises(AccessError):
            both.with_user(shipper).action_desk_file_notes()
        picking.with_user(clerk).action_desk_file_notes()
        self.assertEqual(
            [(each.desk_note_state, each.desk_note_handed_by_id, each.desk_note_filed_by_id) for each in both],
            [('filed', shipper, clerk), ('handed', shipper, self.env['res.users'])])
        sheet = self._sheet('shipping_notes')
        [row] = [row for row in sheet.rows if row[2] == picking.name]
        self.assertEqual(row[5:], ["Filed", shipper.name, row[7], clerk.name])
        self.assertNotIn(sheet.rows.index(row), sheet.alerts)
        with self.assertRaises(AccessError):
            picking.with_user(clerk).desk_note_filed_by_id = shipper
        here = self._released([(self.shelf, 1, 100.0)]).picking_ids
        with self.assertRaisesRegex(UserError, "have not left"):
            here.with_user(shipper).action_desk_hand_over_notes()

    def test_duties_of_the_month(self):
        """REC-06, ARC-05: both lists stand in the report calendar, each with somebody who answers for it."""
        duties = self.Definition.with_context(active_test=False).search(
            [('code', 'in', ('customer_accounts', 'shipping_notes'))])
        self.assertEqual({duty.code: (duty.frequency, duty.day) for duty in duties}, {
            'customer_accounts': ('month', 5), 'shipping_notes': ('month', 3)})
        self.assertTrue(all(duty.group_ids and duty.owner_group_id for duty in duties))
