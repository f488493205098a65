from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import OFFICE, ensure_role


class SaleOrder(models.Model):
    """Collecting what is owed before shipping: notices, and who was told (PAY-05, PAY-08 … PAY-11)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_balance_notice_ids = fields.One2many(
        'order.desk.balance.notice', 'order_id', string="Balance Notices",
        groups=f'{OFFICE},account.group_account_readonly')
    desk_balance_notice_count = fields.Integer(compute='_compute_desk_balance_notice_count')
    desk_notice_out = fields.Boolean(
        "Balance Notice Is Out", copy=False, readonly=True, help="It was sent and has not been paid yet.")
    desk_money_told_on = fields.Date(
        "Told to Have the Money Ready", copy=False, readonly=True,
        help="The day on which the customer was told before delivery to have the money ready.")
    desk_money_told_by_id = fields.Many2one('res.users', string="Told By", copy=False, readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('desk_balance_notice_ids')
    def _compute_desk_balance_notice_count(self):
        # sudo: that a notice went out is told to every reader of the order
        counts = dict(self.env['order.desk.balance.notice'].sudo()._read_group(
            [('order_id', 'in', self.ids)], ['order_id'], ['__count']))
        by_id = {order.id: count for order, count in counts.items()}
        for order in self:
            order.desk_balance_notice_count = by_id.get(order._origin.id, 0)

    # === ACTIONS === #

    def action_desk_issue_balance_notice(self):
        """Make the balance notice of one order, or open the draft there is, with figures of now (PAY-05).

        A notice that was sent before is superseded by the new one.

        :raise AccessError: for anybody but the order desk
        :raise UserError: while nothing is owed before shipping
        :return: window action of the notice
        """
        self.ensure_one()
        ensure_role(self.env, 'order_desk.group_order_clerk')
        self.check_access('read')
        # sudo: the figures rest on all moves and the whole ledger
        order = self.sudo()
        balance = order._desk_get_balances()[order]
        if not balance.is_finished or not balance.missing:
            raise UserError(self.env._(
                "%(order)s: nothing is finished, or nothing is owed before shipping: there is no balance to collect.",
                order=self.name))
        live = order.desk_balance_notice_ids.filtered(lambda notice: notice.state in ('draft', 'sent'))
        if live.state == 'draft':
            live.with_env(self.env).action_fill()
            return live.with_env(self.env)._get_records_action()
        if live:
            live._write_evidence({'state': 'superseded'})
            live.flush_recordset()
            self._desk_write_facts({'desk_notice_out': False})
        return self.env['order.desk.balance.notice'].create({'order_id': self.id})._get_records_action()

    def action_desk_settle_balance(self):
        """Do what the current user can do about what is owed: collect, book, or read what is being done.

        :return: window action
        """
        self.ensure_one()
        self.check_access('read')
        # sudo: who may not read the ledger is told the balance all the same
        balance = self.sudo()._desk_get_balances()[self.sudo()]
        live = self.sudo()._desk_get_live_notices().get(self)  # sudo: whether a notice is out
        if self.env.user.has_group('order_desk.group_finance_clerk') and balance.missing:
            action = self.action_desk_register_deposit()
            action['name'] = self.env._("Payment of %(order)s", order=self.name)
            action['context']['default_amount'] = balance.missing
            return action
        if not live and balance.is_finished and balance.missing and self.env.user.has_group(
                'order_desk.group_order_clerk'):
            return self.action_desk_issue_balance_notice()
        return self.action_desk_open_balance_notices()

    def action_desk_open_balance_notices(self):
        """Open the balance notices of these orders."""
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Balance Notices"),
            'res_model': 'order.desk.balance.notice', 'view_mode': 'list,form',
            'views': [(False, 'list'), (False, 'form')], 'domain': [('order_id', 'in', self.ids)],
            'context': {'create': False},
        }

    def action_desk_tell_money(self):
        """Record that the customers were told to have the money ready before delivery (PAY-11).

        :raise AccessError: for others than salespeople and the order desk
        """
        ensure_role(self.env, 'sales_team.group_sale_salesman', 'order_desk.group_order_clerk')
        self._desk_write_facts({
            'desk_money_told_on': fields.Date.context_today(self), 'desk_money_told_by_id': self.env.uid})
        text = self.env._("The customer was told to have the money ready before delivery.")
        # sudo: a reader of the order may tell the customer
        self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, text), author_id=self.env.user.partner_id.id)
        self._desk_refresh()
        return True

    def action_desk_open_suspension(self):
        """Open the suspensions of this order's customer."""
        self.ensure_one()
        return self.partner_id.action_desk_open_suspensions()

    def action_desk_open_receivable(self):
        """Take who looks after the last money of an order there: to its invoices, or to invoicing it.

        :return: window action
        """
        self.ensure_one()
        if self.env.user.has_group('account.group_account_invoice') and self.invoice_ids:
            return self.action_view_invoice()
        return self._get_records_action()

    # === BUSINESS METHODS === #

    def _desk_get_live_notices(self):
        """Return ``{order: notice that is out}``; one query, none where no notice is out."""
        orders = self.filtered('desk_notice_out')
        if not orders:
            return {}
        notices = self.env['order.desk.balance.notice'].search_fetch(
            [('order_id', 'in', orders.ids), ('state', '=', 'sent')], ['order_id', 'name', 'balance', 'due_on'])
        return {notice.order_id: notice for notice in notices}

    def _desk_store(self, verdicts, documents=None):
        # EXTENDS order_desk: paid, a balance notice has done its work
        result = super()._desk_store(verdicts, documents)
        out = self.filtered('desk_notice_out')
        if out:
            owing = {
                verdict.document.id for verdict in verdicts
                if verdict.document._name == 'sale.order' and verdict.spec.code == 'payment'
                and verdict.finding and verdict.finding.amount}
            out.filtered(lambda order: order.id not in owing)._desk_settle_notices()
        return result

    def _desk_settle_notices(self):
        if not self:
            return
        # sudo: money settles a notice, whoever booked it
        notices = self.env['order.desk.balance.notice'].sudo().search(
            [('order_id', 'in', self.ids), ('state', '=', 'sent')])
        notices._write_evidence({'state': 'settled'})
        self._desk_write_facts({'desk_notice_out': False})
        # sudo: as above
        self.sudo().activity_feedback(
            ['order_desk.activity_type_balance'], feedback=self.env._("The balance is there."))

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_money_told_on', 'desk_money_told_by_id', 'desk_notice_out'}
