from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..core.finding import Clearance
from ..core.roles import ensure_role, get_members
from .change_request import OPEN_REQUESTS
from .withdrawal import DESK, OPEN_STATES, REQUESTERS


class OrderDeskWithdrawal(models.Model):
    """The way of a withdrawal: requested, examined by the desk, decided, carried out at once (CHG-06)."""
    _inherit = 'order.desk.withdrawal'

    # === FIELDS === #

    may_decide = fields.Boolean(compute='_compute_may_decide')

    # === COMPUTE METHODS === #

    @api.depends_context('uid')
    @api.depends('company_id', 'requested_by_id')
    def _compute_may_decide(self):
        own = set(self.env.user._get_group_ids())
        for withdrawal in self:
            withdrawal.may_decide = not own.isdisjoint(withdrawal._get_deciding_groups().ids)

    # === ACTIONS === #

    def action_request(self):
        """Hand the request to the order desk.

        Side effects: an activity for the clerk of the order, a note on the order.

        :raise AccessError: for who may not request withdrawals
        :raise UserError: unless it is a draft of a confirmed order
        """
        self._ensure_state('draft')
        ensure_role(self.env, *REQUESTERS)
        self.check_access('write')
        self.order_id._desk_ensure_withdrawable()
        self._write_evidence({
            'state': 'requested', 'requested_by_id': self.env.uid, 'requested_on': fields.Datetime.now()})
        clerks = self.order_id._desk_get_activity_users(self.env.ref('order_desk.group_order_clerk').ids)
        for withdrawal in self:
            own = clerks[withdrawal.order_id.sudo()]  # sudo: the key of what was found with sudo
            withdrawal._call(own, self.env._("Can this order be withdrawn?"))
            withdrawal._tell_order(self.env._(
                "Withdrawal %(number)s requested: %(reason)s.",
                number=withdrawal.name, reason=withdrawal.reason_id.name))
        return True

    def action_assess(self):
        """Look at the impact and the fee again (public; requesters and the desk)."""
        self._ensure_state(*OPEN_STATES)
        ensure_role(self.env, *REQUESTERS)
        self.check_access('read')
        self._assess()
        return True

    def action_feasible(self):
        """The desk has examined the request and hands it on for decision.

        :raise AccessError: unless the user is of the order desk
        :raise UserError: naming what stands in the way, shipped goods first of all
        """
        self._ensure_state('requested')
        ensure_role(self.env, *DESK)
        for withdrawal in self:
            withdrawal._ensure_unobstructed()
        self._assess()
        self._write_evidence({
            'state': 'feasible', 'feasible_by_id': self.env.uid, 'feasible_on': fields.Datetime.now()})
        self._close_calls()
        for withdrawal in self:
            deciders = get_members(self.env, withdrawal._get_deciding_groups().ids, withdrawal.company_id)
            user = deciders.filtered(lambda user, own=withdrawal: user != own.requested_by_id)[:1]
            withdrawal._call(user or self.env.ref('base.user_admin'), self.env._("Decide on the withdrawal"))
        return True

    def action_decide(self):
        """Withdraw the order: stop or keep what was started, cancel the order, make the money's documents.

        All in one transaction. Source: CHG-06.

        :raise AccessError: unless the user has a role that decides, and has not asked for it himself
        :raise UserError: naming what stands in the way
        """
        self.ensure_one()
        self._lock_order()
        self._ensure_state('feasible')
        group = self._ensure_may_decide()
        self.order_id._desk_ensure_withdrawable()
        self._ensure_unobstructed()
        self._assess()
        self._ensure_complete()
        self._write_evidence({
            'decided_by_id': self.env.uid, 'decided_on': fields.Datetime.now(), 'decided_as_id': group.id,
            **self._prepare_decision()})
        self._close_calls()
        # sudo: who decides need not be a user of stock, purchase, production and accounting
        withdrawal = self.sudo().with_company(self.sudo().company_id)
        withdrawal._carry_out()
        self._write_evidence({'state': 'done'})
        self._tell_order(self.env._(
            "Withdrawn by %(user)s (%(number)s): %(reason)s. %(note)s", user=self.env.user.name, number=self.name,
            reason=self.reason_id.name, note=self.decision_note or ''))
        withdrawal._call_followers()
        return True

    def action_refuse(self):
        """The order stays: production and shipping go on.

        :raise AccessError: unless the user has a role that decides
        :raise UserError: without words
        """
        self._ensure_state('requested', 'feasible')
        for withdrawal in self:
            group = withdrawal._ensure_may_decide(itself=True)
            if not (withdrawal.decision_note or '').strip():
                raise UserError(self.env._(
                    "%(withdrawal)s: say in words why it is refused.", withdrawal=withdrawal.name))
            withdrawal._write_evidence({
                'state': 'refused', 'decided_by_id': self.env.uid, 'decided_on': fields.Datetime.now(),
                'decided_as_id': group.id})
            withdrawal._close_calls()
            withdrawal._tell_order(self.env._(
                "Withdrawal %(number)s refused: %(note)s", number=withdrawal.name, note=withdrawal.decision_note))
            if withdrawal.requested_by_id:
                withdrawal._call(
                    withdrawal.requested_by_id, self.env._("The withdrawal was refused: tell the customer"))
        return True

    def action_drop(self):
        """Take the request back: the customer keeps to his order.

        :raise AccessError: unless the user asked for it or is of the order desk
        """
        self._ensure_state(*OPEN_STATES)
        if any(withdrawal.requested_by_id != self.env.user for withdrawal in self) and not all(
                withdrawal.state == 'draft' and withdrawal.create_uid == self.env.user for withdrawal in self):
            ensure_role(self.env, *DESK)
        self._write_evidence({'state': 'dropped'})
        self._close_calls()
        for withdrawal in self:
            withdrawal._tell_order(self.env._("Withdrawal %(number)s dropped.", number=withdrawal.name))
        return True

    # === BUSINESS METHODS === #

    def _carry_out(self):
        """Do what was decided (one sudoed withdrawal); every room adds what is its own."""
        order = self.order_id
        # What was to be changed on it is asked for no longer.
        order.desk_change_request_ids.filtered(lambda request: request.state in OPEN_REQUESTS).action_withdraw()
        order.with_context(desk_clearance=Clearance('withdraw', order.ids))._action_cancel()

    def _lock_order(self):
        # Somebody may release, ship or decide at this moment: the second of the two fails with the host's
        # retryable error and runs again on what the first has done.
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT id FROM sale_order WHERE id = %s FOR UPDATE", self.order_id.id))
        self.env.invalidate_all()

    def _get_deciding_groups(self):
        """Return the roles that decide on one withdrawal, by the settings of its company."""
        # sudo: who decides is no secret, but not every user reads settings and groups
        return self.sudo().company_id._desk_get_withdrawal_groups()

    def _ensure_may_decide(self, itself=False):
        """Return the role in which the current user decides on one withdrawal.

        :param bool itself: whether he may decide on what he has asked for himself
        """
        groups = self._get_deciding_groups()
        own = groups.filtered(lambda group: group.id in self.env.user._get_group_ids())
        if not self.env.su and not own:
            raise AccessError(self.env._(
                "%(withdrawal)s is decided by: %(roles)s.",
                withdrawal=self.name, roles=", ".join(groups.mapped('name'))))
        if not itself and not self.env.su and self.requested_by_id == self.env.user:
            raise AccessError(self.env._(
                "You have asked for %(withdrawal)s yourself; somebody else decides on it.", withdrawal=self.name))
        return own[:1]

    def _ensure_state(self, *states):
        """Stop unless all are in one of ``states``: two people may act on one request at once."""
        labels = dict(self._fields['state']._description_selection(self.env))
        for withdrawal in self:
            if withdrawal.state not in states:
                raise UserError(self.env._(
                    "%(withdrawal)s is %(state)s: this act is behind it or not yet its turn.",
                    withdrawal=withdrawal.name, state=labels[withdrawal.state]))

    # === HOOKS === #

    def _ensure_complete(self):
        """Stop a decision for which something is left to be said (one withdrawal)."""

    def _prepare_decision(self):
        """Return what a decision writes down beside who and when (one withdrawal)."""
        return {}

    def _call_followers(self):
        """Tell those who finish what a withdrawal has set going (one sudoed withdrawal)."""

    # === HELPERS === #

    def _call(self, user, summary):
        # sudo: who hands a request on need not see the colleague's activities
        self.sudo().activity_schedule(
            'order_desk.activity_type_withdrawal', user_id=user.id, summary=summary,
            note=self.env._("%(order)s: %(reason)s", order=self.order_id.name, reason=self.reason_id.name))

    def _close_calls(self):
        # sudo: the act ends the call, whoever had it
        self.sudo().activity_feedback(['order_desk.activity_type_withdrawal'])

    def _tell_order(self, text):
        # sudo: the note belongs to the order, which the decider need not write
        self.sudo().order_id._message_log(body=text)
