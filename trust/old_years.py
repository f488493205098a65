"""A company of the host alone with years of data: a few documents typed in, copied inside the database."""
import subprocess

from odoo import Command, sql_db
from odoo.tools import SQL

from benchmarks import fill

# In an order in which nobody names what is not there yet.
TABLES = (
    'sale_order', 'sale_order_line', 'stock_reference', 'stock_picking', 'mrp_production', 'stock_move',
    'stock_move_line', 'account_move', 'account_move_line', 'mail_message')
RELATIONS = ('sale_order_line_invoice_rel', 'stock_reference_move_rel', 'stock_reference_sale_rel')
DATES = {
    'sale_order': ('date_order', 'create_date'), 'stock_picking': ('scheduled_date', 'date_done', 'create_date'),
    'account_move': ('date', 'invoice_date'), 'mrp_production': ('date_start', 'create_date')}
DAYS = 1500
# Of a hundred orders.
SHARES = {'draft': 10, 'sent': 10, 'cancelled': 10, 'waiting': 20, 'invoiced': 40, 'made': 10}


def _type_in(env):
    """Return ``{what: order}``: one order of each kind, with what follows from it."""
    products = env['product.product'].create([
        {'name': f"Pump {number}", 'type': 'consu', 'list_price': 100.0 + number} for number in range(2)])
    partner = env['res.partner'].create({'name': "Harbour Works", 'is_company': True})
    orders = dict(zip(SHARES, env['sale.order'].create([{
        'partner_id': partner.id, 'order_line': [
            Command.create({'product_id': product.id, 'product_uom_qty': 2}) for product in products],
    } for _what in SHARES]), strict=True))
    orders['sent'].action_quotation_sent()
    orders['cancelled'].action_cancel()
    (orders['waiting'] | orders['invoiced'] | orders['made']).action_confirm()
    gone = (orders['invoiced'] | orders['made']).picking_ids
    gone.move_ids.picked = True
    gone.with_context(skip_sms=True).button_validate()
    orders['invoiced']._create_invoices().action_post()
    env['mrp.production'].create({
        'product_id': products[0].id, 'product_qty': 2, 'origin': orders['made'].name}).action_confirm()
    for order in orders.values():
        order.message_post(body="As agreed by telephone")
    env.flush_all()
    return orders


def _collect(env, order):
    """Return ``{table: ids}`` of an order and what follows from it."""
    productions = env['mrp.production'].search([('origin', '=', order.name)])
    moves = order.picking_ids.move_ids | productions.move_raw_ids | productions.move_finished_ids
    found = {
        'sale_order': order, 'sale_order_line': order.order_line, 'stock_picking': order.picking_ids,
        'stock_reference': order.stock_reference_ids | productions.reference_ids, 'mrp_production': productions,
        'stock_move': moves, 'stock_move_line': moves.move_line_ids, 'account_move': order.invoice_ids,
        'account_move_line': order.invoice_ids.line_ids, 'mail_message': order.message_ids}
    return {table: found[table].ids for table in TABLES}


def _get_targets(env, table):
    """Return ``{column: table}`` of the foreign keys that lead to a copied table."""
    env.cr.execute("""
        SELECT a.attname, t.relname FROM pg_constraint c
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
          JOIN pg_class t ON t.oid = c.confrelid
         WHERE c.contype = 'f' AND c.conrelid = %s::regclass""", [table])
    return {column: target for column, target in env.cr.fetchall() if target in TABLES}


def _copied(column, ids, stride):
    return SQL("CASE WHEN %(column)s = ANY(%(ids)s) THEN %(column)s + k * %(stride)s ELSE %(column)s END",
               column=SQL.identifier(column), ids=ids, stride=stride)


def _copy(env, table, ids, numbers, stride):
    """Copy the rows of one table, once for each of ``numbers`` = (first, last).

    :param int stride: copy number k of a row has the row's id and k times this
    """
    targets = _get_targets(env, table)
    if table == 'mail_message':
        targets['res_id'] = 'sale_order'
    names = fill.columns(env, table, ('access_token', 'message_id'))
    values = []
    for name in names:
        if name == 'id':
            values.append(SQL("id + k * %s", stride))
        elif name in targets:
            values.append(_copied(name, ids[targets[name]], stride))
        elif name == 'name' and table not in ('sale_order_line', 'account_move_line'):
            values.append(SQL("name || '-' || k"))
        elif name in DATES.get(table, ()):
            values.append(SQL("%s - k %% %s * interval '1 day'", SQL.identifier(name), DAYS))
        else:
            values.append(SQL.identifier(name))
    if 'id' in names:
        where = SQL("id = ANY(%s)", ids[table])
    else:
        where = SQL(" AND ").join(SQL("%s = ANY(%s)", SQL.identifier(name), ids[targets[name]]) for name in names)
    env.cr.execute(SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(%s::int, %s::int) k WHERE %s",
        SQL.identifier(table), SQL(', ').join(map(SQL.identifier, names)), SQL(', ').join(values),
        SQL.identifier(table), *numbers, where))


def grow(env, number):
    """Have ``number`` orders of every kind with lines, transfers, productions, invoices and chatter.

    :return: ``{table: number of rows}``
    """
    sets = {what: _collect(env, order) for what, order in _type_in(env).items()}
    stride = 1 + max(id_ for ids in sets.values() for rows in ids.values() for id_ in rows)
    if number * stride >= 2 ** 31:
        raise RuntimeError("the documents that are copied have too large ids")
    # As a restored dump: keys are right by construction, and asking for each of them takes an hour.
    env.cr.execute("SET LOCAL session_replication_role = replica")
    start = 1
    for what, share in SHARES.items():
        end = start + number * share // 100 - 1
        for table in (*TABLES, *RELATIONS):
            _copy(env, table, sets[what], (start, end), stride)
        start = end + 1
    env.cr.execute("SET LOCAL session_replication_role = origin")
    env.invalidate_all()
    counts = {}
    for table in TABLES:
        env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
        counts[table] = env.cr.fetchone()[0]
    return counts


def go_on(env):
    """Have the next documents numbered after the copies, and commit."""
    for table in TABLES:
        env.cr.execute(SQL(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM %s", table, SQL.identifier(table)))
    env.cr.commit()


def rest(host, database):
    """Leave a database as the host's night leaves it, and nobody connected to it."""
    sql_db.close_db(database)
    subprocess.run(['vacuumdb', *host._connection(), '--quiet', '--analyze', database], check=True)
