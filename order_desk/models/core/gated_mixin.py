from contextlib import contextmanager
from functools import partial

from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from .evaluation import Evaluation
from .finding import OPEN_STATES, PRODUCT_WRITE, data_to_text, message_to_data
from .gate import STAGE_ORDER
from .own_defaults import own_defaults
from .resolve import UNDECIDED, Standing, resolve

_lt = LazyTranslate(__name__)

# What each choke point says it refused.
REFUSED_ACTS = {
    'review': _lt("The order confirmation of %(document)s cannot be sent yet:"),
    'confirm': _lt("%(document)s cannot be confirmed yet:"),
    'release': _lt("%(document)s cannot be released to production yet:"),
    'ship': _lt("%(document)s cannot be shipped yet:"),
    'close': _lt("%(document)s cannot be closed yet:"),
}


class OrderDeskGatedMixin(models.AbstractModel):
    """Documents that stand before gates: evaluate, stop, keep what only the product writes."""
    _name = 'order.desk.gated.mixin'
    _inherit = ['order.desk.inside.mixin']
    _description = "Gated Document"

    #: Whether any write on the document may change a verdict of its order.
    _desk_evaluates_on_write = True

    # === HOOKS === #

    def _desk_order(self):
        """Return the sales order a document belongs to (one document)."""
        raise NotImplementedError

    def _desk_get_orders(self):
        """Return every sales order that these documents concern; a transfer may serve several."""
        return self.env['sale.order'].union(*(document._desk_order() for document in self))

    @api.model
    def _desk_check_inverse(self):
        """Return the field of checks and decisions that points to this model."""
        raise NotImplementedError

    def _desk_filter_stage(self, stage):
        """Return the documents before which the act of ``stage`` still stands.

        What is behind a document is judged no more: its settled checks stay as they were.
        """
        return self

    def _desk_has_come(self, stage):
        """Tell whether the gates of ``stage`` may be anybody's turn yet (one document)."""
        return self._desk_order()._desk_has_come(stage)

    def _desk_get_enrolled(self):
        """Return the documents whose order is subject to gates; no query while no company uses them."""
        enabled = self.env['res.company']._desk_get_enabled_ids()
        if not enabled:
            return self.browse()
        return self.filtered(
            lambda document: document.company_id.id in enabled and document._desk_order().desk_enrolled)

    def _desk_get_gated(self):
        """Return the enrolled documents of companies where any gate is active.

        What gates decided is worth keeping as it was decided; where nothing is decided the host's ways stay open.
        """
        gates = self.env['order.desk.gate']
        return self._desk_get_enrolled().filtered(
            lambda document: gates._get_company_gate_ids(document.company_id.id))

    def _desk_is_judged(self):
        """Tell whether gates still mean anything for this document; not for a cancelled one."""
        return self._desk_order().state != 'cancel'

    @api.model
    def _desk_protected_fields(self):
        """Return the fields that only the product itself writes."""
        return set()

    @api.model
    @tools.ormcache()
    def _desk_get_protected(self):
        return frozenset(self._desk_protected_fields())

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # What only the product writes is not preset by a caller's context either.
        return own_defaults(self, super().default_get(fields), self._desk_protected_fields())

    @api.model_create_multi
    def create(self, vals_list):
        protected = self._desk_get_protected()
        for vals in vals_list:
            self._desk_ensure_unprotected(protected.intersection(name for name, value in vals.items() if value))
        with self._desk_batch():
            documents = super().create(vals_list)
            if self._desk_evaluates_on_write:
                documents._desk_mark_changed()
        return documents

    def write(self, vals):
        if self.env.context.get('desk_product_write') is PRODUCT_WRITE:
            return super(OrderDeskGatedMixin, self.with_context(desk_product_write=False)).write(vals)
        self._desk_ensure_unprotected(self._desk_get_protected().intersection(vals))
        with self._desk_batch():
            result = super().write(vals)
            if self._desk_evaluates_on_write and not self._desk_is_irrelevant(vals):
                self._desk_mark_changed()
        return result

    def _desk_ensure_unprotected(self, names):
        if names and self.env.context.get('desk_product_write') is not PRODUCT_WRITE:
            labels = ", ".join(sorted(self._fields[name].string or name for name in names))
            raise AccessError(self.env._(
                "%(fields)s of %(document)s cannot be written by hand: use the action that records it.",
                fields=labels, document=", ".join(self[:3].mapped('display_name')) or self._description))

    def _desk_write_facts(self, vals):
        """Write protected fields; for the product's own actions, which have checked the role.

        :raise AccessError: when the user may not read these documents at all
        """
        self.check_access('read')
        # sudo: the role was checked by the action; it need not include writing the whole document
        return self.sudo().with_context(desk_product_write=PRODUCT_WRITE).write(vals)

    @api.model
    def _desk_is_irrelevant(self, vals):
        """Tell whether a write can change no verdict: mail, activities and the engine's own columns."""
        return all(name.startswith(('message_', 'activity_', 'access_', 'website_message')) for name in vals)

    # === BUSINESS METHODS - BATCH === #

    @contextmanager
    def _desk_batch(self):
        """Evaluate once, at the end of the outermost write, whatever was written inside."""
        batch = self.env.cr.precommit.data.setdefault('order_desk', {'depth': 0, 'order_ids': set()})
        batch['depth'] += 1
        try:
            yield batch
        except BaseException:
            batch['depth'] -= 1
            if not batch['depth']:
                batch['order_ids'].clear()
            raise
        batch['depth'] -= 1
        if not batch['depth'] and batch['order_ids']:
            order_ids = sorted(batch['order_ids'])
            batch['order_ids'].clear()
            self.env['sale.order'].browse(order_ids)._desk_refresh()

    def _desk_mark_changed(self):
        """Have the orders of these documents evaluated at the end of the running batch."""
        enrolled = self.sudo()._desk_get_enrolled()  # sudo: the engine sees all facts
        if not enrolled:
            return
        with self._desk_batch() as batch:
            batch['order_ids'].update(enrolled._desk_get_orders().ids)

    # === BUSINESS METHODS - EVALUATION === #

    def _desk_evaluate(self, stages, decisions=None):
        """Compute the verdict of every gate of ``stages`` on these documents, afresh.

        Writes nothing. The number of queries does not depend on the number of documents.

        :param stages: iterable of stage words
        :param dict decisions: those taken on these documents, where the caller has them at hand
        :rtype: list[Verdict]
        """
        # sudo: a verdict rests on all facts, not on those that the current user may read
        enrolled = self.sudo()._desk_get_enrolled().filtered(lambda document: document._desk_is_judged())
        if not enrolled or not self.env['order.desk.gate']._has_gates(enrolled.company_id, stages, self._name):
            return []
        if decisions is None:
            # sudo: as above, all decisions count
            decisions = self.env['order.desk.decision'].sudo()._get_by_document(enrolled)
        verdicts = []
        for company, own in enrolled.grouped('company_id').items():
            # One object for this evaluation alone: what two gates need is read once.
            evaluation = Evaluation(own.with_company(company))
            documents = evaluation.documents.with_context(desk_evaluation=evaluation)
            gates = documents.env['order.desk.gate']._get_gates(company, stages)._filter_model(self._name)
            for stage, own_gates in gates.grouped(lambda gate: gate._get_spec().stage).items():
                standing = documents._desk_filter_stage(stage)
                for gate in own_gates if standing else ():
                    verdicts += standing._desk_evaluate_gate(gate, decisions)
            evaluation.forget()
        return verdicts

    def _desk_evaluate_gate(self, gate, decisions):
        evaluator = gate._get_evaluator()
        concerned = evaluator._get_applicable(gate, gate._filter_concerned(self))
        if not concerned:
            return []
        findings = evaluator._evaluate(gate, concerned)
        decided = concerned.filtered(lambda document: (gate.id, document.id) in decisions)
        facts = evaluator._facts(gate, decided) if decided else {}
        is_signed = evaluator._kind == 'signed'
        steps = evaluator._get_steps(gate, concerned) if is_signed else {}
        spec = gate._get_spec()
        # A verdict speaks of the document that was handed in, so that nothing of the evaluation stays: each
        # environment that is kept alive makes the host slower in whatever follows.
        evaluation = self.env.context['desk_evaluation']
        own_gate = gate.with_env(evaluation.documents.env)
        verdicts = []
        for document in concerned:
            taken = decisions.get((gate.id, document.id))
            standing = Standing(
                taken, facts.get(document), partial(evaluator._today, document),
                evaluator._is_waived_whole(document), spec.tolerance) if taken else UNDECIDED
            verdicts.append(resolve(
                own_gate, spec, evaluator, evaluation.by_id[document.id], findings.get(document), standing,
                steps.get(document, ())))
        return verdicts

    def _desk_ensure_open(self, stage):
        """Stop unless every blocking gate of ``stage`` and the earlier stages is settled.

        :raise UserError: naming every document and every finding at once
        :return: the verdicts of all stages up to ``stage``
        :rtype: list[Verdict]
        """
        verdicts = self._desk_evaluate(_stages_up_to(stage))
        self._desk_raise_blocked(stage, verdicts)
        return verdicts

    def _desk_raise_blocked(self, stage, verdicts):
        blocked = {}
        for verdict in verdicts:
            if self._desk_is_blocking(verdict) and STAGE_ORDER[verdict.spec.stage] <= STAGE_ORDER[stage]:
                blocked.setdefault(verdict.document, []).append(verdict)
        if not blocked:
            return
        lines = []
        for document, document_verdicts in blocked.items():
            act = REFUSED_ACTS[stage]
            lines.append(self.env._(act._source, document=document.display_name))
            lines += [f"• {self._desk_describe(verdict)}" for verdict in document_verdicts]
        raise UserError("\n".join(lines))

    @api.model
    def _desk_is_blocking(self, verdict):
        return verdict.state in OPEN_STATES and verdict.spec.severity == 'block'

    @api.model
    def _desk_describe(self, verdict):
        """Return one sentence: the gate, what is missing, who has it."""
        message = data_to_text(message_to_data(verdict.finding.message), self.env)
        # sudo: everybody may know the name of what keeps him waiting
        gate = verdict.gate.with_context(lang=self.env.lang).sudo()
        owner = self._desk_get_owner_name(verdict)
        if owner:
            return self.env._("%(gate)s: %(message)s (%(owner)s)", gate=gate.name, message=message, owner=owner)
        return self.env._("%(gate)s: %(message)s", gate=gate.name, message=message)

    @api.model
    def _desk_get_owner_name(self, verdict):
        if verdict.finding.owner:
            # sudo: and the name of the colleague who has it
            return verdict.finding.owner.sudo().name
        return self.env['order.desk.gate']._get_role_names(verdict.group_ids)


def _stages_up_to(stage):
    return [word for word, position in STAGE_ORDER.items() if position <= STAGE_ORDER[stage]]
