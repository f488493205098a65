"""How the scheduled actions of the order desk get through what is due."""
import logging

from psycopg2 import OperationalError

from odoo import models

_logger = logging.getLogger(__name__)


def work_through(env, items, act, size=100):
    """Do ``act`` for all ``items``, a batch at a time, committing in between as the host's scheduler does.

    Records of a company are worked on in its language: what is written down then is read by its people.

    A batch that fails is done again one by one: what fails alone is written to the log and is tried when the action
    runs next, so that one bad record never keeps all the others waiting.

    :param items: records, or a list
    :param act: function of some of the items
    :return: whether everything was looked at before the time was up
    :rtype: bool
    """
    cron = env['ir.cron']
    cron._commit_progress(remaining=len(items))
    for start in range(0, len(items), size):
        batch = items[start:start + size]
        _do_soundly(env, batch, act)
        if not cron._commit_progress(processed=len(batch)):
            return start + size >= len(items)
    return True


def _do_soundly(env, batch, act):
    try:
        with env.cr.savepoint():
            for part in _in_own_language(batch):
                act(part)
    except OperationalError:  # another transaction was faster: the scheduler tries the whole action again
        raise
    except Exception:  # whatever it is: it concerns one of them, and the others go on
        if len(batch) == 1:
            _logger.exception("A scheduled action failed for %s", batch[0])
            return
        for position in range(len(batch)):
            _do_soundly(env, batch[position:position + 1], act)


def _in_own_language(batch):
    """Return records by company, each in the language of that company; what belongs to none stays as it is."""
    if not isinstance(batch, models.BaseModel) or 'company_id' not in batch._fields:
        return [batch]
    return [
        own.with_context(lang=company.partner_id.lang or batch.env.lang)
        for company, own in batch.grouped('company_id').items()]
