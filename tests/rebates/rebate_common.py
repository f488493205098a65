"""Verbs for tests about rebates: agreements, invoices, payments."""
from datetime import date

from odoo import Command
from odoo.fields import Date

from ..common import OrderDeskCommon


class RebateCommon(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env['account.journal'].search(
            [('type', '=', 'sale'), ('company_id', '=', cls.company.id)], limit=1)
        cls.bank = cls.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', cls.company.id)], limit=1)

    @classmethod
    def _agreement(cls, tiers=((0, 10), (1000, 25)), **vals):
        """Draft an agreement of the year 2025 with ``tiers`` = [(lower bound, rate in percent)]."""
        return cls.env['order.desk.rebate.agreement'].create({
            'partner_id': cls.partner.id, 'date_from': '2025-01-01', 'date_to': '2025-12-31',
            'tier_ids': [
                Command.create({'threshold': bound, 'rate': rate}) for bound, rate in tiers],
            **vals,
        })

    @classmethod
    def _activate(cls, agreements):
        agreements.action_submit()
        agreements.action_approve()
        return agreements

    @classmethod
    def _invoice(cls, amount=2000.0, day='2025-03-15', move_type='out_invoice', product=None, quantity=1, post=True,
                 line_vals=None, **vals):
        """Post an invoice, or a credit note, of one line without taxes."""
        move = cls.env['account.move'].create({
            'move_type': move_type, 'partner_id': cls.partner.id, 'invoice_date': day, 'date': day,
            'journal_id': cls.journal.id,
            'invoice_line_ids': [Command.create({
                'product_id': (product or cls.product_a).id, 'quantity': quantity, 'price_unit': amount / quantity,
                'tax_ids': [], **(line_vals or {})})],
            **vals,
        })
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, move, amount=None, day='2025-04-01'):
        wizard = cls.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=move.ids).create({
                'payment_date': day, 'journal_id': cls.bank.id, **({'amount': amount} if amount else {})})
        return wizard._create_payments()

    def _rebate(self, agreement, first='2025-01-01', last='2025-12-31'):
        return agreement.compute_rebate(Date.to_date(first), Date.to_date(last))['amount']

    def _rules(self, agreement, first=date(2025, 1, 1), last=date(2025, 12, 31), **options):
        """Return ``{invoice line: rule}`` of an agreement's year."""
        rows = agreement._get_volume_rows(first, last, **options)
        return {self.env['account.move.line'].browse(row.move_line_id): row.rule for row in rows}
