"""Control limits and Pareto: plain numbers, and where they stand on paper."""
from math import sqrt
from typing import NamedTuple

SIGMAS = 3
# The drawing: 900 by 210, with a margin for labels.
LEFT, RIGHT, TOP, BOTTOM = 40, 890, 12, 170


class Point(NamedTuple):
    """A period of a p-chart. Without anything shipped there is neither a rate nor a limit: None."""
    label: str
    shipped: float
    counted: float
    rate: float
    centre: float
    lower: float
    upper: float
    is_out: bool


class Chart(NamedTuple):
    """What is drawn: dicts of positions."""
    bars: list
    lines: list
    dots: list
    labels: list


def p_chart(series):
    """Return the points of a p-chart, whose limits vary with what was shipped.

    A point outside three standard deviations of the average rate is no noise; one inside is no trend.

    :param series: ``[(label, shipped, counted)]``, in the order of time
    :rtype: list[Point]
    """
    shipped_total = sum(shipped for _label, shipped, _counted in series)
    counted_total = sum(counted for _label, shipped, counted in series if shipped)
    centre = min(counted_total / shipped_total, 1.0) if shipped_total else None
    points = []
    for label, shipped, counted in series:
        if not shipped:
            points.append(Point(label, shipped, counted, None, centre, None, None, False))
            continue
        spread = SIGMAS * sqrt(centre * (1 - centre) / shipped)
        lower, upper = max(0.0, centre - spread), min(1.0, centre + spread)
        rate = counted / shipped
        points.append(Point(label, shipped, counted, rate, centre, lower, upper, not lower <= rate <= upper))
    return points


def pareto(rows):
    """Return rows with their share of the whole and the share of all up to them, the largest first.

    :param rows: ``[(label, amount)]``
    :return: ``[(label, amount, share, cumulative share)]``; shares are None where all amounts are 0
    """
    total, sum_so_far, result = sum(amount for _label, amount in rows), 0.0, []
    for label, amount in sorted(rows, key=lambda row: (-row[1], str(row[0]))):
        sum_so_far += amount
        result.append((label, amount, amount / total if total else None, sum_so_far / total if total else None))
    return result


def draw_p_chart(points):
    """Return the drawing of a p-chart, or None without a rate."""
    top = max((max(point.rate, point.upper) for point in points if point.rate is not None), default=0)
    if not top:
        return None
    step = (RIGHT - LEFT) / len(points)
    xs = [LEFT + step * (number + 0.5) for number in range(len(points))]

    def y(value):
        return round(BOTTOM - (BOTTOM - TOP) * value / (top * 1.1), 1)

    def line(name, color, dash=''):
        return {'color': color, 'dash': dash, 'points': " ".join(
            f"{x:.1f},{y(getattr(point, name))}" for x, point in zip(xs, points, strict=True)
            if getattr(point, name) is not None)}

    dots = [
        {'x': round(x, 1), 'y': y(point.rate), 'alert': point.is_out}
        for x, point in zip(xs, points, strict=True) if point.rate is not None]
    labels = [{'x': round(x, 1), 'y': BOTTOM + 14, 'anchor': 'middle', 'text': point.label}
              for x, point in zip(xs, points, strict=True)]
    labels += [{'x': LEFT - 4, 'y': y(value) + 3, 'anchor': 'end', 'text': f"{value:.1%}"} for value in (0, top)]
    return Chart([], [
        line('centre', '#2e7d32'), line('upper', '#c0392b', '5,4'), line('lower', '#c0392b', '5,4'),
        line('rate', '#1f3a5f')], dots, labels)


def draw_pareto(rows, limit=12):
    """Return the drawing of a Pareto chart: bars, and the line of the cumulative share; None without amounts.

    :param rows: as :func:`pareto` returns them
    """
    rows = rows[:limit]
    if not rows or not rows[0][1]:
        return None
    step = (RIGHT - LEFT) / len(rows)
    height = BOTTOM - TOP
    bars, points, labels = [], [], []
    for number, (label, _amount, share, cumulative) in enumerate(rows):
        x = LEFT + step * number
        bars.append({'x': round(x + step * 0.15, 1), 'width': round(step * 0.7, 1), 'alert': False,
                     'y': round(BOTTOM - height * share, 1), 'height': round(height * share, 1)})
        points.append(f"{x + step / 2:.1f},{BOTTOM - height * cumulative:.1f}")
        labels.append({'x': round(x + step / 2, 1), 'y': BOTTOM + 14, 'anchor': 'middle', 'text': str(label)[:18]})
    labels += [{'x': LEFT - 4, 'y': TOP + 4, 'anchor': 'end', 'text': "100%"},
               {'x': LEFT - 4, 'y': BOTTOM + 3, 'anchor': 'end', 'text': "0%"}]
    return Chart(bars, [{'color': '#c0392b', 'dash': '', 'points': " ".join(points)}], [], labels)
