from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .settle_common import SettleCommon


@tagged('post_install', '-at_install')
class TestStatement(SettleCommon):

    def test_every_line_with_its_rule(self):
        """REB-01: the statement tells every invoice line, counted or left out, with rule and share; the sum fits."""
        agreement = self._active(((0, 10),), excluded_product_ids=[(6, 0, self.product_b.ids)])
        self._invoice(800.0)
        self._invoice(100.0, product=self.product_b)
        self._invoice(33.33, move_type='out_refund')
        settlement = self._settle(agreement)
        rows = settlement._get_statement_rows()
        self.assertEqual([row.counted for row in rows], [True, False, True])
        self.assertIn("excluded", rows[1].rule)
        self.assertAlmostEqual(sum(row.amount for row in rows), settlement.earned, 2)
        html = str(self.env['ir.qweb']._render('order_desk.report_rebate_statement_document', {'doc': settlement}))
        for text in (settlement.name, agreement.name, rows[0].document, "excluded goods", "Rebate Statement"):
            self.assertIn(text, html)

    def test_sent_statement_is_kept(self):
        """REB-01: the paper is mailed and kept as it was sent, by the salesperson too; no address is an error."""
        agreement = self._active()
        self._invoice(800.0)
        settlement = self._settle(agreement)
        settlement.with_user(self.salesperson).action_send()
        self.assertEqual((settlement.customer_state, settlement.statement_id.res_id), ('sent', settlement.id))
        mail = self.env['mail.mail'].search([('model', '=', settlement._name), ('res_id', '=', settlement.id)])
        self.assertEqual(mail.attachment_ids, settlement.statement_id)
        self.assertIn(settlement.name, mail.subject)
        self.partner.email = False
        with self.assertRaisesRegex(UserError, self.partner.name):
            settlement.action_send()

    def test_reminder_list(self):
        """REB-01: monthly the salespeople of what is not settled are reminded, once; what is settled is left alone."""
        due, settled = self._active(), self._active()
        self._invoice(800.0)
        with freeze_time('2025-04-05'), patch.object(
                type(self.env['ir.cron']), '_commit_progress', return_value=True):
            self._settle(settled, '2025-03-31')
            agreements = self.env['order.desk.rebate.agreement']
            self.env.invalidate_all()
            listed = agreements.search([('is_settlement_due', '=', True), ('id', 'in', (due | settled).ids)])
            self.assertEqual(listed, due)
            self.assertEqual((due.next_settlement_on, due.due_amount), (date(2025, 3, 31), 80.0))
            self.assertEqual((settled.next_settlement_on, settled.due_amount), (date(2025, 6, 30), 0.0))
            self.company.desk_rebate_reminder_day = 6
            agreements._cron_remind()
            self.assertFalse(due.activity_ids)
            self.company.desk_rebate_reminder_day = 4  # the scheduler stood still on that day
            agreements._cron_remind()
            agreements._cron_remind()
            self.assertEqual(due.activity_ids.user_id, self.salesperson)
            self.assertEqual(len(due.activity_ids), 1)
            self.assertIn("80", due.activity_ids.note)
            self.assertFalse(settled.activity_ids)
            with self.assertRaises(AccessError):
                due.with_user(self.salesperson).action_remind()
            due.with_user(self.users['order_supervisor']).action_remind()
            self.assertEqual(len(due.activity_ids), 1)


@tagged('post_install', '-at_install')
class TestPortal(HttpCase, SettleCommon):

    def setUp(self):
        super().setUp()
        agreement = self._active()
        self._invoice(800.0)
        self.settlement = self._settle(agreement)
        self.settlement.customer_state = 'sent'
        self.settlement._portal_ensure_token()

    def test_customer_answers(self):
        """REB-01: with the token of the mail the customer disputes with words, then agrees; without it, nobody."""
        page = self.url_open(self.settlement.get_portal_url())
        self.assertIn(self.settlement.name, page.text)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        url = self.settlement.get_portal_url(suffix='/answer')
        refused = self.url_open(url, data={'csrf_token': token, 'answer': 'disputed', 'name': "Ms Wang", 'note': ""})
        self.assertIn("what is wrong", refused.text)
        self.url_open(url, data={'csrf_token': token, 'answer': 'disputed', 'name': "Ms Wang", 'note': "One missing"})
        self.settlement.invalidate_recordset()
        self.assertEqual((self.settlement.customer_state, self.settlement.customer_name), ('disputed', "Ms Wang"))
        self.assertEqual(self.settlement.activity_ids.user_id, self.salesperson)
        wrong = f'/my/rebates/{self.settlement.id}'
        self.assertNotIn(self.settlement.name, self.url_open(wrong).text)
        self.url_open(f'{wrong}/answer', data={'csrf_token': token, 'answer': 'agreed', 'name': "Nobody"})
        self.settlement.invalidate_recordset()
        self.assertEqual(self.settlement.customer_state, 'disputed')
        self.url_open(url, data={'csrf_token': token, 'answer': 'agreed', 'name': "Ms Wang"})
        self.settlement.invalidate_recordset()
        self.assertEqual(self.settlement.customer_state, 'agreed')

    def test_customer_sees_his_own(self):
        """REB-01: a portal user finds what was sent to his company, and nothing of others."""
        for name, partner in (('own', self.partner), ('other', self.env['res.partner'].create({'name': "Other"}))):
            user = new_test_user(self.env, login=f'desk_portal_{name}', groups='base.group_portal')
            user.partner_id.parent_id = partner
        self.authenticate('desk_portal_own', 'desk_portal_own')
        self.assertIn(self.settlement.name, self.url_open('/my/rebates').text)
        self.assertIn(self.settlement.name, self.url_open(f'/my/rebates/{self.settlement.id}').text)
        self.authenticate('desk_portal_other', 'desk_portal_other')
        self.assertNotIn(self.settlement.name, self.url_open('/my/rebates').text)
        self.assertNotIn(self.settlement.name, self.url_open(f'/my/rebates/{self.settlement.id}').text)
