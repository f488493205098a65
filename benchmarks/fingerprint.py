"""What decisions and their facts add to saving an order, with one gate and with all of them."""
from unittest.mock import patch

from odoo import Command

from benchmarks.passing import Office

LIMIT, MORE = 2, 20


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE'], 'bench_fingerprint') as name, host.environment(name) as env:
        env.company.desk_enabled = True
        order = Office(env).passed(1)
        gates = env['order.desk.gate'].search([])
        price = gates.filtered(lambda gate: gate.code == 'price')
        for changed in (False, True):
            (gates - price).active = False
            one = measure(host, env, order, changed)
            gates.active = True
            every = measure(host, env, order, changed)
            many = add_gates(env, order)
            more = measure(host, env, order, changed)
            many.active = False
            what = "a changed price" if changed else "an unchanged price"
            table.add(
                f"saving a signed order with {what}: queries for decisions and facts",
                f"{every} with {len(gates)} gates, {more} with {len(gates) + MORE} ({one} with one)", "—", str(LIMIT),
                max(one, every, more) <= LIMIT)


def add_gates(env, order):
    """Return sign-off gates of the general manager's, signed by him on this order."""
    manager = env['res.users'].search([('login', '=', 'bench_general_manager')])
    gates = env['order.desk.gate'].with_context(active_test=False).search([('code', '=like', 'bench_%')])
    if gates:
        gates.active = True
        return gates
    group = env.ref('order_desk.group_general_manager').id
    gates = gates.create([
        {'name': f"Bench {number}", 'code': f'bench_{number}', 'approval_ids': [Command.create({'group_id': group})]}
        for number in range(MORE)])
    for gate in gates:
        order.with_user(manager).desk_decide(gate.code, 'approve', "Bench")
    return gates


def measure(host, env, order, changed):
    """Return how many queries of a save go to decisions and to facts that nothing else would read."""
    with env.cr.savepoint() as savepoint:
        line = order.order_line[:1]
        if changed:
            line.price_unit += 1
        order._desk_refresh()  # warms caches, and writes what the change alone writes
        model = type(env['order.desk.decision'])
        whole = host.Measure(env, order._desk_refresh).queries
        # What opens without its decisions is not written: only reading is compared.
        store = patch.object(type(order), '_desk_store', lambda *args: None)
        with store:
            with_decisions = host.Measure(env, order._desk_refresh).queries
            with patch.object(model, '_get_by_document', lambda self, documents: {}):
                without = host.Measure(env, order._desk_refresh).queries
        savepoint.rollback()
    env.invalidate_all()
    if whole < with_decisions:
        raise RuntimeError("a save writes less than it reads")
    return with_decisions - without
