"""Deviation, margin and floor of an order's lines: plain arithmetic on columns already read."""
from typing import Any, NamedTuple

FULL_DISCOUNT = 100.0
#: Below this a deviation is rounding, not a discount (percent).
TOLERANCE = 0.005


class LinePrice(NamedTuple):
    """One judged line; amounts in the order's currency for one unit, percentages in percent."""
    line: Any
    net: float
    reference: float
    deviation: float
    margin: float | None
    floor: float
    below_floor: bool
    shortfall: float


def analyse(order, lines, basis):
    """Return a :class:`LinePrice` for each of ``lines`` of one order.

    Negative or zero prices and negative quantities count as given away. A discount
    on the whole order (the host's discount line) is spread over the other lines, so
    that it cannot hide what it takes off each of them.

    :param lines: rows of its priced lines
    :param dict basis: ``{line id: PriceBasis}``
    """
    currency = order.currency_id
    rounding = currency.rounding or 0.01
    sold, spread = [], 0.0
    total = 0.0
    for line in lines:
        net = line.price_unit * (1 - (line.discount or 0.0) / 100)
        quantity = line.product_uom_qty
        if net < 0 and line._is_global_discount():
            spread -= net * quantity
            continue
        sold.append((line, net, quantity))
        if net > 0 and quantity > 0:
            total += net * quantity
    factor = 1.0
    if spread > 0:
        factor = max(0.0, 1 - spread / total) if total else 0.0
    return [_judge(line, net, quantity, factor, rounding, basis[line.id]) for line, net, quantity in sold]


def _judge(line, net, quantity, factor, rounding, basis):
    net *= factor
    given_away = not net > 0 or quantity < 0  # "not a number" is nothing paid
    untaxed = net
    if quantity > 0 and factor == 1.0 and abs(line.price_subtotal - net * quantity) > rounding:
        untaxed = line.price_subtotal / quantity  # the price includes tax, floor and cost do not
    reference = basis.reference or 0.0
    if given_away:
        deviation = FULL_DISCOUNT
    elif reference > 0:
        deviation = round((reference - net) / reference * 100, 4)
    else:
        deviation = 0.0
    margin = None
    if basis.cost > 0:
        margin = -FULL_DISCOUNT
        if not given_away and untaxed > 0:
            margin = round((untaxed - basis.cost) / untaxed * 100, 4)
    gap = basis.floor - untaxed if basis.floor > 0 else 0.0
    shortfall = max(gap, 0.0) * (abs(quantity) or 1.0)
    # Less than half of the currency's last digit over the whole line is rounding, not a lower price.
    below_floor = gap > basis.floor * 1e-6 and shortfall > rounding / 2
    return LinePrice(
        line, net, reference, deviation, margin, basis.floor, below_floor, shortfall if below_floor else 0.0)
