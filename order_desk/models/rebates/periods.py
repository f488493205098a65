"""Periods of a rebate agreement: whole months, counted from its first day."""
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

PERIODS = [('month', "Month"), ('quarter', "Quarter"), ('year', "Year"), ('validity', "Whole Validity")]
MONTHS = {'month': 1, 'quarter': 3, 'year': 12}


def split_periods(anchor: date, last: date, period: str, date_from: date, date_to: date):
    """Return the periods that a range touches, each cut to the range.

    :param anchor: first day of the agreement, on which its first period begins
    :param last: last day of the agreement
    :param period: a key of PERIODS
    :return: list of (first day, last day, is the period complete)
    """
    if period == 'validity':
        return [(date_from, date_to, date_from <= anchor and date_to >= last)]
    months = MONTHS[period]
    number = ((date_from.year - anchor.year) * 12 + date_from.month - anchor.month) // months - 1
    found = []
    while True:
        start = anchor + relativedelta(months=number * months)
        end = anchor + relativedelta(months=(number + 1) * months) - timedelta(days=1)
        number += 1
        if start > date_to:
            return found
        if end >= date_from:
            is_complete = max(start, anchor) >= date_from and min(end, last) <= date_to
            found.append((max(start, date_from), min(end, date_to), is_complete))


def shift(date_from: date, date_to: date, months: int):
    """Return the range that lies ``months`` earlier, month ends staying month ends."""
    step = relativedelta(months=months)
    return date_from - step, date_to + timedelta(days=1) - step - timedelta(days=1)
