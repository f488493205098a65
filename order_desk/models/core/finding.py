"""Plain values that travel between the evaluators and the engine."""
import hashlib
import json
from datetime import date
from typing import Any, NamedTuple

from odoo.tools.translate import LazyGettext, get_translation


class Finding(NamedTuple):
    """What stands in the way of one gate on one document.

    :param str code: stable word; a waiver covers findings of the same code only
    :param message: ``_lt("…", name=value)``, translated for whoever reads it
    :param float amount: what is missing, in the document's currency
    :param date due: day on which it should be settled
    :param dict action: window action that settles it
    :param owner: the user who has it, where a person is known by name
    """
    code: str
    message: Any
    amount: float | None = None
    due: date | None = None
    action: dict | None = None
    owner: Any = None


class Step(NamedTuple):
    """Signatures that a signed gate asks for; steps of one sequence run in parallel."""
    sequence: int
    group_id: int
    count: int = 1


# The states of a verdict in which somebody has to act.
OPEN_STATES = ('open', 'rejected')


class Verdict(NamedTuple):
    """The engine's answer for one gate on one document.

    :param GateSpec spec: the definition of the gate
    :param bool is_due: whether it can be settled now, or other gates of the order come first
    :param note: what is to be said of a gate that passed, lazily translated
    :param outdated: the decision that no longer holds because its facts have changed
    :param facts: what is true now, where an outdated decision is compared with it
    """
    gate: Any
    document: Any
    state: str
    finding: Finding | None
    group_ids: tuple
    fingerprint: str
    spec: Any
    is_due: bool = True
    note: Any = None
    outdated: Any = None
    facts: dict | None = None


class Clearance:
    """Proof, within one call, that the engine let these orders through a stage.

    It travels in the context from the choke point to ``write``. A remote caller
    can send any context, but never an instance of this class.
    """
    __slots__ = ('order_ids', 'stage')

    def __init__(self, stage, order_ids):
        self.stage = stage
        self.order_ids = frozenset(order_ids)

    def covers(self, stage, order_ids):
        return self.stage == stage and self.order_ids.issuperset(order_ids)


class AsOf:
    """The day for which a dry run asks; an object, so that no caller can forge it."""
    __slots__ = ('day',)

    def __init__(self, day):
        self.day = day


# Marks a write of fields that only the product itself may write. As with
# Clearance, an object cannot be forged over RPC.
PRODUCT_WRITE = object()


def message_to_data(message):
    """Return the JSON form of a lazily translated message, nested ones included."""
    if not isinstance(message, LazyGettext):
        return message.isoformat() if isinstance(message, date) else message
    args = message._args
    if isinstance(args, dict):
        args = {key: message_to_data(value) for key, value in args.items()}
    else:
        args = [message_to_data(value) for value in args]
    return {'module': message._module, 'source': message._source, 'args': args}


def data_to_text(data, env):
    """Render what :func:`message_to_data` stored, in the language of ``env``.

    ``{'roles': [group ids]}`` among the arguments becomes the names of the roles.
    """
    if not isinstance(data, dict):
        return data if isinstance(data, str) else str(data)
    if 'roles' in data:
        return env['order.desk.gate']._get_role_names(data['roles'])
    if 'source' not in data:
        return str(data)
    args = data['args']
    if isinstance(args, dict):
        args = {key: data_to_text(value, env) if isinstance(value, dict) else value for key, value in args.items()}
    else:
        args = tuple(data_to_text(value, env) if isinstance(value, dict) else value for value in args)
    return get_translation(data['module'], env.lang or 'en_US', data['source'], args)


def _comparable(value):
    """Drop the readable names of records: renaming a customer changes no fact."""
    if isinstance(value, dict):
        return {key: _comparable(item) for key, item in value.items() if not ('id' in value and key == 'name')}
    if isinstance(value, list | tuple):
        return [_comparable(item) for item in value]
    return value


_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(',', ':'), default=str).encode


def fingerprint(facts):
    """Return a digest of ``facts`` that is equal if and only if the facts are.

    :param dict facts: label -> JSON value, as evaluators return them
    :rtype: str
    """
    text = _canonical(facts)
    if '"name":' in text:  # only records carry names; without any there is nothing to drop
        text = _canonical(_comparable(facts))
    return hashlib.sha256(text.encode()).hexdigest()


def readable(value):
    """Return a fact's value as people read it."""
    if isinstance(value, dict):
        return value.get('name', '') if 'id' in value else ', '.join(f"{k}: {readable(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ', '.join(readable(item) for item in value)
    if value is None or value is False:
        return '—'
    return str(value)


def raw_differences(old, new, path=()):
    """Yield ``(path of labels, old value, new value)`` of what changed, in the order of the labels."""
    for key in list(old) + [key for key in new if key not in old]:
        before, after = old.get(key), new.get(key)
        if _comparable(before) == _comparable(after):
            continue
        if isinstance(before, dict) and isinstance(after, dict) and 'id' not in before and 'id' not in after:
            yield from raw_differences(before, after, (*path, key))
        else:
            yield (*path, key), before, after


def differences(old, new):
    """List what changed between two snapshots of facts.

    :return: ``[(label, old text, new text)]`` in the order of the labels
    :rtype: list[tuple[str, str, str]]
    """
    return [
        (" / ".join(path), readable(before), readable(after)) for path, before, after in raw_differences(old, new)]
