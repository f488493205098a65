from odoo import api, fields, models

from ..core.roles import get_members


class OrderDeskWithdrawal(models.Model):
    """The documents of a withdrawal's money: the host's own, left to finance as drafts (CHG-06, DEP-01)."""
    _inherit = 'order.desk.withdrawal'

    # === FIELDS === #

    move_ids = fields.Many2many(
        'account.move', 'order_desk_withdrawal_move_rel', string="Credit Notes and Fee", readonly=True, copy=False)
    payment_id = fields.Many2one('account.payment', "Refund Payment", readonly=True, copy=False, ondelete='set null')
    refund = fields.Monetary(readonly=True, help="Paid by the customer less the fee with its taxes.")
    money_note = fields.Text("For Finance", readonly=True)
    document_count = fields.Integer(compute='_compute_document_count')

    # === COMPUTE METHODS === #

    @api.depends('move_ids', 'payment_id')
    def _compute_document_count(self):
        for withdrawal in self:
            # sudo: how many there are is told to whoever reads the request
            withdrawal.document_count = len(withdrawal.sudo().move_ids) + bool(withdrawal.sudo().payment_id)

    # === ACTIONS === #

    def action_open_documents(self):
        """Open credit notes and fee of these withdrawals; the reader needs his own right to them."""
        self.check_access('read')
        # sudo: the domain only; what it finds is read with the reader's rights
        moves = self.sudo().move_ids
        return moves.sudo(False)._get_records_action(name=self.env._("Documents of the Withdrawal"))

    # === BUSINESS METHODS === #

    def _carry_out(self):
        # EXTENDS order_desk: after the host has cancelled the drafts there were
        result = super()._carry_out()
        notes, left = self._credit_invoices()
        fee = self._invoice_fee()
        refund = self.currency_id.round(self.received - fee.amount_total)
        payment = self.env['account.payment']
        if self.currency_id.compare_amounts(refund, 0.0) > 0:
            payment = payment.create(self._prepare_refund(refund))
        self._write_evidence({
            'move_ids': [fields.Command.set((notes | fee).ids)], 'payment_id': payment.id,
            'refund': max(refund, 0.0), 'money_note': self._describe_money(left)})
        return result

    def _credit_invoices(self):
        """Draft a credit note for every posted invoice of one order that was not reversed.

        An invoice of several orders is credited with this order's lines only. Where a credit note
        exists already, finance knows what is left, and is told.

        :return: credit notes, invoices that are left to finance
        """
        order = self.order_id
        invoices = order.invoice_ids.filtered(lambda move: (
            move.state == 'posted' and move.move_type == 'out_invoice' and move.payment_state != 'reversed'))
        left = invoices.filtered(lambda move: 'posted' in move.reversal_move_ids.mapped('state'))
        notes = self.env['account.move']
        for journal, own in (invoices - left).grouped('journal_id').items():
            wizard = self.env['account.move.reversal'].with_context(
                active_model='account.move', active_ids=own.ids).create({
                    'reason': self.name, 'journal_id': journal.id})
            wizard.refund_moves()
            notes |= wizard.new_move_ids
        for note in notes:
            note.invoice_line_ids.filtered(lambda line: line.sale_line_ids and not (
                line.sale_line_ids & order.order_line)).unlink()
        return notes, left

    def _invoice_fee(self):
        """Draft the invoice of the fee that is retained or asked for; empty without one."""
        moves = self.env['account.move']
        if self.currency_id.is_zero(self.fee):
            return moves
        order = self.order_id.with_context(lang=self.partner_id.lang or self.env.lang)
        return moves.create({
            'move_type': 'out_invoice',
            'company_id': self.company_id.id,
            'partner_id': order.partner_invoice_id.id,
            'currency_id': self.currency_id.id,
            'fiscal_position_id': order.fiscal_position_id.id,
            'invoice_origin': order.name,
            'invoice_user_id': order.user_id.id,
            'ref': self.name,
            'invoice_line_ids': [fields.Command.create({
                'product_id': self.env.ref('order_desk.product_withdrawal_fee').id,
                'name': order.env._(
                    "Withdrawal of order %(order)s (%(number)s)", order=order.name, number=self.name),
                'quantity': 1.0,
                'price_unit': self.fee,
            })],
        })

    def _prepare_refund(self, amount):
        """Return the values of the draft payment that returns what is not retained."""
        order = self.order_id
        return {
            'payment_type': 'outbound',
            'partner_type': 'customer',
            'partner_id': order.partner_invoice_id.commercial_partner_id.id,
            'company_id': self.company_id.id,
            'currency_id': self.currency_id.id,
            'amount': amount,
            'memo': self.env._("%(order)s withdrawn (%(number)s)", order=order.name, number=self.name),
            'desk_order_id': order.id,
        }

    def _describe_money(self, left):
        if not left:
            return False
        return self.env._(
            "%(invoices)s has credit notes already: credit what is left of it by hand.",
            invoices=", ".join(left.mapped('name')))

    # === HOOKS === #

    def _call_followers(self):
        # EXTENDS order_desk: finance posts what was drafted
        result = super()._call_followers()
        if not self.move_ids and not self.payment_id and not self.money_note:
            return result
        finance = get_members(self.env, self.env.ref('order_desk.group_finance_clerk').ids, self.company_id)[:1]
        self._call(
            finance or self.env.ref('base.user_admin'), self.env._("Post credit notes and fee, pay the rest back"))
        return result

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {'move_ids', 'payment_id', 'refund', 'money_note'}
