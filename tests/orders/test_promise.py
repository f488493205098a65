from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..technical_common import TechnicalCommon


@tagged('post_install', '-at_install')
class TestPromise(TechnicalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('completion_date')
        cls.company.partner_id.tz = 'UTC'

    def _dated(self, day='2026-06-30', **vals):
        order = self._order(**vals)
        self._as('production_manager', order).desk_completion_date = day
        return order

    def _send(self, order, moment):
        order._desk_write_facts({'desk_confirmation_sent_at': moment})

    def _return(self, order, moment, verdict='clean'):
        order._desk_write_facts({'desk_returned_at': moment, 'desk_return_verdict': verdict})

    def _on(self, moment, order):
        """Return what the order promises at a moment, and how many days it slipped."""
        with freeze_time(moment):
            order.invalidate_recordset()
            return order.desk_promised_date, order.desk_slip_days

    # === PRODUCTION DATE === #

    @freeze_time('2026-06-01 09:00:00')
    def test_production_names_and_signs(self):
        """DEL-01: production names the date and signs it; a changed date is signed anew."""
        order = self._order()
        self.assertOpen(order, 'completion_date')
        with self.assertRaisesRegex(UserError, "not named"):
            self._decide(order, 'production_manager', 'completion_date')
        self._as('production_manager', order).desk_completion_date = '2026-06-30'
        with self.assertRaises(AccessError):
            self._decide(order, 'order_clerk', 'completion_date')
        self._decide(order, 'production_manager', 'completion_date')
        self.assertPassed(order, 'completion_date')
        self._as('order_clerk', order).desk_completion_date = '2026-06-25'
        self.assertOpen(order, 'completion_date')
        self.assertIn("2026-06-30", self._check(order, 'completion_date').message)

    @freeze_time('2026-06-01 09:00:00')
    def test_impossible_dates(self):
        """DEL-01, DEL-02: no date in the past, before the material, or after planned shipping."""
        order = self._dated('2026-05-31')
        self.assertIn("has passed", self._check(order, 'completion_date').message)
        order.desk_completion_date = '2026-06-30'
        order.commitment_date = datetime(2026, 6, 20, 12)
        self.assertIn("before the goods are complete", self._check(order, 'completion_date').message)
        order.commitment_date = False
        order._desk_write_facts({'desk_material_arrival_on': date(2026, 7, 2)})
        order._desk_refresh()
        self.assertIn("last material arrives", self._check(order, 'completion_date').message)

    @freeze_time('2026-06-01 09:00:00')
    def test_salespeople_name_no_date(self):
        """DEL-07: a salesperson can neither name nor promise a date, on any path."""
        order = self._order(user_id=self.users['salesperson'].id)
        mine = self._as('salesperson', order)
        for name in ('desk_completion_date', 'desk_promised_date', 'desk_first_promised_date', 'desk_slip_days'):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.write({name: 3 if name == 'desk_slip_days' else '2026-06-10'})
        for act in (
            lambda: mine.action_desk_promise('2026-06-10', 'customer'),
            lambda: mine.action_desk_accept_proposal(),
            lambda: mine.action_desk_propose_completion(),
            lambda: self.env['sale.order'].with_user(self.users['salesperson']).create(
                {'partner_id': self.partner.id, 'desk_completion_date': '2026-06-10'}),
            lambda: mine.with_context(desk_product_write=True).write({'desk_completion_date': '2026-06-10'}),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertFalse(order.desk_completion_date)

    @freeze_time('2026-06-01 09:00:00')
    def test_proposal(self):
        """DEL-01, TEC-11: the date is proposed from lead times and the last material."""
        order = self._order([(self.pump, 1, 100.0)])
        self.assertEqual(order.desk_lead_days, 7)
        clerk = self._as('order_clerk', order)
        clerk.action_desk_propose_completion()
        self.assertEqual(order.desk_proposed_date, date(2026, 6, 8))
        order._desk_write_facts({'desk_material_arrival_on': date(2026, 6, 15)})
        clerk.action_desk_propose_completion()
        self.assertEqual(order.desk_proposed_date, date(2026, 6, 20))
        self.company.desk_day_count = 'working'
        clerk.action_desk_propose_completion()
        self.assertEqual(order.desk_proposed_date, date(2026, 6, 22), "the 20th is a Saturday")
        self._as('production_manager', order).action_desk_accept_proposal()
        self.assertEqual(order.desk_completion_date, date(2026, 6, 22))

    # === PROMISE === #

    @freeze_time('2026-06-01 09:00:00')
    def test_padding(self):
        """DEL-03: the promise is relaxed by payment method and urgency, with the cause recorded."""
        term = self.env['account.payment.term'].create({'name': "Letter of credit", 'desk_extra_days': 4})
        self.company.write({'desk_pad_normal': 3, 'desk_pad_urgent': 1})
        order = self._dated('2026-06-10')
        self.assertEqual(order.desk_promised_date, date(2026, 6, 13))
        order.payment_term_id = term
        self.assertEqual(order.desk_promised_date, date(2026, 6, 17))
        order.desk_urgency = 'urgent'
        self.assertEqual(order.desk_promised_date, date(2026, 6, 15))
        self.assertEqual(order.desk_promise_ids.sorted('id').mapped('cause'), ['first', 'payment', 'urgency'])
        self.assertEqual(order.desk_first_promised_date, date(2026, 6, 13))

    @freeze_time('2026-06-01 09:00:00')
    def test_promise_by_hand(self):
        """DEL-03, DEL-06: the desk promises another date with a cause; the first promise is kept for ever."""
        order = self._dated('2026-06-10')
        clerk = self._as('order_clerk', order)
        for args in (('no date', 'customer'), ('2026-06-20', 'nonsense'), ('2026-06-20', 'slip'),
                     ('2026-06-09', 'customer')):
            with self.subTest(args), self.assertRaises(UserError):
                clerk.action_desk_promise(*args)
        clerk.action_desk_promise('2026-06-20', 'customer', "Asked by telephone")
        self.assertEqual(order.desk_promised_date, date(2026, 6, 20))
        self.assertEqual(order.desk_first_promised_date, date(2026, 6, 10))
        row = order.desk_promise_ids.sorted('id')[-1]
        wizard = self.env['order.desk.promise.wizard'].with_user(self.users['production_manager']).create({
            'order_id': order.id, 'date': '2026-06-05', 'cause': 'production'})
        with self.assertRaisesRegex(UserError, "is completed on"):
            wizard.action_promise()
        self.assertEqual((row.old_date, row.new_date, row.cause, row.user_id, row.note), (
            date(2026, 6, 10), date(2026, 6, 20), 'customer', self.users['order_clerk'], "Asked by telephone"))
        order.desk_urgency = 'urgent'
        order.desk_completion_date = '2026-06-12'
        self.assertEqual(order.desk_promised_date, date(2026, 6, 20), "a promise by hand stands while it can be kept")
        order.desk_completion_date = '2026-06-25'
        self.assertEqual(order.desk_promised_date, date(2026, 6, 25))

    @freeze_time('2026-06-01 09:00:00')
    def test_history_is_append_only(self):
        """DEL-03: nobody changes, deletes or invents a row of the promise history."""
        row = self._dated().desk_promise_ids
        for user in (self.users['administrator'], self.users['order_supervisor'], self.env.user):
            with self.assertRaises(UserError):
                row.with_user(user).write({'new_date': '2026-06-01'})
            with self.assertRaises(UserError):
                row.with_user(user).unlink()
        with self.assertRaises(AccessError):
            row.with_user(self.users['administrator']).create({
                'order_id': row.order_id.id, 'cause': 'other', 'user_id': self.env.uid})

    def test_separate_dates(self):
        """DEL-02: production, promise, shipping and arrival are dates of their own."""
        with freeze_time('2026-06-01 09:00:00'):
            self.company.desk_pad_normal = 2
            order = self._dated('2026-06-30')
            order.write({
                'commitment_date': datetime(2026, 7, 3, 12), 'desk_expected_arrival_date': '2026-07-10'})
            self.assertEqual(
                (order.desk_completion_date, order.desk_promised_date, order.commitment_date.date(),
                 order.desk_expected_arrival_date),
                (date(2026, 6, 30), date(2026, 7, 2), date(2026, 7, 3), date(2026, 7, 10)))

    # === SLIP === #

    def test_slip_day_by_day(self):
        """DEL-04: none on the day of sending, one for the next day, and so on; frozen when the copy is back."""
        with freeze_time('2026-06-01 09:00:00'):
            order = self._dated('2026-06-30')
        self._send(order, datetime(2026, 6, 1, 9))
        self.assertEqual(self._on('2026-06-01 23:59:00', order), (date(2026, 6, 30), 0))
        self.assertEqual(self._on('2026-06-02 00:01:00', order), (date(2026, 7, 1), 1))
        self.assertEqual(self._on('2026-06-04 12:00:00', order), (date(2026, 7, 3), 3))
        self._return(order, datetime(2026, 6, 4, 12), 'unclear')
        self.assertEqual(self._on('2026-06-05 12:00:00', order), (date(2026, 7, 4), 4))
        self._return(order, datetime(2026, 6, 5, 12))
        self.assertEqual(self._on('2026-08-01 12:00:00', order), (date(2026, 7, 4), 4))
        self.assertEqual(order.desk_first_promised_date, date(2026, 6, 30))
        self.assertEqual(order.desk_completion_date, date(2026, 6, 30))
        row = order.desk_promise_ids.sorted('id')[-1]
        self.assertEqual((row.old_date, row.new_date, row.cause), (date(2026, 6, 30), date(2026, 7, 4), 'slip'))

    def test_slip_through_the_real_acts(self):
        """DEL-04: sent by the desk, slipping without any record being written, frozen by the registered copy."""
        with freeze_time('2026-06-01 09:00:00'):
            order = self._dated('2026-06-30')
            self._decide(order, 'production_manager', 'completion_date')
            self._as('order_clerk', order).action_desk_send_confirmation()
        self.assertEqual(self._on('2026-06-03 09:00:00', order), (date(2026, 7, 2), 2))
        with freeze_time('2026-06-03 10:00:00'):
            order.invalidate_recordset()
            self._as('order_clerk', order).action_desk_register_return(self._file().ids, 'clean', '')
        self.assertEqual(self._on('2026-06-20 09:00:00', order), (date(2026, 7, 2), 2))
        self.assertEqual(order.desk_first_promised_date, date(2026, 6, 30))
        self.assertEqual(order.desk_promise_ids.sorted('id').mapped('cause'), ['first', 'slip'])
        self.assertPassed(order, 'completion_date')

    def test_returned_the_same_day(self):
        """DEL-04: a copy that is back on the day of sending costs nothing."""
        with freeze_time('2026-06-01 08:00:00'):
            order = self._dated('2026-06-30')
        self._send(order, datetime(2026, 6, 1, 8))
        self._return(order, datetime(2026, 6, 1, 22))
        self.assertEqual(self._on('2026-06-09 12:00:00', order), (date(2026, 6, 30), 0))
        self.assertEqual(order.desk_promise_ids.mapped('cause'), ['first'])

    def test_slip_in_working_days(self):
        """DEL-04: with the company's working calendar a weekend and a holiday cost nothing."""
        self.company.desk_day_count = 'working'
        with freeze_time('2026-06-05 09:00:00'):  # a Friday
            order = self._dated('2026-06-30')  # a Tuesday
        self._send(order, datetime(2026, 6, 5, 9))
        self.assertEqual(self._on('2026-06-07 12:00:00', order), (date(2026, 6, 30), 0))
        self.assertEqual(self._on('2026-06-08 12:00:00', order), (date(2026, 7, 1), 1))
        self.assertEqual(self._on('2026-06-11 12:00:00', order), (date(2026, 7, 6), 4))
        self.env['resource.calendar.leaves'].create({
            'name': "Closed", 'calendar_id': self.company.resource_calendar_id.id, 'company_id': self.company.id,
            'date_from': datetime(2026, 6, 9, 0), 'date_to': datetime(2026, 6, 9, 23, 59)})
        self.assertEqual(self._on('2026-06-11 12:00:00', order), (date(2026, 7, 3), 3))

    def test_time_zones(self):
        """DEL-04: the day ends at the company's midnight, wherever the reader sits."""
        self.company.partner_id.tz = 'Asia/Shanghai'
        with freeze_time('2026-06-01 09:00:00'):
            order = self._dated('2026-06-30')
        self._send(order, datetime(2026, 6, 1, 15, 30))  # 23:30 in Shanghai
        self.assertEqual(self._on('2026-06-01 15:59:00', order)[1], 0)
        self.assertEqual(self._on('2026-06-01 16:01:00', order)[1], 1)
        traveller = order.with_context(tz='America/Los_Angeles')
        self.assertEqual(self._on('2026-06-01 16:01:00', traveller)[1], 1)

    def test_summer_time(self):
        """DEL-04: the hour of daylight saving makes no day and loses none."""
        self.company.partner_id.tz = 'Europe/Berlin'
        with freeze_time('2026-03-20 09:00:00'):
            order = self._dated('2026-04-30')
        self._send(order, datetime(2026, 3, 28, 22, 30))  # 23:30 on the 28th, clocks go forward in the night
        self.assertEqual(self._on('2026-03-28 22:59:00', order)[1], 0)
        self.assertEqual(self._on('2026-03-28 23:01:00', order)[1], 1)
        self.assertEqual(self._on('2026-03-29 21:59:00', order)[1], 1)
        self.assertEqual(self._on('2026-03-29 22:01:00', order)[1], 2)
        self.company.desk_day_count = 'working'
        self.assertEqual(self._on('2026-03-30 08:00:00', order)[1], 1)

    def test_promise_while_slipping(self):
        """DEL-03, DEL-04: a promise contains the days slipped so far; later days are added to it."""
        with freeze_time('2026-06-01 09:00:00'):
            order = self._dated('2026-06-30')
        self._send(order, datetime(2026, 6, 1, 9))
        with freeze_time('2026-06-03 09:00:00'):
            order.invalidate_recordset()
            self._as('order_clerk', order).action_desk_promise('2026-07-15', 'capacity')
        self.assertEqual(self._on('2026-06-03 18:00:00', order), (date(2026, 7, 15), 2))
        self.assertEqual(self._on('2026-06-05 09:00:00', order), (date(2026, 7, 17), 4))

    def test_sent_again(self):
        """DEL-04: a confirmation sent again carries the promise as it stands; the slip runs from then on."""
        with freeze_time('2026-06-01 09:00:00'):
            order = self._dated('2026-06-30')
        self._send(order, datetime(2026, 6, 1, 9))
        with freeze_time('2026-06-04 09:00:00'):
            order.invalidate_recordset()
            self._send(order, datetime(2026, 6, 4, 9))
        self.assertEqual(self._on('2026-06-04 10:00:00', order), (date(2026, 7, 3), 3))
        self.assertEqual(self._on('2026-06-05 10:00:00', order), (date(2026, 7, 4), 4))
        self.assertEqual(order.desk_promise_ids.sorted('id')[-1].cause, 'resent')
        self._return(order, datetime(2026, 6, 5, 10))
        with freeze_time('2026-06-20 09:00:00'):
            order.invalidate_recordset()
            self._return(order, False, False)
            self._send(order, datetime(2026, 6, 20, 9))
        self.assertEqual(self._on('2026-06-20 10:00:00', order), (date(2026, 7, 4), 4), "frozen days do not count")
        self.assertEqual(self._on('2026-06-21 10:00:00', order), (date(2026, 7, 5), 5))

    def test_slip_while_deposit_is_missing(self):
        """DEL-04, DEL-03: by setting the promise waits for the deposit as well."""
        self.company.desk_slip_deposit = True
        with freeze_time('2026-06-01 09:00:00'):
            order = self._dated('2026-06-30')
        order._desk_write_facts({'desk_deposit_settled_at': False})
        self._send(order, datetime(2026, 6, 1, 9))
        self._return(order, datetime(2026, 6, 2, 9))
        self.assertEqual(self._on('2026-06-05 09:00:00', order)[1], 4)
        order._desk_write_facts({'desk_deposit_settled_at': datetime(2026, 6, 3, 9)})
        self.assertEqual(self._on('2026-06-05 09:00:00', order)[1], 2)
        self.company.desk_slip_deposit = False
        self.assertEqual(self._on('2026-06-05 09:00:00', order)[1], 1)

    def test_production_is_bound_to_the_statement(self):
        """DEL-05, MAT-03: production's date is the statement's; a late copy moves it, or production confirms anew."""
        with freeze_time('2026-06-01 09:00:00'):
            order = self._dated('2026-06-30')
            order._desk_write_facts({'desk_booked_date': date(2026, 6, 25)})
            order._desk_refresh()
            self._decide(order, 'production_manager', 'completion_date')
        self._send(order, datetime(2026, 6, 1, 9))
        self._return(order, datetime(2026, 6, 3, 9))
        order.invalidate_recordset()
        self.assertEqual(order.desk_bound_date, date(2026, 6, 27))
        self.company.desk_late_release = 'confirm'
        order.invalidate_recordset()
        self.assertEqual(order.desk_bound_date, date(2026, 6, 25))
        with freeze_time('2026-06-03 10:00:00'):
            order._desk_refresh()
        self.assertOpen(order, 'completion_date')

    def test_promise_state(self):
        """DEL-08: a promised day that has passed while the goods are not ready is red."""
        with freeze_time('2026-06-01 09:00:00'):
            order = self._dated('2026-06-30')
            self.assertEqual(order.desk_promise_state, 'green')
        with freeze_time('2026-07-01 09:00:00'):
            order.invalidate_recordset()
            self.assertEqual(order.desk_promise_state, 'red')
            self.assertIn(order, self.env['sale.order'].search([('desk_promise_state', '=', 'red')]))
            self.assertNotIn(order, self.env['sale.order'].search([('desk_promise_state', '!=', 'red')]))

    @freeze_time('2026-06-01 09:00:00')
    def test_copy_promises_nothing(self):
        """DEL-03: a copied order is promised anew."""
        copied = self._dated('2026-06-30').copy()
        self.assertFalse(copied.desk_completion_date or copied.desk_promised_date or copied.desk_first_promised_date)
        self.assertFalse(copied.desk_promise_ids)
