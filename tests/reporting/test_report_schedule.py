"""Days on which reports are due: weekends, holidays, February, quarters, the server off."""
from datetime import date, datetime
from itertools import islice

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from odoo.addons.order_desk.models.reporting.report_schedule import Period, get_due_day, get_period, iterate_duties

from .calendar_common import CalendarCommon


@tagged('post_install', '-at_install')
class TestRules(BaseCase):

    def _duties(self, since, count, *args, **rule):
        return [
            (duty.due_on, duty.period) for duty in islice(iterate_duties(since, *args, **rule), count)]

    def test_february(self):
        """RPT-16: the 31st and the last day of February are the 28th, in a leap year the 29th."""
        for year, last in ((2026, 28), (2028, 29)):
            february = get_period(date(year, 2, 10), 'month')
            self.assertEqual(get_due_day(february, 'day', day=31), date(year, 2, last))
            self.assertEqual(get_due_day(february, 'last'), date(year, 2, last))
            self.assertEqual(get_due_day(february, 'last', is_before=True), date(year, 2, last - 1))

    def test_fifth_of_the_quarter(self):
        """CUS-09, RPT-16: the 5th of a quarter is that of its first month, and covers the quarter before."""
        self.assertEqual(self._duties(date(2026, 2, 20), 3, 'quarter', 'previous', rule='day', day=5), [
            (date(2025, 10, 5), Period(date(2025, 7, 1), date(2025, 9, 30))),
            (date(2026, 1, 5), Period(date(2025, 10, 1), date(2025, 12, 31))),
            (date(2026, 4, 5), Period(date(2026, 1, 1), date(2026, 3, 31))),
        ])

    def test_mondays_and_month_ends(self):
        """CMP-02, INV-08: Mondays cover the week before, month ends their own month."""
        self.assertEqual(self._duties(date(2026, 3, 4), 2, 'week', 'previous', rule='weekday', weekday=0)[1], (
            date(2026, 3, 2), Period(date(2026, 2, 23), date(2026, 3, 1))))
        self.assertEqual(self._duties(date(2026, 3, 4), 2, 'month', 'current', rule='last'), [
            (date(2026, 2, 28), Period(date(2026, 2, 1), date(2026, 2, 28))),
            (date(2026, 3, 31), Period(date(2026, 3, 1), date(2026, 3, 31))),
        ])

    def test_before_the_first(self):
        """RPT-16: before the first of a month is the last day of the month before; the period stays."""
        [_first, second] = self._duties(date(2026, 3, 4), 2, 'month', 'previous', rule='day', day=1, is_before=True)
        self.assertEqual(second, (date(2026, 2, 28), Period(date(2026, 2, 1), date(2026, 2, 28))))


@tagged('post_install', '-at_install')
class TestPlan(CalendarCommon):

    def _due_days(self, duty, count=3):
        runs = self.Run.search([('definition_id', '=', duty.id)], order='date_from', limit=count)
        return runs.mapped('due_on')

    def test_weekends_and_holidays(self):
        """RPT-16: a due day on a weekend or a public holiday moves to the working day before or after, or stays."""
        # 5 April 2026 is a Sunday; the Monday after is a public holiday, and the Friday before as well.
        self.env['resource.calendar.leaves'].create([{
            'name': "Holiday", 'calendar_id': self.company.resource_calendar_id.id, 'company_id': self.company.id,
            'date_from': datetime(2026, *start), 'date_to': datetime(2026, *stop)}
            for start, stop in (((4, 5, 16), (4, 6, 16)), ((4, 2, 16), (4, 3, 16)))])
        with self._at('2026-03-20 01:00'):
            days = {
                shift: self._due_days(self._duty(on_days_off=shift), 1)
                for shift in ('keep', 'previous', 'next')}
        self.assertEqual(days, {
            'keep': [date(2026, 4, 5)], 'previous': [date(2026, 4, 2)], 'next': [date(2026, 4, 7)]})

    def test_company_without_working_hours(self):
        """RPT-16: where no working hours are kept a due day stays."""
        self.company.resource_calendar_id = False
        with self._at('2026-03-20 01:00'):
            self.assertEqual(self._due_days(self._duty(on_days_off='next'), 1), [date(2026, 4, 5)])

    def test_hour_of_the_company(self):
        """RPT-16: the hour is one of the company's time zone."""
        with self._at('2026-03-20 01:00'):
            duty = self._duty(on_days_off='keep', hour=7.5)
        self.assertEqual(self.Run.search([('definition_id', '=', duty.id)], order='due_at', limit=1).due_at,
                         datetime(2026, 4, 4, 23, 30))

    def test_begins_with_the_next_day(self):
        """RPT-16: a new duty owes nothing for days gone by, and is planned some weeks ahead, each period once."""
        with self._at('2026-03-20 01:00'):
            duty = self._duty(on_days_off='keep')
            self.assertEqual(self._due_days(duty), [date(2026, 4, 5), date(2026, 5, 5), date(2026, 6, 5)])
            duty._plan()
            self.assertEqual(len(self.Run.search([('definition_id', '=', duty.id)])), 3)
            self.assertEqual(duty.next_due_at, datetime(2026, 4, 5, 0, 0))

    def test_another_day(self):
        """RPT-16: when the rule changes what is planned changes with it; archived duties plan nothing."""
        with self._at('2026-03-20 01:00'):
            duty = self._duty(on_days_off='keep')
            duty.day = 10
            self.assertEqual(self._due_days(duty, 2), [date(2026, 4, 10), date(2026, 5, 10)])
            duty.active = False
            self.assertFalse(self._due_days(duty))

    def test_impossible_rules(self):
        """RPT-16: a weekday belongs to weekly reports only."""
        for vals in ({'rule': 'weekday'}, {'frequency': 'week'}):
            with self.assertRaises(ValidationError):
                self._duty(**vals)

    def test_server_off(self):
        """RPT-16: what fell due while the server was off is made up once, one run for each period, and marked."""
        with self._at('2026-03-20 01:00'):
            duty = self._duty(frequency='week', rule='weekday', weekday='0', on_days_off='keep')
        self._tick('2026-03-24 01:00')
        first = self._runs(duty)
        self.assertEqual((first.date_from, first.is_made_up, first.late_days), (date(2026, 3, 16), True, 1))
        self._tick('2026-04-22 01:00')  # off for four Mondays
        runs = self._runs(duty) - first
        self.assertEqual(runs.mapped('due_on'), [
            date(2026, 3, 30), date(2026, 4, 6), date(2026, 4, 13), date(2026, 4, 20)])
        self.assertEqual(set(runs.mapped('state')), {'done'})
        self.assertEqual(runs.mapped('late_days'), [23, 16, 9, 2])
        self.assertTrue(all(runs.mapped('is_made_up')))
        self._tick('2026-04-22 01:30')
        self.assertEqual(self._runs(duty), first | runs)
        self._tick('2026-04-27 00:00')
        last = self._runs(duty) - first - runs
        self.assertEqual((last.due_on, last.is_made_up, last.late_days), (date(2026, 4, 27), False, 0))

    def test_server_off_for_longer_than_planned(self):
        """RPT-16: no month is lost when the server was off for longer than the calendar looks ahead."""
        with self._at('2026-03-20 01:00'):
            duty = self._duty(on_days_off='keep')
        self._tick('2026-12-20 01:00')
        self.assertEqual([run.date_from.month for run in self._runs(duty)], [3, 4, 5, 6, 7, 8, 9, 10, 11])

    def test_desk_switched_off(self):
        """RPT-16: a company that switches its desk off owes nothing; switched on again it begins anew."""
        with self._at('2026-03-20 01:00'):
            duty = self._duty(on_days_off='keep')
        self.company.desk_enabled = False
        self._tick('2026-04-06 01:00')
        self.assertFalse(self.Run.search([('definition_id', '=', duty.id)]))
        self.company.desk_enabled = True
        self._tick('2026-06-20 01:00')
        self.assertFalse(self._runs(duty))
        self.assertEqual(self._due_days(duty, 1), [date(2026, 7, 5)])

    def test_one_company_of_several(self):
        """RPT-16: a shared duty is owed once in each company with a desk; its rows are kept apart."""
        other = self.env['res.company'].create({'name': "Other", 'desk_enabled': True})
        self.service.company_ids = [Command.link(other.id)]
        with self._at('2026-03-20 01:00'):
            duty = self._duty(on_days_off='keep')
        self._tick('2026-04-06 01:00')
        self.assertEqual(self._runs(duty).company_id, self.company | other)
        own = self.Run.with_user(self.service).with_context(allowed_company_ids=self.company.ids).search([])
        self.assertEqual(own.company_id, self.company)
