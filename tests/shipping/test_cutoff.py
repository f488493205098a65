"""Cut-off and delivery times: the clock on the company's wall, summer and winter, midnight and free days."""
from datetime import date, datetime, timedelta

import pytz

from odoo.tests import BaseCase, tagged

from odoo.addons.order_desk.models.shipping.cutoff import (
    CalendarDays,
    CutoffRule,
    schedule_delivery,
    schedule_request,
)

SHANGHAI, BERLIN, HAVANA = (pytz.timezone(name) for name in ('Asia/Shanghai', 'Europe/Berlin', 'America/Havana'))


class WeekDays(CalendarDays):
    """Monday to Friday."""

    def shift(self, day, number):
        while number:
            day += timedelta(days=1)
            number -= day.weekday() < 5
        return day

    def next_working(self, day):
        return day if day.weekday() < 5 else self.shift(day, 1)


def utc(timezone, *local):
    return timezone.localize(datetime(*local)).astimezone(pytz.utc).replace(tzinfo=None)


@tagged('post_install', '-at_install')
class TestCutoff(BaseCase):

    def assertSchedule(self, timezone, local, order_by, arrange_by, rule=None, days=None):
        rule = rule or CutoffRule()
        found = schedule_request(utc(timezone, *local), timezone, rule, days or CalendarDays())
        self.assertEqual((found.order_by, found.arrange_by), (date(*order_by), date(*arrange_by)), local)

    def test_before_and_after(self):
        """CUT-01, CUT-02: up to 17:14:59 ordered the same day, delivery by T+1; from 17:15:00 T+1 and T+2."""
        for clock in ((0, 0, 0), (9, 30, 0), (17, 14, 0), (17, 14, 59)):
            self.assertSchedule(SHANGHAI, (2026, 3, 10, *clock), (2026, 3, 10), (2026, 3, 11))
        for clock in ((17, 15, 0), (17, 15, 1), (18, 0, 0), (23, 59, 59)):
            self.assertSchedule(SHANGHAI, (2026, 3, 10, *clock), (2026, 3, 11), (2026, 3, 12))

    def test_the_very_minute(self):
        """CUT-01: where the company says so, a request at 17:15 still counts as before."""
        rule = CutoffRule(includes_minute=True)
        self.assertSchedule(SHANGHAI, (2026, 3, 10, 17, 15, 59), (2026, 3, 10), (2026, 3, 11), rule)
        self.assertSchedule(SHANGHAI, (2026, 3, 10, 17, 16, 0), (2026, 3, 11), (2026, 3, 12), rule)

    def test_midnight(self):
        """CUT-01, CUT-02: the company's midnight begins a new day, whatever day it is in Greenwich."""
        self.assertSchedule(SHANGHAI, (2026, 12, 31, 23, 59, 59), (2027, 1, 1), (2027, 1, 2))
        self.assertSchedule(SHANGHAI, (2027, 1, 1, 0, 0, 0), (2027, 1, 1), (2027, 1, 2))
        # 16:30 of the day before in Greenwich
        self.assertEqual(utc(SHANGHAI, 2027, 1, 1, 0, 30).date(), date(2026, 12, 31))
        self.assertSchedule(SHANGHAI, (2027, 1, 1, 0, 30), (2027, 1, 1), (2027, 1, 2))
        # always before and always after
        self.assertSchedule(SHANGHAI, (2026, 3, 10, 23, 59), (2026, 3, 10), (2026, 3, 11), CutoffRule(cutoff=24.0))
        self.assertSchedule(SHANGHAI, (2026, 3, 10, 0, 0), (2026, 3, 11), (2026, 3, 12), CutoffRule(cutoff=0.0))

    def test_daylight_saving(self):
        """CUT-01, CUT-02: 17:15 is 17:15 on the wall on the days before, of and after a change of the clocks."""
        for day in ((2026, 3, 28), (2026, 3, 29), (2026, 3, 30), (2026, 10, 24), (2026, 10, 25), (2026, 10, 26)):
            following = [date(*day) + timedelta(days=number) for number in (0, 1, 2)]
            first, second, third = [(each.year, each.month, each.day) for each in following]
            self.assertSchedule(BERLIN, (*day, 17, 14, 59), first, second)
            self.assertSchedule(BERLIN, (*day, 17, 15, 0), second, third)
        # The same moment in Greenwich falls before the cut-off in winter and after it in summer.
        winter, summer = datetime(2026, 3, 28, 15, 30), datetime(2026, 3, 29, 15, 30)
        rule = CutoffRule()
        self.assertFalse(schedule_request(winter, BERLIN, rule, CalendarDays()).is_after)
        self.assertTrue(schedule_request(summer, BERLIN, rule, CalendarDays()).is_after)

    def test_hour_that_is_told_twice(self):
        """CUT-02: a cut-off within the hour that the clocks repeat holds both times it is shown."""
        rule = CutoffRule(cutoff=2.5)
        for moment, is_after in (
            (datetime(2026, 10, 25, 0, 29), False), (datetime(2026, 10, 25, 0, 30), True),
            (datetime(2026, 10, 25, 1, 29), False), (datetime(2026, 10, 25, 1, 30), True),
        ):
            self.assertEqual(schedule_request(moment, BERLIN, rule, CalendarDays()).is_after, is_after, moment)

    def test_working_days(self):
        """CUT-01, CUT-02: on the working calendar free days do not count, and a request on one is Monday's first."""
        for local, order_by, arrange_by in (
            ((2026, 3, 13, 17, 0), (2026, 3, 13), (2026, 3, 16)),  # Friday before
            ((2026, 3, 13, 18, 0), (2026, 3, 16), (2026, 3, 17)),  # Friday after
            ((2026, 3, 14, 18, 0), (2026, 3, 16), (2026, 3, 17)),  # Saturday evening: Monday, before
            ((2026, 3, 15, 9, 0), (2026, 3, 16), (2026, 3, 17)),
        ):
            self.assertSchedule(SHANGHAI, local, order_by, arrange_by, days=WeekDays())

    def test_other_numbers(self):
        """CUT-01, CUT-02: every number is the company's own."""
        rule = CutoffRule(cutoff=12.0, order_days=(1, 2), arrange_days=(3, 5))
        self.assertSchedule(SHANGHAI, (2026, 3, 10, 11, 59, 59), (2026, 3, 11), (2026, 3, 13), rule)
        self.assertSchedule(SHANGHAI, (2026, 3, 10, 12, 0), (2026, 3, 12), (2026, 3, 15), rule)

    def _due(self, timezone, local, number, named=None, days=None):
        due = schedule_delivery(utc(timezone, *local), timezone, number, named, days or CalendarDays())
        return pytz.utc.localize(due).astimezone(timezone).replace(tzinfo=None)

    def test_delivery(self):
        """CUT-04, CUT-05: urgent within 1 day, normal within 3, to the end of the company's day."""
        self.assertEqual(self._due(SHANGHAI, (2026, 3, 10, 8, 0), 1), datetime(2026, 3, 11, 23, 59, 59))
        self.assertEqual(self._due(SHANGHAI, (2026, 3, 10, 23, 59), 3), datetime(2026, 3, 13, 23, 59, 59))
        self.assertEqual(self._due(SHANGHAI, (2026, 3, 11, 0, 0), 3), datetime(2026, 3, 14, 23, 59, 59))
        friday = (2026, 3, 13, 9, 0)
        self.assertEqual(self._due(SHANGHAI, friday, 1, days=WeekDays()), datetime(2026, 3, 16, 23, 59, 59))

    def test_delivery_over_a_change_of_clocks(self):
        """CUT-04, CUT-05: the last day ends at its own midnight, also where the clocks change on it."""
        self.assertEqual(self._due(BERLIN, (2026, 3, 28, 12, 0), 1), datetime(2026, 3, 29, 23, 59, 59))
        self.assertEqual(self._due(BERLIN, (2026, 10, 24, 12, 0), 1), datetime(2026, 10, 25, 23, 59, 59))
        # Havana changes its clocks at midnight.
        self.assertEqual(self._due(HAVANA, (2026, 3, 7, 12, 0), 1), datetime(2026, 3, 8, 23, 59, 59))
        self.assertEqual(self._due(HAVANA, (2026, 10, 31, 12, 0), 1), datetime(2026, 11, 1, 23, 59, 59))

    def test_named_time(self):
        """CUT-06: the time that the customer has named is the time, earlier or later than the days allow."""
        for named in (datetime(2026, 3, 10, 10, 0), datetime(2026, 4, 1, 7, 30)):
            self.assertEqual(
                schedule_delivery(datetime(2026, 3, 10, 8, 0), SHANGHAI, 1, named, CalendarDays()), named)
