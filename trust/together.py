"""Acts of several people at the same moment: real transactions on real connections, ended as the host ends them."""
import random
import threading
import time
from types import SimpleNamespace
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

WAIT = 60  # seconds after which a transaction counts as stuck


class Outcome:
    """How the acts of one round ended.

    :param list errors: sentences of errors that are neither a reason given to the user nor retried by the host
    :param list refused: messages to users
    :param int attempts: how often a transaction began; more than there are acts: they met
    """

    def __init__(self):
        self.errors, self.refused, self.attempts = [], [], 0


def together(database, acts, context=None, late=0.0):
    """Run ``acts`` = [(user id, function of an environment)] at the same moment; each commits by itself.

    :param float late: seconds that the first of them thinks after both have begun, so that the other one wins
    """
    barrier, outcome, lock = threading.Barrier(len(acts), timeout=WAIT), Outcome(), threading.Lock()

    def run(user_id, act, late):
        waits = [True]

        def attempt():
            with lock:
                outcome.attempts += 1
            env.cr.execute("SELECT 1 FROM sale_order LIMIT 1")  # the snapshot of this transaction begins here
            if waits:
                waits.pop()
                barrier.wait()
                time.sleep(late)
            act(env)

        try:
            with Registry(database).cursor() as cr:
                env = api.Environment(cr, user_id, context or {})
                retrying(attempt, env)
        except UserError as error:
            outcome.refused.append(str(error))
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            # The host gives up after five attempts and says so; the caller may ask again.
            if type(error).__name__ == 'DeadlockDetected':
                outcome.errors.append("deadlock")
        except Exception as error:  # noqa: BLE001  everything else is what is being looked for
            outcome.errors.append(f"{type(error).__name__}: {error}"[:200])

    threads = [
        threading.Thread(target=run, args=(*act, 0.0 if number else late), daemon=True)
        for number, act in enumerate(acts)]
    # The host waits up to two seconds before it tries again; a hundredth of it finds the same.
    with patch('odoo.service.model.time', SimpleNamespace(sleep=lambda seconds: time.sleep(seconds / 100))):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(WAIT)
    if any(thread.is_alive() for thread in threads):
        outcome.errors.append("stuck")
    return outcome


class Database:
    """Committed transactions of the superuser, one after the other."""

    def __init__(self, name):
        self.name = name

    def do(self, act):
        """Return what ``act`` of an environment returns, committed."""
        with Registry(self.name).cursor() as cr:
            return act(api.Environment(cr, SUPERUSER_ID, {
                'tracking_disable': True, 'mail_create_nosubscribe': True, 'mail_notrack': True}))


def count_deadlocks(database):
    """Return how many deadlocks PostgreSQL has seen in this database, also those that the host tried again."""
    with Registry(database).cursor() as cr:
        cr.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cr.fetchone()[0]


def shuffled(acts):
    return random.sample(acts, len(acts))
