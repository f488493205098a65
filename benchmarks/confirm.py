"""Confirming orders of five lines with every gate of review and confirmation on and passed."""
from benchmarks.passing import Office

LIMIT, RATIO = 15, 1.03
TURNS = 3


def _switch(host, env, orders, enabled):
    """Set the switch and warm the registry's caches, which turning it has emptied."""
    env.company.desk_enabled = enabled
    _confirm(host, env, orders[:1])


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
        office = Office(env)
        orders = office.passed(100)
        for number in (1, 20, 100):
            some = orders[:number]
            measures = {False: [], True: []}
            for enabled in (False, True) * TURNS:
                _switch(host, env, orders, enabled)
                measures[enabled] += [_confirm(host, env, some) for _round in range(2)]
            off, on = (min(measure.queries for measure in measures[enabled]) for enabled in (False, True))
            table.add(f"confirming {number} order(s): extra queries", str(on - off), f"{off} in all", str(LIMIT),
                      on - off <= LIMIT)
        # The best of each side: whatever else the machine does only ever adds time.
        off, on = (min(measure.seconds for measure in measures[enabled]) for enabled in (False, True))
        table.add("confirming 100 orders: time", f"{on:.2f} s ({on / off:.3f} ×)", f"{off:.2f} s", f"{RATIO} ×",
                  on <= RATIO * off)
