"""From facts and decisions to a verdict: no record is written and none is searched here."""
from odoo.tools.translate import LazyTranslate

from .fact_table import changes_message, get_signer_name
from .finding import Finding, Verdict, fingerprint

_lt = LazyTranslate(__name__)


class Standing:
    """The decisions on one gate of one document, read against today's facts.

    :param list[Row] decisions: in the order they were taken
    :param get_today: function giving the day on which waivers are read; called only when one is
    :param waives_whole: whether a waiver covers whatever the gate finds, not only what it was given for
    :param Tolerance tolerance: how far facts may move under an approval; None: not at all
    """

    def __init__(self, decisions, facts, get_today, waives_whole=False, tolerance=None):
        self.fingerprint = fingerprint(facts) if facts is not None else ''
        self.facts = facts
        self.get_today = get_today
        self.waives_whole = waives_whole
        self.tolerance = tolerance
        self._held = {}
        self.live = []
        for decision in decisions:
            if decision.decision == 'revoke':
                self.live = []
            else:
                self.live.append(decision)

    @property
    def rejection(self):
        """The rejection in force: the last word, and on these very facts."""
        for decision in reversed(self.live):
            if decision.decision == 'waive':
                continue
            if decision.fingerprint != self.fingerprint or decision.decision != 'reject':
                return None
            return decision
        return None

    @property
    def approvals(self):
        """The approvals in force, first to last; a rejection ends those before it."""
        approvals = []
        for decision in self.live:
            if decision.decision == 'reject':
                approvals = []
            elif decision.decision == 'approve' and self.holds(decision):
                approvals.append(decision)
        return approvals

    def holds(self, decision):
        """Tell whether the facts are still those of an approval, or within the gate's tolerance of them."""
        if decision.fingerprint == self.fingerprint:
            return True
        if not self.tolerance or self.facts is None:
            return False
        if decision.id not in self._held:
            self._held[decision.id] = self.tolerance.allows(decision._get_facts(), self.facts)
        return self._held[decision.id]

    @property
    def tolerated(self):
        """The first approval in force that was given on other facts, which have moved within the tolerance."""
        if not self.tolerance:
            return None
        return next((decision for decision in self.approvals if decision.fingerprint != self.fingerprint), None)

    @property
    def outdated(self):
        """The last approval that was given on other facts, if no newer one stands."""
        for decision in reversed(self.live):
            if decision.decision == 'approve':
                return decision if not self.holds(decision) else None
        return None

    @property
    def lapsed(self):
        """The last waiver, when it was given on other facts."""
        for decision in reversed(self.live):
            if decision.decision == 'waive':
                return decision if decision.fingerprint != self.fingerprint else None
        return None

    def covers(self, finding):
        """Tell whether a waiver in force covers ``finding`` (code, cap and date)."""
        return any(
            decision.decision == 'waive'
            and (self.waives_whole or decision.finding_code == finding.code)
            and (not decision.until or decision.until >= self.get_today())
            and (
                self.waives_whole
                or (
                    finding.amount <= decision.cap if finding.amount is not None and decision.cap
                    else decision.fingerprint == self.fingerprint
                )
            )
            for decision in self.live
        )


#: Where nobody has decided anything: the case of most gates of most documents.
UNDECIDED = Standing((), None, None)


def open_steps(steps, approvals):
    """Return the steps that still need signatures, the earliest sequence only.

    One signature of a person in a role counts for every step of that role:
    nobody signs the same facts twice.
    """
    missing = [
        step for step in steps
        if len({approval.user_id.id for approval in approvals if approval.group_id.id == step.group_id}) < step.count
    ]
    first = min((step.sequence for step in missing), default=None)
    return [step for step in missing if step.sequence == first]


def resolve(gate, spec, evaluator, document, finding, standing, steps):
    """Return the :class:`Verdict` of one gate on one document.

    :param GateSpec spec: the definition of the gate
    :param Finding finding: what the evaluator found, or None
    :param Standing standing: the decisions taken so far
    :param steps: the signatures needed, for signed gates
    """
    owner_groups = (spec.owner_group_id,) if spec.owner_group_id else ()
    rejection = standing.rejection
    if rejection:
        refused = Finding('rejected', _lt(
            "Rejected by %(user)s: %(reason)s", user=rejection.user_id.name, reason=rejection.reason or "—"))
        return Verdict(gate, document, 'rejected', refused, owner_groups, standing.fingerprint, spec)
    groups = owner_groups
    excused = bool(finding) and evaluator._signs_after_waiver and standing.covers(finding)
    if (not finding or excused) and evaluator._kind == 'signed':
        due_steps = open_steps(steps, standing.approvals)
        if due_steps:
            groups = tuple(dict.fromkeys(step.group_id for step in due_steps))
            finding = _signature_finding(gate.env, standing, {'roles': list(groups)})
    if not finding:
        return Verdict(
            gate, document, 'passed', None, (), standing.fingerprint, spec,
            note=_tolerance_note(gate.env, standing))
    if standing.covers(finding):
        return Verdict(gate, document, 'waived', finding, (), standing.fingerprint, spec)
    return Verdict(
        gate, document, 'open', finding, groups, standing.fingerprint, spec,
        outdated=standing.outdated or standing.lapsed, facts=standing.facts)


def _tolerance_note(env, standing):
    tolerated = standing.tolerated
    if not tolerated:
        return None
    return _lt(
        "Within the tolerance of what %(user)s signed: %(changes)s.", user=get_signer_name(tolerated),
        changes=changes_message(env, tolerated, standing.facts))


def _signature_finding(env, standing, roles):
    outdated = standing.outdated
    if not outdated:
        return Finding('signature', _lt("Waits for the signature of %(roles)s.", roles=roles))
    return Finding('signature', _lt(
        "Changed since %(user)s signed (%(changes)s): waits for the signature of %(roles)s.",
        user=get_signer_name(outdated),
        changes=changes_message(env, outdated, standing.facts),
        roles=roles,
    ))
