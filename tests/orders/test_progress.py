"""Prompts become follow-ups, production is looked at regularly, progress is told in one sentence."""
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..production.release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestProgress(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.partner.write({'email': 'buyer@northern.example.com', 'desk_deposit_percent': 0})
        cls.today = fields.Date.today()
        cls.company.desk_follow_up_interval = 7

    def _confirmed(self, lines=None, **vals):
        order = self._order(lines or [(self.pump, 10, 100.0)], user_id=self.users['salesperson'].id,
                            desk_order_taker_id=self.users['order_clerk'].id, **vals)
        order.action_confirm()
        return order

    def _run(self, model, method):
        with patch.object(type(self.env['ir.cron']), '_commit_progress', return_value=True):
            getattr(self.env[model], method)()

    def test_prompts_become_follow_ups(self):
        """FUP-01: the prompts of the confirmation call whoever looks once the order is in production, and follow it."""
        day = self.today + timedelta(days=5)
        order = self._order([(self.pump, 1, 1.0)], desk_prompt_ids=[
            Command.create({'name': "First piece", 'prompt_date': day, 'kind': 'quality',
                            'user_id': self.users['engineer'].id})])
        self.assertFalse(order.desk_follow_up_ids)
        order.action_confirm()
        self.assertTrue(order.desk_released)
        self._run('order.desk.follow.up', '_cron_desk_follow_up')
        self.assertRecordValues(order.desk_follow_up_ids, [
            {'name': "First piece", 'due_on': day, 'kind': 'quality', 'user_id': self.users['engineer'].id}])
        order.desk_prompt_ids.prompt_date = day + timedelta(days=1)
        self.assertEqual(order.desk_follow_up_ids.due_on, day + timedelta(days=1))
        order.desk_prompt_ids = [Command.create({'name': "Packing", 'prompt_date': day})]
        self.assertEqual(set(order.desk_follow_up_ids.mapped('name')), {"First piece", "Packing"})
        order.desk_follow_up_ids.filtered(lambda row: row.name == "Packing").action_done()
        order.desk_prompt_ids.unlink()
        self.assertEqual(order.desk_follow_up_ids.name, "Packing", "what was looked at stays")

    def test_released_by_hand(self):
        """FUP-01, PRD-10: the release by hand plans the prompts at once."""
        self._gate('first_look', ['order_clerk'], stage='release')
        order = self._confirmed(desk_prompt_ids=[Command.create({'name': "First piece", 'prompt_date': self.today})])
        self.assertFalse(order.desk_follow_up_ids)
        self._decide(order, 'order_clerk', 'first_look')
        order.with_user(self.users['order_clerk']).action_desk_release()
        self.assertEqual(order.desk_follow_up_ids.activity_ids.user_id, self.users['order_clerk'])

    def test_production_is_looked_at_regularly(self):
        """FUP-08, PRD-14: every interval a look at what is in production, one at a time, none elsewhere."""
        order, quotation = self._confirmed(), self._order([(self.pump, 1, 1.0)])
        planned = []
        for days in (3, 7, 8, 14, 15):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                self._run('order.desk.follow.up', '_cron_desk_follow_up')
                planned.append(len(order.desk_follow_up_ids))
                if days == 8:
                    order.desk_follow_up_ids.action_done()
        self.assertEqual(planned, [0, 1, 1, 2, 2])
        self.assertFalse(quotation.desk_follow_up_ids)

    def test_sentence(self):
        """TRK-01, TRK-03: one sentence, neutral, with what is finished and when; in the reader's language."""
        quotation = self._order()
        self.assertEqual(
            quotation.desk_progress, "We are checking your order and will send you our order confirmation.")
        order = self._confirmed()
        order.desk_completion_date = self.today + timedelta(days=20)
        self.assertIn("being prepared", order.desk_progress)
        self.assertIn("Expected completion", order.desk_progress)
        self.assertNotIn("finished", order.desk_progress)
        production = self._productions(order).filtered(lambda mo: mo.product_id == self.pump)
        production.qty_producing = 6
        production._set_qty_producing()
        production.with_context(skip_backorder=True, mo_ids_to_backorder=production.ids).button_mark_done()
        order.invalidate_recordset()
        self.assertIn("60 % of the goods are finished.", order.desk_progress)
        self.assertEqual(order._desk_get_portal_sentence(), order.desk_progress)
        switched_off = self._order()
        switched_off.with_user(self.users['administrator']).action_desk_unenroll()
        self.assertFalse(switched_off.desk_progress)

    def test_told_without_asking(self):
        """TRK-04, TRK-09, FUP-06: customers who want it hear of each stage once, salespeople of ready goods."""
        order = self._confirmed()
        self._run('sale.order', '_cron_desk_progress')
        self.assertFalse(order.message_ids.filtered(lambda message: self.partner in message.partner_ids))
        self.partner.desk_progress_mail = True
        for stage, count in (('production', 1), ('ready', 2), ('production', 2), ('ready', 2), ('transit', 3)):
            order._desk_write_facts({'desk_stage': stage})
            self._run('sale.order', '_cron_desk_progress')
            self._run('sale.order', '_cron_desk_progress')
            mails = order.message_ids.filtered(lambda message: self.partner in message.partner_ids)
            self.assertEqual(len(mails), count, stage)
        self.assertIn("on their way", mails[0].body)
        told = self.env['mail.message'].search([('partner_ids', 'in', self.users['salesperson'].partner_id.ids),
                                                ('subject', '=', "Ready to ship")])
        self.assertEqual(len(told), 1)
        self.assertIn(order.name, told.body)

    def test_mail_action(self):
        """TRK-03, TRK-09: the clerk answers a customer with the sentence, in the host's composer."""
        order = self._confirmed()
        action = order.with_user(self.users['order_clerk']).action_desk_send_progress()
        composer = self.env['mail.compose.message'].with_user(self.users['order_clerk']).with_context(
            **action['context']).create({})
        self.assertIn(order.desk_progress, composer.body)
        with self.assertRaises(AccessError):
            order.with_user(self.users['engineer']).action_desk_send_progress()

    def test_list_does_not_ask_more_for_more(self):
        """TRK-01, TRK-02: the progress of ten orders asks as many queries as that of one."""
        orders = self.env['sale.order'].union(*(self._confirmed([(self.shelf, 2, 1.0)]) for _number in range(10)))
        one = self._count_queries(lambda: orders[:1].mapped('desk_progress'))
        ten = self._count_queries(lambda: orders.mapped('desk_progress'))
        self.assertLessEqual(ten, one)
