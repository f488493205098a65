"""Messages of several parts, translated for whoever reads them."""
from functools import reduce

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


def join(parts):
    """Return lazily translated sentences as one message.

    :param list parts: at least one lazily translated message
    """
    return reduce(lambda first, more: _lt("%(first)s; %(more)s", first=first, more=more), parts)
