from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.finding import Clearance
from ..core.roles import OFFICE
from .withdrawal import OPEN_STATES, REQUESTERS


class SaleOrder(models.Model):
    """A confirmed order ends by a withdrawal only, over every path of the host (CHG-06)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_withdrawal_ids = fields.One2many(
        'order.desk.withdrawal', 'order_id', string="Withdrawals", copy=False, readonly=True,
        groups=f'{OFFICE},account.group_account_readonly')

    # === CRUD === #

    def write(self, vals):
        # EXTENDS sale: a status written directly goes past every cancel
        if vals.get('state', 'sale') != 'sale':
            self._desk_ensure_withdrawn()
        return super().write(vals)

    # === ACTIONS === #

    def action_cancel(self):
        # EXTENDS sale: before the host complains of a lock, which is not the remedy
        self._desk_ensure_withdrawn()
        return super().action_cancel()

    def action_desk_withdraw(self):
        """Open the withdrawal of this order, or the form for a new one (public, who may request).

        :raise AccessError: for who may not request withdrawals
        :raise UserError: unless the order is confirmed and enrolled
        """
        self.ensure_one()
        self._desk_ensure_withdrawal_role()
        open_one = self.desk_withdrawal_ids.filtered(lambda withdrawal: withdrawal.state in OPEN_STATES)
        if not open_one:
            self._desk_ensure_withdrawable()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Withdraw %(order)s", order=self.name),
            'res_model': 'order.desk.withdrawal',
            'view_mode': 'form',
            'res_id': open_one[:1].id,
            'context': {'default_order_id': self.id},
        }

    def action_desk_request_withdrawal(self, reason_code, note):
        """Request the withdrawal of this order (public, for integrations).

        :param str reason_code: code of an order.desk.withdrawal.reason
        :param str note: in words
        :return: the order.desk.withdrawal, handed to the desk
        :raise AccessError: for who may not request withdrawals
        :raise UserError: for an unknown reason, without words, or when the order cannot be withdrawn
        """
        self.ensure_one()
        self._desk_ensure_withdrawal_role()
        reason = self.env['order.desk.withdrawal.reason']._get_by_code(reason_code, self.company_id)
        note = str(note or '').strip()
        if not reason or not note:
            raise UserError(self.env._(
                "%(order)s: a withdrawal needs a known reason and words.", order=self.name))
        withdrawal = self.env['order.desk.withdrawal'].create({
            'order_id': self.id, 'reason_id': reason.id, 'note': note})
        withdrawal.action_request()
        return withdrawal

    # === BUSINESS METHODS === #

    def _action_cancel(self):
        # EXTENDS sale: portal, mass cancel and whatever calls the host directly, before any side effect
        self._desk_ensure_withdrawn()
        return super()._action_cancel()

    def _desk_ensure_withdrawn(self):
        """Stop the end of confirmed orders that does not come from a decided withdrawal.

        Where a company has no active gate, the host cancels as ever.

        :raise UserError: naming the orders and the remedy
        """
        confirmed = self._desk_get_gated().filtered(lambda order: order.state == 'sale')
        clearance = self.env.context.get('desk_clearance')
        if isinstance(clearance, Clearance) and clearance.covers('withdraw', confirmed.ids):
            return
        if confirmed:
            raise UserError(self.env._(
                "%(orders)s is confirmed and is ended by a withdrawal only: "
                "open the order and click \"Withdraw Order\".",
                orders=confirmed._desk_names()))

    def _desk_ensure_may_ask_withdrawal(self):
        """Stop a withdrawal of orders that cannot be withdrawn, or are about to be.

        :raise UserError: naming the order and the open withdrawal
        """
        self._desk_ensure_withdrawable()
        # sudo: the colleague's request counts, whoever may read it
        open_ones = self.sudo().desk_withdrawal_ids.filtered(lambda withdrawal: withdrawal.state in OPEN_STATES)
        if open_ones:
            raise UserError(self.env._(
                "%(order)s has the open withdrawal %(withdrawal)s: go on with that one, or drop it first.",
                order=open_ones[0].order_id.name, withdrawal=open_ones[0].name))

    def _desk_ensure_withdrawable(self):
        # sudo: a request is refused or not by the facts, not by what the asker sees
        for order in self.sudo():
            if order.state != 'sale' or not order._desk_get_enrolled():
                raise UserError(self.env._(
                    "%(order)s is not a confirmed order of the order desk: a quotation is simply cancelled.",
                    order=order.name))

    def _desk_ensure_withdrawal_role(self):
        self._desk_ensure_reader()
        if not self.env.su and not self.env.user.has_groups(','.join(REQUESTERS)):
            raise AccessError(self.env._(
                "%(orders)s: withdrawals are requested by sales and the order desk.", orders=self._desk_names()))

    def _desk_receive_decline(self, text):
        """Keep a customer's wish to be released from confirmed orders, and call the desk (sudoed, from the portal).

        The order stays as it is: its end is a withdrawal. Source: design law 5.

        :param str text: the customer's words
        """
        clerks = self._desk_get_activity_users(self.env.ref('order_desk.group_order_clerk').ids)
        for order in self:
            order.activity_schedule(
                'mail.mail_activity_data_todo', user_id=clerks[order].id,
                summary=self.env._("The customer declines the confirmed order"), note=text)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_withdrawal_ids'}
