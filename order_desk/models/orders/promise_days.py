"""Days of a promise: calendar or working days, in the company's time zone."""
from datetime import datetime, time, timedelta

import pytz

from ..core.days import get_timezone


def local_day(moment, company):
    """Return the company's day on which a UTC ``moment`` falls, False for none."""
    if not moment:
        return False
    return pytz.utc.localize(moment).astimezone(get_timezone(company)).date()


def utc_moment(day, company, hour=12):
    """Return the naive UTC moment at ``hour`` o'clock of a company's day."""
    local = get_timezone(company).localize(datetime.combine(day, time(hour)))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


class DayCount:
    """Counts and adds days for one company; asks the working calendar once for a span of days."""

    #: days looked at beyond what was asked, and the most that a shift may look ahead
    MARGIN, LIMIT = 60, 1500

    def __init__(self, company):
        self.company = company
        self.calendar = company.sudo().resource_calendar_id  # sudo: everybody's days are the company's
        self.working = company.desk_day_count == 'working' and bool(self.calendar)
        self._first = self._last = None
        self._days = []

    def between(self, start, stop):
        """Return the number of days after ``start`` up to and including ``stop``, never negative."""
        if not start or not stop or stop <= start:
            return 0
        if not self.working:
            return (stop - start).days
        self._look_at(start, stop)
        return sum(1 for day in self._days if start < day <= stop)

    def shift(self, day, number):
        """Return the day ``number`` days after ``day`` (before it, if negative)."""
        if not day or not number:
            return day
        if not self.working:
            return day + timedelta(days=number)
        span = abs(number) * 2 + self.MARGIN
        while span < self.LIMIT:
            self._look_at(day - timedelta(days=span), day + timedelta(days=span))
            days = [d for d in self._days if d > day] if number > 0 else [d for d in self._days if d < day][::-1]
            if len(days) >= abs(number):
                return days[abs(number) - 1]
            span *= 2
        # A calendar without working days cannot hold a promise: count plain days.
        return day + timedelta(days=number)

    def next_working(self, day):
        """Return ``day``, or the next working day when work rests on it."""
        if not day or not self.working:
            return day
        return self.shift(day - timedelta(days=1), 1)

    def _look_at(self, first, last):
        if self._first and self._first <= first and self._last >= last:
            return
        self._first = min(first, self._first or first)
        self._last = max(last, self._last or last)
        timezone = get_timezone(self.company)
        start = timezone.localize(datetime.combine(self._first, time.min))
        stop = timezone.localize(datetime.combine(self._last, time.max))
        intervals = self.calendar._work_intervals_batch(start, stop, tz=timezone)[False]
        self._days = sorted({begin.astimezone(timezone).date() for begin, _end, _meta in intervals})
