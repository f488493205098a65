from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class Deposit(NamedTuple):
    """What the ledger shows for one order, in its currency.

    :param float invoiced: posted invoices less posted credit notes
    """
    received: float = 0.0
    due: date | None = None
    invoiced: float = 0.0


# Every move that is an invoice or credit note of the orders, posted or not, with the
# order's share of it: a document that covers several orders counts for each in part.
_DOCUMENTS = SQL("""
    linked AS (
        SELECT DISTINCT line.move_id
          FROM sale_order_line sol
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
          JOIN account_move_line line ON line.id = rel.invoice_line_id
         WHERE sol.order_id IN (SELECT id FROM orders)
    ),
    amounts AS (
        SELECT item.move_id, item.order_id, SUM(item.price_total) AS amount
          FROM (
                SELECT DISTINCT line.id, line.move_id, line.price_total, sol.order_id
                  FROM linked
                  JOIN account_move_line line ON line.move_id = linked.move_id
                  JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
                  JOIN sale_order_line sol ON sol.id = rel.order_line_id
               ) item
      GROUP BY item.move_id, item.order_id
    ),
    shares AS (
        SELECT move_id, order_id,
               CASE WHEN COUNT(*) OVER (PARTITION BY move_id) = 1 THEN 1.0
                    WHEN SUM(amount) OVER (PARTITION BY move_id) = 0
                         THEN 1.0 / COUNT(*) OVER (PARTITION BY move_id)
                    ELSE LEAST(1.0, GREATEST(0.0, amount / SUM(amount) OVER (PARTITION BY move_id)))
               END AS share
          FROM amounts
    ),
    documents AS (
        SELECT shares.move_id, shares.order_id, shares.share
          FROM shares
         WHERE shares.order_id IN (SELECT id FROM orders)
     UNION
        SELECT note.id, shares.order_id, shares.share
          FROM shares
          JOIN account_move note ON note.reversed_entry_id = shares.move_id
         WHERE shares.order_id IN (SELECT id FROM orders)
           AND NOT EXISTS (SELECT 1 FROM shares other WHERE other.move_id = note.id)
    ),
    terms AS (
        SELECT documents.order_id, documents.share, move.move_type, line.id, line.currency_id,
               line.amount_currency, line.date, line.date_maturity, line.reconciled
          FROM documents
          JOIN account_move move ON move.id = documents.move_id AND move.state = 'posted'
          JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'payment_term'
         WHERE move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
    )""")

# Invoices: what posted counterparts matched. A payment that bounced keeps its posted entry
# and its matching, so its own state counts; the order's credit notes bring no money.
_MATCHED = SQL("""
    SELECT terms.order_id, terms.currency_id, partial.debit_amount_currency * terms.share AS amount,
           counter.currency_id AS other_currency_id, partial.credit_amount_currency * terms.share AS other_amount,
           counter.date
      FROM terms
      JOIN account_partial_reconcile partial ON partial.debit_move_id = terms.id
      JOIN account_move_line counter ON counter.id = partial.credit_move_id AND counter.parent_state = 'posted'
      JOIN account_move counter_move ON counter_move.id = counter.move_id
 LEFT JOIN account_payment payment ON payment.id = counter_move.origin_payment_id
     WHERE terms.move_type != 'out_refund'
       AND (payment.id IS NULL OR payment.state IN ('in_process', 'paid'))
       AND NOT EXISTS (SELECT 1 FROM documents own
                        WHERE own.move_id = counter.move_id AND own.order_id = terms.order_id)""")

# Credit notes: owed back to the customer, except where they only shrink the order's own invoices.
_CREDITED = SQL("""
    SELECT terms.order_id, terms.currency_id, terms.amount_currency * terms.share,
           terms.currency_id, terms.amount_currency * terms.share, terms.date
      FROM terms
     WHERE terms.move_type = 'out_refund'
 UNION ALL
    SELECT terms.order_id, terms.currency_id, partial.credit_amount_currency * terms.share,
           terms.currency_id, partial.credit_amount_currency * terms.share, terms.date
      FROM terms
      JOIN account_partial_reconcile partial ON partial.credit_move_id = terms.id
      JOIN terms invoice ON invoice.id = partial.debit_move_id AND invoice.order_id = terms.order_id
     WHERE terms.move_type = 'out_refund'""")

# Payments assigned to the order: what is still free. Matched with the order's posted invoice it
# was counted there; matched with anything else it is spent; an own invoice back in draft holds nothing.
_ASSIGNED = SQL("""
    SELECT free.order_id, free.currency_id, free.amount, free.currency_id, free.amount, free.date
      FROM (
            SELECT payment.desk_order_id AS order_id, line.currency_id, payment.date,
                   -line.amount_currency
                   - COALESCE((SELECT SUM(partial.credit_amount_currency)
                                 FROM account_partial_reconcile partial
                                 JOIN account_move_line counter ON counter.id = partial.debit_move_id
                                WHERE partial.credit_move_id = line.id
                                  AND (counter.parent_state = 'posted' OR NOT EXISTS (
                                       SELECT 1 FROM documents own
                                        WHERE own.move_id = counter.move_id
                                          AND own.order_id = payment.desk_order_id))), 0)
                   + COALESCE((SELECT SUM(partial.debit_amount_currency)
                                 FROM account_partial_reconcile partial
                                WHERE partial.debit_move_id = line.id), 0) AS amount
              FROM account_payment payment
              JOIN account_move move ON move.id = payment.move_id AND move.state = 'posted'
              JOIN account_move_line line ON line.move_id = move.id
              JOIN account_account account ON account.id = line.account_id
             WHERE payment.desk_order_id IN (SELECT id FROM orders)
               AND payment.state IN ('in_process', 'paid')
               AND account.account_type = 'asset_receivable'
           ) free""")


class OrderDeskDepositLedger(models.AbstractModel):
    """What customers have paid on their orders, read from the ledger alone (design law 6, DEP-01).

    How it counts, per order:

    * posted invoices of the order, down payments or not: what posted counterparts matched,
      in the currency of the order;
    * less its posted credit notes, as far as they do not merely shrink its own invoices;
    * plus the free part of posted payments assigned to the order.

    ``payment_state``, ``amount_paid`` and authorised transactions are not looked at.
    Two queries for any number of orders: the ledger, and currency rates where needed.
    """
    _name = 'order.desk.deposit.ledger'
    _description = "Deposit Ledger"

    # === BUSINESS METHODS === #

    @api.model
    def _get_deposits(self, orders):
        """Return what the ledger shows today for ``orders``.

        :param orders: sale.order records; the caller needs no access to journal entries
        :return: ``{order: Deposit}``: amount received in the order's currency, rounded by it,
            the earliest due date of what is invoiced and open, and the amount invoiced
        :rtype: dict[sale.order, Deposit]
        """
        rows = self._read_ledger(orders.ids) if orders.ids else []
        by_id = {order.id: order for order in orders}
        rates = self._get_rates({
            (currency_id, day, by_id[order_id].company_id.root_id.id)
            for order_id, _kind, source_id, day, _amount, _due in rows
            if source_id and source_id != by_id[order_id].currency_id.id
            for currency_id in (source_id, by_id[order_id].currency_id.id)
        })
        amounts, due = {}, {}
        for order_id, kind, currency_id, day, amount, due_on in rows:
            order = by_id[order_id]
            if kind == 'due':
                due[order_id] = due_on
                continue
            if currency_id != order.currency_id.id:
                root_id = order.company_id.root_id.id
                amount *= rates[order.currency_id.id, day, root_id] / rates[currency_id, day, root_id]
            amounts[order_id, kind] = amounts.get((order_id, kind), 0.0) + amount
        return {
            order: Deposit(
                order.currency_id.round(amounts.get((order.id, 'received'), 0.0)), due.get(order.id),
                order.currency_id.round(amounts.get((order.id, 'invoiced'), 0.0)))
            for order in orders
        }

    @api.model
    def _convert(self, amounts):
        """Convert many amounts in at most one query.

        :param amounts: list of (amount, currency, currency wanted, company, date)
        :return: the amounts in the currencies wanted, rounded by them
        :rtype: list[float]
        """
        rates = self._get_rates({
            (currency.id, day, company.root_id.id)
            for _amount, source, target, company, day in amounts if source != target
            for currency in (source, target)
        })
        return [
            target.round(amount if source == target else
                         amount * rates[target.id, day, company.root_id.id] / rates[source.id, day, company.root_id.id])
            for amount, source, target, company, day in amounts
        ]

    # === HELPERS === #

    def _read_ledger(self, order_ids):
        self.env['sale.order'].flush_model(['currency_id', 'company_id'])
        self.env['sale.order.line'].flush_model(['order_id', 'invoice_lines'])
        self.env['account.move'].flush_model(['state', 'move_type', 'reversed_entry_id', 'origin_payment_id'])
        self.env['account.move.line'].flush_model([
            'move_id', 'parent_state', 'display_type', 'currency_id', 'amount_currency', 'account_id',
            'price_total', 'date', 'date_maturity', 'reconciled', 'sale_line_ids'])
        self.env['account.partial.reconcile'].flush_model()
        self.env['account.payment'].flush_model(['state', 'move_id', 'date', 'desk_order_id'])
        return self.env.execute_query(SQL(
            """
              WITH orders AS (SELECT id, currency_id FROM sale_order WHERE id IN %(order_ids)s),
                   %(documents)s,
                   entries AS (%(matched)s UNION ALL %(credited)s UNION ALL %(assigned)s),
                   amounts_found AS (
                       SELECT entries.*, orders.currency_id AS order_currency_id,
                              orders.currency_id IN (entries.currency_id, entries.other_currency_id) AS is_own
                         FROM entries JOIN orders ON orders.id = entries.order_id
                   )
            SELECT order_id, 'received',
                   CASE WHEN is_own THEN order_currency_id ELSE currency_id END,
                   CASE WHEN is_own THEN NULL ELSE date END,
                   SUM(CASE WHEN is_own AND order_currency_id != currency_id THEN other_amount ELSE amount END)::float,
                   NULL::date
              FROM amounts_found
          GROUP BY 1, 3, 4
         UNION ALL
            SELECT order_id, 'invoiced', currency_id, date, SUM(amount_currency * share)::float, NULL
              FROM terms
          GROUP BY order_id, currency_id, date
         UNION ALL
            SELECT order_id, 'due', NULL, NULL, NULL, MIN(date_maturity)
              FROM terms
             WHERE move_type != 'out_refund' AND reconciled IS NOT TRUE
          GROUP BY order_id""",
            order_ids=tuple(order_ids), documents=_DOCUMENTS, matched=_MATCHED, credited=_CREDITED, assigned=_ASSIGNED))

    @api.model
    def _get_rates(self, keys):
        """Return the rates of currencies on days, as the host would pick them, in one query.

        :param keys: set of (currency id, date, id of the root company)
        :rtype: dict[tuple, float]
        """
        if not keys:
            return {}
        currency_ids, days, company_ids = zip(*sorted(keys), strict=True)
        self.env['res.currency.rate'].flush_model(['currency_id', 'company_id', 'name', 'rate'])
        rows = self.env.execute_query(SQL(
            """
            SELECT key.currency_id, key.day, key.company_id,
                   COALESCE(
                       (SELECT rate.rate FROM res_currency_rate rate
                         WHERE rate.currency_id = key.currency_id AND rate.name <= key.day
                           AND (rate.company_id IS NULL OR rate.company_id = key.company_id)
                      ORDER BY rate.company_id, rate.name DESC LIMIT 1),
                       (SELECT rate.rate FROM res_currency_rate rate
                         WHERE rate.currency_id = key.currency_id
                           AND (rate.company_id IS NULL OR rate.company_id = key.company_id)
                      ORDER BY rate.company_id, rate.name LIMIT 1),
                       1.0)::float
              FROM unnest(%(currency_ids)s::int[], %(days)s::date[], %(company_ids)s::int[])
                   AS key(currency_id, day, company_id)""",
            currency_ids=list(currency_ids), days=list(days), company_ids=list(company_ids)))
        return {(currency_id, day, company_id): rate for currency_id, day, company_id, rate in rows}
