from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import ensure_role
from .change_fields import ORDER_TERMS, get_labels
from .change_request import OPEN_REQUESTS

REQUESTERS = (
    'sales_team.group_sale_salesman', 'order_desk.group_order_clerk', 'order_desk.group_service_supervisor',
    'order_desk.group_administrator')


class OrderDeskChangeRequest(models.Model):
    """From the wish to the changed order: checked, decided, carried out; each step by its own role (CHG-01, CHG-03).

    Ambiguity (d)30 is settled so: the salesperson applies, the desk checks feasibility and carries out, the
    order supervisor approves; a company may name other roles in its settings.
    """
    _inherit = 'order.desk.change.request'

    # === ACTIONS === #

    def action_submit(self):
        """Hand requests to the desk, with what they would touch as it is now (CHG-01).

        :raise AccessError: unless salesperson, order desk or service supervisor
        :raise UserError: without a change, a reason, or when the order has changed meanwhile
        """
        ensure_role(self.env, *REQUESTERS)
        self._ensure_state('draft')
        for request in self:
            request._ensure_complete()
            request._ensure_fresh()
            request._compute_sheet()
        self._write_evidence({
            'state': 'submitted', 'requested_by_id': self.env.uid, 'requested_on': fields.Datetime.now()})
        self._hand_to(self._get_check_groups(), self.env._("Check whether the change is feasible"))
        return True

    def action_feasible(self):
        """Confirm that requests can be carried out; the deciding role is called (CHG-01).

        :raise AccessError: for others than the role that checks feasibility
        :raise UserError: while something stands in the way
        """
        self._ensure_member(self._get_check_groups())
        self._ensure_state('submitted')
        for request in self:
            request._ensure_fresh()
            request._compute_sheet()
            request._ensure_unblocked()
        self._write_evidence({
            'state': 'feasible', 'checked_by_id': self.env.uid, 'checked_on': fields.Datetime.now()})
        self._hand_to(self._get_decision_groups(), self.env._("Decide on the change"))
        return True

    def action_infeasible(self):
        """Close requests that cannot be carried out; the requester is told why.

        :raise AccessError: for others than the role that checks feasibility
        :raise UserError: without a word on feasibility
        """
        self._ensure_member(self._get_check_groups())
        self._ensure_state('submitted')
        self._ensure_text('feasibility_note', self.env._("write down why the change is not feasible"))
        self._write_evidence({
            'state': 'infeasible', 'checked_by_id': self.env.uid, 'checked_on': fields.Datetime.now()})
        self._close(lambda request: request.env._(
            "%(request)s is not feasible: %(why)s", request=request.name, why=request.feasibility_note))
        return True

    def action_approve(self):
        """Approve requests; from now on the desk may carry them out.

        :raise AccessError: for others than the deciding role, and for who requested the change
        :raise UserError: when the order has changed meanwhile, or something stands in the way
        """
        self._ensure_decider()
        for request in self:
            request._ensure_fresh()
            request._compute_sheet()
            request._ensure_unblocked()
        self._write_evidence({
            'state': 'approved', 'decided_by_id': self.env.uid, 'decided_on': fields.Datetime.now()})
        self._hand_to(self._get_check_groups(), self.env._("Carry out the change"))
        return True

    def action_refuse(self):
        """Refuse requests; the order stays as it is and the requester is told why.

        :raise AccessError: for others than the deciding role, and for who requested the change
        :raise UserError: without a reason
        """
        self._ensure_decider()
        self._ensure_text('decision_note', self.env._("write down why the change is refused"))
        self._write_evidence({
            'state': 'refused', 'decided_by_id': self.env.uid, 'decided_on': fields.Datetime.now()})
        self._close(lambda request: request.env._(
            "%(request)s was refused: %(why)s", request=request.name, why=request.decision_note))
        return True

    def action_withdraw(self):
        """Take back requests that are not carried out yet: by whoever made them, or the desk."""
        ensure_role(self.env, *REQUESTERS)
        self._ensure_state(*OPEN_REQUESTS)
        self._ensure_own()
        self._write_evidence({'state': 'withdrawn'})
        self._close(lambda request: request.env._("%(request)s was taken back.", request=request.name))
        return True

    def action_redraft(self):
        """Return requests to draft, to be changed and checked anew; what was found and decided is void."""
        ensure_role(self.env, *REQUESTERS)
        self._ensure_state('submitted', 'feasible', 'approved')
        self._ensure_own()
        self._write_evidence({
            'state': 'draft', 'checked_by_id': False, 'checked_on': False, 'decided_by_id': False,
            'decided_on': False})
        # sudo: the activity may be a colleague's
        self.sudo().activity_unlink(['order_desk.activity_type_change'])
        return True

    def action_refresh(self):
        """Compute the impact of these requests anew; in draft, what the order says now is read again as well."""
        ensure_role(self.env, *REQUESTERS, *('order_desk.group_production_manager',))
        self._ensure_state(*OPEN_REQUESTS)
        for request in self:
            if request.state == 'draft':
                request._read_present()
            else:
                request._ensure_fresh()
            request._compute_sheet()
        return True

    # === BUSINESS METHODS === #

    def _get_check_groups(self):
        """Return the roles that check feasibility and carry out, of the companies concerned."""
        # sudo: settings of the company are not readable for everybody
        return self.sudo().company_id.desk_change_check_group_id or self.env.ref('order_desk.group_order_clerk')

    def _get_decision_groups(self):
        """Return the roles that decide, of the companies concerned."""
        # sudo: as above
        return self.sudo().company_id.desk_change_decision_group_id or self.env.ref(
            'order_desk.group_order_supervisor')

    def _hand_to(self, groups, summary):
        """End the activity of the step before and give the next one to the role whose turn it is (CHG-04)."""
        # sudo: the activity may be a colleague's, and the next one is another role's
        requests = self.sudo()
        requests.activity_feedback(['order_desk.activity_type_change'])
        users = requests.order_id._desk_get_activity_users(groups.ids)
        for user, own in requests.grouped(lambda request: users[request.order_id]).items():
            own.activity_schedule('order_desk.activity_type_change', summary=summary, user_id=user.id)

    def _close(self, get_text):
        """End what is still open and tell the requester and the order what came of it."""
        # sudo: the activity may be a colleague's; the requester hears of the end whoever brought it about
        requests = self.sudo()
        requests.activity_unlink(['order_desk.activity_type_change'])
        for request in requests:
            request.message_post(
                body=get_text(request), partner_ids=request.requested_by_id.partner_id.ids,
                subtype_xmlid='mail.mt_note')
        requests.order_id._message_log_batch(
            bodies={request.order_id.id: get_text(request) for request in requests})

    # === HELPERS === #

    def _ensure_state(self, *states):
        wrong = self.filtered(lambda request: request.state not in states)
        if wrong:
            labels = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(request)s is at \"%(state)s\": this step comes earlier or later. Refresh the page.",
                request=wrong[0].name, state=labels[wrong[0].state]))

    def _ensure_text(self, name, remedy):
        empty = self.filtered(lambda request: not (request[name] or '').strip())
        if empty:
            raise UserError(self.env._(
                "%(requests)s: %(remedy)s.", requests=", ".join(empty.mapped('name')), remedy=remedy))

    def _ensure_member(self, groups):
        """Refuse the current user unless he has one of these roles and may read the requests."""
        self.check_access('read')
        if not self.env.su and not set(groups.ids).intersection(self.env.user._get_group_ids()):
            raise AccessError(self.env._(
                "%(requests)s: this step belongs to %(roles)s.", requests=", ".join(self.mapped('name')),
                # sudo: the names of roles are no secret
                roles=", ".join(groups.sudo().mapped('name'))))

    def _ensure_decider(self):
        self._ensure_member(self._get_decision_groups())
        self._ensure_state('feasible')
        own = self.filtered(lambda request: request.requested_by_id == self.env.user)
        if own and not self.env.su:
            raise AccessError(self.env._(
                "%(request)s is your own request: somebody else decides on it.", request=own[0].name))

    def _ensure_own(self):
        """Refuse who neither made the requests nor belongs to the desk."""
        foreign = self.filtered(lambda request: request.requested_by_id != self.env.user)
        if foreign:
            foreign._ensure_member(self._get_check_groups() | self._get_decision_groups())

    def _ensure_complete(self):
        self.ensure_one()
        if not self.reason_id:
            raise UserError(self.env._("%(request)s: say why the order is to be changed.", request=self.name))
        emptied = [
            name for name in ORDER_TERMS if self.env['sale.order']._fields[name].required and not self[name]]
        if emptied:
            raise UserError(self.env._(
                "%(request)s: an order cannot be without %(fields)s. Enter it again.",
                request=self.name, fields=get_labels(self, emptied)))
        proposal = self._get_proposal()
        if not (proposal.values or proposal.lines or proposal.added):
            raise UserError(self.env._(
                "%(request)s proposes nothing that the order does not say already.", request=self.name))
        nameless = self.line_ids.filtered(lambda line: line.kind == 'add' and not line.product_id and not line.name)
        if nameless:
            raise UserError(self.env._("%(request)s: a new line names a product or a note.", request=self.name))
        negative = self.line_ids.filtered(lambda line: line.product_uom_qty < 0)
        if negative:
            raise UserError(self.env._(
                "%(request)s: the quantity of %(product)s is below zero. Zero drops the line.",
                request=self.name, product=negative[0].product_id.display_name))
