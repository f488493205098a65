"""When the days of a company begin and end."""
from datetime import datetime, time

import pytz


def get_timezone(company):
    """Return the time zone in which a company's days begin and end."""
    # The user's context is cached: he himself would be read once more.
    return pytz.timezone(company.partner_id.tz or company.env['res.users'].context_get().get('tz') or 'UTC')


def get_day_end(day, company):
    """Return the naive UTC moment of the last second of a company's day."""
    last = get_timezone(company).localize(datetime.combine(day, time(23, 59, 59)))
    return last.astimezone(pytz.utc).replace(tzinfo=None)
