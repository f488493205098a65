"""How far facts may move from what was decided before a decision ends."""
from datetime import date
from typing import NamedTuple

from .finding import raw_differences

# How a label may move: amounts and quantities by percent, dates by days.
FACT_KINDS = ('amount', 'quantity', 'date')


class Tolerance(NamedTuple):
    """What one gate lets pass, and for which of its facts.

    :param float percent: part of the decided value, up or down, for amounts and quantities
    :param int days: calendar days, earlier or later, for dates
    :param dict kinds: label -> one of :data:`FACT_KINDS`, as the evaluator types its facts
    """
    percent: float
    days: int
    kinds: dict

    def allows(self, old, new):
        """Tell whether every difference between two snapshots is within this tolerance.

        Measured from ``old``, which is what was decided on: small steps do not add up to a large one.
        """
        return all(self._is_within(path, before, after) for path, before, after in raw_differences(old, new))

    def _is_within(self, path, before, after):
        # Facts kept by id carry the kind of the label above them.
        kind = next((self.kinds[label] for label in reversed(path) if label in self.kinds), None)
        if kind == 'date':
            return _is_date_within(before, after, self.days)
        return bool(kind) and _is_number(before) and _is_number(after) and (
            # A hair's breadth for what floats cannot hold: 5 % of 100 is 5.
            abs(after - before) <= abs(before) * self.percent / 100 + 1e-9)


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_date_within(before, after, days):
    try:
        # Of a moment its day counts.
        return abs((date.fromisoformat(after[:10]) - date.fromisoformat(before[:10])).days) <= days
    except (TypeError, ValueError):
        return False
