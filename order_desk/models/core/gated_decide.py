from functools import partial

from markupsafe import Markup

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .arguments import ensure_records, read_text
from .fact_table import get_names
from .finding import data_to_text, message_to_data
from .gate import STAGE_ORDER
from .resolve import Standing, open_steps


class OrderDeskGatedDecide(models.AbstractModel):
    """How a person decides on a gate: who may, what it is bound to, what follows."""
    _inherit = 'order.desk.gated.mixin'

    # === ACTIONS === #

    def desk_decide(self, gate_code, decision, reason, attachment_ids=(), cap=None, until=None):
        """Take a decision on one gate of this document.

        Side effects: one row in ``order.desk.decision``, a note on the order, the
        checks of the order evaluated anew. Source: design section 6, SEC-05.

        :param str gate_code: code of a gate that stands before this document
        :param str decision: ``approve``, ``reject``, ``waive`` or ``revoke``
        :param str reason: in the signer's words; required except for an approval
        :param attachment_ids: ids of files the signer may read; copied as evidence
        :param float cap: highest amount a waiver covers, in the order's currency;
            by default the amount of the finding
        :param until: last day of a waiver (date or ISO text), by default as the gate says
        :return: the new ``order.desk.decision``
        :raise AccessError: when the user has no role for this
        :raise UserError: when the gate cannot be decided so now
        """
        ensure_records(self, single=True)
        self.check_access('read')
        if not self.env.su and not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees decide on %(document)s.", document=self.display_name))
        if not isinstance(decision, str) or decision not in ('approve', 'reject', 'waive', 'revoke'):
            raise UserError(self.env._(
                "%(decision)s is no decision: approve, reject, waive or revoke.", decision=decision))
        gate = self._desk_get_gate(gate_code)
        reason = read_text(reason)
        if decision != 'approve' and not reason:
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s: say why, the reason is kept with the decision.",
                gate=gate.name, document=self.display_name))
        self._desk_lock_for_decision()
        # sudo: facts are read whole; the row is the engine's; the role is checked below for the real user
        document = self.sudo().with_company(self.sudo().company_id)
        document._desk_before_decision(gate, decision)
        state = document._desk_get_standing(gate)
        values = getattr(self, f'_desk_prepare_{decision}')(gate, state, cap, until)
        values.update(document._desk_prepare_decision(gate, decision, reason, state))
        files = self._desk_get_files(gate, attachment_ids)
        values.update(self._desk_prepare_evidence(gate, files, decision))
        # sudo: no role creates decisions by hand
        row = self.env['order.desk.decision'].sudo().create(values)
        row._own_evidence()
        document._desk_log_decision(row)
        document._desk_get_orders()._desk_refresh()
        document._desk_order()._desk_after_decision(row)
        return row.sudo(self.env.su)

    # === HOOKS === #

    def _desk_before_decision(self, gate, decision):
        """Called on the document before facts are read: what the signer is about to see may be fixed here.

        His role is checked afterwards; refused, everything written here is undone with the rest.
        """

    def _desk_after_decision(self, decision):
        """Called on the order when a decision was taken and the checks are fresh."""

    # === BUSINESS METHODS === #

    def _desk_get_gate(self, code):
        """Return the gate of this document with ``code``.

        :raise UserError: when no such gate concerns this document
        """
        order = self._desk_order().sudo()  # sudo: a colleague of another role need not read the order's company
        gates = self.env['order.desk.gate'].sudo()._get_gates(self.sudo().company_id, STAGE_ORDER)
        gate = gates.filtered(lambda gate: gate.code == code)
        if not gate or not order.desk_enrolled or gate._get_evaluator()._document_model != self._name:
            raise UserError(self.env._(
                "No gate \"%(code)s\" stands before %(document)s.", code=code, document=self.display_name))
        # sudo: whoever decides need not read the definition of gates
        return gate.with_env(self.env).sudo()

    def _desk_lock_for_decision(self):
        # Two signers at once: each would miss the other's row. A write on the order makes the
        # second transaction fail with the host's retryable error and run again on fresh data.
        order = self._desk_order().sudo()  # sudo: the signer need not write the order
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE sale_order SET desk_decision_count = COALESCE(desk_decision_count, 0) + 1 WHERE id = %s", order.id))
        order.invalidate_recordset(['desk_decision_count'])

    def _desk_get_standing(self, gate):
        """Return a dict with what is decided and missing on ``gate`` (one sudoed document)."""
        evaluator = gate._get_evaluator()
        decisions = self.env['order.desk.decision']._get_by_document(self).get((gate.id, self.id), ())
        concerned = evaluator._get_applicable(gate, gate._filter_concerned(self))
        finding = evaluator._evaluate(gate, self).get(self) if concerned else None
        facts = evaluator._facts(gate, self).get(self) or {}
        standing = Standing(
            decisions, facts, partial(evaluator._today, self), evaluator._is_waived_whole(self),
            gate._get_spec().tolerance)
        steps = evaluator._get_steps(gate, self).get(self, ()) if evaluator._kind == 'signed' else ()
        return {
            'concerned': bool(concerned), 'evaluator': evaluator, 'finding': finding, 'standing': standing,
            'steps': steps, 'open_steps': open_steps(steps, standing.approvals),
        }

    def _desk_prepare_approve(self, gate, state, cap, until):
        name = self.display_name
        if not state['concerned']:
            raise UserError(self.env._(
                "Gate %(gate)s does not concern %(document)s: nothing is to be signed.", gate=gate.name, document=name))
        if state['evaluator']._kind == 'computed':
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s is computed from facts and cannot be approved. "
                "Settle what it names, or have it waived.", gate=gate.name, document=name))
        # Signing again what one has signed already does no harm: a second click is not an error.
        groups = [step.group_id for step in state['open_steps'] or state['steps']] + [
            approval.group_id.id for approval in state['standing'].approvals if approval.user_id == self.env.user]
        signer = self._desk_find_signer(gate, groups, [step.group_id for step in state['steps']])
        evaluator = state['evaluator']
        if state['finding'] and not (evaluator._signs_after_waiver and state['standing'].covers(state['finding'])):
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s cannot be signed yet: %(finding)s", gate=gate.name, document=name,
                finding=data_to_text(message_to_data(state['finding'].message), self.env)))
        self._desk_ensure_distinct(gate, state, signer)
        signers = self.env['res.users'].browse(
            user_id for user_id in (signer['user_id'], signer.get('on_behalf_id')) if user_id)
        evaluator._ensure_may_sign(gate, self.sudo(), signers)  # sudo: the facts are read whole
        return signer

    def _desk_prepare_reject(self, gate, state, cap, until):
        if state['evaluator']._kind == 'computed':
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s is computed from facts and cannot be rejected.",
                gate=gate.name, document=self.display_name))
        groups = [step.group_id for step in state['steps']]
        return self._desk_find_signer(gate, groups, groups)

    def _desk_prepare_waive(self, gate, state, cap, until):
        signer = self._desk_find_signer(gate, gate._get_spec().waive_group_ids, ())
        finding = state['finding']
        if not finding and state['open_steps'] and state['concerned']:
            code, amount = 'signature', None
        elif finding:
            code, amount = finding.code, finding.amount
        else:
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s has nothing open that could be waived.",
                gate=gate.name, document=self.display_name))
        return signer | {
            'finding_code': code,
            'cap': self._desk_get_cap(gate, amount, cap),
            'until': self._desk_get_until(gate, state, until),
        }

    def _desk_prepare_revoke(self, gate, state, cap, until):
        live = state['standing'].live
        if not live:
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s carries no decision that could be revoked.",
                gate=gate.name, document=self.display_name))
        if self.env.user.id in {decision.user_id.id for decision in live}:
            return {'user_id': self.env.uid}
        return self._desk_find_signer(gate, [
            *gate._get_spec().waive_group_ids, self.env.ref('order_desk.group_administrator').id], ())

    def _desk_prepare_decision(self, gate, decision, reason, state):
        standing = state['standing']
        return {
            'gate_id': gate.id,
            'order_id': self._desk_order().id,
            self._desk_check_inverse(): self.id,
            'company_id': self.company_id.id,
            'decision': decision,
            'reason': reason,
            'fingerprint': standing.fingerprint,
            'facts': standing.facts,
            'fact_names': get_names(self.env, standing.facts),
        }

    def _desk_log_decision(self, row):
        words = {
            'approve': self.env._("approved"), 'reject': self.env._("rejected"),
            'waive': self.env._("waived"), 'revoke': self.env._("revoked"),
        }
        user = row.user_id.name
        if row.on_behalf_id:
            user = self.env._("%(user)s on behalf of %(absent)s", user=user, absent=row.on_behalf_id.name)
        body = Markup("<b>%s</b>: %s — %s") % (row.gate_id.name, words[row.decision], user)
        if row.reason:
            body += Markup("<br/>%s") % row.reason
        self._desk_order()._message_log(body=body)

