"""What the seal of a decision is made of: no record is read or written here."""
import hashlib
import json
from typing import Any, NamedTuple

SEAL_VERSION = 2


class Fault(NamedTuple):
    """Something that is not as it was sealed.

    :param str code: stable word: ``missing``, ``unsealed``, ``rewritten``, ``unlinked``, ``changed``, ``evidence``
    :param decision: the order.desk.decision it is found on; empty when that one is missing
    :param str message: one sentence, translated
    """
    code: str
    decision: Any
    message: str


class ChainReport(NamedTuple):
    """The answer for one order.

    :param int sealed: decisions that carry a seal
    :param int before: decisions kept before sealing was introduced
    :param str head: the last seal
    :param list[Fault] faults: empty when the chain is complete and unchanged
    """
    sealed: int
    before: int
    head: str
    faults: list


def stable(value):
    """Return ``value`` as it comes back from the database, whatever way a number was written there."""
    if isinstance(value, dict):
        return {str(key): stable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [stable(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) + 0.0  # one zero, with or without a sign
    return value


def to_text(values):
    """Return ``values`` as text that is equal if and only if they are."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(',', ':'), default=str)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def seal(content, version=SEAL_VERSION):
    """Return the seal over a text, the version in front as the host's accounting does it."""
    return f"${version}${digest(content)}"


def read_head(text):
    """Return number and seal of the last decision as the order keeps them."""
    number, _separator, last = (text or '0:').partition(':')
    return int(number), last


def write_head(number, last):
    return f"{number}:{last}"
