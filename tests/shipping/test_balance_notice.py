"""The balance notice: made by the clerk from what is finished, sent to the customer, collected by the salesperson."""
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..gates.payment_common import PaymentCommon


@tagged('post_install', '-at_install')
class TestBalanceNotice(PaymentCommon):

    def test_made_and_sent(self):
        """PAY-05, PAY-06, PAY-08: figures of the gate; the customer gets the paper, the salesperson is called."""
        order = self._pump_order(100, stock=40)
        self._payment(order, 150.0)
        for role in ('salesperson', 'finance_clerk', 'shipping_clerk'):
            with self.assertRaises(AccessError):
                order.with_user(self.users[role]).action_desk_issue_balance_notice()
        notice = self._notice(order)
        self.assertEqual((notice.value, notice.received, notice.balance), (400.0, 150.0, 250.0))
        self.assertEqual([(line.ordered, line.quantity, line.amount) for line in notice.line_ids], [(100, 40, 400.0)])
        self.assertEqual(self._notice(order), notice, "one draft at a time")
        notice.action_send()
        mail = self.env['mail.mail'].search([('model', '=', notice._name), ('res_id', '=', notice.id)])
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertIn("250", mail.body_html)
        self.assertEqual(len(mail.attachment_ids), 1)
        check = self._check(order, 'payment')
        self.assertIn(notice.name, check.message)
        self.assertEqual(check.owner_id, self.users['salesperson'])
        self.assertIn(notice.name, order.activity_ids.filtered(
            lambda act: act.user_id == self.users['salesperson']).summary)
        self.assertEqual(order.with_user(self.users['salesperson']).desk_balance_notice_count, 1)
        notice.with_user(self.users['salesperson']).action_remind()
        self.assertEqual(notice.reminder_count, 1)
        self._payment(order, 250.0)
        self.assertEqual(notice.state, 'settled')
        self.assertFalse(order.activity_ids.filtered(lambda act: notice.name in (act.summary or '')))

    def test_more_finished(self):
        """PAY-06: with more finished a new notice takes the place of the one that is out."""
        order = self._pump_order(100, stock=40)
        first = self._notice(order)
        first.action_send()
        self._stock(60)
        order.picking_ids.action_assign()
        order._desk_refresh()
        self.assertIn("is to be sent", self._check(order, 'payment').message)
        second = self._notice(order)
        self.assertEqual((first.state, second.balance), ('superseded', 1000.0))

    def test_refused(self):
        """PAY-05: nothing owed, no address, sent before: no notice goes out, and none is changed."""
        order = self._pump_order()
        self._payment(order, 1000.0)
        with self.assertRaisesRegex(UserError, order.name):
            self._notice(order)
        other = self._pump_order()
        notice = self._notice(other)
        self.partner.email = False
        with self.assertRaisesRegex(UserError, "e-mail"):
            notice.action_send()
        self.partner.email = "buyer@northern.example"
        for name, value in (('balance', 1.0), ('state', 'sent'), ('received', 1000.0)):
            with self.assertRaises(AccessError):
                notice.write({name: value})
        with self.assertRaises(AccessError):
            notice.with_user(self.users['finance_clerk']).write({'note': "x"})
        notice.action_send()
        for act in (notice.action_send, notice.action_fill, notice.unlink, lambda: notice.write({'note': "x"})):
            with self.assertRaises(UserError):
                act()

    def test_settle(self):
        """PAY-08, PAY-10: from the gate, finance books the payment, the clerk writes the notice, others read it."""
        order = self._pump_order()
        action = order.with_user(self.users['finance_clerk']).action_desk_settle_balance()
        self.assertEqual((action['res_model'], action['context']['default_amount']), ('account.payment', 1000.0))
        action = order.with_user(self.users['order_clerk']).action_desk_settle_balance()
        self.assertEqual(action['res_model'], 'order.desk.balance.notice')
        action = order.with_user(self.users['salesperson']).action_desk_settle_balance()
        self.assertEqual(action['domain'], [('order_id', 'in', order.ids)])
        for role in ('order_clerk', 'salesperson', 'shipping_clerk'):
            self.assertEqual(order.with_user(self.users[role]).desk_balance_missing, 1000.0)

    def test_paper(self):
        """PAY-05: the paper names customer, goods, finished quantity and balance in the customer's language."""
        order = self._pump_order(100, stock=40)
        notice = self._notice(order)
        content = self.env['ir.actions.report']._render_qweb_html(
            'order_desk.report_balance_notice', notice.ids)[0].decode()
        for text in ("Balance Collection Notice", notice.name, order.name, "Pump", "40.0", "400.00"):
            self.assertIn(text, content)
        # The words of units and terms are the customer's as well, whoever prints.
        self.env['res.lang']._activate_lang('zh_CN')
        order.partner_invoice_id.lang = 'en_US'
        order.order_line.product_uom_id.with_context(lang='zh_CN').name = "Jian"
        content = self.env['ir.actions.report'].with_context(lang='zh_CN')._render_qweb_html(
            'order_desk.report_balance_notice', notice.ids)[0].decode()
        self.assertNotIn("Jian", content)

    def test_paper_while_modules_are_installed(self):
        """While modules are installed no server hands out style sheets: the paper comes as a page, not as a PDF."""
        notice = self._notice(self._pump_order(100, stock=40))
        report = self.env['ir.actions.report'].with_context(force_report_rendering=True)
        with patch.object(self.env.registry, 'ready', False):
            kind = report._render_qweb_pdf('order_desk.action_report_balance_notice', notice.ids)[1]
        self.assertEqual(kind, 'html')
