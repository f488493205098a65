"""Which period a report covers and on which day it is due: plain dates, no database."""
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytz
from dateutil.relativedelta import relativedelta

from odoo.tools.date_utils import end_of, start_of

FREQUENCIES = [('week', "Week"), ('month', "Month"), ('quarter', "Quarter"), ('year', "Year")]
RULES = [('day', "Day of the month"), ('last', "Last day"), ('weekday', "Day of the week")]
WEEKDAYS = [
    ('0', "Monday"), ('1', "Tuesday"), ('2', "Wednesday"), ('3', "Thursday"), ('4', "Friday"), ('5', "Saturday"),
    ('6', "Sunday")]
STEPS = {
    'week': relativedelta(weeks=1), 'month': relativedelta(months=1), 'quarter': relativedelta(months=3),
    'year': relativedelta(years=1)}


class Period(NamedTuple):
    """Days from the first to the last, both included."""
    first: date
    last: date


class Duty(NamedTuple):
    """What is covered, and the day on which it is due by the rule, weekends not yet regarded."""
    period: Period
    due_on: date


def get_period(day, frequency):
    """Return the week, month, quarter or year in which a day lies."""
    return Period(start_of(day, frequency), end_of(day, frequency))


def get_due_day(anchor, rule, day=1, weekday=0, is_before=False):
    """Return the day in the anchor period on which a report is due.

    A day that its month does not have is the last day of that month. In a quarter or a year the day
    is one of its first month.

    :param Period anchor: the period in which the report is due
    :param str rule: ``day``, ``last`` or ``weekday``
    :param bool is_before: due on the day before
    """
    if rule == 'weekday':
        due = anchor.first + timedelta(days=(weekday - anchor.first.weekday()) % 7)
    elif rule == 'last':
        due = anchor.last
    else:
        due = min(anchor.first + timedelta(days=day - 1), end_of(anchor.first, 'month'))
    return due - timedelta(days=1) if is_before else due


def iterate_duties(since, frequency, covers, **rule):
    """Yield the duties one after the other, from the period before the one in which ``since`` lies.

    :param str covers: ``previous`` or ``current``: the period before the one in which the due day lies, or that one
    :param rule: as for :func:`get_due_day`
    """
    first = start_of(since, frequency) - STEPS[frequency]
    while True:
        anchor = get_period(first, frequency)
        covered = get_period(first - STEPS[frequency], frequency) if covers == 'previous' else anchor
        yield Duty(covered, get_due_day(anchor, **rule))
        first += STEPS[frequency]


def to_utc(day, hour, timezone):
    """Return the naive UTC moment of an hour (float) of a local day."""
    local = timezone.localize(datetime.combine(day, datetime.min.time()) + timedelta(hours=hour))
    return local.astimezone(pytz.utc).replace(tzinfo=None)
