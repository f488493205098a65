"""Fill tables by copying rows inside the database: the ORM would take an hour."""
from odoo.tools import SQL


def columns(env, table, without=('id',)):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY 1", [table])
    return [name for (name,) in env.cr.fetchall() if name not in without]


def copy_orders(env, order, count):
    """Copy an order ``count`` times; return the ids of the copies."""
    names = columns(env, 'sale_order', ('id', 'name', 'access_token'))
    fields = SQL(', ').join(SQL.identifier(name) for name in names)
    env.cr.execute(SQL(
        "INSERT INTO sale_order (name, %(fields)s) SELECT name || '-' || n, %(fields)s "
        "FROM sale_order, generate_series(1, %(count)s) n WHERE id = %(order)s RETURNING id",
        fields=fields, count=count, order=order.id))
    return [row[0] for row in env.cr.fetchall()]


def copy_check(env, check, order_ids):
    """Copy a check, with the roles whose turn it is, to each of these orders."""
    names = columns(env, 'order_desk_check', ('id', 'order_id', 'deadline'))
    fields = SQL(', ').join(SQL.identifier(name) for name in names)
    env.cr.execute(SQL(
        "INSERT INTO order_desk_check (order_id, deadline, %(fields)s) "
        "SELECT o, deadline - (o %% 5000) * interval '1 minute', %(fields)s "
        "FROM order_desk_check, unnest(%(orders)s) o WHERE id = %(check)s",
        fields=fields, orders=order_ids, check=check.id))
    env.cr.execute(SQL(
        "INSERT INTO order_desk_check_res_groups_rel (order_desk_check_id, res_groups_id) "
        "SELECT c.id, r.res_groups_id FROM order_desk_check c, order_desk_check_res_groups_rel r "
        "WHERE c.gate_id = %s AND r.order_desk_check_id = %s AND c.order_id = ANY(%s)",
        check.gate_id.id, check.id, order_ids))
