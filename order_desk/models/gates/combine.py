from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding

_lt = LazyTranslate(__name__)


def combine(findings):
    """Return one finding for all that stands in the way of one gate, or None.

    Its code names every part, so that a waiver given for one part never covers another.
    """
    findings = [finding for finding in findings if finding]
    if len(findings) < 2:
        return findings[0] if findings else None
    message = findings[0].message
    for finding in findings[1:]:
        message = _lt("%(first)s %(second)s", first=message, second=finding.message)
    amounts = [finding.amount for finding in findings if finding.amount is not None]
    return Finding(
        '+'.join(sorted({finding.code for finding in findings})),
        message,
        amount=sum(amounts) if amounts else None,
        due=min((finding.due for finding in findings if finding.due), default=None),
        owner=next((finding.owner for finding in findings if finding.owner), None),
    )
