from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .finding import data_to_text


class OrderDeskCheck(models.Model):
    """What a check shows on My Desk and on its document, and what may be done with it there."""
    _inherit = 'order.desk.check'

    # === FIELDS === #

    age_days = fields.Float(
        "Days Waiting", compute='_compute_age_days', aggregator='avg', digits=(16, 1),
        help="Calendar days since the gate is in its present state.")
    can_sign = fields.Boolean(compute='_compute_can_sign', help="The current user can sign this gate now.")

    can_settle = fields.Boolean(
        compute='_compute_can_settle',
        help="It is the current user's turn, and one action takes him to what is missing.")

    # === COMPUTE METHODS === #

    @api.depends('since')
    def _compute_age_days(self):
        now = fields.Datetime.now()
        for check in self:
            check.age_days = (now - check.since).total_seconds() / 86400 if check.since else 0.0

    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS base: how long documents lie somewhere is asked for in pivot and graph
        if field_expr == 'age_days':
            return SQL(
                "EXTRACT(EPOCH FROM (now() AT TIME ZONE 'UTC') - %s)::float8 / 86400",
                SQL.identifier(alias, 'since'))
        return super()._field_to_sql(alias, field_expr, query)

    @api.depends('is_my_turn', 'finding_code', 'state')
    @api.depends_context('uid')
    def _compute_can_sign(self):
        for check in self:
            check.can_sign = check.state == 'open' and check.finding_code == 'signature' and check.is_my_turn

    @api.depends('is_my_turn', 'finding_code', 'state', 'action_data')
    @api.depends_context('uid')
    def _compute_can_settle(self):
        for gate, checks in self.grouped('gate_id').items():
            settled_by = gate.sudo()._get_evaluator()._settled_by  # sudo: the definition rules everybody
            for check in checks:
                check.can_settle = check.is_my_turn and bool(
                    check.action_data or check._get_settling_method(settled_by))

    # === ACTIONS === #

    def action_desk_settle(self):
        """Do, or open, what settles the finding of this check, with the rights of the current user.

        :raise UserError: what the document's own action refuses
        """
        self.ensure_one()
        if self.action_data:
            return self._get_finding_action()
        method = self._get_settling_method()
        if not method:
            return self.action_desk_open_document()
        result = getattr(self._get_document(), method)()
        return result if isinstance(result, dict) else {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    def action_desk_approve(self, reason=None, attachment_ids=()):
        """Approve every selected check in the name of the current user, all or none.

        :param str reason: one reason for all of them
        :param attachment_ids: ids of files kept as evidence with each decision
        :raise UserError: naming each one that cannot be approved; then none is
        """
        refused = []
        for check in self.sorted(lambda check: (check.order_id.id, check.sequence, check.id)):
            document = check._get_document()
            try:
                document.desk_decide(
                    check.gate_id.code, 'approve', reason or self.env._("Approved from My Desk"), attachment_ids)
            except UserError as error:
                refused.append((error, f"• {error}"))
        if len(refused) == 1:
            raise refused[0][0]
        if refused:
            raise UserError(self.env._(
                "Nothing was approved, because %(count)s of %(total)s cannot be:\n%(refused)s",
                count=len(refused), total=len(self), refused="\n".join(line for _error, line in refused)))
        return True

    def action_desk_open_approval(self):
        """Open the form that asks for one reason for all selected checks."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Approve"),
            'res_model': 'order.desk.approve.wizard',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_check_ids': self.ids},
        }

    # === HELPERS === #

    def _get_alerts(self):
        """Return these checks as the value of the host's ``actionable_errors`` widget, or False."""
        return {check._get_alert_key(): check._prepare_alert() for check in self._sort_by_turn()} or False

    def _sort_by_turn(self):
        """Return these checks as they are told: what is due and blocks first, then by stage."""
        return self.sorted(lambda check: (
            not check.is_due, check.severity != 'block', check._get_stage_position(), check.sequence, check.id))

    def _get_alert_key(self):
        if self.picking_id or self.production_id:
            return f'{self.gate_id.code}-{self.id}'
        return self.gate_id.code

    def _get_stage_position(self):
        stages = [stage for stage, _label in self._fields['stage'].selection]
        return stages.index(self.stage) if self.stage in stages else len(stages)

    def _prepare_alert(self):
        """Return one entry of the host's ``actionable_errors`` widget."""
        self.ensure_one()
        return {
            # What comes later is told, but calls nobody yet.
            'level': 'info' if not self.is_due else 'danger' if self.severity == 'block' else 'warning',
            'message': self._get_sentence(),
            **self._prepare_alert_button(),
        }

    def _prepare_alert_button(self):
        """Return the link that settles a check: its finding's own action, else the decision form."""
        if self.can_sign:
            text = self.env._("Sign")
        elif self.can_settle:
            return {'action_text': self.env._("Settle"), 'action': self._get_settling_action()}
        elif self._is_decidable():
            text = self.env._("Decide")
        else:
            text = self.env._("Details")
        return {'action_text': text, 'action': self.action_desk_open_decision()}

    def _is_decidable(self):
        """Tell cheaply whether the current user might reject or waive here; the engine has the last word."""
        spec = self.sudo().gate_id._get_spec()  # sudo: the definition rules everybody
        roles = {step.group_id for step in spec.steps}.union(spec.waive_group_ids)
        return not roles.isdisjoint(self.env.user._get_group_ids())

    def _get_settling_method(self, settled_by=None):
        """Return the name of the document's action that settles the finding, or None.

        :param dict settled_by: what the gate's evaluator says, where the caller has it at hand
        """
        if self.state != 'open' or not self.finding_code or self.finding_code == 'signature':
            return None
        if settled_by is None:
            settled_by = self.sudo().gate_id._get_evaluator()._settled_by  # sudo: the definition rules everybody
        return settled_by.get(self.finding_code, settled_by.get(''))

    def _get_settling_action(self):
        """Return the action behind a link of the panel: it runs :meth:`action_desk_settle`."""
        server_action = self.env.ref('order_desk.check_action_settle')
        return {
            'type': 'ir.actions.server', 'id': server_action.id,
            'context': {'active_model': self._name, 'active_id': self.id, 'active_ids': self.ids},
        }

    def _get_finding_action(self):
        """Return the window action of the finding as the web client takes it, in the reader's language."""
        action = dict(self.action_data)
        if 'name' in action:
            action['name'] = data_to_text(action['name'], self.env)
        if 'views' not in action:
            action['views'] = [[False, mode] for mode in action.get('view_mode', 'form').split(',')]
        return action
