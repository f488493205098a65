"""Settling 1,000 rebate agreements in batches of 100: queries of every batch, with and without its documents."""
from datetime import date

from odoo import fields

from benchmarks import rebate

MOVES, BATCH = 25_000, 100
QUERIES = 60


def _post_by_host(env, settlements):
    """Write and post the same credit notes without the order desk's part."""
    today = fields.Date.context_today(settlements)
    moves = env['account.move'].create([
        {**settlement._prepare_move(settlement.amount, today), 'desk_rebate_settlement_id': False}
        for settlement in settlements])
    moves._post(soft=False)


def run(host, table, environ):
    rebate.MOVES = MOVES
    with host.database(environ['DESK_TEMPLATE'], 'bench_settle') as name, host.environment(name) as env:
        partners, categories = rebate._fill(env)
        agreements = rebate._agree(env, partners, categories)
        agreements._desk_write_facts({'state': 'active'})
        env.company.desk_rebate_agree_first = True  # reckoned; the documents are measured apart
        batches = [agreements[start:start + BATCH] for start in range(0, len(agreements), BATCH)]
        batches[0]._settle(date(2022, 12, 31))  # caches of the process
        first = [host.Measure(env, lambda batch=batch: batch._settle(date(2024, 12, 31))) for batch in batches[1:]]
        again = [host.Measure(env, lambda batch=batch: batch._settle(date(2025, 12, 31))) for batch in batches[1:]]
        settlements = [
            batch.settlement_ids.filtered(lambda row: row.date_to == date(2024, 12, 31)) for batch in batches[1:4]]
        settlements[2].customer_state = 'agreed'
        _post_by_host(env, settlements[0])  # caches of the process, numbers of the day
        theirs = host.Measure(env, lambda: _post_by_host(env, settlements[1]))
        ours = host.Measure(env, settlements[2].action_post)
        env.cr.execute("SELECT count(*) FROM account_move_line WHERE display_type = 'product'")
        [count] = env.cr.fetchone()
    queries = {measure.queries for measure in [*first, *again]}
    seconds = sum(measure.seconds for measure in first)
    table.add(
        f"settling {len(agreements) - BATCH:,} agreements over {count:,} lines, by {BATCH}: queries a batch",
        f"{min(queries)} to {max(queries)}, {seconds:.1f} s in all", "—", f"{QUERIES}, whatever the batch",
        max(queries) <= QUERIES, queries=max(queries))
    table.add(
        f"paying out {BATCH} settlements: queries", str(ours.queries),
        f"{theirs.queries} Odoo posting the same credit notes", '1.2 ×', ours.queries <= 1.2 * theirs.queries,
        queries=ours.queries)
