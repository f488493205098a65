"""Several people at the same moment, 200 rounds of each meeting, and under two worker processes as well.

    ./desk trust concurrency               200 rounds
    ./desk trust concurrency --rounds=20   fewer
"""
import json
import logging
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.request

from .people import make_people
from .races import RACES, TwoReleases, TwoSigners
from .together import Database, count_deadlocks, shuffled, together


def set_up(env):
    """Have people, goods on the shelf, and the desk switched on; return the ids of the users."""
    env.company.desk_enabled = True
    product = env['product.product'].create({
        'name': "Trust pump", 'default_code': 'TRUST', 'type': 'consu', 'is_storable': True, 'taxes_id': []})
    warehouse = env['stock.warehouse'].search([('company_id', '=', env.company.id)], limit=1)
    env['stock.quant']._update_available_quantity(product, warehouse.lot_stock_id, 100000)
    return {name: user.id for name, user in make_people(env, env.company).items()}


def run_race(database, race, rounds):
    """Return (rounds, how many met, refusals, wrong sentences, errors) of one kind of meeting."""
    tokens = database.do(lambda env: race.prepare(env, rounds))
    met, refused, wrong, errors, last = 0, 0, [], [], 0.0
    for number, token in enumerate(tokens):
        acts = shuffled(race.get_acts(token))
        # The quicker act would win every time: in every other round one of them waits, as long as a round at most.
        start, late = time.monotonic(), last * random.random() if number % 2 else 0.0
        outcome = together(database.name, acts, late=late)
        last = time.monotonic() - start
        met += outcome.attempts > len(acts)
        refused += len(outcome.refused)
        errors += outcome.errors
        found = database.do(lambda env, token=token: race.find_wrong(env, token))
        wrong += [found] if found else []
    return len(tokens), met, refused, wrong, errors


def run(host, environ, rest):
    """Return the table as text, and whether nothing was lost, doubled or stuck."""
    logging.disable(logging.CRITICAL)
    rounds = next((int(word.removeprefix('--rounds=')) for word in rest if word.startswith('--rounds=')), 200)
    lines = [
        "## At the same moment", "",
        "Two transactions on two connections, begun at the same moment, ended as the host ends a request.", "",
        "| meeting | rounds | met | refused with a sentence | lost, doubled or untrue | deadlocks | other errors |",
        "|---|---|---|---|---|---|---|"]
    holds = True
    with host.database(environ['DESK_TEMPLATE'], 'trust_together') as name:
        database = Database(name)
        people = database.do(set_up)
        for kind in RACES:
            before = count_deadlocks(name)
            number, met, refused, wrong, errors = run_race(database, kind(database, people), rounds)
            deadlocks = count_deadlocks(name) - before
            figures = (number, met, refused, len(wrong), deadlocks, len(errors))
            lines.append(f"| {kind.title} | {' | '.join(map(str, figures))} |")
            print(lines[-1], flush=True)
            lines += [f"* {kind.title}: {words}" for words in sorted(set(wrong + errors))[:5]]
            holds = holds and bool(met) and not (wrong or errors or deadlocks)
        served, found = run_served(host, environ, database, people, max(rounds // 4, 5))
    return '\n'.join([*lines, "", *served]), holds and not found


# --workers=2

def _free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def _call(answers, port, *arguments):
    request = urllib.request.Request(
        f'http://127.0.0.1:{port}/jsonrpc', headers={'Content-Type': 'application/json'}, data=json.dumps({
            'jsonrpc': '2.0', 'method': 'call', 'id': 1,
            'params': {'service': 'object', 'method': 'execute_kw', 'args': arguments}}).encode())
    with urllib.request.urlopen(request, timeout=120) as answer:
        answers.append(json.loads(answer.read()))


def run_served(host, environ, database, people, rounds):
    """The same by remote calls to a server of two worker processes; return lines and what was wrong."""
    races = [kind(database, people) for kind in (TwoSigners, TwoReleases)]
    calls = {
        TwoSigners: [('engineer', 'desk_decide', ['probe_two', 'approve', "At once"]),
                     ('production_manager', 'desk_decide', ['probe_two', 'approve', "At once"])],
        TwoReleases: [('order_clerk', 'action_desk_release', []), ('production_manager', 'action_desk_release', [])]}
    port, found = _free_port(), []
    lines = ["The same by remote calls to a server with `--workers=2`:", "",
             "| meeting | rounds | refused | lost, doubled or untrue |", "|---|---|---|---|"]
    for race in races:
        tokens = database.do(lambda env, race=race: race.prepare(env, rounds))
        server = subprocess.Popen(
            # Without limits of time the host's supervisor ends a worker as soon as it has begun.
            [sys.executable, '-m', 'odoo', '-c', environ['ODOO_RC'], '-d', database.name, '--workers=2',
             '--limit-time-real=600', '--limit-time-cpu=600', '--max-cron-threads=0', f'--http-port={port}',
             f'--gevent-port={_free_port()}', '--log-level=critical'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(port)
            answers, wrong = [], []
            for token in tokens:
                threads = [
                    threading.Thread(target=_call, args=(
                        answers, port, database.name, people[person], f'trust_{person}', 'sale.order', method,
                        [[token], *arguments]))
                    for person, method, arguments in calls[type(race)]]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                problem = database.do(lambda env, race=race, token=token: race.find_wrong(env, token))
                wrong += [problem] if problem else []
            errors = [answer['error']['data']['message'] for answer in answers if answer.get('error')]
        finally:
            server.terminate()
            server.wait(30)
        lines.append(f"| {race.title} | {len(tokens)} | {len(errors)} | {len(wrong)} |")
        lines += [f"* {words[:200]}" for words in sorted(set(wrong + errors))[:5]]
        found += wrong
    return lines, found


def _wait(port):
    for _attempt in range(600):
        try:
            urllib.request.urlopen(f'http://127.0.0.1:{port}/web/health', timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError("the server did not start")
