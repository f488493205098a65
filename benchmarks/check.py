"""Evaluating all gates of 1,000 open orders at once: as many queries as for one.

Beyond 1,000 records of one model (``PREFETCH_MAX``) the host reads in portions; 1,000 orders have 5,000 lines, which
are read at once all the same.
"""
from benchmarks.passing import Office

LIMIT, SECONDS = 40, 3.0


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE'], 'bench_check') as name, host.environment(name) as env:
        env.company.desk_enabled = True
        orders = Office(env).quotations(1000)
        orders.action_desk_check()
        host.Measure(env, orders[:1].action_desk_check)  # warms the registry's caches
        one = host.Measure(env, orders[:1].action_desk_check)
        some = host.Measure(env, orders[:100].action_desk_check)
        many = host.Measure(env, orders.action_desk_check)
        table.add("action_desk_check on 1,000 open orders: queries",
                  f"{many.queries} ({some.queries} on 100, {one.queries} on 1)", "—",
                  f"{LIMIT}, the same for 100 and 1", one.queries == some.queries == many.queries <= LIMIT,
                  queries=many.queries)
        table.add("action_desk_check on 1,000 open orders: time", f"{many.seconds:.2f} s", "—", f"{SECONDS:.0f} s",
                  many.seconds <= SECONDS)
