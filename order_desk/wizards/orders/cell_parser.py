"""Turn one cell into one value, or say why it cannot be: nothing is guessed."""
import math
import re
from datetime import date, datetime

_GROUP = {'.': "[,'\u2019 \u00a0\u202f]", ',': "[.'\u2019 \u00a0\u202f]"}


class CellError(ValueError):
    """The cell cannot be read; ``args[0]`` is the kind of mistake."""


def parse_text(value):
    """Return the text of a cell; whole numbers without a decimal part."""
    if value is None:
        return ''
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def parse_number(value, decimal):
    """Return a number.

    :param str decimal: the decimal separator that the clerk chose, ``.`` or ``,``
    :raise CellError: ``empty`` or ``number``
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        raise CellError('empty')
    if isinstance(value, bool | date):
        raise CellError('number')
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise CellError('number')
        return float(value)
    text = str(value).strip()
    group = _GROUP[decimal]
    pattern = rf"[+-]?(\d+|\d{{1,3}}(?:{group}\d{{3}})+)(?:{re.escape(decimal)}\d+)?"
    if not re.fullmatch(pattern, text, re.ASCII):
        raise CellError('number')
    return float(re.sub(group, '', text).replace(decimal, '.'))


def parse_date(value, order):
    """Return a date, or None for an empty cell.

    :param str order: ``ymd``, ``dmy`` or ``mdy``, as the clerk chose
    :raise CellError: ``date``
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):  # a datetime is a date as well
        return value.date()
    if isinstance(value, date):
        return value
    parts = re.fullmatch(r"(\d{1,4})[-./\u5e74](\d{1,2})[-./\u6708](\d{1,4})\u65e5?", str(value).strip(), re.ASCII)
    if not parts or not order:
        raise CellError('date')
    found = dict(zip(order, parts.groups(), strict=True))
    if len(found['y']) != 4:
        raise CellError('date')
    try:
        return date(int(found['y']), int(found['m']), int(found['d']))
    except ValueError:
        raise CellError('date') from None
