"""How a settlement pays: credit note, offset on the next invoice, goods; how it claims back; how it is undone."""
from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..core.finding import PRODUCT_WRITE
from .methods import exact


class OrderDeskRebateSettlement(models.Model):
    _inherit = 'order.desk.rebate.settlement'

    # === BUSINESS METHODS === #

    def _pay_out(self):
        """Write the documents of these settlements, all at once, and post them today.

        Side effects: moves and goods orders are created, accruals released.

        :raise UserError: when the books are closed, or goods cannot be counted
        """
        today = fields.Date.context_today(self)
        negative = self.filtered(lambda settlement: settlement.amount < 0)
        carried = negative.filtered(lambda settlement: settlement.agreement_id.negative_result == 'carry')
        carried._write_facts({'state': 'carried'})
        paying = self - carried
        rests = paying._order_goods()
        to_create = [
            settlement._prepare_move(rests.get(settlement, settlement.amount), today) for settlement in paying
            if not settlement.currency_id.is_zero(rests.get(settlement, settlement.amount))]
        for company in paying.company_id:
            moves = self.env['account.move'].with_company(company).create(
                [vals for vals in to_create if vals['company_id'] == company.id])
            moves._desk_ensure_open_books()
            moves._post(soft=False)
            for move in moves:
                move.desk_rebate_settlement_id.move_id = move
        paying._write_facts({'state': 'posted'})
        self.env['order.desk.rebate.accrual']._release(paying | carried, today)
        paying._match_open_invoices()

    def _prepare_move(self, amount, day):
        """Return the values of the credit note, or for a negative amount of the invoice.

        :param float amount: currency of the agreement, without taxes
        :param date day: date of document and of the exchange rate
        """
        self.ensure_one()
        company = self.company_id
        product = company.desk_rebate_product_id
        if self.payout != 'goods':
            product = self.agreement_id.payout_product_id or product
        line = {
            'name': self._get_document_text(),
            'quantity': 1.0,
            'price_unit': abs(amount),
            'product_id': product.id,
            'desk_is_rebate': True,
        }
        if not product:
            line['tax_ids'] = [Command.clear()]
            if company.desk_rebate_expense_account_id:
                line['account_id'] = company.desk_rebate_expense_account_id.id
        return {
            'move_type': 'out_refund' if amount > 0 else 'out_invoice',
            'company_id': company.id,
            'partner_id': self.partner_id.id,
            'currency_id': self.currency_id.id,
            'invoice_date': day,
            'invoice_user_id': self.user_id.id,
            'invoice_origin': self.name,
            'ref': self.agreement_id.name,
            'desk_rebate_settlement_id': self.id,
            'invoice_line_ids': [Command.create(line)],
        }

    def _get_document_text(self):
        """Return the text of the line that the customer reads, in the customer's language."""
        self.ensure_one()
        settlement = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return settlement.env._(
            "Rebate %(agreement)s, %(date_from)s to %(date_to)s (settlement %(number)s)",
            agreement=self.agreement_id.name, number=self.name,
            date_from=self._format_date(self.date_from), date_to=self._format_date(self.date_to))

    def _order_goods(self):
        """Order the goods of settlements that pay so.

        Whole units of the goods at their sales price on the day; what is left over comes as a credit note
        with the final settlement, and stays due with an interim one.

        :return: ``{settlement: amount left for a document}`` of these settlements
        :raise UserError: naming settlements whose goods have no price or no rate
        """
        rests, to_create = {}, []
        for settlement in self.filtered(lambda row: row.payout == 'goods' and row.amount > 0):
            product = settlement.agreement_id.payout_product_id
            price = settlement._get_goods_price(product)
            # In decimals: 0.3 holds three of 0.1, which binary fractions deny.
            quantity = float(exact(settlement.amount) // exact(price))
            rest = settlement.currency_id.round(settlement.amount - quantity * price)
            if not settlement.is_final and not settlement.currency_id.is_zero(rest):
                settlement._leave_due(rest)
                rest = 0.0
            rests[settlement] = rest
            if quantity:
                to_create.append(settlement._prepare_goods_order(product, quantity, price))
        orders = self.env['sale.order'].create(to_create)
        for order in orders:
            order.desk_rebate_settlement_id.goods_order_id = order
        return rests

    def _get_goods_price(self, product):
        self.ensure_one()
        company = self.company_id
        price = company.currency_id._convert(
            product.with_company(company).lst_price, self.currency_id, company, fields.Date.context_today(self))
        price = self.currency_id.round(price)
        if not product or price <= 0:
            raise UserError(self.env._(
                "%(agreement)s pays in goods: name goods with a sales price on the agreement.",
                agreement=self.agreement_id.name))
        return price

    def _prepare_goods_order(self, product, quantity, price):
        self.ensure_one()
        return {
            'partner_id': self.partner_id.id,
            'company_id': self.company_id.id,
            'user_id': self.user_id.id,
            'origin': self.name,
            'client_order_ref': self.name,
            'desk_rebate_settlement_id': self.id,
            'order_line': [Command.create({
                'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': price, 'discount': 100.0})],
        }

    def _leave_due(self, rest):
        """Take ``rest`` out of this settlement; the next one finds it due."""
        self.ensure_one()
        self.env['order.desk.rebate.settlement.line'].create({
            'settlement_id': self.id, 'sequence': 90, 'kind': 'goods', 'amount': -rest,
            'name': self.env._("Less than one unit of the goods: stays due")})
        self.amount = self.currency_id.round(self.amount - rest)

    def _match_open_invoices(self):
        """Offset at once what is to be offset, where invoices of the customer are still open."""
        offsets = self.filtered(lambda row: row.payout == 'offset' and row.move_id.move_type == 'out_refund')
        if not offsets:
            return
        invoices = self.env['account.move'].search([
            ('move_type', '=', 'out_invoice'), ('state', '=', 'posted'),
            ('payment_state', 'in', ('not_paid', 'partial')), ('company_id', 'in', offsets.company_id.ids),
            ('commercial_partner_id', 'in', offsets.partner_id.ids), ('desk_rebate_settlement_id', '=', False),
            ('invoice_date', '>=', min(offsets.mapped('move_id.invoice_date'))),
        ], order='invoice_date, id')
        for settlement in offsets:
            settlement._offset(invoices.filtered(
                lambda move, settlement=settlement: move.company_id == settlement.company_id
                and move.commercial_partner_id == settlement.partner_id))

    def _offset(self, invoices):
        """Match the credit note of this settlement with open ``invoices``, the oldest first."""
        self.ensure_one()
        lines = (self.move_id | invoices).line_ids.filtered(
            lambda line: line.display_type == 'payment_term' and not line.reconciled)
        credit = lines.filtered(lambda line: line.move_id == self.move_id)
        debit = lines.filtered(lambda line: line.move_id != self.move_id and line.account_id == credit.account_id)
        if credit and debit:
            (credit + debit).reconcile()

    def _take_back(self):
        """Reverse the documents of these settlements, today."""
        today = fields.Date.context_today(self)
        for company, settlements in self.grouped('company_id').items():
            moves = settlements.move_id.with_company(company)
            moves.with_context(desk_product_write=PRODUCT_WRITE)._reverse_moves([{
                'date': today, 'invoice_date': today, 'desk_rebate_settlement_id': move.desk_rebate_settlement_id.id,
            } for move in moves], cancel=True)
        self.goods_order_id.filtered(lambda order: order.state in ('draft', 'sent'))._action_cancel()
        taken_up = self.search([('carried_to_id', 'in', self.ids)])
        taken_up._write_facts({'carried_to_id': False})

    # === HELPERS === #

    def _write_facts(self, vals):
        return self.write(vals) if self else True

    def _format_date(self, day):
        lang = self.env['res.lang']._get_data(code=self.partner_id.lang or self.env.lang or 'en_US')
        return day.strftime(lang.date_format or '%Y-%m-%d')
