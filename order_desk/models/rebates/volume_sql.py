"""The statement that counts invoice lines in or out; pure: it reads nothing itself."""
from typing import NamedTuple

from odoo.tools import SQL

from .volume_scope import agreements, customers, goods

# Rules that count a line; every other rule leaves it out.
COUNTED = ('volume', 'included', 'credit_note')
# From so many agreements on, going through all lines is quicker than looking each document's up.
MANY = 200


class Needs(NamedTuple):
    """What the agreements at hand ask for; the statement carries nothing else.

    ``company_id`` is set where all are of one company: as a constant it lets the database guess right.
    """
    has_scope: bool
    has_paid: bool
    has_quantity: bool
    has_currency: bool
    has_taxes: bool
    has_exclusive: bool
    company_id: int | None


def build(slots, rivals, needs: Needs, as_of, end_of_day, is_detail) -> SQL:
    """Return the statement: sums per slot, or every line with its rule.

    :param slots: asked for, by position in the result
    A part that is read once stays open to the planner, which may then read the ledger in parallel.

    :param rivals: slots of other agreements that may take lines away
    :param as_of: accounting and matching date until which counts, or None
    :param end_of_day: the last second of that day, for the moment of posting
    """
    asked = [*slots, *rivals]
    ids = list({slot.agreement_id for slot in asked})
    known = SQL(
        " AND m.date <= %(day)s AND (m.desk_posted_on IS NULL OR m.desk_posted_on <= %(time)s)",
        day=as_of, time=end_of_day) if as_of else SQL()
    parts = [
        SQL("slot AS (SELECT * FROM unnest(%s::int[], %s::int[], %s::date[], %s::date[]) "
            "AS s(number, agreement_id, date_from, date_to))", list(range(len(asked))),
            [slot.agreement_id for slot in asked], [slot.date_from for slot in asked],
            [slot.date_to for slot in asked]),
        agreements(ids, needs.has_scope), customers(ids), *(goods(ids) if needs.has_scope else ()),
        *(_unpaid(needs, known, as_of) if needs.has_paid else ()),
        _lines(needs, known, is_detail, len(ids) > MANY),
    ]
    if needs.has_exclusive:
        parts.append(_taken(len(slots)))
    source = SQL("taken") if needs.has_exclusive else SQL("line")
    if is_detail:
        select = SQL(
            "SELECT number, line_id, move_id, day, currency_id, rule, amount, quantity FROM %s "
            "ORDER BY number, day, move_id, line_id", source)
    else:
        left_out = SQL(" WHERE rule IS DISTINCT FROM 'other_agreement'") if needs.has_exclusive else SQL()
        select = SQL(
            "SELECT number, SUM(amount), SUM(quantity), bool_or(amount IS NULL) FROM %s%s GROUP BY number",
            source, left_out)
    return SQL("WITH %s %s", SQL(", ").join(parts), select)


def _document(needs, known):
    """Return the join of the documents ``m`` of a slot ``s`` and a customer ``c`` of agreement ``a``."""
    return SQL(
        "JOIN account_move m ON m.commercial_partner_id = c.partner_id AND m.company_id = %s "
        "AND m.invoice_date BETWEEN s.date_from AND s.date_to AND m.state = 'posted' "
        "AND m.move_type IN ('out_invoice', 'out_refund')%s",
        needs.company_id or SQL("a.company_id"), known)


def _unpaid(needs, known, as_of):
    """Return documents that do not count as paid.

    An invoice with a rest on its receivable lines, looking at posted
    counterparts alone; and a credit note that is matched with such an invoice or
    reverses it, because the invoice it reduces does not count yet either. Other
    credit notes reduce the volume at once.
    """
    until = SQL(" AND p.max_date <= %s", as_of) if as_of else SQL()
    yield SQL(
        "candidate AS MATERIALIZED (SELECT DISTINCT m.id, m.move_type, m.reversed_entry_id FROM slot s "
        "JOIN asked a ON a.id = s.agreement_id AND a.basis = 'paid' JOIN customer c ON c.agreement_id = a.id "
        "%s)", _document(needs, known))
    yield SQL(
        "reduced AS MATERIALIZED (SELECT c.id AS refund_id, c.reversed_entry_id AS invoice_id FROM candidate c "
        "WHERE c.move_type = 'out_refund' AND c.reversed_entry_id IS NOT NULL "
        "UNION SELECT c.id, o.move_id FROM candidate c "
        "JOIN account_move_line t ON t.move_id = c.id AND t.display_type = 'payment_term' "
        "JOIN account_partial_reconcile p ON p.credit_move_id = t.id%s "
        "JOIN account_move_line o ON o.id = p.debit_move_id AND o.display_type = 'payment_term' "
        "AND o.parent_state = 'posted' WHERE c.move_type = 'out_refund')", until)
    yield SQL(
        "unpaid_invoice AS MATERIALIZED (SELECT t.move_id FROM account_move_line t "
        "JOIN account_move i ON i.id = t.move_id AND i.move_type = 'out_invoice' "
        "LEFT JOIN LATERAL ("
        "SELECT SUM(amount) AS amount FROM ("
        "SELECT p.amount FROM account_partial_reconcile p JOIN account_move_line o ON o.id = p.credit_move_id "
        "WHERE p.debit_move_id = t.id AND o.parent_state = 'posted'%(until)s UNION ALL "
        "SELECT -p.amount FROM account_partial_reconcile p JOIN account_move_line o ON o.id = p.debit_move_id "
        "WHERE p.credit_move_id = t.id AND o.parent_state = 'posted'%(until)s) x) matched ON true "
        "WHERE t.display_type = 'payment_term' AND t.move_id IN ("
        "SELECT id FROM candidate WHERE move_type = 'out_invoice' UNION SELECT invoice_id FROM reduced) "
        "GROUP BY t.move_id HAVING SUM(ABS(t.balance - COALESCE(matched.amount, 0))) > 0.00001)", until=until)
    yield SQL(
        "unpaid AS MATERIALIZED (SELECT move_id FROM unpaid_invoice UNION "
        "SELECT r.refund_id FROM reduced r JOIN unpaid_invoice u ON u.move_id = r.invoice_id)")


def _rate(currency):
    """Return the rate of a currency on the invoice's date, as Odoo keeps it: units per unit of the company's."""
    return SQL(
        "(SELECT r.rate FROM res_currency_rate r WHERE r.currency_id = %s AND r.name <= m.invoice_date "
        "AND (r.company_id IS NULL OR r.company_id = a.root_id) ORDER BY r.company_id, r.name DESC LIMIT 1)", currency)


def _amount(needs):
    """Return the value of a line in the agreement's currency, negative on credit notes."""
    if not needs.has_currency and not needs.has_taxes:
        return SQL("-l.balance")
    # With taxes: the line's total in proportion to its net value.
    taxed = SQL("CASE WHEN a.taxes AND l.price_subtotal != 0 THEN l.price_total / l.price_subtotal ELSE 1 END")
    return SQL(
        "CASE WHEN l.currency_id = a.currency_id THEN round(-l.amount_currency * %(taxed)s, 6) "
        "WHEN a.currency_id = a.company_currency_id "
        "THEN round(-l.balance * %(taxed)s / a.rounding) * a.rounding "
        "ELSE round(-l.balance * %(taxed)s * %(there)s / COALESCE(%(here)s, 1) / a.rounding) * a.rounding END",
        taxed=taxed, there=_rate(SQL("a.currency_id")), here=_rate(SQL("a.company_currency_id")))


def _quantity(needs):
    if not needs.has_quantity:
        return SQL("0")
    return SQL(
        "CASE WHEN m.move_type = 'out_refund' THEN -l.quantity ELSE l.quantity END "
        "* COALESCE(lu.factor / a.uom_factor, 1)")  # numeric: exact to 16 digits


def _rules(needs):
    """Return the rules that leave a line out, in the order in which they decide: (name, condition to stay)."""
    yield 'tax', SQL("l.display_type != 'tax'")
    yield 'rebate', SQL("l.desk_is_rebate IS NOT TRUE")
    yield 'down_payment', SQL("(l.is_downpayment IS NOT TRUE OR a.down_payments)")
    yield 'delivery', SQL(
        "(a.delivery OR (l.product_id IN (SELECT product_id FROM delivery_carrier)) IS NOT TRUE "
        "AND carried.line_id IS NULL)")
    if needs.has_scope:
        yield 'excluded', SQL("e.product_id IS NULL")
        yield 'not_included', SQL("(i.product_id IS NOT NULL OR NOT a.is_chosen)")
    if needs.has_quantity:
        yield 'unit', SQL("(a.basis != 'quantity' OR COALESCE(split_part(lu.parent_path, '/', 1) = a.uom_root, false))")
    if needs.has_paid:
        yield 'unpaid', SQL("(a.basis != 'paid' OR NOT m.id IN (SELECT move_id FROM unpaid))")


def _rule(needs):
    """Return the rule that decides: the first that leaves the line out, or the one that counts it."""
    return SQL(
        "CASE %s WHEN m.move_type = 'out_refund' THEN 'credit_note'%s ELSE 'volume' END",
        SQL(" ").join(SQL("WHEN NOT %s THEN %s", stays, name) for name, stays in _rules(needs)),
        SQL(" WHEN a.is_chosen THEN 'included'") if needs.has_scope else SQL())


def _lines(needs, known, is_detail, is_many):
    """Return each line of each slot with value, quantity and rule; for sums, those that count alone."""
    counted = SQL(" AND ").join(stays for _name, stays in _rules(needs))
    return SQL(
        "line AS (SELECT s.number, l.id AS line_id, m.id AS move_id, m.invoice_date AS day, l.currency_id, "
        "a.id AS agreement_id, a.stacking, a.stacking_rank, "
        "%(rule)s AS rule, %(amount)s AS amount, %(quantity)s AS quantity "
        "FROM slot s JOIN asked a ON a.id = s.agreement_id JOIN customer c ON c.agreement_id = a.id "
        "%(document)s "
        "JOIN account_move_line l ON %(join)s AND l.display_type IN %(kinds)s "
        "LEFT JOIN (SELECT r.invoice_line_id AS line_id FROM sale_order_line o "
        "JOIN sale_order_line_invoice_rel r ON r.order_line_id = o.id WHERE o.is_delivery GROUP BY r.invoice_line_id"
        ") carried ON carried.line_id = l.id%(goods)s%(units)s%(where)s)",
        rule=_rule(needs) if is_detail else SQL("'volume'"), amount=_amount(needs), quantity=_quantity(needs),
        document=_document(needs, known), join=SQL("l.move_id + 0 = m.id") if is_many else SQL("l.move_id = m.id"),
        kinds=('product', 'tax') if is_detail else ('product',),
        goods=SQL(
            " LEFT JOIN included i ON i.agreement_id = a.id AND i.product_id = l.product_id "
            "LEFT JOIN excluded e ON e.agreement_id = a.id AND e.product_id = l.product_id")
        if needs.has_scope else SQL(),
        units=SQL(" LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id") if needs.has_quantity else SQL(),
        where=SQL() if is_detail else SQL(" WHERE %s", counted))


def _taken(count):
    """Return the lines of the slots asked for, without those that an agreement of lower rank counts.

    Ranked by rank and number among the active agreements, which stand behind the
    slots asked for: never by the order of processing, nor by what is asked together.
    """
    return SQL(
        "ranked AS (SELECT line.*, first_value(CASE WHEN is_claim THEN stacking_rank END) OVER claims AS best_rank, "
        "first_value(CASE WHEN is_claim THEN agreement_id END) OVER claims AS best_id FROM ("
        "SELECT *, number >= %(count)s AND rule = ANY(%(counted)s) AS is_claim FROM line) line "
        "WINDOW claims AS (PARTITION BY line_id ORDER BY NOT is_claim, stacking_rank, agreement_id)), "
        "taken AS (SELECT number, line_id, move_id, day, currency_id, amount, quantity, "
        "CASE WHEN stacking = 'exclusive' AND rule = ANY(%(counted)s) "
        "AND (best_rank, best_id) < (stacking_rank, agreement_id) THEN 'other_agreement' ELSE rule END AS rule "
        "FROM ranked WHERE number < %(count)s)",
        counted=list(COUNTED), count=count)
