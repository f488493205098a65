"""Opening the transit and the promise list over 100,000 shipments against Odoo's own list of transfers."""
from statistics import median

from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from benchmarks import fill
from benchmarks.my_desk import _opener

SHIPMENTS = 100_000
LISTS = {
    'In Transit': ('order_desk.transit_action', 'order_desk.stock_picking_view_list_transit'),
    'Promised Shipments': ('order_desk.promised_shipment_action', 'order_desk.stock_picking_view_list_promise'),
    'Missing Receipts': ('order_desk.missing_receipt_action', 'order_desk.stock_picking_view_list_transit'),
}


def _shipments(env):
    """Return a transfer that has left and one that is still to leave, of orders of the desk."""
    env.company.desk_enabled = True
    env['order.desk.gate'].search([]).active = False
    product = env['product.product'].create({'name': "Bench", 'type': 'consu', 'list_price': 10.0})
    orders = env['sale.order'].create([{
        'partner_id': env['res.partner'].create({'name': f"Bench {number}"}).id,
        'order_line': [(0, 0, {'product_id': product.id, 'product_uom_qty': 2})]} for number in range(2)])
    orders.action_confirm()
    gone, waiting = (order.picking_ids for order in orders)
    gone.move_ids.picked = True
    gone.with_context(skip_sms=True).button_validate()
    env.flush_all()
    return gone, waiting


def _copy(env, picking, count):
    """Copy a transfer with its moves, the dates spread over a year and a half."""
    names = SQL(', ').join(SQL.identifier(name) for name in fill.columns(
        env, 'stock_picking', ('id', 'name', 'scheduled_date', 'date_deadline', 'desk_expected_arrival')))
    env.cr.execute(SQL(
        "INSERT INTO stock_picking (name, scheduled_date, date_deadline, desk_expected_arrival, %(names)s) "
        "SELECT name || '-' || n, scheduled_date - n %% 500 * interval '1 day', "
        "scheduled_date - n %% 490 * interval '1 day', desk_expected_arrival - n %% 480, %(names)s "
        "FROM stock_picking, generate_series(1, %(count)s) n WHERE id = %(id)s RETURNING id",
        names=names, count=count, id=picking.id))
    ids = [row[0] for row in env.cr.fetchall()]
    columns = SQL(', ').join(SQL.identifier(name) for name in fill.columns(env, 'stock_move', ('id', 'picking_id')))
    env.cr.execute(SQL(
        "INSERT INTO stock_move (picking_id, %(columns)s) "
        "SELECT p, %(columns)s FROM stock_move, unnest(%(ids)s) p WHERE picking_id = %(id)s",
        columns=columns, ids=ids, id=picking.id))


def _list(env, action_name, view_name):
    action = env['ir.actions.act_window']._for_xml_id(action_name)
    return _opener(
        env, 'stock.picking', safe_eval(action['domain'] or '[]', {'uid': env.uid}), {}, env.ref(view_name).id)


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE'], 'bench_shipments') as name, host.environment(name) as env:
        for picking in _shipments(env):
            _copy(env, picking, SHIPMENTS // 2)
        env.cr.execute("ANALYZE stock_picking, stock_move")
        env.invalidate_all()
        user = env['res.users'].create({
            'name': "Bench", 'login': 'bench', 'group_ids': [
                (4, env.ref('order_desk.group_shipping_clerk').id), (4, env.ref('order_desk.group_order_clerk').id)]})
        env = env(user=user)
        openers = {'host': _opener(env, 'stock.picking', [('picking_type_code', '=', 'outgoing')], {})}
        openers |= {title: _list(env, *names) for title, names in LISTS.items()}
        timings = {which: [] for which in openers}
        for _round in range(7):
            for which, function in openers.items():
                timings[which].append(host.Measure(env, function).seconds)
        middle = {which: median(seconds[1:]) for which, seconds in timings.items()}
        for title in LISTS:
            table.add(
                f"opening {title}, 80 rows of {SHIPMENTS:,} shipments", f"{middle[title] * 1000:.0f} ms",
                f"{middle['host'] * 1000:.0f} ms transfer list", '1.5 ×', middle[title] <= 1.5 * middle['host'],
                times=middle[title] / middle['host'])
