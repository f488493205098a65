"""The table behind a rate: rows of several sources side by side, whole or summed up to what a grouping asks."""
from typing import NamedTuple

from odoo.tools import SQL

#: added to the id of a move line, so that no two rows share one
SHIPPED_IDS = 1_000_000_000
#: SQL types of what is summed up; words are of other types
MEASURE_TYPES = ('numeric', 'float8')
#: measures that only shipped goods have
SHIPPED_ONLY = ('quantity_shipped', 'value_shipped')


def goods_columns(row):
    """Return the columns that every source of rows has of the goods: SQL text by the alias of its table."""
    return {
        'company_id': f"{row}.company_id",
        'product_id': f"{row}.product_id",
        'lot_id': f"{row}.lot_id",
        'product_tmpl_id': "product.product_tmpl_id",
        'categ_id': "template.categ_id",
    }


def goods_tables(row):
    """Return the joins behind ``goods_columns``, and ``own``, the unit of the product."""
    return f"""
    LEFT JOIN product_product product ON product.id = {row}.product_id
    LEFT JOIN product_template template ON template.id = product.product_tmpl_id
    LEFT JOIN uom_uom own ON own.id = template.uom_id"""


def net_value(row, quantity, unit):
    """Return the value of goods at the net price of their order line ``sold``, in the currency of the company.

    Other tables: ``sold_unit``, the unit of the order line, and ``sale``, its order.

    :param str quantity: column of ``row`` in the unit ``unit``
    """
    return f"""CASE WHEN sold.product_id = {row}.product_id THEN
        {row}.{quantity} * {unit}.factor / sold_unit.factor * sold.price_subtotal / NULLIF(sold.product_uom_qty, 0)
        / COALESCE(NULLIF(sale.currency_rate, 0), 1) END"""


# What shipped goods are counted by. A left join on a key costs nothing while nobody asks for its columns:
# the database leaves it out.
SHIPPED_COLUMNS = {
    **goods_columns('line'),
    'id': "1000000000 + line.id",
    'date': "line.date",
    'order_id': "sold.order_id",
    'partner_id': "COALESCE(sale.partner_id, transfer.partner_id)",
    'user_id': "sale.user_id",
    'carrier_id': "transfer.carrier_id",
    'quantity_shipped': "line.quantity_product_uom",
    'value_shipped': net_value('line', 'quantity_product_uom', 'own'),
}
SHIPPED_TABLES = f"""
    stock_move_line line
    LEFT JOIN stock_move move ON move.id = line.move_id
    LEFT JOIN stock_picking transfer ON transfer.id = line.picking_id
    {goods_tables('line')}
    LEFT JOIN sale_order_line sold ON sold.id = move.sale_line_id
    LEFT JOIN uom_uom sold_unit ON sold_unit.id = sold.product_uom_id
    LEFT JOIN sale_order sale ON sale.id = sold.order_id"""
#: the first day of the month in which a moment falls, in the reader's time zone; and that day as a moment again
MONTH = "date_trunc('month', timezone(%(zone)s, timezone('UTC', %(date)s)))"
MOMENT = "timezone('UTC', timezone(%(zone)s, sums.date)) AS date"


class Part(NamedTuple):
    """One source of rows: SQL text by column, tables, condition. A word left out is empty, a measure is zero."""
    kind: str
    columns: dict
    tables: str
    where: SQL

    def column(self, name, type_):
        """Return a column of this source as SQL of that type."""
        return SQL("(%s)::%s", SQL(self.columns.get(name, "0" if type_ in MEASURE_TYPES else "NULL")), SQL(type_))


class Narrow(NamedTuple):
    """What a grouping asks of the table: the database sums up to that first, and joins names to what is left.

    It travels in the context; a remote caller can send any context, but never an instance of this class.
    """
    words: tuple
    measures: tuple
    by_month: bool


def shipped_part(customers):
    """Return everything shipped to customers.

    :param list customers: ids of the places of customers
    """
    return Part('shipped', SHIPPED_COLUMNS, SHIPPED_TABLES, SQL(
        "line.state = 'done' AND line.location_dest_id = ANY(%(places)s) AND line.location_id != ALL(%(places)s)",
        places=customers))


def rows_query(parts, types):
    """Return the query of all rows of all parts.

    :param dict types: ``{column: SQL type}``
    """
    queries = []
    for part in parts:
        columns = [
            SQL("%s AS %s", part.column(name, type_), SQL.identifier(name)) for name, type_ in types.items()]
        queries.append(SQL(
            "SELECT %s::varchar AS kind, %s FROM %s WHERE %s", part.kind, SQL(", ").join(columns), SQL(part.tables),
            part.where))
    return SQL(" UNION ALL ").join(queries)


def sums_query(parts, types, narrow, zone):
    """Return the query of the rows of each part summed up by itself; ``desk_rows`` counts them.

    :param Narrow narrow: words to keep, measures to sum, and whether a day is as good as its month
    """
    queries = []
    for part in parts:
        words = []
        for name in narrow.words:
            sql = SQL("%s::varchar", part.kind) if name == 'kind' else part.column(name, types[name])
            if name == 'date' and narrow.by_month:
                sql = SQL(MONTH, zone=zone, date=sql)
            words.append(SQL("%s AS %s", sql, SQL.identifier(name)))
        measures = [
            # a measure that this source does not have is not summed up row by row
            SQL("SUM(%s) AS %s" if name in part.columns else "%s AS %s", part.column(name, types[name]),
                SQL.identifier(name))
            for name in narrow.measures]
        queries.append(SQL(
            "SELECT %s, COUNT(*) AS desk_rows FROM %s WHERE %s GROUP BY %s", SQL(", ").join([*words, *measures]),
            SQL(part.tables), part.where, SQL(", ").join(SQL(str(number + 1)) for number in range(len(words)))))
    sums = SQL(" UNION ALL ").join(queries)
    if not narrow.by_month:
        return sums
    # Turned back into moments only now: of thousands of sums, not of a million rows.
    names = [SQL.identifier('sums', name) for name in (*narrow.words, *narrow.measures, 'desk_rows') if name != 'date']
    return SQL("SELECT %s, %s FROM (%s) sums", SQL(MOMENT, zone=zone), SQL(", ").join(names), sums)
