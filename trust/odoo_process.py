"""Odoo's own commands on a database, each in a process of its own, and what they logged."""
import os
import re
import resource
import subprocess
import sys
import time
from typing import NamedTuple

from odoo.modules.registry import Registry
from odoo.tools import config

TROUBLE = re.compile(r'^\d{4}-\d\d-\d\d \S+ \d+ (?:WARNING|ERROR|CRITICAL) \S+ (.*)', re.MULTILINE)
# Of the machine and of the host itself, with any addon or none.
NOT_OURS = re.compile(
    r"py\.warnings|DeprecationWarning|wkhtmltopdf|unpatched|security risk|odoo\.tools\.config|limit_memory|"
    r"cannot be loaded in a worker")


class Row(NamedTuple):
    """One proof of the table."""
    what: str
    found: str
    limit: str
    holds: bool


class Ended(NamedTuple):
    """How a command ended.

    :ivar float seconds: by the clock
    :ivar float processor: that the process was computing; PostgreSQL's part is not in it
    :ivar list trouble: warnings and errors of the log
    """
    code: int
    seconds: float
    processor: float
    trouble: list


def _computed():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def read_trouble(log):
    """Return the warnings and errors of a log that an addon can be blamed for."""
    return [match.group(1) for match in TROUBLE.finditer(log) if not NOT_OURS.search(match.group(0))]


def call(environ, database, *arguments):
    start, computed = time.perf_counter(), _computed()
    Registry.delete(database)  # what this process knows of its models is about to be untrue
    done = subprocess.run(
        [sys.executable, '-m', 'odoo', *arguments], capture_output=True, text=True, check=False,
        env={**os.environ, 'ODOO_RC': environ['ODOO_RC']})
    return Ended(
        done.returncode, time.perf_counter() - start, _computed() - computed, read_trouble(done.stderr + done.stdout))


def load(environ, database, *arguments, addons=None):
    """Install or upgrade.

    :param addons: folder that holds another order_desk than the present one
    """
    paths = config['addons_path']
    if addons:
        paths = [str(addons), *(path for path in paths if not os.path.isdir(os.path.join(path, 'order_desk')))]
    return call(
        environ, database, '-c', environ['ODOO_RC'], '-d', database, f"--addons-path={','.join(paths)}",
        '--stop-after-init', '--no-http', '--max-cron-threads=0', '--log-level=warn', *arguments)


def uninstall(environ, database):
    """Uninstall order_desk as the button of the application does."""
    return call(environ, database, 'module', 'uninstall', '-c', environ['ODOO_RC'], '-d', database, 'order_desk')
