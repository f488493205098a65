from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.roles import ensure_role

# Finance answers for the accounts, the order desk assists (REC-04).
ROLES = ('order_desk.group_finance_clerk', 'order_desk.group_order_clerk')
SETTLERS = ('order_desk.group_finance_clerk',)


class OrderDeskAccountCheck(models.Model):
    """Our account of a customer compared with his own, settled when both say the same (REC-04).

    Amounts in the currency of the company; a positive balance is owed by the customer.
    """
    _name = 'order.desk.account.check'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Account Reconciliation"
    _order = 'date_to desc, id desc'

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    partner_id = fields.Many2one(
        'res.partner', "Customer", required=True, index=True, ondelete='restrict', domain=[('parent_id', '=', False)])
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.start_of(fields.Date.context_today(self), 'year'))
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    state = fields.Selection(
        [('draft', "Draft"), ('stated', "Stated"), ('differs', "Differs"), ('agreed', "Agreed"),
         ('cancel', "Cancelled")],
        required=True, default='draft', readonly=True, copy=False, index=True, tracking=True)
    balance_before = fields.Monetary(readonly=True, copy=False)
    balance = fields.Monetary("Our Balance", readonly=True, copy=False)
    line_ids = fields.One2many('order.desk.account.check.line', 'check_id', string="Entries", copy=False)
    stated_on = fields.Datetime(readonly=True, copy=False)
    stated_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    customer_balance = fields.Monetary("Customer's Balance", copy=False, help="What the customer's own books say.")
    difference = fields.Monetary(
        compute='_compute_difference', store=True, help="Ours less the customer's; explained, then settled.")
    answer_ids = fields.Many2many(
        'ir.attachment', string="Customer's Answer", copy=False, help="The statement that the customer sent back.")
    explanation = fields.Text("Explanation of the Difference", tracking=True)
    agreed_on = fields.Datetime(readonly=True, copy=False)
    agreed_by_id = fields.Many2one('res.users', readonly=True, copy=False)

    # === CONSTRAINTS === #

    _dates = models.Constraint('CHECK (date_from <= date_to)', "An account is compared from a day to a later one.")

    # === COMPUTE METHODS === #

    @api.depends('balance', 'customer_balance')
    def _compute_difference(self):
        for check in self:
            check.difference = check.balance - check.customer_balance

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        for check in checks:
            # sudo: the number is drawn for every role that may compare accounts
            check._write_evidence({'name': self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"})
        return checks

    def write(self, vals):
        if {'partner_id', 'date_from', 'date_to'}.intersection(vals):
            self._ensure_in('draft')
        if {'customer_balance', 'answer_ids', 'explanation'}.intersection(vals):
            self._ensure_in('stated', 'differs')
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(check.state != 'draft' for check in self):
            raise UserError(self.env._("Reconciliations are kept with the customer: cancel what is wrong."))

    # === ACTIONS === #

    def action_state(self):
        """Take the entries of the period from the ledger: what the customer is to compare.

        Stated again, the entries are those of now.

        :raise AccessError: for others than finance and the order desk
        :raise UserError: after the customer has agreed
        """
        ensure_role(self.env, *ROLES)
        self.check_access('write')
        self._ensure_in('draft', 'stated', 'differs')
        for check in self.sudo():  # sudo: the order desk assists finance without reading the ledger
            check._take_entries()
        self._write_evidence({
            'state': 'stated', 'stated_on': fields.Datetime.now(), 'stated_by_id': self.env.uid})
        return True

    def action_print(self):
        """Print the statements for the customers to compare and send back.

        :raise UserError: before it is stated
        """
        self._ensure_in('stated', 'differs', 'agreed')
        return self.env.ref('order_desk.action_report_account_check').report_action(self)

    def action_answer(self):
        """Note that the customer's books say what was entered: agreed at once, or it differs.

        Side effects: a difference is an activity for the customer's salesperson, or for who stated the account.

        :raise AccessError: for others than finance and the order desk
        :raise UserError: without the paper that the customer sent back
        """
        ensure_role(self.env, *ROLES)
        self.check_access('write')
        self._ensure_in('stated', 'differs')
        for check in self:
            if not check.answer_ids:
                raise UserError(self.env._(
                    "%(check)s: attach the statement that the customer sent back.", check=check.name))
            if check.currency_id.is_zero(check.difference):
                check._agree()
                continue
            check._write_evidence({'state': 'differs'})
            user = check.partner_id.user_id or check.stated_by_id
            check.activity_schedule(
                'mail.mail_activity_data_todo', user_id=user.id,
                summary=self.env._("The customer's account differs: find out why"))
        return True

    def action_settle(self):
        """Settle a difference that is explained: both sides know what it is.

        :raise AccessError: for others than finance
        :raise UserError: without an explanation
        """
        ensure_role(self.env, *SETTLERS)
        self.check_access('write')
        self._ensure_in('differs')
        silent = self.filtered(lambda check: not (check.explanation or '').strip())
        if silent:
            raise UserError(self.env._(
                "%(checks)s: explain the difference first.", checks=", ".join(silent.mapped('name'))))
        self._agree()
        return True

    def action_cancel(self):
        """Cancel reconciliations that were begun wrongly.

        :raise AccessError: for others than finance
        """
        ensure_role(self.env, *SETTLERS)
        self.check_access('write')
        self._ensure_in('draft', 'stated', 'differs')
        self._write_evidence({'state': 'cancel'})
        self.activity_unlink(['mail.mail_activity_data_todo'])
        return True

    # === BUSINESS METHODS === #

    def _agree(self):
        self._write_evidence({
            'state': 'agreed', 'agreed_on': fields.Datetime.now(), 'agreed_by_id': self.env.uid})
        self.activity_feedback(['mail.mail_activity_data_todo'])

    def _take_entries(self):
        """Store the receivable entries of the period with balances before and after (sudoed)."""
        self.ensure_one()
        self.env['account.move.line'].flush_model()
        rows = self.env.execute_query_dict(SQL("""
            SELECT i.id AS move_line_id, i.move_name AS name, i.date, i.balance AS amount,
                   i.date < %(first)s AS is_before
              FROM account_move_line i
              JOIN account_account a ON a.id = i.account_id AND a.account_type = 'asset_receivable'
              JOIN res_partner p ON p.id = i.partner_id
             WHERE i.company_id = %(company)s AND i.parent_state = 'posted' AND i.date <= %(last)s
               AND p.commercial_partner_id = %(partner)s
          ORDER BY i.date, i.id""", first=self.date_from, last=self.date_to, company=self.company_id.id,
            partner=self.partner_id.commercial_partner_id.id))
        before = sum(row['amount'] for row in rows if row['is_before'])
        running, commands = before, [fields.Command.clear()]
        for row in rows:
            if not row.pop('is_before'):
                running += row['amount']
                commands.append(fields.Command.create({**row, 'running': running}))
        self._write_evidence({
            'balance_before': self.currency_id.round(before), 'balance': self.currency_id.round(running),
            'line_ids': commands})

    def _ensure_in(self, *states):
        """Stop what does not fit the state of these reconciliations.

        :raise UserError: naming them and their state
        """
        wrong = self.filtered(lambda check: check.state not in states)
        if wrong and not self.env.su:
            labels = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(checks)s: not possible while it is %(state)s.", checks=", ".join(wrong.mapped('name')),
                state=labels[wrong[0].state]))

    # === HOOKS === #

    def _get_orders(self):
        # EXTENDS order_desk: no gate reads it
        return self.env['sale.order']

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {
            'name', 'company_id', 'state', 'balance_before', 'balance', 'line_ids', 'stated_on', 'stated_by_id',
            'agreed_on', 'agreed_by_id', 'difference'}

    @api.model
    def _get_field_roles(self):
        return {**super()._get_field_roles(), **dict.fromkeys(
            ('partner_id', 'date_from', 'date_to', 'customer_balance', 'answer_ids', 'explanation'), ROLES)}


class OrderDeskAccountCheckLine(models.Model):
    """One entry as it was stated to the customer."""
    _name = 'order.desk.account.check.line'
    _description = "Account Reconciliation Entry"
    # Not by the journal item: the host lists its items backwards, and the balances run forward.
    _order = 'check_id, date, id'

    # === FIELDS === #

    check_id = fields.Many2one('order.desk.account.check', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='check_id.company_id', store=True)
    currency_id = fields.Many2one(related='check_id.currency_id')
    move_line_id = fields.Many2one('account.move.line', readonly=True, index='btree_not_null', ondelete='set null')
    name = fields.Char("Document", readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Positive: the customer owes more; negative: he paid, or was credited.")
    running = fields.Monetary("Balance", readonly=True)
