"""Databases, environments and clocks for the measurements."""
import contextlib
import shutil
import subprocess
import time
from pathlib import Path

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
    """Queries and seconds of one call on cold record caches."""

    def __init__(self, env, function):
        env.flush_all()
        env.invalidate_all()
        before, start = env.cr.sql_log_count, time.perf_counter()
        self.result = function()
        env.flush_all()
        self.seconds = time.perf_counter() - start
        self.queries = env.cr.sql_log_count - before


class Table:
    """Rows of: what, our figure, the host's own figure, the limit, whether it holds."""

    def __init__(self):
        self.rows = []
        self.failed = False

    def add(self, what, figure, host, limit, holds):
        self.rows.append((what, figure, host, limit, 'yes' if holds else '**no**'))
        self.failed |= not holds
        print(f"  {what}: {figure} (Odoo {host}; limit {limit}){'' if holds else '  TOO MUCH'}", flush=True)

    def markdown(self):
        head = ['| what | order_desk | Odoo itself, same run | limit | holds |', '|---|---|---|---|---|']
        return '\n'.join(head + [f"| {' | '.join(row)} |" for row in self.rows])
