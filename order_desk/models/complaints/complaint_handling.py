"""From the first look to the closed case: worked on, acted, checked by another, told to the customer."""
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from .complaint_notify import ACTIVITY

SUPERVISORS = (
    'order_desk.group_service_supervisor', 'order_desk.group_order_supervisor', 'order_desk.group_general_manager',
    'sales_team.group_sale_manager')
WORKERS = ('order_desk.group_desk_user', 'sales_team.group_sale_manager')
CHECKERS = (
    'order_desk.group_quality_inspector', 'order_desk.group_service_supervisor', 'order_desk.group_order_supervisor',
    'order_desk.group_general_manager')
TELLERS = ('order_desk.group_order_clerk', 'sales_team.group_sale_salesman', *SUPERVISORS)


class OrderDeskComplaint(models.Model):
    _inherit = 'order.desk.complaint'

    # === ACTIONS === #

    def action_take(self):
        """Begin to work on these complaints; whoever begins has those that nobody is in charge of (CMP-06, CMP-09).

        :raise AccessError: for others than the desk and the sales manager
        :raise UserError: when it was begun already
        """
        self._ensure_step(WORKERS, 'registered')
        for complaint in self:
            complaint._write_evidence({'state': 'in_work', 'user_id': complaint.user_id.id or self.env.uid})
        return True

    def action_done(self):
        """Record that the complaint was handled and the corrective action taken; somebody else checks it.

        :raise UserError: without the handling, or without a corrective action where the kind asks for one
        """
        self._ensure_step(WORKERS, 'registered', 'in_work')
        self._ensure_text('handling', self.env._("write down what is done for the customer"))
        self.filtered('asks_corrective_action')._ensure_text(
            'corrective_action', self.env._("write down what is changed so that it does not happen again"))
        self._write_evidence({
            'state': 'answered', 'answered_by_id': self.env.uid, 'answered_on': fields.Datetime.now()})
        self._hand_on(self.env._("Check the corrective action"))
        return True

    def action_check(self):
        """Confirm that the corrective action works: never by who took it.

        :raise AccessError: for others than quality and the supervisors
        :raise UserError: by the person who took the action, or without the result of the check
        """
        self._ensure_check()
        self._write_evidence({
            'state': 'checked', 'action_checked_by_id': self.env.uid, 'action_checked_on': fields.Datetime.now()})
        self._hand_on(self.env._("Tell the customer the result"))
        return True

    def action_not_effective(self):
        """Send complaints back whose corrective action does not work; the result of the check says why."""
        self._ensure_check()
        for complaint in self:
            complaint._message_log(body=self.env._(
                "The corrective action does not work: %(note)s", note=complaint.check_note))
        self._write_evidence({'state': 'in_work', 'answered_by_id': False, 'answered_on': False})
        self._hand_on(self.env._("Find another corrective action"))
        return True

    def action_close(self):
        """Close complaints: the action checked, the customer told.

        :raise AccessError: for who neither tells the customer nor supervises
        :raise UserError: naming the first complaint whose action is not checked, or whose customer was not told
        """
        self._ensure_step(TELLERS, 'answered', 'checked')
        unchecked = self.filtered(
            lambda complaint: complaint.asks_corrective_action and complaint.state != 'checked')
        if unchecked:
            raise UserError(self.env._(
                "%(complaints)s: nobody has checked the corrective action yet. Quality or a supervisor checks it, "
                "not who took it.", complaints=", ".join(unchecked.mapped('name'))))
        self._ensure_told()
        self._end('closed')
        return True

    def action_refuse(self):
        """Find complaints not justified; the customer is told so, with reasons.

        :raise AccessError: for others than the supervisors
        :raise UserError: without reasons, or before the customer was told
        """
        self._ensure_step(SUPERVISORS, 'registered', 'in_work', 'answered', 'checked')
        self._ensure_text('handling', self.env._("write down why it is not justified"))
        self._ensure_told()
        self._end('refused')
        return True

    def action_reopen(self):
        """Take up ended complaints again; check and answer are due once more.

        :raise AccessError: for others than the supervisors
        :raise UserError: when another complaint about the same is open
        """
        self._ensure_step(SUPERVISORS, 'closed', 'refused')
        self._ensure_new()
        self._write_evidence({
            'state': 'in_work', **dict.fromkeys((
                'answered_by_id', 'answered_on', 'action_checked_by_id', 'action_checked_on', 'result_told_on',
                'result_told_how', 'result_told_by_id', 'ended_by_id', 'ended_on'), False)})
        self._hand_on(self.env._("Handle the complaint"))
        return True

    # === HOOKS === #

    @api.model
    def _get_field_roles(self):
        return {
            **super()._get_field_roles(),
            'user_id': TELLERS[:1] + SUPERVISORS,
            'fault_user_id': SUPERVISORS,
            'cost': WORKERS, 'root_cause_id': WORKERS, 'handling': WORKERS, 'corrective_action': WORKERS,
            'check_note': CHECKERS,
            'result_text': TELLERS, 'result_told_to': TELLERS, 'satisfaction': TELLERS,
        }

    # === HELPERS === #

    def _ensure_step(self, groups, *states):
        """Refuse a step to who may not do it, and where another comes first.

        :raise AccessError: naming the roles that may
        :raise UserError: naming the first complaint that is somewhere else
        """
        ensure_role(self.env, *groups)
        self.check_access('read')
        wrong = self.filtered(lambda complaint: complaint.state not in states)
        if wrong:
            labels = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(complaint)s is at \"%(state)s\": this step comes earlier or later. Refresh the page.",
                complaint=wrong[0].name, state=labels[wrong[0].state]))

    def _ensure_text(self, name, remedy):
        empty = self.filtered(lambda complaint: not (complaint[name] or '').strip())
        if empty:
            raise UserError(self.env._(
                "%(complaints)s: %(remedy)s.", complaints=", ".join(empty.mapped('name')), remedy=remedy))

    def _ensure_check(self):
        self._ensure_step(CHECKERS, 'answered')
        own = self.filtered(lambda complaint: complaint.answered_by_id == self.env.user)
        if own:
            raise UserError(self.env._(
                "%(complaints)s: the corrective action is yours. Somebody else checks it.",
                complaints=", ".join(own.mapped('name'))))
        self._ensure_text('check_note', self.env._("write down the result of the check"))

    def _ensure_check_kept(self, vals):
        """Stop changes that would go round the check of the corrective action.

        :raise AccessError: for another kind of a complaint that is being worked on, unless by a supervisor
        :raise UserError: for another action than was checked
        """
        if 'kind_id' in vals and self.filtered(
                lambda complaint: complaint.state != 'registered' and complaint.kind_id.id != vals['kind_id']):
            ensure_role(self.env, *SUPERVISORS)
        checked = self.filtered(lambda complaint: complaint.state == 'checked')
        if checked and {'corrective_action', 'check_note'}.intersection(vals):
            raise UserError(self.env._(
                "%(complaints)s: the corrective action is checked as it stands.",
                complaints=", ".join(checked.mapped('name'))))

    def _ensure_told(self):
        untold = self.filtered(lambda complaint: not complaint.result_told_on)
        if untold:
            raise UserError(self.env._(
                "%(complaints)s: the customer was not told the result. Mail it to him, or note with whom you spoke.",
                complaints=", ".join(untold.mapped('name'))))

    def _end(self, state):
        self._write_evidence({'state': state, 'ended_by_id': self.env.uid, 'ended_on': fields.Datetime.now()})
        self.sudo().activity_feedback([ACTIVITY])  # sudo: the activities may be colleagues'

    def _hand_on(self, summary):
        """The next step is due: an activity for who is in charge, else for the service supervisor."""
        complaints = self.sudo()  # sudo: the activities may be colleagues'
        complaints.activity_feedback([ACTIVITY])
        members = complaints._get_department_members(complaints)
        for complaint in complaints:
            user = complaint.user_id
            if complaint.state == 'answered' and user == complaint.answered_by_id:
                user = self.env['res.users']
            user = user or members[complaint.company_id, 'service'][:1]
            if user:
                complaint.activity_schedule(
                    ACTIVITY, summary=summary, user_id=user.id, date_deadline=complaint.deadline or None)
