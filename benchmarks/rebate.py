"""Business volume of 1,000 rebate agreements over 1,000,000 invoice lines against one hand-written SQL."""
from odoo.tools import SQL

from benchmarks import fill

AGREEMENTS, MOVES, LINES_PER_MOVE = 1000, 250_000, 4
QUERIES = 8


def _fill(env):
    """Make customers, goods, and a million posted lines of four years, by copying one invoice."""
    partners = env['res.partner'].create([
        {'name': f"Bench {number}", 'is_company': True} for number in range(AGREEMENTS)])
    categories = env['product.category'].create([{'name': f"Bench {number}"} for number in range(20)])
    products = env['product.product'].create([
        {'name': f"Bench {number}", 'categ_id': categories[number % 20].id} for number in range(500)])
    journal = env['account.journal'].search([('type', '=', 'sale')], limit=1)
    move = env['account.move'].create({
        'move_type': 'out_invoice', 'partner_id': partners[0].id, 'invoice_date': '2022-01-01',
        'journal_id': journal.id,
        'invoice_line_ids': [(0, 0, {'product_id': products[0].id, 'quantity': 1, 'price_unit': 100, 'tax_ids': []})]})
    move.action_post()
    env.flush_all()
    _copy(env, move, partners, products)
    return partners, categories


def _copy(env, move, partners, products):
    own = ('id', 'name', 'partner_id', 'commercial_partner_id', 'invoice_date', 'date', 'sequence_number',
           'access_token')
    names = SQL(', ').join(SQL.identifier(name) for name in fill.columns(env, 'account_move', own))
    env.cr.execute("SET LOCAL session_replication_role = replica")
    env.cr.execute(SQL(
        "INSERT INTO account_move (name, partner_id, commercial_partner_id, invoice_date, date, %(names)s) "
        "SELECT 'BENCH/' || n, p, p, d, d, %(names)s FROM account_move m, LATERAL (SELECT n, "
        "(%(partners)s::int[])[1 + n %% %(count)s] AS p, date '2022-01-01' + (n * 7919 %% 1461) AS d "
        "FROM generate_series(1, %(moves)s) n) g WHERE m.id = %(move)s",
        names=names, partners=partners.ids, count=len(partners), moves=MOVES, move=move.id))
    line = move.invoice_line_ids
    own = ('id', 'move_id', 'move_name', 'partner_id', 'product_id', 'invoice_date', 'date', 'balance',
           'amount_currency', 'credit', 'price_subtotal')
    names = SQL(', ').join(SQL.identifier('l', name) for name in fill.columns(env, 'account_move_line', own))
    plain = SQL(', ').join(SQL.identifier(name) for name in fill.columns(env, 'account_move_line', own))
    env.cr.execute(SQL(
        "INSERT INTO account_move_line (move_id, move_name, partner_id, product_id, invoice_date, date, balance, "
        "amount_currency, credit, price_subtotal, %(plain)s) "
        "SELECT m.id, m.name, m.partner_id, (%(products)s::int[])[1 + (m.id * 31 + k * 17) %% %(count)s], "
        "m.invoice_date, m.date, -v, -v, v, v, %(names)s "
        "FROM account_move m, account_move_line l, generate_series(1, %(lines)s) k, "
        "LATERAL (SELECT (100 + (m.id * k) %% 900)::numeric AS v) x "
        "WHERE m.name LIKE 'BENCH/%%' AND l.id = %(line)s",
        plain=plain, names=names, products=products.ids, count=len(products), lines=LINES_PER_MOVE, line=line.id))
    env.cr.execute("SET LOCAL session_replication_role = origin")
    env.cr.execute("ANALYZE account_move, account_move_line")
    env.invalidate_all()


def _agree(env, partners, categories):
    """Draft one agreement a customer over the four years; a third are about one category, some exclude one."""
    return env['order.desk.rebate.agreement'].create([{
        'partner_id': partner.id, 'date_from': '2022-01-01', 'date_to': '2025-12-31', 'calculation_period': 'validity',
        'tier_ids': [(0, 0, {'threshold': bound, 'rate': rate}) for bound, rate in ((0, 1), (10_000, 2), (50_000, 3))],
        'category_ids': [(4, categories[number % 20].id)] if number % 3 == 0 else [],
        'excluded_category_ids': [(4, categories[(number + 7) % 20].id)] if number % 10 == 1 else [],
    } for number, partner in enumerate(partners)])


def _by_hand(env, agreements):
    """The same volume as one statement, as somebody would write it for these agreements."""
    env.cr.execute(SQL(
        "WITH included AS (SELECT r.agreement_id, p.id AS product_id FROM order_desk_rebate_category_rel r "
        "JOIN product_category top ON top.id = r.category_id "
        "JOIN product_category c ON c.parent_path LIKE top.parent_path || '%%' "
        "JOIN product_template t ON t.categ_id = c.id JOIN product_product p ON p.product_tmpl_id = t.id), "
        "excluded AS (SELECT r.agreement_id, p.id AS product_id FROM order_desk_rebate_category_out_rel r "
        "JOIN product_category top ON top.id = r.category_id "
        "JOIN product_category c ON c.parent_path LIKE top.parent_path || '%%' "
        "JOIN product_template t ON t.categ_id = c.id JOIN product_product p ON p.product_tmpl_id = t.id) "
        "SELECT a.id, SUM(-l.balance) FROM order_desk_rebate_agreement a "
        "JOIN account_move m ON m.commercial_partner_id = a.partner_id AND m.company_id = a.company_id "
        "AND m.invoice_date BETWEEN a.date_from AND a.date_to AND m.state = 'posted' "
        "AND m.move_type IN ('out_invoice', 'out_refund') "
        "JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product' "
        "LEFT JOIN delivery_carrier d ON d.product_id = l.product_id "
        "LEFT JOIN included i ON i.agreement_id = a.id AND i.product_id = l.product_id "
        "LEFT JOIN excluded e ON e.agreement_id = a.id AND e.product_id = l.product_id "
        "WHERE a.id = ANY(%s) AND l.is_downpayment IS NOT TRUE AND l.desk_is_rebate IS NOT TRUE AND d.id IS NULL "
        "AND e.product_id IS NULL AND (i.product_id IS NOT NULL OR NOT EXISTS ("
        "SELECT 1 FROM order_desk_rebate_category_rel r WHERE r.agreement_id = a.id)) "
        "GROUP BY a.id", agreements.ids))
    return {agreement_id: round(float(amount), 2) for agreement_id, amount in env.cr.fetchall()}


def run(host, table, environ):
    from odoo.addons.order_desk.models.rebates.volume import Slot
    with host.database(environ['DESK_TEMPLATE'], 'bench_rebate') as name, host.environment(name) as env:
        partners, categories = _fill(env)
        agreements = _agree(env, partners, categories)
        env.flush_all()
        env.cr.execute("ANALYZE order_desk_rebate_agreement, order_desk_rebate_category_rel, product_product")
        days = (agreements[0].date_from, agreements[0].date_to)
        found = agreements._compute_rebates(days)
        hand = _by_hand(env, agreements)
        is_same = hand == {agreement.id: found[agreement].volume for agreement in agreements if found[agreement].volume}
        slots, volumes = [Slot(agreement.id, *days) for agreement in agreements], env['order.desk.rebate.volume']
        ours, theirs = [], []
        for _round in range(5):
            theirs.append(host.Measure(env, lambda: _by_hand(env, agreements)).seconds)
            ours.append(host.Measure(env, lambda: volumes._get_sums(slots)).seconds)
        whole = host.Measure(env, lambda: agreements._compute_rebates(days))
        some = host.Measure(env, lambda: agreements[:100]._compute_rebates(days))
        many = host.Measure(env, lambda: agreements._compute_rebates(days))
        env.cr.execute("SELECT count(*) FROM account_move_line WHERE display_type = 'product'")
        [count] = env.cr.fetchone()
    ours, theirs = min(ours), min(theirs)
    table.add(
        f"volume of {AGREEMENTS:,} agreements over {count:,} invoice lines",
        f"{ours:.2f} s ({whole.seconds:.2f} s with the rebates)",
        f"{theirs:.2f} s hand-written SQL" + ("" if is_same else ", OTHER RESULT"), '1.5 ×',
        is_same and ours <= 1.5 * theirs, times=ours / theirs)
    table.add(
        f"rebates of {AGREEMENTS:,} agreements: queries", f"{many.queries} ({some.queries} on 100)", "—",
        f"{QUERIES}, the same for 100", many.queries <= QUERIES and many.queries == some.queries,
        queries=many.queries)
