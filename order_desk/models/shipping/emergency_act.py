from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..core.arguments import ensure_records, read_text

CODE = 'shipping_application'
SUPERVISOR = 'order_desk.group_service_supervisor'


class StockPicking(models.Model):
    """Shipping first and the notice afterwards: by the service supervisor alone (SHP-04, SEC-07)."""
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def action_desk_emergency_release(self, reason, due_date):
        """Let the goods of this transfer leave before their shipping application is filed.

        Waives the paper and nothing else: payment, suspension and quality stop the transfer as before.
        Side effects: a decision that is never changed, an open debt of the paper with an activity for
        who owes it, the gates of the order evaluated.

        :param str reason: why it cannot wait, in the supervisor's words
        :param due_date: the day by which the application is filed and reviewed (date or ISO text), the
            last one on which the goods may leave without
        :return: the new ``order.desk.decision``
        :raise AccessError: for everybody but the service supervisor and who stands in for him
        :raise UserError: without a reason or a day, when nothing is to be waived, while one of the
            supervisor's earlier releases is overdue, or when he has as many open as the company allows
        """
        return self._desk_release_in_emergency(reason, due_date)

    def action_desk_open_emergency(self):
        """Open the form that asks for reason and day of an emergency release."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Emergency Release"),
            'res_model': 'order.desk.emergency.wizard',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_picking_id': self.id},
        }

    def desk_decide(self, gate_code, decision, reason, attachment_ids=(), cap=None, until=None):
        # EXTENDS order_desk: the notice is waived as an emergency release, or not at all
        ensure_records(self, single=True)
        if gate_code == CODE and decision == 'waive':
            return self._desk_release_in_emergency(reason, until, attachment_ids)
        if gate_code == CODE and decision == 'revoke' and self.state == 'done' and self.desk_paper_owed:
            raise UserError(self.env._(
                "The goods of %(transfer)s have left on the emergency release: file the notice that is owed.",
                transfer=self.display_name))
        return super().desk_decide(gate_code, decision, reason, attachment_ids, cap, until)

    def action_cancel(self):
        # EXTENDS stock: what does not leave owes no notice
        result = super().action_cancel()
        # sudo: who cancels a transfer need not be the service supervisor
        self.sudo().filtered('desk_paper_owed')._desk_get_debts()._void()
        return result

    # === BUSINESS METHODS === #

    def _desk_release_in_emergency(self, reason, due_date, attachment_ids=()):
        ensure_records(self, single=True)
        self.check_access('read')
        self._desk_ensure_supervisor()
        gate = self._desk_get_gate(CODE)
        signer = self._desk_find_signer(gate, self.env.ref(SUPERVISOR).ids, ())
        reason = read_text(reason)
        if not reason or not due_date:
            raise UserError(self.env._(
                "%(transfer)s: an emergency release states why the notice cannot be awaited, and by which day "
                "it is filed.", transfer=self.display_name))
        self._desk_lock_for_decision()
        # sudo: facts are read whole, decision and debt are the engine's; the role was checked above
        document = self.sudo().with_company(self.sudo().company_id)
        state = document._desk_get_standing(gate)
        document._desk_ensure_owing(state)
        users = self.env['res.users'].browse(
            user_id for user_id in (signer['user_id'], signer.get('on_behalf_id')) if user_id)
        self.env['order.desk.emergency.release']._ensure_may_release(users, document.company_id)
        files = self._desk_get_files(gate, attachment_ids)
        values = {
            **signer,
            **document._desk_prepare_decision(gate, 'waive', reason, state),
            **self._desk_prepare_evidence(gate, files, 'waive'),
            'finding_code': state['finding'].code if state['finding'] else 'signature',
            'cap': 0.0,
            'until': self._desk_get_until(gate, state, due_date),
        }
        row = self.env['order.desk.decision'].sudo().create(values)  # sudo: as above
        row._own_evidence()
        document._desk_log_decision(row)
        document._desk_owe_notice(row)
        document._desk_order()._desk_refresh()
        return row.sudo(self.env.su)

    def _desk_owe_notice(self, decision):
        """Note what an emergency release leaves open, and tell who owes it (one sudoed transfer)."""
        order = self._desk_order()
        clerks = order._desk_get_activity_users(self.env.ref('order_desk.group_order_clerk').ids)
        debt = self.env['order.desk.emergency.release'].create({
            'picking_id': self.id, 'order_id': order.id, 'decision_id': decision.id,
            'user_id': decision.user_id.id, 'on_behalf_id': decision.on_behalf_id.id,
            'owner_id': clerks[order].id, 'reason': decision.reason,
            'released_on': fields.Datetime.now(), 'due_date': decision.until})
        self._desk_write_facts({'desk_paper_owed': True})
        debt.activity_schedule(
            'order_desk.activity_type_notice_owed', date_deadline=debt.due_date, user_id=debt.owner_id.id,
            summary=self.env._("%(transfer)s: file the shipping application", transfer=self.name),
            note=self.env._(
                "Released in an emergency by %(user)s: %(reason)s", user=debt.user_id.name, reason=debt.reason))

    def _desk_follow_review(self, decision):
        # EXTENDS order_desk: an emergency release that is taken back in time owes nothing
        result = super()._desk_follow_review(decision)
        if decision.decision == 'revoke' and self.state != 'done' and self.desk_paper_owed:
            self._desk_get_debts()._void()
        return result

    # === HOOKS === #

    def _desk_after_review(self):
        # EXTENDS order_desk: filed and reviewed, the debt is settled
        result = super()._desk_after_review()
        if self.desk_paper_owed:
            self._desk_get_debts()._settle(self.env.user)
        return result

    # === HELPERS === #

    def _desk_get_debts(self):
        """Return the open emergency releases of these transfers."""
        return self.env['order.desk.emergency.release'].search(
            [('picking_id', 'in', self.ids), ('state', '=', 'open')]) if self else (
            self.env['order.desk.emergency.release'])

    def _desk_ensure_supervisor(self):
        """Refuse everybody but the service supervisor and the deputy of an absent one.

        :raise AccessError: naming the role
        """
        group = self.env.ref(SUPERVISOR)
        absent = self.env['order.desk.deputy']._get_absent_users(self.env.user)
        if not any(group.id in user._get_group_ids() for user in (self.env.user, *absent)):
            raise AccessError(self.env._(
                "Only the %(role)s releases in an emergency.", role=group.sudo().name))  # sudo: the role is named

    def _desk_ensure_owing(self, state):
        """Stop a release of a transfer whose notice is in order, or that has left (one sudoed transfer).

        :raise UserError: naming the transfer and why
        """
        name = self.display_name
        if self.state in ('done', 'cancel'):
            raise UserError(self.env._("%(transfer)s is done or cancelled: nothing can be released.", transfer=name))
        if self.desk_paper_owed:
            raise UserError(self.env._("%(transfer)s has been released in an emergency already.", transfer=name))
        if not state['concerned'] or not (state['finding'] or state['open_steps']):
            raise UserError(self.env._(
                "The shipping application of %(transfer)s is in order: there is nothing to waive.", transfer=name))
