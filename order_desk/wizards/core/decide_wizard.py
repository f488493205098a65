from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.core.fact_table import changes_table, facts_table

DECISIONS = ('approve', 'reject', 'waive', 'revoke')


class OrderDeskDecideWizard(models.TransientModel):
    """The form in which one person decides on one gate of one document (SEC-05).

    It offers what the engine would accept from this user now, and shows what the
    decision is bound to. The engine judges again when it is taken.
    """
    _name = 'order.desk.decide.wizard'
    _description = "Decide on a Gate"
    _rec_name = 'check_id'

    # === FIELDS === #

    check_id = fields.Many2one('order.desk.check', required=True, readonly=True, ondelete='cascade')
    document_name = fields.Char("Document", compute='_compute_document_name')
    partner_id = fields.Many2one(related='check_id.partner_id')
    state = fields.Selection(related='check_id.state')
    kind = fields.Selection(related='check_id.kind')
    message = fields.Char("Open Point", related='check_id.message')
    owner_name = fields.Char(related='check_id.owner_name')
    since = fields.Datetime(related='check_id.since')
    deadline = fields.Datetime(related='check_id.deadline')
    is_late = fields.Boolean(related='check_id.is_late')
    amount = fields.Monetary(related='check_id.amount')
    currency_id = fields.Many2one(related='check_id.currency_id')
    evidence_required = fields.Boolean(related='check_id.gate_id.evidence_required')
    can_approve = fields.Boolean(compute='_compute_standing')
    can_reject = fields.Boolean(compute='_compute_standing')
    can_waive = fields.Boolean(compute='_compute_standing')
    can_revoke = fields.Boolean(compute='_compute_standing')
    can_decide = fields.Boolean(compute='_compute_standing')
    has_action = fields.Boolean(compute='_compute_standing')
    hint = fields.Char(compute='_compute_standing', help="Why the current user cannot approve.")
    facts = fields.Html("Decided On", compute='_compute_standing', help="The facts to which the decision is bound.")
    changes = fields.Html("Changed Since", compute='_compute_standing')
    changed_since = fields.Char("Signature on Other Facts", compute='_compute_standing')
    decision_ids = fields.Many2many('order.desk.decision', string="Earlier Decisions", compute='_compute_decision_ids')
    decision = fields.Selection(
        [('approve', "Approve"), ('reject', "Reject"), ('waive', "Waive"), ('revoke', "Revoke")])
    reason = fields.Text(help="Kept with the decision. Required except for an approval.")
    attachment_ids = fields.Many2many(
        'ir.attachment', string="Evidence", help="Copies of these files are kept with the decision.")
    cap = fields.Monetary(
        "Waived up to", help="The highest amount that a waiver covers. Empty: the amount missing now.")
    until = fields.Date("Waived until", help="The last day of a waiver. Empty: as the gate says.")

    # === COMPUTE METHODS === #

    @api.depends('check_id')
    def _compute_document_name(self):
        for wizard in self:
            wizard.document_name = wizard.check_id._get_document().display_name if wizard.check_id else False

    @api.depends('check_id')
    def _compute_decision_ids(self):
        for wizard in self:
            check = wizard.check_id
            wizard.decision_ids = self.env['order.desk.decision'].search([
                ('gate_id', '=', check.gate_id.id), ('order_id', '=', check.order_id.id),
                ('picking_id', '=', check.picking_id.id), ('production_id', '=', check.production_id.id)])

    @api.depends('check_id')
    @api.depends_context('uid', 'lang')
    def _compute_standing(self):
        for wizard in self:
            wizard.update(wizard._prepare_standing())

    def _prepare_standing(self):
        check = self.check_id
        values = {f'can_{decision}': False for decision in DECISIONS} | {
            'can_decide': False, 'hint': False, 'facts': False, 'changes': False, 'changed_since': False,
            'has_action': check.can_settle,
        }
        if not check:
            return values
        document = check._get_document()
        # sudo: the facts are shown as the engine reads them; the document itself was readable
        sudoed = document.sudo().with_company(document.sudo().company_id)
        try:
            gate = document._desk_get_gate(check.gate_id.code)
        except UserError as error:
            return values | {'hint': str(error)}
        standing = sudoed._desk_get_standing(gate)
        for decision in DECISIONS:
            refusal = self._get_refusal(document, gate, standing, decision)
            values[f'can_{decision}'] = not refusal
            if decision == 'approve':
                values['hint'] = refusal
        if standing['standing'].rejection:
            values['can_reject'] = False
        values['can_decide'] = any(values[f'can_{decision}'] for decision in DECISIONS)
        facts = standing['standing'].facts or {}
        values['facts'] = facts_table(self.env, facts)
        outdated = standing['standing'].outdated
        if outdated:
            values['changed_since'] = self.env._(
                "Changed since %(user)s signed on %(date)s", user=outdated.user_id.name,
                date=fields.Date.to_string(fields.Datetime.context_timestamp(self, outdated.decided_on)))
            values['changes'] = changes_table(self.env, outdated, facts)
        elif tolerated := standing['standing'].tolerated:
            values['changed_since'] = self.env._(
                "Changed within the tolerance of the gate since %(user)s signed on %(date)s: the signature stands",
                user=tolerated.user_id.name,
                date=fields.Date.to_string(fields.Datetime.context_timestamp(self, tolerated.decided_on)))
            values['changes'] = changes_table(self.env, tolerated, facts)
        return values

    @api.model
    def _get_refusal(self, document, gate, standing, decision):
        """Return why the engine would refuse this decision of the current user, or False."""
        try:
            # The engine's own judgement, which only reads.
            signer = getattr(document, f'_desk_prepare_{decision}')(gate, standing, None, None)
        except UserError as error:
            return str(error)
        if decision == 'approve' and signer['group_id'] not in {step.group_id for step in standing['open_steps']}:
            return self.env._("You have signed this already.")
        return False

    # === ACTIONS === #

    def action_approve(self):
        """Approve; see :meth:`action_decide`."""
        self.decision = 'approve'
        return self.action_decide()

    def action_reject(self):
        """Reject; see :meth:`action_decide`."""
        self.decision = 'reject'
        return self.action_decide()

    def action_waive(self):
        """Waive; see :meth:`action_decide`."""
        self.decision = 'waive'
        return self.action_decide()

    def action_revoke(self):
        """Revoke the decisions in force; see :meth:`action_decide`."""
        self.decision = 'revoke'
        return self.action_decide()

    def action_decide(self):
        """Take the decision on the document, in the name of the current user.

        :raise UserError: what :meth:`desk_decide` refuses
        """
        self.ensure_one()
        if not self.decision:
            raise UserError(self.env._("Gate %(gate)s of %(document)s: choose a decision.",
                                       gate=self.check_id.gate_id.name, document=self.document_name))
        self.check_id._get_document().desk_decide(
            self.check_id.gate_id.code, self.decision, self.reason, self.attachment_ids.ids,
            cap=self.cap or None, until=self.until or None)
        # The document behind this form shows the new verdicts at once.
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    def action_settle(self):
        """Open what the finding names as its remedy."""
        return self.check_id.action_desk_settle()

    def action_open_document(self):
        """Open the document that is judged."""
        return self.check_id.action_desk_open_document()
