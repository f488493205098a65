"""Verbs of money: down payments, payments in any currency, and how they are undone."""
from odoo.tests import tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class DepositCommon(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('deposit')
        cls.bank = cls.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', cls.company.id)], limit=1)
        cls.euro = cls.env.ref('base.EUR')
        cls.euro.active = True
        cls.euro.rate_ids.unlink()
        # One dollar buys half a euro: one euro is worth two dollars.
        cls.env['res.currency.rate'].create({
            'currency_id': cls.euro.id, 'name': '2020-01-01', 'rate': 0.5, 'company_id': cls.company.id})
        cls.partner.desk_deposit_percent = 30.0
        cls.valve = cls.env['product.product'].create({
            'name': "Valve", 'type': 'consu', 'list_price': 1000.0, 'taxes_id': [(5, 0, 0)]})

    @classmethod
    def _deposit_order(cls, price=1000.0, confirm=True, **vals):
        order = cls._order([(cls.valve, 1, price)], **vals)
        if confirm:
            order.action_confirm()
        return order

    def _down_payment(self, order, percent=30.0, post=True):
        """Invoice a down payment of ``order``."""
        wizard = self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=order.ids).create(
                {'advance_payment_method': 'percentage', 'amount': percent})
        invoice = wizard._create_invoices(order)
        if post:
            invoice.action_post()
        return invoice

    def _pay(self, invoice, amount=None, currency=None, **vals):
        """Register a payment on ``invoice``, in its own currency unless told."""
        values = {'journal_id': self.bank.id, **vals}
        if amount is not None:
            values['amount'] = amount
        if currency:
            values['currency_id'] = currency.id
        return self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids).create(values)._create_payments()

    def _payment(self, order, amount, currency=None, post=True, **vals):
        """Create a payment that is assigned to ``order``."""
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound',
            'partner_type': 'customer',
            'partner_id': order.partner_id.commercial_partner_id.id,
            'journal_id': self.bank.id,
            'amount': amount,
            'currency_id': (currency or order.currency_id).id,
            'desk_order_id': order.id,
            **vals,
        })
        if post:
            payment.action_post()
        return payment

    def _credit(self, invoice, post=True):
        """Write a credit note against ``invoice``."""
        wizard = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({'journal_id': invoice.journal_id.id})
        note = self.env['account.move'].browse(wizard.refund_moves()['res_id'])
        if post:
            note.action_post()
        return note

    def assertReceived(self, order, amount):
        self.assertAlmostEqual(order.desk_deposit_received, amount, 2)
        missing = order.desk_deposit_required - amount
        if order.currency_id.compare_amounts(missing, 0) > 0:
            self.assertOpen(order, 'deposit')
            self.assertAlmostEqual(self._check(order, 'deposit').amount, missing, 2)
        else:
            self.assertPassed(order, 'deposit')
