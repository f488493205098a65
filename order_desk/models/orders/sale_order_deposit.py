from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SaleOrder(models.Model):
    """The deposit of an order: the rule it stands under, what is due, what the ledger shows."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_deposit_source = fields.Selection(
        [('order', "This order"), ('term', "Payment terms"), ('customer', "Customer")],
        string="Deposit Set By", copy=False,
        help="Where the deposit comes from. It is fixed when the order is confirmed.")
    desk_deposit_percent = fields.Float("Deposit (%)", digits=(5, 2), copy=False)
    desk_deposit_amount = fields.Monetary("Fixed Deposit", copy=False)
    desk_deposit_reason = fields.Char("Reason for the Deposit", copy=False)
    desk_deposit_set_by_id = fields.Many2one('res.users', "Deposit Changed By", copy=False)
    desk_deposit_at_release = fields.Monetary(
        "Deposit at Release", copy=False, help="What was required when the order was released.")
    desk_deposit_required = fields.Monetary(
        "Deposit Required", compute='_compute_desk_deposit_required',
        help="Amount that must be paid before production, taxes included, in the currency of the order.")
    desk_deposit_received = fields.Monetary(
        "Paid So Far", compute='_compute_desk_deposit_received',
        help="What the ledger shows: receivables matched with posted entries, and posted payments assigned to the "
             "order. Bounced, reset, refunded or unmatched payments do not count.")
    desk_deposit_missing = fields.Monetary("Deposit Missing", compute='_compute_desk_deposit_received')
    desk_payment_ids = fields.One2many(
        'account.payment', 'desk_order_id', string="Assigned Payments", groups='account.group_account_readonly,'
        'account.group_account_invoice')

    # === COMPUTE METHODS === #

    @api.depends(
        'amount_total', 'currency_id', 'company_id', 'date_order', 'state', 'desk_enrolled',
        'payment_term_id.desk_deposit_percent', 'payment_term_id.desk_deposit_amount',
        'partner_id.commercial_partner_id.desk_deposit_percent',
        'desk_deposit_source', 'desk_deposit_percent', 'desk_deposit_amount')
    def _compute_desk_deposit_required(self):
        required = self._desk_get_deposits_required()
        for order in self:
            order.desk_deposit_required = required.get(order, 0.0)

    # No dependency on the ledger: saving an invoice must not look for orders. The ledger's
    # events throw the cached value away instead (account.partial.reconcile and others).
    @api.depends('desk_deposit_required')
    def _compute_desk_deposit_received(self):
        asked = self.filtered(lambda order: order.desk_enrolled or order.desk_deposit_required)
        deposits = self.env['order.desk.deposit.ledger']._get_deposits(asked._origin)
        for order in self:
            deposit = deposits.get(order._origin)
            order.desk_deposit_received = deposit.received if deposit else 0.0
            order.desk_deposit_missing = max(0.0, order.desk_deposit_required - order.desk_deposit_received)

    # === CRUD === #

    def write(self, vals):
        # EXTENDS sale: every path to a confirmed order writes its state
        if vals.get('state') == 'sale':
            self._desk_get_enrolled()._desk_fix_deposits()
        result = super().write(vals)
        if vals.get('desk_released'):
            by_amount = {}
            for order, amount in self._desk_get_deposits_required().items():
                by_amount.setdefault(amount, []).append(order.id)
            for amount, ids in by_amount.items():
                self.browse(ids)._desk_write_facts({'desk_deposit_at_release': amount})
        return result

    # === ACTIONS === #

    def action_desk_set_deposit(self, percent=0.0, amount=0.0, reason=''):
        """Give these orders a deposit of their own, before payment terms and customer (DEP-02).

        Side effects: a note on each order; the gates are evaluated anew.

        :param float percent: part of the total, taxes included, 0 to 100
        :param float amount: fixed deposit in the currency of the order; goes before the percentage
        :param str reason: kept on the order
        :raise AccessError: unless the user is of finance, the order supervisor or the administrator
        :raise UserError: without a reason, or for impossible numbers
        """
        self._desk_ensure_deposit_role()
        reason = (reason or '').strip()
        if not reason:
            raise UserError(self.env._(
                "%(orders)s: say why the deposit differs from the customer's rule.", orders=self._desk_names()))
        if not (0 <= percent <= 100 and 0 <= amount < 1e15):  # "not a number" is neither
            raise UserError(self.env._(
                "%(orders)s: the deposit is a percentage between 0 and 100 or an amount of zero or more.",
                orders=self._desk_names()))
        self._desk_write_facts({
            'desk_deposit_source': 'order',
            'desk_deposit_percent': percent,
            'desk_deposit_amount': amount,
            'desk_deposit_reason': reason,
            'desk_deposit_set_by_id': self.env.uid,
        })
        text = self.env._(
            "Deposit set to %(percent)s %%, fixed amount %(amount)s: %(reason)s",
            percent=percent, amount=amount, reason=reason)
        # sudo: finance need not write the order itself
        self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, text))
        self._desk_refresh()
        return True

    def action_desk_reset_deposit(self):
        """Return these orders to the deposit of their payment terms or customer.

        :raise AccessError: unless the user is of finance, the order supervisor or the administrator
        """
        self._desk_ensure_deposit_role()
        self._desk_write_facts(self._desk_prepare_no_deposit())
        self._desk_refresh()
        return True

    def action_desk_register_deposit(self):
        """Open the host's payment form, filled in for the missing deposit and assigned to the order.

        :raise AccessError: for who may not create payments
        :return: window action
        """
        self.ensure_one()
        self.env['account.payment'].check_access('create')
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Deposit of %(order)s", order=self.name),
            'res_model': 'account.payment',
            'view_mode': 'form',
            'context': {
                'default_payment_type': 'inbound',
                'default_partner_type': 'customer',
                'default_partner_id': self.partner_invoice_id.commercial_partner_id.id,
                'default_company_id': self.company_id.id,
                'default_currency_id': self.currency_id.id,
                'default_amount': self.desk_deposit_missing,
                'default_memo': self.name,
                'default_desk_order_id': self.id,
            },
        }

    def action_desk_open_payments(self):
        """Open the payments that are assigned to these orders."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Assigned Payments"),
            'res_model': 'account.payment',
            'view_mode': 'list,form',
            'domain': [('desk_order_id', 'in', self.ids)],
            'context': {'create': False},
        }

    def action_draft(self):
        # EXTENDS sale: a quotation again, under the rules of today
        orders = self._desk_get_enrolled().filtered(
            lambda order: order.state in ('cancel', 'sent') and order.desk_deposit_source in ('term', 'customer'))
        if orders:
            orders._desk_write_facts(self._desk_prepare_no_deposit())
        return super().action_draft()

    # === BUSINESS METHODS === #

    def _desk_get_deposits_required(self):
        """Return the deposit that each order asks for, in its own currency, rounded by it.

        No query as long as no deposit is a fixed amount in a foreign currency.

        :rtype: dict[sale.order, float]
        """
        required, foreign = {}, []
        for order in self:
            percent, amount, currency = order._desk_get_deposit_rule()
            if not percent and not amount or order.amount_total <= 0:
                continue
            if amount and currency != order.currency_id:
                foreign.append((order, amount, currency))
            else:
                required[order] = amount or order.amount_total * percent / 100
        converted = self.env['order.desk.deposit.ledger']._convert([
            (amount, currency, order.currency_id, order.company_id,
             (order.date_order or fields.Datetime.now()).date())
            for order, amount, currency in foreign
        ])
        required.update(zip((order for order, _amount, _currency in foreign), converted, strict=True))
        return {
            order: order.currency_id.round(min(amount, order.amount_total)) for order, amount in required.items()}

    def _desk_get_deposit_rule(self):
        """Return percentage, fixed amount and its currency: order, else payment terms, else customer.

        On a confirmed order nothing but its own columns counts: see :meth:`_desk_fix_deposits`.
        """
        if self.desk_deposit_source or (self.desk_enrolled and self.state == 'sale'):
            return self.desk_deposit_percent, self.desk_deposit_amount, self.currency_id
        rule = self.env['account.payment.term']._desk_get_deposit_rules().get(self.payment_term_id.id)
        if rule:
            percent, amount, currency_id = rule
            return percent, amount, self.env['res.currency'].browse(currency_id)
        # sudo: the customer's rule binds whoever may read the order
        return self.sudo().partner_id.commercial_partner_id.desk_deposit_percent, 0.0, self.currency_id

    def _desk_fix_deposits(self):
        """Copy the rule to orders that are being confirmed (DEP-02).

        What a customer's rule becomes later concerns his later orders, not those agreed upon.
        """
        unfixed = self.filtered(lambda order: order.state != 'sale' and not order.desk_deposit_source)
        rules = self.env['account.payment.term']._desk_get_deposit_rules()
        by_rule = {}
        for order, amount in unfixed._desk_get_deposits_required().items():
            percent, fixed, _currency = order._desk_get_deposit_rule()
            source = 'term' if order.payment_term_id.id in rules else 'customer'
            rule = (source, 0.0 if fixed else percent, amount if fixed else 0.0)
            by_rule.setdefault(rule, []).append(order.id)
        for (source, percent, amount), ids in by_rule.items():
            self.browse(ids)._desk_write_facts({
                'desk_deposit_source': source, 'desk_deposit_percent': percent, 'desk_deposit_amount': amount})

    @api.model
    def _desk_prepare_no_deposit(self):
        return {
            'desk_deposit_source': False, 'desk_deposit_percent': 0.0, 'desk_deposit_amount': 0.0,
            'desk_deposit_reason': False, 'desk_deposit_set_by_id': False,
        }

    def _desk_ensure_deposit_role(self):
        roles = 'order_desk.group_finance_clerk,order_desk.group_order_supervisor,order_desk.group_administrator'
        if not self.env.su and not self.env.user.has_groups(roles):
            raise AccessError(self.env._(
                "The deposit of %(orders)s is set by finance or the order supervisor.", orders=self._desk_names()))

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_deposit_source', 'desk_deposit_percent', 'desk_deposit_amount', 'desk_deposit_reason',
            'desk_deposit_set_by_id', 'desk_deposit_at_release',
        }
