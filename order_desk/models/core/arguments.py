"""What a program sends to a public name is looked at before it is used: ids, days, words."""
from odoo import fields
from odoo.exceptions import MissingError, UserError
from odoo.orm.identifiers import NewId

MAX_ID = 2**31


def ensure_records(records, single=False):
    """Stop a call whose ids are none, or that names another number of documents than one.

    :param bool single: whether the call means one document
    :raise UserError: for what is no id, and for none or several where one is meant
    :raise MissingError: for a number that no document can have; the host itself misses those it has not
    """
    env, name = records.env, records._description
    if not all(isinstance(id_, int | NewId) and not isinstance(id_, bool) for id_ in records._ids):
        raise UserError(env._("%(model)s: the call names its documents by numbers.", model=name))
    if single and len(records) != 1:
        raise UserError(env._("%(model)s: this is done for one document at a time.", model=name))
    if any(isinstance(id_, int) and not 0 < id_ < MAX_ID for id_ in records._ids):
        raise MissingError(env._("%(model)s: there is no such document.", model=name))


def read_text(value):
    """Return words as they can be stored: no text at all becomes '', what no database takes is left out."""
    if not isinstance(value, str):
        value = str(value or '')
    return value.replace('\x00', '').encode('utf-8', 'ignore').decode('utf-8').strip()


def read_day(env, value):
    """Return a day given as a date or ISO text; None for nothing.

    :raise UserError: for anything else
    """
    try:
        return fields.Date.to_date(value) if value else None
    except (TypeError, ValueError, AttributeError):
        raise UserError(env._("%(date)s is no date: write it as 2026-12-31.", date=value)) from None
