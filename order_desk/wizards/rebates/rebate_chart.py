"""A chart as SVG: bars against horizontal lines. It prints, needs no script and no library."""
from markupsafe import Markup

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 300, 90, 150, 12, 46
COLOURS = ('#9aa5b1', '#5b8def', '#2fa37c', '#e0a100', '#d9534f', '#8e5bd0')


def draw(bars, lines, number):
    """Return a chart.

    :param bars: list of (label, value); a negative value has no bar
    :param lines: list of (value, label), lowest first; a bar has the colour of the highest line it reaches
    :param number: function from a value to its text
    :rtype: Markup
    """
    top = max([value for _label, value in bars] + [value for value, _label in lines] + [1]) * 1.05
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def y(value):
        return TOP + height * (1 - max(value, 0) / top)

    parts, step = [], width / max(len(bars), 1)
    for part in range(5):
        value = top * part / 4
        parts.append(Markup(
            '<text x="{x}" y="{y:.1f}" text-anchor="end" font-size="11" fill="#666">{text}</text>'
        ).format(x=LEFT - 8, y=y(value) + 4, text=number(value)))
    for position, (label, value) in enumerate(bars):
        reached = sum(1 for bound, _label in lines if bound <= value)
        x = LEFT + position * step
        parts.append(Markup(
            '<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{fill}"><title>{title}</title></rect>'
        ).format(
            x=x + step * .12, y=y(value), w=step * .76, h=TOP + height - y(value),
            fill=COLOURS[min(reached, len(COLOURS) - 1)], title=f"{label}: {number(value)}"))
        if position % 3 == 0:
            parts.append(Markup('<text x="{x:.1f}" y="{y}" font-size="11" fill="#666">{text}</text>').format(
                x=x, y=HEIGHT - 26, text=label))
    for position, (value, label) in enumerate(lines, 1):
        parts.append(Markup(
            '<line x1="{x1}" x2="{x2}" y1="{y:.1f}" y2="{y:.1f}" stroke="{fill}" stroke-width="2" '
            'stroke-dasharray="6 4"/>'
            '<text x="{xt}" y="{yt:.1f}" font-size="11" fill="#333">{text}</text>'
        ).format(
            x1=LEFT, x2=WIDTH - RIGHT, y=y(value), fill=COLOURS[min(position, len(COLOURS) - 1)], xt=WIDTH - RIGHT + 6,
            yt=y(value) + 4, text=label))
    return Markup('<svg viewBox="0 0 {w} {h}" width="100%" style="max-width: {w}px" role="img">{parts}</svg>').format(
        w=WIDTH, h=HEIGHT, parts=Markup().join(parts))
