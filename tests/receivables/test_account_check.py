"""Accounts compared with customers; goods placed and sums owed by contract."""
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..gates.deposit_common import DepositCommon


@tagged('post_install', '-at_install')
class TestAccountCheck(DepositCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.finance, cls.clerk = cls.users['finance_clerk'], cls.users['order_clerk']
        cls.partner.user_id = cls.users['salesperson']
        cls.shop = cls.env['res.partner'].create({'name': "Shop", 'parent_id': cls.partner.id})

    def _invoice(self, day, amount, partner=None, post=True, **vals):
        invoice = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': (partner or self.partner).id, 'invoice_date': day, 'date': day,
            'invoice_line_ids': [Command.create({
                'product_id': self.product_a.id, 'quantity': 1, 'price_unit': amount, 'tax_ids': []})], **vals})
        if post:
            invoice.action_post()
        return invoice

    def _stated(self, role='order_clerk', **vals):
        check = self.env['order.desk.account.check'].with_user(self.users[role]).create({
            'partner_id': self.partner.id, 'date_from': '2025-02-01', 'date_to': '2025-02-28', **vals})
        check.action_state()
        return check

    def _paper(self, role='order_clerk'):
        return self.env['ir.attachment'].with_user(self.users[role]).create({'name': "signed.pdf", 'raw': b'signed'})

    def _answer(self, check, balance):
        check.write({'customer_balance': balance, 'answer_ids': [Command.link(self._paper().id)]})
        check.action_answer()

    def test_agreed(self):
        """REC-04: the order desk states the account, entries and balances as the ledger has them; both agree."""
        self._invoice('2025-01-10', 100.0)
        bill = self._invoice('2025-02-03', 200.0, self.shop)
        self._invoice('2025-02-04', 50.0, move_type='out_refund')
        self._invoice('2025-02-05', 999.0, post=False)
        self._invoice('2025-03-01', 70.0)
        check = self._stated()
        self.assertEqual((check.balance_before, check.balance), (100.0, 250.0))
        self.assertEqual(
            [(str(line.date), line.amount, line.running) for line in check.line_ids],
            [('2025-02-03', 200.0, 300.0), ('2025-02-04', -50.0, 250.0)])
        self.assertEqual(check.line_ids[0].name, bill.name)
        html = self.env['ir.actions.report']._render_qweb_html('order_desk.report_account_check', check.ids)[0].decode()
        for word in (bill.name, "Our balance", "250.00", self.partner.name):
            self.assertIn(word, html)
        with self.assertRaisesRegex(UserError, "attach the statement"):
            check.action_answer()
        self._answer(check, 250.0)
        self.assertEqual((check.state, check.agreed_by_id, check.difference), ('agreed', self.clerk, 0.0))
        with self.assertRaisesRegex(UserError, "Agreed"):
            check.customer_balance = 1.0
        with self.assertRaisesRegex(UserError, "Agreed"):
            check.action_state()

    def test_same_day(self):
        """REC-04: entries of one day stand in the order of their balances, on the paper as well."""
        for amount in (100.0, 200.0, 300.0):
            self._invoice('2025-02-03', amount)
        check = self._stated()
        check.invalidate_recordset()
        self.assertEqual(check.line_ids.mapped('running'), [100.0, 300.0, 600.0])

    def test_differs_and_settled(self):
        """REC-04: a difference calls the salesperson, is explained, and finance settles it; nobody else."""
        self._invoice('2025-02-03', 200.0)
        check = self._stated()
        self._answer(check, 150.0)
        self.assertEqual((check.state, check.difference), ('differs', 50.0))
        self.assertEqual(check.sudo().activity_ids.user_id, self.users['salesperson'])
        mine = check.with_user(self.finance)
        with self.assertRaisesRegex(UserError, "explain"):
            mine.action_settle()
        check.explanation = "A payment of 50 is under way"
        with self.assertRaises(AccessError):
            check.action_settle()
        mine.action_settle()
        self.assertEqual((check.state, check.agreed_by_id), ('agreed', self.finance))
        self.assertFalse(check.sudo().activity_ids)
        with self.assertRaises(UserError):
            mine.unlink()

    def test_taken_again(self):
        """REC-04: stated again, what was booked meanwhile is there; a wrong one is cancelled by finance."""
        self._invoice('2025-02-03', 200.0)
        check = self._stated()
        self._invoice('2025-02-10', 30.0)
        check.action_state()
        self.assertEqual((check.balance, len(check.line_ids)), (230.0, 2))
        with self.assertRaises(AccessError):
            check.action_cancel()
        check.with_user(self.finance).action_cancel()
        with self.assertRaisesRegex(UserError, "Cancelled"):
            check.action_state()

    def test_rights(self):
        """REC-04: evidence is not written by hand; others neither compare accounts nor see other people's customers."""
        self._invoice('2025-02-03', 200.0)
        check = self._stated()
        for vals in ({'balance': 0.0}, {'state': 'agreed'}, {'agreed_by_id': self.clerk.id}, {'name': "X"}):
            with self.assertRaises(AccessError):
                check.write(vals)
        forged = self.env['order.desk.account.check'].with_user(self.clerk).with_context(
            default_state='agreed', default_balance=5.0).create({'partner_id': self.partner.id})
        self.assertEqual((forged.state, forged.balance), ('draft', 0.0))
        self.assertTrue(forged.name.startswith("AR/"))
        for role in ('engineer', 'shipping_clerk', 'salesperson'):
            with self.assertRaises(AccessError):
                self._stated(role)
        seen = self.env['order.desk.account.check'].with_user(self.users['salesperson'])
        self.assertEqual(seen.search([('id', '=', check.id)]), check)
        self.partner.user_id = self.users['sales_manager']
        self.assertFalse(seen.search([('id', '=', check.id)]))

    def _owed(self, order, role='order_clerk'):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env['order.desk.placed.goods'].with_user(self.users[role]).search([('order_id', '=', order.id)])

    def test_goods_placed(self):
        """REC-05: goods delivered and not invoiced, invoices not paid, by the terms of the contract, as of today."""
        days = self.env['account.payment.term'].create({'name': "30 days"})
        self.product_a.invoice_policy = 'delivery'
        order = self._order([(self.product_a, 4, 100.0)], payment_term_id=days.id, desk_contract_number="C-7")
        order.order_line.tax_ids = False
        order.action_confirm()
        self.assertFalse(self._owed(order))
        picking = order.picking_ids
        picking.move_ids.write({'quantity': 3, 'picked': True})
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        row = self._owed(order)
        self.assertEqual((row.placed, row.owed, row.total, row.contract_number, row.payment_term_id), (
            300.0, 0.0, 300.0, "C-7", days))
        invoice = order._create_invoices()
        invoice.write({
            'invoice_date': fields.Date.subtract(fields.Date.today(), days=40), 'invoice_payment_term_id': False,
            'invoice_date_due': fields.Date.subtract(fields.Date.today(), days=10)})
        invoice.action_post()
        row = self._owed(order)
        self.assertEqual((row.placed, row.owed, row.overdue, row.days_overdue), (0.0, 300.0, 300.0, 10))
        self._pay(invoice, 120.0)
        row = self._owed(order, 'finance_clerk')
        self.assertEqual((row.owed, row.total, row.partner_id), (180.0, 180.0, self.partner))
        self._pay(invoice)
        self.assertFalse(self._owed(order), "what is paid owes nothing")
        with self.assertRaises(AccessError):
            self.env['order.desk.placed.goods'].with_user(self.env.ref('base.public_user')).search_count([])
