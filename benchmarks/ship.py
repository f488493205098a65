"""Validating transfers of five goods from the shelf with every gate up to shipping on and passed."""
from benchmarks.passing import Office

LIMIT, RATIO = 15, 1.05
TURNS = 3


def _switch(host, env, pickings, enabled):
    """Set the switch and warm the registry's caches, which turning it has emptied."""
    env.company.desk_enabled = enabled
    _validate(host, env, pickings[:1])


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
        for number in (1, 20, 100):
            some = pickings[:number]
            measures = {False: [], True: []}
            for enabled in (False, True) * TURNS:
                _switch(host, env, pickings, enabled)
                measures[enabled] += [_validate(host, env, some) for _round in range(2)]
            off, on = (min(measure.queries for measure in measures[enabled]) for enabled in (False, True))
            extra[number] = on - off
            table.add(f"validating {number} transfer(s): extra queries", str(on - off), f"{off} in all", str(LIMIT),
                      on - off <= LIMIT)
        table.add("validating 1 and 100 transfers: the same extra queries", f"{extra[1]} and {extra[100]}", "—",
                  "equal", extra[1] == extra[100])
        # The best of each side: whatever else the machine does only ever adds time.
        off, on = (min(measure.seconds for measure in measures[enabled]) for enabled in (False, True))
        table.add("validating 100 transfers: time", f"{on:.2f} s ({on / off:.3f} ×)", f"{off:.2f} s", f"{RATIO} ×",
                  on <= RATIO * off)
