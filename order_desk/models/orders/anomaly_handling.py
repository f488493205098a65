from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import ensure_role, get_members

PLANNERS = (
    'order_desk.group_service_supervisor', 'order_desk.group_general_manager', 'sales_team.group_sale_manager')
DESK = ('order_desk.group_order_clerk', *PLANNERS)


class OrderDeskAnomaly(models.Model):
    """From the finding to the customer's understanding: clarified, planned, told, closed (FUP-03, FUP-04)."""
    _inherit = 'order.desk.anomaly'

    # === ACTIONS === #

    def action_clarified(self):
        """Hand clarified anomalies to those who make the plan: an activity for the service supervisor (FUP-03).

        :raise AccessError: for who is not of the desk, its supervisors or the sales managers
        :raise UserError: without a clarification
        """
        ensure_role(self.env, *DESK)
        self._ensure_state('open')
        self._ensure_text('clarification', self.env._("write down what you found out"))
        # sudo: the activity may be a colleague's, and the next one is the supervisor's
        anomalies = self.sudo()
        anomalies.activity_feedback(['order_desk.activity_type_anomaly'])
        planners = get_members(
            self.env, [self.env.ref(group).id for group in PLANNERS[:1]], anomalies.company_id)
        for anomaly in anomalies:
            user = planners.filtered(lambda user, company=anomaly.company_id: company in user.company_ids)[:1]
            anomaly.activity_schedule(
                'order_desk.activity_type_anomaly', summary=self.env._("Make the handling plan"),
                note=anomaly.clarification, user_id=(user or anomaly.owner_id).id)
        return True

    def action_plan(self):
        """Decide the handling plan: from now on it is what the customer is told (FUP-04).

        :raise AccessError: unless service supervisor, general manager or sales manager
        :raise UserError: without a plan, or without words for the customer
        """
        ensure_role(self.env, *PLANNERS)
        self._ensure_state('open', 'planned')
        self._ensure_text('plan', self.env._("write down the handling plan"))
        self._ensure_text('customer_text', self.env._("write down what the customer is told"))
        self._write_evidence({'state': 'planned', 'plan_by_id': self.env.uid, 'plan_on': fields.Datetime.now()})
        # sudo: the activity may be a colleague's
        anomalies = self.sudo()
        anomalies.activity_feedback(['order_desk.activity_type_anomaly'])
        for owner, owned in anomalies.grouped('owner_id').items():
            owned.activity_schedule(
                'order_desk.activity_type_anomaly', summary=self.env._("Tell the customer"), user_id=owner.id)
        return True

    def action_inform_customer(self):
        """Mail the customer what was decided, in his language and without internals (FUP-04, TRK-06).

        :raise AccessError: for who is not of the desk, its supervisors or the sales managers
        :raise UserError: before the plan is decided, or when the customer has no e-mail address
        """
        ensure_role(self.env, *DESK)
        self._ensure_state('planned')
        silent = self.filtered(lambda anomaly: not anomaly.partner_id.email_normalized)
        if silent:
            raise UserError(self.env._(
                "%(customer)s has no e-mail address: tell him by telephone and note with whom you spoke (%(anomaly)s).",
                customer=silent[0].partner_id.display_name, anomaly=", ".join(silent.mapped('name'))))
        template = self.env.ref('order_desk.mail_template_anomaly')
        for anomaly in self.sudo():  # sudo: the message goes out in the order's thread
            bodies = template._render_field('body_html', anomaly.ids, compute_lang=True)
            subjects = template._render_field('subject', anomaly.ids, compute_lang=True)
            anomaly.order_id.message_post(
                body=bodies[anomaly.id], subject=subjects[anomaly.id], partner_ids=anomaly.partner_id.ids,
                message_type='comment', subtype_xmlid='mail.mt_comment',
                email_layout_xmlid='mail.mail_notification_layout_with_responsible_signature')
        return self._mark_informed()

    def action_told_by_phone(self):
        """Record that the customer was told by telephone.

        :raise UserError: before the plan is decided, or when nobody at the customer is named
        """
        ensure_role(self.env, *DESK)
        self._ensure_state('planned')
        self._ensure_text('customer_person', self.env._("name the person at the customer you spoke with"))
        return self._mark_informed()

    def action_close(self):
        """Close anomalies that are settled; those the customer never heard of only by those who plan.

        :raise UserError: without a result
        :raise AccessError: for anybody else, while the customer was not told
        """
        ensure_role(self.env, *DESK)
        self._ensure_state('open', 'planned', 'informed')
        self._ensure_text('result', self.env._("write down what came of it"))
        untold = self.filtered(lambda anomaly: anomaly.state != 'informed')
        if untold and not self.env.su and not self.env.user.has_groups(','.join(PLANNERS)):
            raise AccessError(self.env._(
                "%(anomalies)s: the customer was not told yet. Only the service supervisor or the sales manager "
                "closes an anomaly that does not concern him.", anomalies=", ".join(untold.mapped('name'))))
        self._write_evidence({'state': 'closed', 'closed_by_id': self.env.uid, 'closed_on': fields.Datetime.now()})
        # sudo: the activity may be a colleague's
        self.sudo().activity_feedback(['order_desk.activity_type_anomaly'])
        return True

    # === HOOKS === #

    @api.model
    def _get_field_roles(self):
        everybody = ('sales_team.group_sale_salesman', *DESK)
        return {
            **super()._get_field_roles(),
            **dict.fromkeys(
                ('owner_id', 'clarification', 'plan', 'customer_text', 'customer_person', 'customer_answer', 'result'),
                everybody)}

    # === HELPERS === #

    def _mark_informed(self):
        self._write_evidence({
            'state': 'informed', 'customer_informed_by_id': self.env.uid,
            'customer_informed_on': fields.Datetime.now()})
        # sudo: the activity may be a colleague's
        self.sudo().activity_feedback(['order_desk.activity_type_anomaly'])
        return True

    def _ensure_state(self, *states):
        wrong = self.filtered(lambda anomaly: anomaly.state not in states)
        if wrong:
            labels = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(anomaly)s is at \"%(state)s\": this step comes earlier or later. Refresh the page.",
                anomaly=wrong[0].name, state=labels[wrong[0].state]))

    def _ensure_text(self, name, remedy):
        empty = self.filtered(lambda anomaly: not (anomaly[name] or '').strip())
        if empty:
            raise UserError(self.env._(
                "%(anomalies)s: %(remedy)s.", anomalies=", ".join(empty.mapped('name')), remedy=remedy))
