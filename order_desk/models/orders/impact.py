"""What a change, or the end, of a confirmed order touches: plain values that every room adds to."""
from typing import NamedTuple

IMPACT_KINDS = [
    ('held', "Added goods"),
    ('production', "Production"),
    ('material', "Issued material"),
    ('purchase', "Purchases"),
    ('delivery', "Deliveries"),
    ('drawing', "Drawings"),
    ('confirmation', "Customer's confirmation"),
    ('statement', "Material statement"),
    ('customer', "Customer"),
    ('money', "Money"),
    ('invoice', "Invoices"),
    ('date', "Dates"),
    ('cost', "Cost"),
    ('rebate', "Rebate"),
]


class Proposal(NamedTuple):
    """A change of one order as it is proposed; where none is given, the whole order is withdrawn.

    :param dict values: columns of the order and what they would become
    :param dict lines: ``{sale.order.line: {column: value}}`` of lines that change; a line that is
        dropped keeps its place with a quantity of zero
    :param tuple added: values of new lines
    """
    values: dict
    lines: dict
    added: tuple = ()


def get_quantity(proposal, line):
    """Return the quantity of a line, in its own unit, once the proposal holds."""
    if proposal is None:
        return 0.0
    return proposal.lines.get(line, {}).get('product_uom_qty', line.product_uom_qty)


def get_procured(line):
    """Return the quantity of a line that was let through to procurement: what is held sets nothing going."""
    return line.product_uom_qty - line.desk_held_qty


def get_lowered(proposal, lines):
    """Return the lines of goods of which less would be wanted than was let through to procurement."""
    return get_reduced(proposal, lines, get_procured)


def get_reduced(proposal, lines, get_now=lambda line: line.product_uom_qty):
    """Return the lines of goods of which less would be wanted than is ordered now."""
    return lines.filtered(lambda line: (
        not line.display_type and not line.is_downpayment
        and line.product_uom_id.compare(get_quantity(proposal, line), get_now(line)) < 0))


def get_raised(proposal, lines):
    """Tell whether more goods would be wanted of any of these lines, or others, than are ordered now."""
    return any(vals.get('product_uom_qty', 0.0) > 0 for vals in proposal.added) or any(
        not line.display_type and not line.is_downpayment
        and line.product_uom_id.compare(get_quantity(proposal, line), line.product_uom_qty) > 0
        for line in lines)


def get_untaxed(line, values=()):
    """Return the untaxed amount of a line in the order's currency, were ``values`` its own; not rounded."""
    values = dict(values)
    return (
        values.get('product_uom_qty', line.product_uom_qty) * values.get('price_unit', line.price_unit)
        * (1 - values.get('discount', line.discount) / 100))


def get_untaxed_total(order, proposal=None, is_now=False):
    """Return the untaxed amount of an order once the proposal holds, or as it stands now."""
    lines = order.order_line.filtered(lambda line: not line.display_type)
    if is_now:
        return sum(get_untaxed(line) for line in lines)
    if proposal is None:
        return 0.0
    return sum(get_untaxed(line, proposal.lines.get(line, ())) for line in lines) + sum(
        vals.get('product_uom_qty', 0.0) * vals.get('price_unit', 0.0) * (1 - vals.get('discount', 0.0) / 100)
        for vals in proposal.added)


def impact(kind, message, document=None, amount=None, is_blocking=False):
    """Return one row of the impact sheet.

    :param str kind: a word of :data:`IMPACT_KINDS`
    :param message: ``_lt("…", name=value)``, translated for whoever reads it
    :param document: the record concerned
    :param float amount: in the order's currency
    :param bool is_blocking: whether it must be settled before the change can be carried out
    """
    return {
        'kind': kind, 'message': message, 'document': document, 'amount': amount, 'is_blocking': is_blocking}
