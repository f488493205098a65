"""Confirming orders of five lines with every gate of review and confirmation on and passed."""
from benchmarks.passing import Office

LIMIT, RATIO = 15, 1.03
TURNS = {1: 2, 20: 2, 100: 8}


def _confirm(host, env, orders):
    """Confirm and undo; return the measure."""
    savepoint = env.cr.savepoint()
    measure = host.Measure(env, orders.action_confirm)
    if set(orders.mapped('state')) != {'sale'} or not orders.picking_ids:
        raise RuntimeError("the orders of the measurement were not confirmed")
    savepoint.close(rollback=True)
    env.invalidate_all()
    return measure


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE'], 'bench_confirm') as name, host.environment(name) as env:
        env.company.desk_enabled = True
        gates = env['order.desk.gate'].search([])
        gates.filtered(lambda gate: gate.stage not in ('review', 'confirm')).active = False
        orders = Office(env).passed(100)
        for number, turns in TURNS.items():
            best = host.compare_switch(
                env, lambda: _confirm(host, env, orders[:1]),
                lambda number=number: _confirm(host, env, orders[:number]), turns)
            off, extra = best[False], best[True].queries - best[False].queries
            table.add(f"confirming {number} order(s): extra queries", str(extra), f"{off.queries} in all", str(LIMIT),
                      extra <= LIMIT, queries=extra)
        host.add_time(table, "confirming 100 orders: time", best, RATIO)
