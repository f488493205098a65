from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .finding import Step
from .tolerance import Tolerance

STAGES = [
    ('review', "Review"),
    ('confirm', "Confirmation"),
    ('release', "Release"),
    ('ship', "Shipping"),
    ('close', "Closing"),
]
CLASS_HELP = "With no class ticked the gate concerns every customer."
STAGE_ORDER = {stage: position for position, (stage, _label) in enumerate(STAGES)}


class GateSpec(NamedTuple):
    """The part of a gate that every evaluation needs, cached without a query."""
    id: int
    code: str
    stage: str
    severity: str
    sequence: int
    steps: tuple
    owner_group_id: int
    waive_group_ids: tuple
    distinct_signers: bool
    evidence_required: bool
    hours_allowed: float
    classes: frozenset
    type_ids: frozenset
    channel_ids: frozenset
    amount_from: float
    tolerance: Tolerance | None


class OrderDeskGate(models.Model):
    """The definition of a gate: where it stands, whom it concerns, who decides."""
    _name = 'order.desk.gate'
    _inherit = ['order.desk.cached.mixin']
    _description = "Gate"
    _order = 'sequence, id'

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Word of the evaluator. A code that no evaluator knows makes a plain sign-off.")
    stage = fields.Selection(
        STAGES, required=True, default='review',
        help="The act that waits for this gate: sending the order confirmation, confirming the order, releasing it to "
             "production, shipping, closing. Each act needs all earlier stages as well.")
    sequence = fields.Integer(default=500, help="Place within the stage: the order in which gates are told.")
    severity = fields.Selection(
        [('block', "Blocks"), ('warn', "Warns")], required=True, default='block',
        help="A warning is shown and stops nothing.")
    kind = fields.Selection(
        [('computed', "Computed from facts"), ('signed', "Signed by people")], compute='_compute_kind',
        help="Follows from the code. Facts alone pass a computed gate; a signed one needs its signatures as well.")
    signers = fields.Char("Signed By", compute='_compute_signers')
    decision_count = fields.Integer(compute='_compute_decision_count')
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: the gate stands in every company.")
    owner_group_id = fields.Many2one(
        'res.groups', string="Handled By", help="Who has the order while the facts of this gate are missing.")
    approval_ids = fields.One2many('order.desk.gate.approval', 'gate_id', string="Signatures", copy=True)
    distinct_signers = fields.Boolean(
        "Different People", help="Nobody may give two of the signatures of this gate on one document.")
    waive_group_ids = fields.Many2many(
        'res.groups', string="May Waive",
        help="Roles that may let one finding pass, up to an amount and a day. Empty: nobody.")
    waive_days = fields.Integer(
        "Waiver Lasts (days)",
        help="Calendar days after which a waiver ends when its author names no date. 0: it does not end.")
    evidence_required = fields.Boolean(help="An approval needs at least one attached file.")
    hours_allowed = fields.Float(
        "Working Hours Allowed",
        help="Working hours of the company's calendar within which the gate should be settled.")
    for_class_a = fields.Boolean("Customers of Class A", help=CLASS_HELP)
    for_class_b = fields.Boolean("Customers of Class B", help=CLASS_HELP)
    for_class_c = fields.Boolean("Customers of Class C", help=CLASS_HELP)
    order_type_ids = fields.Many2many(
        'order.desk.order.type', string="Only Order Types", help="Empty: orders of every type.")
    channel_ids = fields.Many2many(
        'order.desk.channel', string="Only Channels", help="Empty: orders by every channel.")
    amount_from = fields.Float(
        "From Amount", help="Only orders of at least this untaxed amount, in the currency of the company.")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0)) WHERE active', "An active gate with this code exists already.")

    @api.constrains('hours_allowed', 'amount_from', 'waive_days')
    def _check_not_negative(self):
        for gate in self:
            if gate.hours_allowed < 0 or gate.amount_from < 0 or gate.waive_days < 0:
                raise ValidationError(self.env._(
                    "Gate %(gate)s: hours, amounts and days cannot be negative.", gate=gate.name))

    # === COMPUTE METHODS === #

    @api.depends('code')
    def _compute_kind(self):
        for gate in self:
            gate.kind = gate._get_evaluator()._kind

    @api.depends('approval_ids.group_id', 'approval_ids.count', 'approval_ids.sequence')
    @api.depends_context('lang')
    def _compute_signers(self):
        for gate in self:
            steps = gate.approval_ids.grouped('sequence')
            gate.signers = " → ".join(
                ", ".join(step.group_id.name + (f" × {step.count}" if step.count > 1 else "") for step in steps[number])
                for number in sorted(steps))

    def _compute_decision_count(self):
        # sudo: decisions of other companies fix the code of a gate as well
        counts = dict(self.env['order.desk.decision'].sudo()._read_group(
            [('gate_id', 'in', self.ids)], ['gate_id'], ['__count']))
        for gate in self:
            # sudo: the key of what was read above with sudo
            gate.decision_count = counts.get(gate._origin.sudo(), 0)

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        # sudo: decisions of other companies count as well
        decided = self.env['order.desk.decision'].sudo().search([('gate_id', 'in', self.ids)], limit=1)
        if decided:
            raise ValidationError(self.env._(
                "Gate %(gate)s carries decisions, which are kept for ever. Archive it instead.",
                gate=decided.gate_id.name))

    # === BUSINESS METHODS === #

    def _get_evaluator(self):
        """Return the evaluator model of this gate."""
        return self.env['order.desk.evaluator']._get_evaluator(self._get_spec().code if self.id else self.code)

    def _get_spec(self):
        """Return the cached definition of this gate."""
        self.ensure_one()
        return self._get_all_specs()[self.id]

    @api.model
    def _get_gates(self, company, stages):
        """Return the active gates of a company at these stages, in their order.

        :param company: a res.company record
        :param stages: iterable of stage words
        """
        specs = self._get_all_specs()
        ids = [gate_id for gate_id in self._get_company_gate_ids(company.id) if specs[gate_id].stage in stages]
        return self.browse(ids)

    @api.model
    def _has_gates(self, companies, stages, model):
        """Tell whether any gate of these companies at these stages judges documents of ``model``; no query."""
        return any(self._get_gates(company, stages)._filter_model(model) for company in companies)

    def _filter_model(self, model):
        """Return the gates that judge documents of ``model``."""
        return self.filtered(lambda gate: gate._get_evaluator()._document_model == model)

    @api.model
    @tools.ormcache('company_id')
    def _get_company_gate_ids(self, company_id):
        # A gate of the company itself stands before a general one of the same code.
        # sudo: the definition rules everybody, whoever may read it
        gates = self.sudo().search([('company_id', 'in', (company_id, False))])
        own = {gate.code for gate in gates if gate.company_id}
        return tuple(gate.id for gate in gates if gate.company_id or gate.code not in own)

    @api.model
    @tools.ormcache()
    def _get_all_specs(self):
        # sudo: the definition rules everybody, whoever may read it
        gates = self.sudo().with_context(active_test=False).search([])
        return {gate.id: gate._prepare_spec() for gate in gates}

    def _prepare_spec(self):
        classes = {letter for letter in 'abc' if self[f'for_class_{letter}']}
        return GateSpec(
            id=self.id,
            code=self.code,
            stage=self.stage,
            severity=self.severity,
            sequence=self.sequence,
            steps=tuple(
                Step(approval.sequence, approval.group_id.id, approval.count) for approval in self.approval_ids),
            owner_group_id=self.owner_group_id.id,
            waive_group_ids=tuple(self.waive_group_ids.ids),
            distinct_signers=self.distinct_signers,
            evidence_required=self.evidence_required,
            hours_allowed=self.hours_allowed,
            classes=frozenset(classes),
            type_ids=frozenset(self.order_type_ids.ids),
            channel_ids=frozenset(self.channel_ids.ids),
            amount_from=self.amount_from,
            tolerance=self._prepare_tolerance(),
        )

    def _filter_concerned(self, documents):
        """Return the documents that this gate's own filters select; reads no table."""
        spec = self._get_spec()
        if not (spec.classes or spec.type_ids or spec.channel_ids or spec.amount_from):
            return documents
        return documents.filtered(lambda document: self._is_concerned(spec, document._desk_order()))

    @api.model
    def _is_concerned(self, spec, order):
        if spec.classes and order.partner_id.commercial_partner_id.desk_class not in spec.classes:
            return False
        if spec.type_ids and order.desk_order_type_id.id not in spec.type_ids:
            return False
        if spec.channel_ids and order.desk_channel_id.id not in spec.channel_ids:
            return False
        if not spec.amount_from:
            return True
        # currency_rate: order currency for one unit of the company's
        amount = order.amount_untaxed / (order.currency_rate or 1.0)
        return order.company_id.currency_id.compare_amounts(amount, spec.amount_from) >= 0

    @api.model
    def _get_role_names(self, group_ids):
        """Return the names of roles in the current language, separated by commas."""
        lang = self.env.lang or 'en_US'
        return ", ".join(self._get_role_name(group_id, lang) for group_id in group_ids)

    @api.model
    @tools.ormcache('group_id', 'lang', cache='groups')
    def _get_role_name(self, group_id, lang):
        # sudo: the names of roles are told to everybody whom they keep waiting
        # Odoo's own roles carry names like "Administrator": only with their area one knows of what.
        group = self.env['res.groups'].sudo().with_context(lang=lang).browse(group_id)
        return group.full_name if group.privilege_id else group.name
