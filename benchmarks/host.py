"""Databases, environments and clocks for the measurements."""
import contextlib
import gc
import shutil
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import odoo.sql_db
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def configure(config_file):
    """Read the host's configuration; quiet but for errors."""
    config.parse_config(['-c', config_file, '--log-level=error'])


def _connection():
    return ['-h', config['db_host'], '-U', config['db_user'], '-p', str(config['db_port'])]


def drop(name):
    odoo.sql_db.close_db(name)
    subprocess.run(['dropdb', *_connection(), '--if-exists', name], check=True, stderr=subprocess.DEVNULL)
    shutil.rmtree(Path(config['data_dir']) / 'filestore' / name, ignore_errors=True)


@contextlib.contextmanager
def database(template, name):
    """Yield the name of a copy of ``template``, filestore included; gone afterwards."""
    drop(name)
    subprocess.run(['createdb', *_connection(), '-T', template, name], check=True)
    files = Path(config['data_dir']) / 'filestore'
    if (files / template).is_dir():
        shutil.copytree(files / template, files / name)
    try:
        yield name
    finally:
        drop(name)


@contextlib.contextmanager
def environment(name):
    """Yield an environment whose work is rolled back at the end."""
    with Registry(name).cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {'tracking_disable': True})
        cursor.rollback()


class Measure:
    """Queries and seconds of one call on cold record caches, without Python's collection of garbage.

    ``processor`` is the time that this process was computing, whatever else the machine did.
    """

    def __init__(self, env, function):
        env.flush_all()
        env.invalidate_all()
        gc.collect()
        gc.disable()
        before, start, processor = env.cr.sql_log_count, time.perf_counter(), time.process_time()
        try:
            self.result = function()
            env.flush_all()
        finally:
            gc.enable()
        self.seconds = time.perf_counter() - start
        self.processor = time.process_time() - processor
        self.queries = env.cr.sql_log_count - before


class Best(NamedTuple):
    """The least of several measures: whatever else the machine does only ever adds."""
    queries: int
    seconds: float
    processor: float


def compare_switch(env, warm, act, turns):
    """Return the best of ``act`` with the switch off and on, as ``{False: Best, True: Best}``.

    The two take turns, each as often first as second, so that neither meets a warmer or quieter machine.

    :param warm: function that fills the registry's caches, which turning the switch has emptied
    :param act: function that measures and undoes, returning a :class:`Measure`
    """
    measures = {False: [], True: []}
    for turn in range(turns):
        for enabled in (False, True) if turn % 2 else (True, False):
            env.company.desk_enabled = enabled
            warm()
            measures[enabled].append(act())
    return {
        enabled: Best(*(min(getattr(measure, name) for measure in own) for name in Best._fields))
        for enabled, own in measures.items()}


def add_time(table, what, best, limit):
    """Add the row of a time that :func:`compare_switch` found.

    :param float limit: the greatest multiple of the host's own time
    """
    off, on = best[False], best[True]
    ratio = on.seconds / off.seconds
    table.add(
        what, f"{on.seconds:.2f} s ({ratio:.3f} ×; computing {on.processor / off.processor:.3f} ×)",
        f"{off.seconds:.2f} s", f"{limit} ×", ratio <= limit, times=ratio)


class Table:
    """Rows of: what, our figure, the host's own figure, the limit, whether it holds.

    :ivar figures: ``{what: figure}`` that :mod:`benchmarks.baseline` keeps: a number of queries, or a time as a
        multiple of the host's own
    """

    def __init__(self):
        self.rows = []
        self.figures = {'queries': {}, 'times': {}}
        self.failed = False

    def add(self, what, figure, host, limit, holds, queries=None, times=None):
        """Add a row.

        :param int queries: what the figure comes to, where it counts queries
        :param float times: what it comes to, where it is a multiple of the host's own time
        """
        if queries is not None:
            self.figures['queries'][what] = queries
        if times is not None:
            self.figures['times'][what] = round(times, 3)
        self.rows.append((what, figure, host, limit, 'yes' if holds else '**no**'))
        self.failed |= not holds
        print(f"  {what}: {figure} (Odoo {host}; limit {limit}){'' if holds else '  TOO MUCH'}", flush=True)

    def markdown(self, first=0):
        """Return the rows from ``first`` on as a table."""
        head = ['| what | order_desk | Odoo itself, same run | limit | holds |', '|---|---|---|---|---|']
        return '\n'.join(head + [f"| {' | '.join(row)} |" for row in self.rows[first:]])
