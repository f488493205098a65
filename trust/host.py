"""The host's own test suites on three databases: without the addon, with it switched off, with it on and no gate.

Every difference is listed by name; a test that fails with the addon and passes without it fails the proof.
"""
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

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


def _run_suites(database, environ, extra):
    """Run the suites on ``database``, each in a process of its own; returns the outcome of every test."""
    outcomes = {}
    with tempfile.TemporaryDirectory() as folder:
        for suite in SUITES:
            report = Path(folder) / f'{suite}.xml'
            # One suite's leavings must not be another's failures; and a lost browser ends one suite only.
            subprocess.run(
                [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', f'--rootdir={folder}',
                 f'--odoo-database={database}', '--odoo-http', f'--junitxml={report}', _find(suite), *extra],
                env={**os.environ, 'ODOO_RC': environ['DESK_TEST_RC']}, stdout=subprocess.DEVNULL, check=False,
                cwd=folder)
            found = _read(report) if report.exists() else {}
            print(f"  {database}, {suite}: {len(found)} tests, "
                  f"{sum(outcome in ('failure', 'error') for outcome in found.values())} failed", flush=True)
            outcomes.update({f'{suite}: {name}': outcome for name, outcome in found.items()})
    return outcomes


def _switch_on(host, database):
    """Put every company under the desk, future ones too, with no gate active."""
    with host.environment(database) as env:
        env['order.desk.gate'].search([]).active = False
        env['res.company'].search([]).desk_enabled = True
        env['ir.default'].set('res.company', 'desk_enabled', True)
        env.cr.commit()


def run(host, environ, extra):
    """Return the table as text, and whether every test passes that passes without the addon."""
    with host.database(environ['DESK_TEMPLATE_HOST'], 'trust_host') as name:
        plain = _run_suites(name, environ, extra)
    with host.database(environ['DESK_TEMPLATE'], 'trust_off') as name:
        off = _run_suites(name, environ, extra)
    with host.database(environ['DESK_TEMPLATE'], 'trust_on') as name:
        _switch_on(host, name)
        on = _run_suites(name, environ, extra)
    lines = [
        "## The host's own tests", "",
        f"Suites: {', '.join(SUITES)}; all of them with the modules of order_desk's manifest loaded.", "",
        "| database | tests | passed | failed | skipped |", "|---|---|---|---|---|"]
    for words, outcomes in (("Odoo alone", plain), ("order_desk, switched off", off),
                            ("order_desk, switched on, no gate active", on)):
        counts = [sum(outcome in wanted for outcome in outcomes.values())
                  for wanted in (('passed',), ('failure', 'error'), ('skipped',))]
        lines.append(f"| {words} | {len(outcomes)} | {' | '.join(map(str, counts))} |")
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
