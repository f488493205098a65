"""Cut-off times and delivery times of the after-sales trade, as plain functions (CUT-01 to CUT-06)."""
from datetime import datetime, time, timedelta
from typing import NamedTuple

import pytz


class CutoffRule(NamedTuple):
    """What a company has agreed on; pairs are for a request before and after the cut-off.

    :param float cutoff: hours after midnight, on the company's clock
    :param bool includes_minute: whether the very minute of the cut-off still counts as before
    :param tuple order_days: days after the request by which it is ordered
    :param tuple arrange_days: days after the request by which delivery is arranged
    """
    cutoff: float = 17.25
    includes_minute: bool = False
    order_days: tuple = (0, 1)
    arrange_days: tuple = (1, 2)


class Schedule(NamedTuple):
    """What follows from the time of a request."""
    day: object
    is_after: bool
    order_by: object
    arrange_by: object


class CalendarDays:
    """Days as the calendar has them; a :class:`DayCount` counts working days the same way."""

    def shift(self, day, number):
        return day + timedelta(days=number)

    def next_working(self, day):
        return day


def schedule_request(requested_at, timezone, rule, days):
    """Return by when a written request is ordered and its delivery arranged (CUT-01, CUT-02).

    The clock on the company's wall decides, summer or winter. T is the day of the request; where only
    working days count, a request on a free day counts as the first of the next working day.

    :param datetime requested_at: naive UTC
    :param timezone: pytz time zone of the company
    :param CutoffRule rule: what the company agreed on
    :param days: object with ``shift(day, number)`` and ``next_working(day)``
    :rtype: Schedule
    """
    local = pytz.utc.localize(requested_at).astimezone(timezone)
    minutes, cutoff = local.hour * 60 + local.minute, round(rule.cutoff * 60)
    is_after = minutes > cutoff if rule.includes_minute else minutes >= cutoff
    day = days.next_working(local.date())
    if day != local.date():
        is_after = False
    return Schedule(
        day, is_after,
        days.shift(day, rule.order_days[is_after]),
        days.shift(day, rule.arrange_days[is_after]))


def schedule_delivery(arranged_at, timezone, number, named_time, days):
    """Return the moment by which goods are delivered (CUT-04, CUT-05, CUT-06).

    :param datetime arranged_at: naive UTC, when the delivery man received the goods note
    :param int number: days allowed, counted from the day of the arrangement
    :param datetime named_time: the time that the customer has named, which overrides the days; or None
    :return: naive UTC: the time named, else the last second of the company's last day
    """
    if named_time:
        return named_time
    local = pytz.utc.localize(arranged_at).astimezone(timezone)
    day = days.shift(local.date(), number)
    return timezone.localize(datetime.combine(day, time(23, 59, 59))).astimezone(pytz.utc).replace(tzinfo=None)
