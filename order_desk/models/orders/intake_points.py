"""The points of an order form: what each asks of an order, and when it is missing.

One entry a point. A test returns nothing when the point is there, otherwise
the words for the clerk. Order and lines are rows, read before: no query.
"""
from typing import Any, NamedTuple

from odoo.tools.translate import LazyTranslate

from ..core.messages import join

_lt = LazyTranslate(__name__)

SCOPE_QUESTIONS = {
    'desk_scope_business': _lt("Within our scope of business"),
    'desk_scope_policy': _lt("In line with our policies"),
    'desk_scope_capability': _lt("Within our capability"),
    'desk_scope_valid': _lt("The order is valid"),
    'desk_scope_stock': _lt("Stock is available or can be made"),
    'desk_scope_delivery': _lt("We are able to deliver"),
}


class Point(NamedTuple):
    """One point of the checklist.

    :param str code: stable word, also of the clarification note
    :param str requirement: field of the order type that asks for it; empty: always asked
    :param label: lazily translated name
    :param test: ``(order, lines) -> message or None``: the row of the order, those of its goods
    """
    code: str
    requirement: str | None
    label: Any
    test: Any


class MissingPoint(NamedTuple):
    code: str
    message: Any


def _header(code, label, is_missing, requirement=None):
    return Point(code, requirement, label, lambda order, lines: label if is_missing(order) else None)


def _lines(code, label, is_missing, requirement=None):
    def test(order, lines):
        names = [
            line.product_id.default_code or (line.name or '').split('\n', 1)[0] or str(line.sequence)
            for line in lines if is_missing(line)
        ]
        if not names:
            return None
        return _lt("%(point)s (%(lines)s)", point=label, lines=", ".join(names[:5]) + (" …" if names[5:] else ""))
    return Point(code, requirement, label, test)


def _test_document(order, lines):
    if order.desk_document_digest:
        return None
    spoken, _review = order.env['order.desk.channel']._get_intake_flags(order.desk_channel_id.id)
    return _lt("The order was spoken: the customer's written document is missing") if spoken else _DOCUMENT


def _test_oral(order, lines):
    # Asked even of a type that needs no document: a spoken order is never enough.
    if 'document' in order.env['order.desk.order.type']._get_required_points(order.desk_order_type_id.id):
        return None
    spoken, _review = order.env['order.desk.channel']._get_intake_flags(order.desk_channel_id.id)
    return _test_document(order, lines) if spoken else None


def _test_address(order, lines):
    place = order.partner_shipping_id or order.partner_id
    return None if place.street and place.city and place.country_id else _ADDRESS


def _test_delivery_date(order, lines):
    return None if order.commitment_date or (lines and all(line.desk_requested_date for line in lines)) else _DATE


def _test_scope(order, lines):
    open_questions = [label for name, label in SCOPE_QUESTIONS.items() if not getattr(order, name)]
    if not open_questions:
        return None
    return _lt("Preliminary review (%(questions)s)", questions=join(open_questions))


def _test_scope_refused(order, lines):
    refused = [label for name, label in SCOPE_QUESTIONS.items() if getattr(order, name) == 'no']
    if not refused:
        return None
    return _lt("Preliminary review answered \"no\": %(questions)s", questions=join(refused))


def _test_review(order, lines):
    _spoken, needs_review = order.env['order.desk.channel']._get_intake_flags(order.desk_channel_id.id)
    return _lt("Review of the salesperson's order form") if needs_review and not order.desk_reviewed_at else None


def _test_second_check(order, lines):
    if not order.desk_entry_checked_at:
        return _CHECK
    if order._desk_is_entry_changed():
        return _lt("Second check of the entry, which was changed after it had been checked")
    return None


def _test_unread_rows(order, lines):
    return _lt("Rows of the customer's file that could not be read") if order.desk_unread_rows else None


def _test_questions(order, lines):
    count = order.desk_open_question_count
    return _lt("Questions without an answer: %(count)s", count=count) if count else None


_DOCUMENT = _lt("The customer's own document")
_ADDRESS = _lt("Delivery place")
_DATE = _lt("Delivery date")
_CHECK = _lt("Second check of the entry")

POINTS = [
    _header('order_type', _lt("Order type"), lambda order: not order.desk_order_type_id),
    _header('channel', _lt("Channel"), lambda order: not order.desk_channel_id),
    _header('received', _lt("Time received"), lambda order: not order.desk_received_at),
    Point('document', 'require_document', _DOCUMENT, _test_document),
    Point('oral', None, _lt("Spoken order"), _test_oral),
    _header('contact', _lt("Contact details"), lambda order: not (
        order.partner_id.phone or order.partner_id.email
        or order.partner_id.commercial_partner_id.phone or order.partner_id.commercial_partner_id.email
    ), 'require_contact'),
    _header('customer_ref', _lt("Customer's order number"), lambda order: not order.client_order_ref,
            'require_customer_ref'),
    Point('lines', None, _lt("Products"), lambda order, lines: None if lines else _lt("Products")),
    _lines('product', _lt("Product"), lambda line: not line.product_id),
    _lines('archived', _lt("Product that is no longer sold"),
           lambda line: line.product_id and not line.product_id.active),
    _lines('model', _lt("Product model"), lambda line: line.product_id and not line.product_id.default_code,
           'require_model'),
    _lines('specification', _lt("Specification"), lambda line: not (
        line.desk_specification or line.product_id.desk_specification), 'require_specification'),
    _lines('brand', _lt("Brand"), lambda line: not (line.desk_brand or line.product_id.desk_brand), 'require_brand'),
    _lines('material', _lt("Material"), lambda line: not (
        line.desk_material or line.product_id.desk_material), 'require_material'),
    # A quantity below zero is never an order, whatever the type asks for.
    _lines('quantity', _lt("Quantity"), lambda line: line.product_uom_qty <= 0, 'require_quantity'),
    _lines('negative', _lt("Quantity or price below zero"),
           lambda line: line.product_uom_qty < 0 or line.price_unit < 0),
    _lines('price', _lt("Price"), lambda line: not line.price_unit, 'require_price'),
    _header('quality_standard', _lt("Quality standard"), lambda order: not order.desk_quality_standard,
            'require_quality_standard'),
    _header('packing', _lt("Packing"), lambda order: not order.desk_packing, 'require_packing'),
    _header('special_requirements', _lt("Special requirements"), lambda order: not (
        order.desk_special_requirements or order.desk_no_special_requirements), 'require_special_requirements'),
    Point('delivery_date', 'require_delivery_date', _DATE, _test_delivery_date),
    Point('delivery_address', 'require_delivery_address', _ADDRESS, _test_address),
    _header('transport', _lt("Transport"), lambda order: not (order.carrier_id or order.desk_transport),
            'require_transport'),
    _header('incoterm', _lt("Incoterm"), lambda order: not order.incoterm, 'require_incoterm'),
    _header('payment_terms', _lt("Payment settlement"), lambda order: not order.payment_term_id,
            'require_payment_terms'),
    _header('payment_method', _lt("Payment method"), lambda order: not order.desk_payment_method,
            'require_payment_method'),
    Point('unread_rows', None, _lt("Unread rows"), _test_unread_rows),
    Point('question', None, _lt("Question"), _test_questions),
    Point('scope', 'require_scope', _lt("Preliminary review"), _test_scope),
    Point('scope_refused', None, _lt("Preliminary review answered \"no\""), _test_scope_refused),
    Point('review', None, _lt("Review of the order form"), _test_review),
    Point('second_check', 'require_second_check', _CHECK, _test_second_check),
    _header('estimate', _lt("First estimate answered"), lambda order: not order.desk_estimate_sent_at,
            'require_estimate'),
    _header('number_confirmed', _lt("Order number confirmed with the customer"),
            lambda order: not order.desk_number_confirmed_at, 'require_number_confirmed'),
]
POINT_LABELS = {point.code: point.label for point in POINTS}
