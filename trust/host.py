"""The host's own test suites on three databases: without the addon, with it switched off, with it on and no gate.

Every difference is listed by name; a test that fails with the addon and passes without it fails the proof.
What a suite gave is kept beside the databases until Odoo or the addon changes: an interrupted call carries on.
"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from odoo import sql_db
from odoo.tools import config

import odoo.addons

SUITES = ('sale', 'sale_stock', 'sale_mrp', 'sale_management', 'stock_delivery', 'delivery', 'stock_account', 'mrp',
          'stock')
OUTCOMES = ('failure', 'error', 'skipped')


def _find(suite):
    for folder in odoo.addons.__path__:
        tests = Path(folder) / suite / 'tests'
        if tests.is_dir():
            return str(tests)
    raise SystemExit(f"Odoo's module {suite} has no tests folder")


def _read(report):
    """Return {test: 'passed', 'failure', 'error' or 'skipped'} of one run."""
    outcomes = {}
    for case in ElementTree.parse(report).iter('testcase'):
        name = f"{case.get('classname').rpartition('odoo.addons.')[2]}.{case.get('name')}"
        outcome = next((word for word in OUTCOMES if case.find(word) is not None), 'passed')
        # One test may report several times, once for each of its sub-tests: the worst counts.
        outcomes[name] = min((outcomes.get(name, 'passed'), outcome), key=(*OUTCOMES, 'passed').index)
    return outcomes


def run_tests(name, paths, database, environ, extra=(), root=None):
    """Run tests on ``database`` in a process of its own; return the outcome of every test.

    :param root: folder that the tests belong to; none for those of the host
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / f'{name}.xml'
        # One suite's leavings must not be another's failures; and a lost browser ends one suite only.
        subprocess.run(
            [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', f'--rootdir={root or folder}',
             f'--odoo-database={database}', '--odoo-http', f'--junitxml={report}', *map(str, paths), *extra],
            env={**os.environ, 'ODOO_RC': environ['DESK_TEST_RC']}, stdout=subprocess.DEVNULL, check=False,
            cwd=root or folder)
        return _read(report) if report.exists() else {}


def _run_suite(suite, database, environ, extra):
    """Run one suite of the host; what fails is run once more by itself, for a machine may be busy with other things."""
    outcomes = run_tests(suite, [_find(suite)], database, environ, extra)
    failed = [name for name, outcome in outcomes.items() if outcome in ('failure', 'error')]
    if failed:
        again = [
            f"{path}::{kind}::{test}" for file, kind, test in (name.split('.')[-3:] for name in failed)
            for path in Path(_find(suite)).rglob(f'{file}.py')]
        # A test that is called by its place is reported under another name than one of a whole folder.
        found = {tuple(name.split('.')[-2:]): outcome for name, outcome in run_tests(
            suite, again, database, environ, extra).items()}
        outcomes.update({name: found.get(tuple(name.split('.')[-2:]), outcomes[name]) for name in failed})
    return outcomes


def _built_from(template):
    """Return what a database was built from, as ./desk notes it in the database's comment."""
    with sql_db.db_connect('postgres').cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [template])
        return cursor.fetchone()[0] or ''


def _run_suites(host, environ, extra, template, name, prepare=None):
    """Return the outcome of every test on a copy of ``template``; suites that are known are not run again."""
    known = hashlib.sha256(json.dumps([name, _built_from(template), extra]).encode()).hexdigest()[:16]
    memory = Path(config['data_dir']).parent / 'trust' / f'{name}-{known}.json'
    memory.parent.mkdir(exist_ok=True)
    found = json.loads(memory.read_text()) if memory.exists() else {}
    missing = [suite for suite in SUITES if not found.get(suite)]
    if missing:
        with host.database(template, name) as database:
            if prepare:
                prepare(host, database)
            for suite in missing:
                found[suite] = _run_suite(suite, database, environ, extra)
                memory.write_text(json.dumps(found))
                failed = sum(outcome in ('failure', 'error') for outcome in found[suite].values())
                print(f"  {name}, {suite}: {len(found[suite])} tests, {failed} failed", flush=True)
    return {f'{suite}: {test}': outcome for suite in SUITES for test, outcome in found[suite].items()}


def _switch_on(host, database):
    """Put every company under the desk, future ones too, with no gate active."""
    with host.environment(database) as env:
        env['order.desk.gate'].search([]).active = False
        env['res.company'].search([]).desk_enabled = True
        env['ir.default'].set('res.company', 'desk_enabled', True)
        env.cr.commit()


def run(host, environ, extra):
    """Return the table as text, and whether every test passes that passes without the addon."""
    plain = _run_suites(host, environ, extra, environ['DESK_TEMPLATE_HOST'], 'trust_host')
    off = _run_suites(host, environ, extra, environ['DESK_TEMPLATE'], 'trust_off')
    on = _run_suites(host, environ, extra, environ['DESK_TEMPLATE'], 'trust_on', _switch_on)
    lines = [
        "## The host's own tests", "",
        f"Suites: {', '.join(SUITES)}; all of them with the modules of order_desk's manifest loaded.", "",
        "| database | tests | passed | failed | skipped |", "|---|---|---|---|---|"]
    for words, outcomes in (("Odoo alone", plain), ("order_desk, switched off", off),
                            ("order_desk, switched on, no gate active", on)):
        counts = [sum(outcome in wanted for outcome in outcomes.values())
                  for wanted in (('passed',), ('failure', 'error'), ('skipped',))]
        lines.append(f"| {words} | {len(outcomes)} | {' | '.join(map(str, counts))} |")
    alone = sorted(name for name, outcome in plain.items() if outcome in ('failure', 'error'))
    if alone:
        lines += ["", "Of Odoo alone these fail: tests of one module that meet what a later module has added.", "",
                  *(f"* {name}" for name in alone)]
    broken = []
    for words, outcomes in (("switched off", off), ("switched on", on)):
        for name in sorted(set(plain) | set(outcomes)):
            before, after = plain.get(name, 'not run'), outcomes.get(name, 'not run')
            if before == after:
                continue
            lines += ["", f"* {words}, {name}: {before} → {after}"]
            if before == 'passed':
                broken.append(name)
    lines += ["", f"Tests that pass without order_desk and do not with it: {len(broken)}."]
    return '\n'.join(lines), bool(plain) and not broken
