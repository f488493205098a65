from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.arguments import read_day
from ..core.roles import ensure_role, get_members

APPROVERS = (
    'order_desk.group_order_supervisor', 'order_desk.group_finance_clerk', 'order_desk.group_general_manager')
# The right to write agreements lets a colleague submit; salespeople reach their own customers' alone.


class OrderDeskRebateAgreement(models.Model):
    """From the draft to the approved agreement, and from one version to the next."""
    _inherit = 'order.desk.rebate.agreement'

    # === ACTIONS === #

    def action_submit(self):
        """Ask for approval; from now on the terms are frozen.

        :raise UserError: naming what an agreement lacks
        """
        self.check_access('write')
        self._ensure_state('draft', self.env._("submitted"))
        self._ensure_complete()
        self._desk_write_facts({
            'state': 'submitted', 'submitted_by_id': self.env.uid, 'submitted_on': fields.Datetime.now(),
            'reason': False})
        self._ask_approvers()
        return True

    def action_approve(self):
        """Approve, which makes the agreement active; by another person than the one who submitted it.

        Side effects: the version before ends the day before this one begins.

        :raise AccessError: unless the user is an approver
        :raise UserError: naming what stands against it
        """
        ensure_role(self.env, *APPROVERS)
        self._ensure_state('submitted', self.env._("approved"))
        own = self.filtered(lambda agreement: agreement.submitted_by_id == self.env.user)
        if own and not self.env.su:
            raise UserError(self.env._(
                "You submitted %(agreements)s yourself: a colleague approves.",
                agreements=", ".join(own.mapped('name'))))
        self._ensure_complete()
        for agreement in self.filtered('previous_id'):
            agreement._end_previous()
        # sudo: an approver need not be allowed to write agreements, and the activities are his colleagues'
        agreements = self.sudo()
        agreements._desk_write_facts({
            'state': 'active', 'approved_by_id': self.env.uid, 'approved_on': fields.Datetime.now()})
        agreements.activity_feedback(['order_desk.activity_type_rebate'])
        return True

    def action_refuse(self, reason=None):
        """Send a submitted agreement back to its author.

        :raise AccessError: unless the user is an approver
        """
        ensure_role(self.env, *APPROVERS)
        self._ensure_state('submitted', self.env._("sent back"))
        # sudo: as in action_approve
        agreements = self.sudo()
        agreements._desk_write_facts({'state': 'draft', 'reason': reason or False})
        agreements.activity_unlink(['order_desk.activity_type_rebate'])
        return True

    def action_withdraw(self):
        """Take a submitted agreement back to the draft, or a draft out of use."""
        self.check_access('write')
        self._ensure_state(('draft', 'submitted'), self.env._("withdrawn"))
        submitted = self.filtered(lambda agreement: agreement.state == 'submitted')
        submitted._desk_write_facts({'state': 'draft'})
        # sudo: the activities are the approvers'
        submitted.sudo().activity_unlink(['order_desk.activity_type_rebate'])
        (self - submitted)._desk_write_facts({'state': 'cancelled'})
        return True

    def action_close(self):
        """Close an agreement after its last settlement.

        :raise AccessError: unless the user is an approver
        """
        ensure_role(self.env, *APPROVERS)
        self._ensure_state('active', self.env._("closed"))
        self.sudo()._desk_write_facts({'state': 'closed'})  # sudo: as in action_approve
        return True

    def action_new_version(self, date_from=None):
        """Draft a change of an active agreement, from a day on.

        The version keeps the number. Its volume and its periods begin with its first day.

        :param date_from: first day of the new terms; without one, the next calculation period's
        :return: the window of the new version
        :raise UserError: where the day lies outside the validity
        """
        self.ensure_one()
        self.check_access('read')
        self._ensure_state('active', self.env._("changed"))
        first = read_day(self.env, date_from) or self._get_next_period()
        if not self.date_from < first <= self.date_to:
            raise UserError(self.env._(
                "%(agreement)s is valid from %(start)s to %(end)s: new terms from %(first)s need a new agreement.",
                agreement=self.name, start=self.date_from, end=self.date_to, first=first))
        self.browse().check_access('create')
        # sudo: number and predecessor of a version are nobody's to write
        version = self.sudo().copy({
            'name': self.name, 'date_from': first, 'date_to': self.date_to, 'version': self.version + 1,
            'previous_id': self.id})
        return version.sudo(False)._get_form_action()

    # === BUSINESS METHODS === #

    def _ensure_complete(self):
        """Stop agreements that cannot be calculated or paid.

        :raise UserError: naming each and what it lacks
        """
        problems = [
            f"{agreement.display_name}: {problem}" for agreement in self for problem in agreement._get_problems()]
        if problems:
            raise UserError("\n".join(problems))

    def _get_problems(self):
        """Return what stands against the approval of this agreement, as sentences."""
        self.ensure_one()
        # sudo: a customer in the archive must be seen to be told
        customers = (self.partner_id | self.partner_ids).sudo()
        problems = [
            self.env._("%(customer)s is archived.", customer=customer.display_name)
            for customer in customers if not customer.active]
        if not self.tier_ids and not self.guarantee_amount:
            problems.append(self.env._("it has no band."))
        if self.partner_category_id and not customers and not self._get_customer_ids():
            problems.append(self.env._("no customer has the category %(name)s.", name=self.partner_category_id.name))
        if not self.currency_id.active:
            problems.append(self.env._("the currency %(name)s is not in use.", name=self.currency_id.name))
        if self.payout == 'goods' and not self.payout_product_id:
            problems.append(self.env._("it pays in goods: choose the product."))
        return problems

    def _get_customer_ids(self):
        return self.env['order.desk.rebate.volume']._get_customers(self)[self.id]

    def _get_settled_until(self):
        """Return the last settled day of each agreement; the settlement fills it in.

        :return: ``{agreement: date}``
        """
        return {}

    # === HELPERS === #

    def _end_previous(self):
        """End the version before this one on the day before; nothing settled is touched."""
        previous = self.previous_id
        settled = previous._get_settled_until().get(previous)
        if previous.name != self.name or previous.state not in ('active', 'closed'):
            raise UserError(self.env._(
                "%(agreement)s follows %(previous)s, which is no active agreement of its number.",
                agreement=self.display_name, previous=previous.display_name))
        if self.date_from > previous.date_to:
            return
        if settled and settled >= self.date_from:
            raise UserError(self.env._(
                "%(agreement)s is settled until %(settled)s: its new version cannot begin on %(first)s.",
                agreement=previous.display_name, settled=settled, first=self.date_from))
        # sudo: the approval of the new version is the right to end the old one
        previous.sudo()._desk_write_facts({'date_to': self.date_from - relativedelta(days=1)})

    def _ensure_state(self, states, done):
        """:raise UserError: naming the agreements in another state"""
        states = (states,) if isinstance(states, str) else states
        others = self.filtered(lambda agreement: agreement.state not in states)
        if others:
            labels = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(agreements)s is %(state)s and cannot be %(done)s now.",
                agreements=", ".join(others.mapped('name')), state=labels[others[0].state], done=done))

    def _get_next_period(self):
        """Return the first day of the calculation period after today's."""
        today = fields.Date.context_today(self)
        day = min(max(today, self.date_from), self.date_to)
        far = day + relativedelta(years=2)
        [(_first, last, _complete), *_rest] = self._split(day, far)
        return last + relativedelta(days=1)

    def _ask_approvers(self):
        for agreement in self:
            # sudo: whoever submits may not assign activities to the supervisor
            agreement.sudo().activity_schedule(
                'order_desk.activity_type_rebate', summary=self.env._("Approve the rebate agreement"),
                user_id=agreement._get_approver().id or self.env.uid)

    def _get_approver(self):
        """Return the first order supervisor of the company who did not submit it himself."""
        members = get_members(
            self.env, self.env.ref('order_desk.group_order_supervisor').ids, self.company_id)
        return (members - self.env.user)[:1] or members[:1]

    def _get_form_action(self):
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id, 'view_mode': 'form',
            'views': [(False, 'form')],
        }
