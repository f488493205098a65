"""Validating transfers of five goods from the shelf with every gate up to shipping on and passed."""
from benchmarks.passing import Office

LIMIT, RATIO = 15, 1.05
TURNS = {1: 2, 20: 2, 100: 8}


def _validate(host, env, pickings):
    """Validate and undo; return the measure."""
    savepoint = env.cr.savepoint()
    # As a person does it: the host's own log of changes included.
    measure = host.Measure(env, pickings.with_context(skip_sms=True, tracking_disable=False).button_validate)
    if set(pickings.mapped('state')) != {'done'}:
        raise RuntimeError("the transfers of the measurement were not validated")
    savepoint.close(rollback=True)
    env.invalidate_all()
    return measure


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE'], 'bench_ship') as name, host.environment(name) as env:
        env.company.desk_enabled = True
        pickings = env['stock.picking'].browse(Office(env, storable=True).shippable(100).picking_ids.ids)
        extra = {}
        for number, turns in TURNS.items():
            best = host.compare_switch(
                env, lambda: _validate(host, env, pickings[:1]),
                lambda number=number: _validate(host, env, pickings[:number]), turns)
            off, on = best[False], best[True]
            extra[number] = on.queries - off.queries
            table.add(f"validating {number} transfer(s): extra queries", str(extra[number]), f"{off.queries} in all",
                      str(LIMIT), extra[number] <= LIMIT, queries=extra[number])
        table.add("validating 1 and 100 transfers: the same extra queries", f"{extra[1]} and {extra[100]}", "—",
                  "equal", extra[1] == extra[100])
        host.add_time(table, "validating 100 transfers: time", best, RATIO)
