"""Confirming orders of five lines with every gate of review and confirmation on and passed."""
from statistics import median

from benchmarks.passing import Office

LIMIT, RATIO = 15, 1.03
ROUNDS = 7


def _confirm(host, env, orders, enabled):
    """Confirm and undo; return the measure. The switch tells which of the two roads is taken."""
    company = env.company
    company.desk_enabled = enabled
    env['res.company']._desk_get_enabled_ids()
    env['order.desk.gate']._get_gates(company, ('review',))
    savepoint = env.cr.savepoint()
    measure = host.Measure(env, orders.action_confirm)
    if set(orders.mapped('state')) != {'sale'} or not orders.picking_ids:
        raise RuntimeError("the orders of the measurement were not confirmed")
    savepoint.rollback()
    savepoint.close(rollback=True)
    env.invalidate_all()
    return measure


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE'], 'bench_confirm') as name, host.environment(name) as env:
        env.company.desk_enabled = True
        gates = env['order.desk.gate'].search([])
        gates.filtered(lambda gate: gate.stage not in ('review', 'confirm')).active = False
        office = Office(env)
        orders = office.passed(100)
        for number in (1, 20, 100):
            some = orders[:number]
            rounds = [(_confirm(host, env, some, False), _confirm(host, env, some, True))
                      for _round in range(ROUNDS if number == 100 else 3)][1:]
            off, on = (min(measure.queries for measure in column) for column in zip(*rounds, strict=True))
            table.add(f"confirming {number} order(s): extra queries", str(on - off), f"{off} in all", str(LIMIT),
                      on - off <= LIMIT)
        off, on = (median(measure.seconds for measure in column) for column in zip(*rounds, strict=True))
        table.add("confirming 100 orders: time", f"{on:.2f} s ({on / off:.3f} ×)", f"{off:.2f} s", f"{RATIO} ×",
                  on <= RATIO * off)
