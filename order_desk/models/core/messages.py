"""Messages of several parts, translated for whoever reads them."""
from functools import reduce

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


def number(value, digits=6):
    """Return a number as people write it anywhere: no exponent, no zeros behind it, none of its digits lost.

    :param int digits: decimals at the most
    """
    text = f"{round(value, digits):.{digits}f}"
    text = text.rstrip('0').rstrip('.') if '.' in text else text
    return '0' if text == '-0' else text


def join(parts, limit=None):
    """Return lazily translated sentences as one message.

    :param list parts: at least one lazily translated message
    :param int limit: how many are told at the most; the others are counted
    """
    shown = list(parts[:limit])
    if len(parts) > len(shown):
        shown.append(_lt("%(count)s more", count=len(parts) - len(shown)))
    return reduce(lambda first, more: _lt("%(first)s; %(more)s", first=first, more=more), shown)
