"""Switch off: the same acts on a database with the addon and on one without it."""
from statistics import median


def _acts(env):
    """Yield (name, function) of the acts that must not cost one query more."""
    partner = env['res.partner'].create({'name': "Bench"})
    products = env['product.product'].create([
        {'name': f"Bench {i}", 'type': 'consu', 'list_price': 10.0 + i} for i in range(5)])

    def order():
        return env['sale.order'].create({
            'partner_id': partner.id,
            'order_line': [(0, 0, {'product_id': product.id, 'product_uom_qty': 2}) for product in products],
        })

    confirmed, saved, shipped = order(), order(), order()
    shipped.action_confirm()
    shipped.picking_ids.move_ids.write({'quantity': 2.0, 'picked': True})
    yield 'confirming an order', confirmed.action_confirm
    yield 'saving a line', lambda: saved.order_line[0].write({'product_uom_qty': 3})
    yield 'validating a transfer', lambda: shipped.picking_ids.with_context(skip_sms=True).button_validate()


def _measure(host, database):
    figures = {}
    for _round in range(4):  # the first one warms the caches of the registry
        with host.environment(database) as env:
            for name, function in _acts(env):
                figures.setdefault(name, []).append(host.Measure(env, function).queries)
    return {name: int(median(values[1:])) for name, values in figures.items()}


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE_HOST'], 'bench_host') as name:
        plain = _measure(host, name)
    with host.database(environ['DESK_TEMPLATE'], 'bench_off') as name:
        off = _measure(host, name)
    for act, queries in off.items():
        table.add(f"switched off, {act}: extra queries", str(queries - plain[act]), f"{plain[act]} in all", '0',
                  queries <= plain[act], queries=queries - plain[act])
