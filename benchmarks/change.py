"""Carrying out a change request on an order of two hundred lines, beside writing the same lines in plain Odoo."""
from odoo import Command

from benchmarks.passing import Office

LINES, RATIO = 200, 2
# Plain Odoo goes through the whole order for each line it writes: every line costs the same.
PLAIN_LINES = 20


def _make_order(env, office):
    """Return a confirmed order of the shelf's products, every line with a transfer behind it."""
    order = env['sale.order'].create({
        'partner_id': office.partner.id,
        'order_line': [
            Command.create({'product_id': product.id, 'product_uom_qty': 10 + number % 7, 'price_unit': 90.0})
            for number, product in enumerate(list(office.products) * (LINES // len(office.products)))],
    })
    order.action_confirm()
    return order


def _get_changes(order):
    """Return another quantity and another price for every line, hardly two of them alike."""
    return [(line, {'product_uom_qty': 20.0 + number, 'price_unit': 80.0 + number / 10})
            for number, line in enumerate(order.order_line)]


def _undone(host, env, function, changes):
    """Measure a change and undo it; ``changes`` are what the lines must say afterwards."""
    savepoint = env.cr.savepoint()
    measure = host.Measure(env, function)
    for line, values in changes:
        demand = sum(move.product_uom_qty for move in line.move_ids if move.state != 'cancel')
        if not line.product_uom_qty == demand == values['product_uom_qty']:
            raise RuntimeError("the lines of the measurement were not changed")
    savepoint.close(rollback=True)
    env.invalidate_all()
    return measure


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE'], 'bench_change') as name, host.environment(name) as env:
        env.company.desk_enabled = True
        office = Office(env)
        env.company.desk_enabled = False
        order = _make_order(env, office)

        changes = _get_changes(order)
        some = changes[:PLAIN_LINES]
        plain = _undone(host, env, lambda: order.write(
            {'order_line': [Command.update(line.id, values) for line, values in some]}), some)
        env.company.desk_enabled = True
        # Judged as ever, but holding nothing: what a stopped order asks for more of would wait.
        env['order.desk.gate'].search([]).severity = 'warn'
        order.action_desk_enroll()
        request = env['order.desk.change.request'].with_user(office.users['order_clerk']).create({
            'order_id': order.id, 'reason_id': env.ref('order_desk.change_reason_quantity').id,
            'line_ids': [Command.create({'sale_line_id': line.id, **values}) for line, values in changes]})
        request.action_submit()
        request.action_feasible()
        request.with_user(office.users['order_supervisor']).action_approve()
        ours = _undone(host, env, request.action_apply, changes)
        off = plain.seconds * LINES / PLAIN_LINES
        what = f"changing {LINES} lines of a confirmed order"
        table.add(f"{what}: time", f"{ours.seconds:.2f} s ({ours.seconds / off:.2f} ×)", f"{off:.2f} s", f"{RATIO} ×",
                  ours.seconds <= RATIO * off, times=ours.seconds / off)
        table.add(f"{what}: queries", str(ours.queries), str(plain.queries * LINES // PLAIN_LINES), "—", True,
                  queries=ours.queries)
