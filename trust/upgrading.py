"""A company that lives with the addon of before goes on with the present one."""
import subprocess
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from odoo import sql_db
from odoo.tools import SQL

from . import picture
from .odoo_process import Row, load

ROOT = Path(__file__).resolve().parent.parent


def _git(*arguments):
    """Return what git says as bytes, or None."""
    try:
        done = subprocess.run(['git', '-C', str(ROOT), *arguments], capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def find_before(commit=''):
    """Return (commit, archive of its order_desk), or None where there is no history.

    :param commit: take this one; otherwise the last one whose addon is another than the present one
    """
    if commit:
        commits = [commit]
    else:
        commits = (_git('log', '-n', '20', '--format=%H', '--', 'order_desk') or b'').decode().split()
        commits = [name for name in commits if _git('diff', '--quiet', name, '--', 'order_desk') is None]
    for name in commits[:1]:
        archive = _git('archive', '--format=tar', name, 'order_desk')
        if archive:
            return (_git('log', '-1', '--format=%h', name) or name.encode()).decode().strip(), archive
    return None


def _look(database):
    """Return ({own table: number of rows}, {place of a check: state}) as stored."""
    with sql_db.db_connect(database).cursor() as cursor:
        cursor.execute(r"""
            SELECT m.model FROM ir_model m WHERE m.model LIKE 'order.desk.%' AND NOT m.transient AND EXISTS (
                SELECT 1 FROM pg_tables t WHERE t.tablename = replace(m.model, '.', '_'))""")
        tables = [model.replace('.', '_') for (model,) in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
            counts[table] = cursor.fetchone()[0]
        cursor.execute("""
            SELECT o.name, g.code, c.picking_id, c.production_id, c.state FROM order_desk_check c
              JOIN order_desk_gate g ON g.id = c.gate_id JOIN sale_order o ON o.id = c.order_id
             WHERE EXISTS (SELECT 1 FROM order_desk_gate_approval a WHERE a.gate_id = g.id)""")
        states = {tuple(row[:4]): row[4] for row in cursor.fetchall()}
    sql_db.close_db(database)
    return counts, states


def _evaluate(host, database):
    """Evaluate the gates of every enrolled order afresh, as the nightly job does; return how many there are."""
    with host.environment(database) as env:
        orders = env['sale.order'].search([('desk_enrolled', '=', True)])
        orders._desk_refresh()
        env.cr.commit()
        return len(orders)


def prove(host, environ, commit):
    """Return the rows of the table, and notes."""
    found = find_before(commit)
    what = "upgrading from the commit before"
    if not found:
        return [Row(what, "there is no history here, or no such commit", "", not commit)], []
    name, archive = found
    base = environ.get('DESK_TEMPLATE_HOST_DEMO', 'desk_base_demo')
    with tempfile.TemporaryDirectory() as folder, host.database(base, 'trust_upgrade') as database:
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(folder, filter='data')
        installed = load(environ, database, '-i', 'order_desk', addons=folder)
        counts, states = _look(database)
        upgraded = load(environ, database, '-u', 'order_desk')
        now, _states = _look(database)
        # The present schema, before anybody works with it.
        schema = picture.read_schema(picture.dump_schema(host, database))
        number = _evaluate(host, database) if not upgraded.code else 0
        _counts, afresh = _look(database)
    fresh = picture.read_schema(picture.dump_schema(host, environ['DESK_TEMPLATE_DEMO']))
    fewer = [f"{table} {rows} → {now.get(table, 'gone')}" for table, rows in sorted(counts.items())
             if rows > now.get(table, 0)]
    reopened = [f"{place} {state} → {afresh.get(place)}" for place, state in states.items()
                if state in ('passed', 'waived') and afresh.get(place) != state]
    differences = [*(f"only upgraded: {words}" for words in sorted(schema - fresh)),
                   *(f"only installed: {words}" for words in sorted(fresh - schema))]
    rows = [
        Row(f"{what} ({name}): exit code, warnings and errors",
            f"{upgraded.code}, {len(upgraded.trouble)}, {upgraded.seconds:.0f} s", "0, 0",
            not (installed.code or upgraded.code or upgraded.trouble)),
        Row(f"tables of the addon with fewer rows afterwards ({sum(counts.values()):,} rows in {len(counts)} tables)",
            str(len(fewer)), "0", sum(counts.values()) > 0 and not fewer),
        Row(f"signed gates reopened, of {len(states)} on {number} orders evaluated afresh", str(len(reopened)), "0",
            number > 0 and bool(states) and not reopened),
        Row("differences of the schema from a fresh installation", str(len(differences)), "0", not differences)]
    return rows, [f"* upgrade: {words[:200]}" for words in (
        *upgraded.trouble, *fewer, *reopened, *differences)][:20]
