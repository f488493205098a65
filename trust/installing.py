"""Installing beside 200,000 orders takes about as long as beside none."""
import subprocess

from . import old_years
from .odoo_process import Row, load

LIMIT = 1.5
TURNS = 2


def _measure(host, environ, template, name):
    with host.database(template, name) as database:
        # What was written by copying must not be written during the measure.
        subprocess.run(['psql', *host._connection(), '-Xqc', 'CHECKPOINT', database], check=True)
        ended = load(environ, database, '-i', 'order_desk', '--without-demo=True')
    if ended.code:
        raise RuntimeError(f"order_desk could not be installed: {ended.trouble[-3:]}")
    print(f"  {name}: {ended.seconds:.1f} s, computing {ended.processor:.1f} s", flush=True)
    return ended


def prove(host, environ, number):
    """Return the rows of the table, and notes."""
    base = environ['DESK_TEMPLATE_HOST']
    with host.database(base, 'trust_years') as years:
        with host.environment(years) as env:
            counts = old_years.grow(env, number)
            old_years.go_on(env)
        old_years.rest(host, years)
        measures = {base: [], years: []}
        # They take turns, each as often first as second; whatever else the machine does only ever adds.
        for turn in range(TURNS):
            for template in (base, years) if turn % 2 == 0 else (years, base):
                measures[template].append(_measure(host, environ, template, 'trust_install'))
    seconds, processor = (
        {template: min(getattr(ended, what) for ended in own) for template, own in measures.items()}
        for what in ('seconds', 'processor'))
    trouble = [words for own in measures.values() for ended in own for words in ended.trouble]
    ratio = seconds[years] / seconds[base]
    return [
        Row(f"installing beside {counts['sale_order']:,} orders, {counts['stock_picking']:,} transfers, "
            f"{counts['account_move']:,} invoices against an empty database",
            f"{seconds[years]:.1f} s against {seconds[base]:.1f} s: {ratio:.2f} × "
            f"(computing {processor[years]:.1f} s against {processor[base]:.1f} s)",
            f"{LIMIT} ×", ratio <= LIMIT),
        Row("warnings and errors in the log of an installation", str(len(trouble)), "0", not trouble),
    ], [f"* installing: {words[:200]}" for words in sorted(set(trouble))[:5]]
