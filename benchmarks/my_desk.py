"""Opening My Desk with 100,000 checks against Odoo's quotation list over 100,000 orders."""
from statistics import median

from lxml import etree

from benchmarks import fill

ORDERS = 100_000


def _fill(env):
    """Make the orders and one check for each, spread over the gates of an order."""
    partner = env['res.partner'].create({'name': "Bench"})
    product = env['product.product'].create({'name': "Bench", 'type': 'consu', 'list_price': 10.0})
    env.company.desk_enabled = True
    order = env['sale.order'].create({
        'partner_id': partner.id, 'order_line': [(0, 0, {'product_id': product.id, 'product_uom_qty': 2})]})
    env.flush_all()
    order_ids = fill.copy_orders(env, order, ORDERS)
    checks = order.desk_check_ids.filtered(lambda check: check.state == 'open')
    for position, check in enumerate(checks):
        fill.copy_check(env, check, order_ids[position::len(checks)])
    env.cr.execute("ANALYZE sale_order, order_desk_check, order_desk_check_res_groups_rel")
    env.invalidate_all()
    return env['order.desk.check'].search_count([])


def _opener(env, model, domain, context, view_id=False):
    """Return what the web client calls when a person opens the list of ``model``, in its order."""
    records = env[model].with_context(**context)
    arch = records.get_views([(view_id, 'list'), (False, 'search')])
    shown = arch['views']['list']['arch']
    specification = {
        name: {'fields': {'display_name': {}}} if records._fields[name].relational else {}
        for name in arch['models'][model]['fields']
        if f'name="{name}"' in shown and records._fields[name].type != 'binary'
    }
    order = etree.fromstring(shown).get('default_order')
    return lambda: records.web_search_read(domain, specification, limit=80, count_limit=10001, order=order)


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE'], 'bench_desk') as name, host.environment(name) as env:
        count = _fill(env)
        user = env['res.users'].create({
            'name': "Bench", 'login': 'bench', 'group_ids': [
                (4, env.ref('order_desk.group_order_clerk').id), (4, env.ref('sales_team.group_sale_manager').id)]})
        env = env(user=user)
        openers = {
            'host': _opener(env, 'sale.order', [('state', 'in', ('draft', 'sent'))], {}),
            'desk': _opener(env, 'order.desk.check', [('is_my_turn', '=', True)], {}),
        }
        timings = {'host': [], 'desk': []}
        for _round in range(7):
            for which, function in openers.items():
                timings[which].append(host.Measure(env, function).seconds)
        desk, plain = (median(timings[which][1:]) for which in ('desk', 'host'))
        table.add(
            f"opening My Desk, 80 rows of {count:,} checks", f"{desk * 1000:.0f} ms",
            f"{plain * 1000:.0f} ms quotation list", '1.5 ×', desk <= 1.5 * plain, times=desk / plain)
