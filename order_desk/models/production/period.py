"""Months and weeks of a company: what plans and forecasts are made for."""
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields

from ..orders.promise_days import local_day

KINDS = [('month', "Month"), ('week', "Week")]
LENGTH = {'month': relativedelta(months=1), 'week': timedelta(weeks=1)}


def get_bounds(day, kind):
    """Return (first, last) day of the month, or the week from Monday on, that ``day`` falls in."""
    first = day.replace(day=1) if kind == 'month' else day - timedelta(days=day.weekday())
    return first, first + LENGTH[kind] - timedelta(days=1)


def get_label(day, kind):
    """Return the name of a period: ``2031-06``, or ``2031-W23`` by the ISO calendar."""
    if kind == 'month':
        return f"{day:%Y-%m}"
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def get_today(company):
    """Return the day that a company has now."""
    return local_day(fields.Datetime.now(), company)


def get_share(days, first, last, start, stop):
    """Return which part of a period lies in a span, by the days on which the company works.

    :param DayCount days: of the company
    :param first: first day of the period; ``last`` its last
    :param start: first day of the span; ``stop`` its last
    :return: 0.0 to 1.0; by calendar days where nobody works in the whole period
    """
    begin, end = max(first, start), min(last, stop)
    if begin > end:
        return 0.0
    one = timedelta(days=1)
    whole = days.between(first - one, last)
    if not whole:
        return ((end - begin).days + 1) / ((last - first).days + 1)
    return days.between(begin - one, end) / whole
