"""Opening the return statistics by product and month over 1,000,000 shipped and 50,000 returned move lines."""
from statistics import median

from odoo.tools import SQL

from benchmarks import fill

SHIPPED, RETURNED, PRODUCTS, LINES_A_CASE = 1_000_000, 50_000, 200, 10
LIMIT = 1.5
ZONE = 'Asia/Shanghai'
MEASURES = ['quantity_shipped:sum', 'quantity_received:sum', 'rate:avg', '__count']
SETS = [[], ['product_id'], ['date:month'], ['product_id', 'date:month']]

# The same figures by hand: both tables summed up to product and month first, the totals from those sums.
BY_HAND = """
WITH months AS (
    SELECT line.product_id, date_trunc('month', line.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s) AS month,
           SUM(line.quantity_product_uom) AS shipped, 0 AS returned, COUNT(*) AS count
      FROM stock_move_line line
     WHERE line.state = 'done' AND line.company_id = %(company)s
       AND line.location_dest_id = ANY(%(customers)s) AND line.location_id != ALL(%(customers)s)
  GROUP BY 1, 2
 UNION ALL
    SELECT line.product_id,
           date_trunc('month', COALESCE(c.received_on, c.requested_on) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s),
           0, SUM(line.quantity_received * unit.factor / own.factor), COUNT(*)
      FROM order_desk_return_line line
      JOIN order_desk_return c ON c.id = line.return_id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN uom_uom unit ON unit.id = line.uom_id
      JOIN uom_uom own ON own.id = template.uom_id
     WHERE c.state != 'refused' AND line.company_id = %(company)s
  GROUP BY 1, 2
 UNION ALL
    SELECT line.product_id, date_trunc('month', line.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s),
           0, SUM(line.quantity_product_uom), COUNT(*)
      FROM stock_move_line line
 LEFT JOIN stock_move move ON move.id = line.move_id
 LEFT JOIN sale_order_line sold ON sold.id = move.sale_line_id
 LEFT JOIN sale_order sale ON sale.id = sold.order_id
     WHERE line.state = 'done' AND line.company_id = %(company)s AND sale.desk_enrolled IS NOT TRUE
       AND line.location_id = ANY(%(customers)s) AND line.location_dest_id != ALL(%(customers)s)
  GROUP BY 1, 2
)
SELECT product_id, month, SUM(shipped), SUM(returned), SUM(returned) / NULLIF(SUM(shipped), 0), SUM(count)
  FROM months GROUP BY GROUPING SETS ((), (product_id), (month), (product_id, month)) ORDER BY product_id, month
"""


def _ship(env):
    """Return an order that was shipped, and its shipment's line; of an order of the desk."""
    env.company.desk_enabled = True
    env['order.desk.gate'].search([]).active = False
    products = env['product.product'].create([
        {'name': f"Bench {number}", 'type': 'consu', 'list_price': 10.0} for number in range(PRODUCTS)])
    order = env['sale.order'].create({
        'partner_id': env['res.partner'].create({'name': "Bench"}).id,
        'order_line': [(0, 0, {'product_id': product.id, 'product_uom_qty': 1}) for product in products]})
    order.action_confirm()
    order.picking_ids.move_ids.picked = True
    order.picking_ids.with_context(skip_sms=True).button_validate()
    env.flush_all()
    return order, order.picking_ids.move_line_ids


def _drop_keys(env):
    """Drop the foreign keys of move lines, in this database only: a million rows would ask each of them."""
    env.cr.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'stock_move_line'::regclass")
    for (name,) in env.cr.fetchall():
        env.cr.execute(SQL("ALTER TABLE stock_move_line DROP CONSTRAINT %s", SQL.identifier(name)))


def _fill(env):
    """Spread the shipment over two years, and bring every twentieth line back in a case."""
    order, lines = _ship(env)
    _drop_keys(env)
    names = fill.columns(env, 'stock_move_line', ('id', 'date', 'location_id', 'location_dest_id'))
    columns = SQL(', ').join(SQL.identifier(name) for name in names)
    for count, source, target in ((SHIPPED, 'location_id', 'location_dest_id'),
                                  (RETURNED, 'location_dest_id', 'location_id')):
        env.cr.execute(SQL(
            "INSERT INTO stock_move_line (date, location_id, location_dest_id, %(columns)s) "
            "SELECT date - (n * 7919 %% 730) * interval '1 day', %(source)s, %(target)s, %(columns)s "
            "FROM stock_move_line, generate_series(1, %(each)s) n WHERE id = ANY(%(ids)s)",
            columns=columns, source=SQL.identifier(source), target=SQL.identifier(target),
            each=count // PRODUCTS, ids=lines.ids))
    reason = env['order.desk.return.reason'].search([], limit=1)
    env.cr.execute(SQL(
        "WITH cases AS (INSERT INTO order_desk_return "
        "(name, order_id, company_id, state, origin, wish, requested_on, received_on) "
        "SELECT 'B' || n, %(order)s, %(company)s, 'settled', 'desk', 'return', "
        "now() AT TIME ZONE 'UTC' - (n * 7919 %% 730) * interval '1 day', "
        "now() AT TIME ZONE 'UTC' - (n * 7919 %% 730) * interval '1 day' "
        "FROM generate_series(1, %(cases)s) n RETURNING id) "
        "INSERT INTO order_desk_return_line "
        "(return_id, company_id, sale_line_id, product_id, uom_id, quantity, quantity_received, reason_id) "
        "SELECT c.id, %(company)s, s.id, s.product_id, s.product_uom_id, 1, 1, %(reason)s FROM cases c "
        "JOIN LATERAL (SELECT id, product_id, product_uom_id FROM sale_order_line WHERE order_id = %(order)s "
        "AND id %% %(modulo)s = c.id %% %(modulo)s LIMIT %(each)s) s ON TRUE",
        order=order.id, company=env.company.id, cases=RETURNED // LINES_A_CASE, reason=reason.id or None,
        modulo=PRODUCTS // LINES_A_CASE, each=LINES_A_CASE))
    env.cr.execute("ANALYZE stock_move_line, order_desk_return, order_desk_return_line")
    env.invalidate_all()


def run(host, table, environ):
    with host.database(environ['DESK_TEMPLATE'], 'bench_returns') as name, host.environment(name) as env:
        _fill(env)
        user = env['res.users'].create({
            'name': "Bench", 'login': 'bench', 'tz': ZONE, 'group_ids': [
                (4, env.ref('order_desk.group_service_supervisor').id)]})
        report = env(user=user, context={'tz': ZONE})['order.desk.return.report']
        by_hand = SQL(BY_HAND, zone=ZONE, company=env.company.id, customers=env['stock.location'].search(
            [('usage', '=', 'customer')]).ids)
        functions = {
            'pivot': lambda: report.formatted_read_grouping_sets([], SETS, MEASURES),
            'hand': lambda: report.env.execute_query(by_hand),
        }
        timings = {which: [] for which in functions}
        for _round in range(6):
            results = {}
            for which, function in functions.items():
                measure = host.Measure(env, function)
                results[which] = measure.result
                timings[which].append(measure.seconds)
        _compare(results)
        ours, theirs = (median(timings[which][1:]) for which in ('pivot', 'hand'))
        table.add(
            f"return statistics by product and month, {SHIPPED:,} shipped and {RETURNED:,} returned lines",
            f"{ours:.2f} s", f"{theirs:.2f} s the best SQL by hand", f'{LIMIT} ×', ours <= LIMIT * theirs,
            times=ours / theirs)


def _compare(results):
    """Both say the same, or the comparison is worth nothing."""
    [[whole], products, months, both] = results['pivot']
    [by_hand] = [row for row in results['hand'] if row[0] is None and row[1] is None]
    figures = (whole['quantity_shipped:sum'], whole['quantity_received:sum'], whole['__count'])
    if figures != (by_hand[2], by_hand[3], by_hand[5]) or len(results['hand']) != 1 + len(products + months + both):
        raise ValueError(f"the statistics say {figures}, SQL by hand {by_hand}")
