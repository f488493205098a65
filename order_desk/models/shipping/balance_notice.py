from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

WRITERS = ('order_desk.group_order_clerk',)


class OrderDeskBalanceNotice(models.Model):
    """The balance collection notice to a customer of class B or C (PAY-05, PAY-06).

    The order desk makes it from what is finished and what the ledger shows; the salesperson collects.
    """
    _name = 'order.desk.balance.notice'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Balance Notice"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_invoice_id', string="Customer")
    salesperson_id = fields.Many2one(related='order_id.user_id', string="Salesperson", store=True, index=True)
    currency_id = fields.Many2one(related='order_id.currency_id')
    state = fields.Selection(
        [('draft', "Draft"), ('sent', "Sent"), ('settled', "Paid"), ('superseded', "Superseded")],
        required=True, default='draft', readonly=True, copy=False)
    line_ids = fields.One2many('order.desk.balance.notice.line', 'notice_id', string="Goods", readonly=True, copy=False)
    value = fields.Monetary("Finished Goods", readonly=True, copy=False)
    due = fields.Monetary("Due Before Shipping", readonly=True, copy=False)
    received = fields.Monetary(
        "Money Received", readonly=True, copy=False, help="What the ledger showed when the notice was made.")
    balance = fields.Monetary(readonly=True, copy=False, help="Finished quantity × price − received.")
    due_on = fields.Date("To Be Paid By", default=lambda self: self._get_default_due_on())
    note = fields.Text("Remarks")
    filled_at = fields.Datetime("Figures Of", readonly=True, copy=False)
    sent_at = fields.Datetime("Sent On", readonly=True, copy=False)
    sent_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    reminded_at = fields.Datetime("Reminded On", readonly=True, copy=False)
    reminder_count = fields.Integer("Reminders", readonly=True, copy=False)

    # === CONSTRAINTS === #

    _live_uniq = models.UniqueIndex(
        "(order_id) WHERE state IN ('draft', 'sent')", "This order has a balance notice already: fill that one anew.")

    # === COMPUTE METHODS === #

    @api.model
    def _get_default_due_on(self):
        return fields.Date.add(fields.Date.context_today(self), days=self.env.company.desk_balance_days)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        ensure_role(self.env, *WRITERS)
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for every role that may start the paper
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        notices = super().create(vals_list)
        notices._fill()
        return notices

    def write(self, vals):
        kept = self.filtered(lambda notice: notice.state != 'draft')
        if kept and {'order_id', 'due_on', 'note'}.intersection(vals):
            raise UserError(self.env._(
                "Balance notice %(notice)s was sent and stays as it is. Issue a new one from order %(order)s.",
                notice=kept[0].name, order=kept[0].order_id.name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        kept = self.filtered(lambda notice: notice.state != 'draft')
        if kept:
            raise UserError(self.env._(
                "Balance notice %(notice)s was sent and is kept.", notice=kept[0].name))

    # === ACTIONS === #

    def action_fill(self):
        """Fill these drafts anew from finished quantity and ledger.

        :raise AccessError: for anybody but the order desk
        :raise UserError: for a notice that was sent
        """
        ensure_role(self.env, *WRITERS)
        self.check_access('write')
        self._ensure_state('draft', self.env._("it was sent already: issue a new one from the order."))
        self._fill()
        return True

    def action_send(self):
        """Send these notices to the customers and tell the salespeople to collect.

        Side effects: a mail with the PDF to each customer, an activity for each salesperson, the gates
        of the orders are evaluated.

        :raise AccessError: for anybody but the order desk
        :raise UserError: naming the notice that cannot be sent: sent before, nothing owed, no address
        """
        ensure_role(self.env, *WRITERS)
        self.check_access('write')
        self._ensure_state('draft', self.env._("it was sent already: remind the customer instead."))
        self._fill()
        for notice in self:
            notice._ensure_sendable()
        with self._in_one_evaluation():
            self._write_evidence({
                'state': 'sent', 'sent_at': fields.Datetime.now(), 'sent_by_id': self.env.uid})
            self.order_id._desk_write_facts({'desk_notice_out': True})
            for notice in self:
                notice._mail()
                notice._tell_salesperson()
            self.order_id._desk_mark_changed()
        return True

    def action_remind(self):
        """Send notices that were not paid once more (PAY-08).

        :raise AccessError: for others than order desk, salesperson and finance
        :raise UserError: for a notice that is not out, or paid
        """
        ensure_role(
            self.env, *WRITERS, 'sales_team.group_sale_salesman', 'order_desk.group_finance_clerk')
        self.check_access('read')
        self._ensure_state('sent', self.env._("only a notice that was sent and is not settled can be reminded of."))
        for notice in self:
            notice._write_evidence({
                'reminded_at': fields.Datetime.now(), 'reminder_count': notice.reminder_count + 1})
            notice._mail()
        return True

    # === BUSINESS METHODS === #

    def _fill(self):
        """Write figures of today; the balance is that of the payment gate."""
        orders = self.order_id.sudo()  # sudo: the figures rest on all moves and the whole ledger
        balances = orders._desk_get_balances()
        lines = orders.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        quantities = lines._desk_get_finished_quantities()
        # sudo: lines are the product's, nobody writes them
        self.sudo().line_ids.unlink()
        to_create = []
        for notice in self:
            balance = balances[notice.order_id]
            notice._write_evidence({
                'value': balance.value, 'received': balance.received, 'filled_at': fields.Datetime.now(),
                'due': balance.due if balance.is_finished else 0.0,
                'balance': balance.missing if balance.is_finished else 0.0})
            to_create += [
                notice._prepare_line(line, quantities[line]) for line in lines if line.order_id == notice.order_id]
        self.env['order.desk.balance.notice.line'].sudo().create(to_create)  # sudo: as above

    def _prepare_line(self, line, quantity):
        if not line._desk_is_goods():
            quantity = line.product_uom_qty
        price = line._desk_get_unit_price()
        return {
            'notice_id': self.id, 'sale_line_id': line.id, 'quantity': quantity, 'price': price,
            'amount': self.currency_id.round(price * quantity),
        }

    def _ensure_state(self, state, problem):
        for notice in self:
            if notice.state != state:
                raise UserError(self.env._(
                    "Balance notice %(notice)s of %(order)s: %(problem)s", notice=notice.name,
                    order=notice.order_id.name, problem=problem))

    def _ensure_sendable(self):
        if self.currency_id.compare_amounts(self.balance, 0.0) <= 0:
            raise UserError(self.env._(
                "Balance notice %(notice)s of %(order)s: nothing is finished, or nothing is owed before shipping.",
                notice=self.name, order=self.order_id.name))
        if not self.partner_id.email:
            raise UserError(self.env._(
                "Balance notice %(notice)s: enter an e-mail address of %(customer)s first.",
                notice=self.name, customer=self.partner_id.display_name))

    def _mail(self):
        # sudo: the template reads the order whole; the sender may send it
        self.env.ref('order_desk.mail_template_balance_notice').sudo().send_mail(self.id)

    def _tell_salesperson(self):
        order = self.order_id.sudo()  # sudo: the desk calls the colleague, whatever it may write on the order
        user = order.user_id or self.env.user
        order.activity_schedule(
            'order_desk.activity_type_balance', date_deadline=self.due_on, user_id=user.id,
            summary=self.env._("Collect the balance: %(notice)s", notice=self.name),
            note=self.env._(
                "%(customer)s owes %(amount)s before the goods leave.", customer=self.partner_id.display_name,
                amount=self.currency_id.format(self.balance)))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'state', 'line_ids', 'value', 'due', 'received', 'balance', 'filled_at', 'sent_at', 'sent_by_id',
            'reminded_at', 'reminder_count'}

    @api.model
    def _get_field_roles(self):
        return dict.fromkeys(('due_on', 'note', 'order_id'), WRITERS)
