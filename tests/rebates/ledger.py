"""A random ledger, written straight into the tables: the ORM would take an hour."""
from datetime import date, timedelta
from decimal import Decimal

from odoo.tools import SQL


def insert(env, table, rows):
    """Insert rows (dicts of the same keys); return their ids in this order."""
    names = list(rows[0])
    query = SQL("INSERT INTO %s (%s) VALUES ", SQL.identifier(table), SQL(', ').join(map(SQL.identifier, names)))
    return [row[0] for row in env.cr.execute_values(
        query.code + " %s RETURNING id", [[row[name] for name in names] for row in rows], page_size=5000, fetch=True)]


def cents(value):
    return Decimal(str(round(value, 2)))


class Ledger:
    """Invoices and credit notes of some customers over two years, paid, half paid, credited or open.

    :param goods: list of (product, uom)
    :param rates: ``{currency: company units per unit}``; documents are in these currencies
    """

    def __init__(self, env, random, journal, customers, goods, rates, days=(date(2024, 1, 1), date(2025, 12, 31))):
        self.env, self.random, self.journal, self.company = env, random, journal, env.company
        self.customers, self.goods, self.rates, self.days = customers, goods, rates, days
        account = env['account.account'].search([('account_type', '=', 'income')], limit=1)
        self.receivable = env['account.account'].search([('account_type', '=', 'asset_receivable')], limit=1)
        self.income = account

    def fill(self, documents, delivery_product):
        """Write ``documents`` documents of one to three lines each, with their payments."""
        moves = [self._prepare_move(number) for number in range(documents)]
        move_ids = insert(self.env, 'account_move', moves)
        lines, terms = [], []
        for move_id, move in zip(move_ids, moves, strict=True):
            own = [self._prepare_line(move_id, move, delivery_product) for _line in range(self.random.randint(1, 3))]
            lines += own
            terms.append(self._prepare_term(move_id, move, own))
        insert(self.env, 'account_move_line', lines)
        term_ids = insert(self.env, 'account_move_line', terms)
        self._pay(moves, terms, term_ids)
        self.env.cr.execute("ANALYZE account_move, account_move_line, account_partial_reconcile")
        self.env.invalidate_all()

    # One row each

    def _prepare_move(self, number):
        first, last = self.days
        day = first + timedelta(days=self.random.randint(0, (last - first).days))
        customer = self.random.choice(self.customers)
        return {
            'name': f"RND/{number:06d}", 'journal_id': self.journal.id, 'company_id': self.company.id,
            'currency_id': self.random.choice(list(self.rates)).id, 'auto_post': 'no',
            'state': self.random.choices(('posted', 'draft', 'cancel'), (18, 1, 1))[0],
            'move_type': self.random.choices(('out_invoice', 'out_refund', 'in_invoice'), (14, 5, 1))[0],
            'partner_id': customer.id, 'commercial_partner_id': customer.commercial_partner_id.id,
            'invoice_date': day, 'date': day + timedelta(days=self.random.choice((0, 0, 0, 1, 20))),
        }

    def _prepare_line(self, move_id, move, delivery_product):
        random = self.random
        product, uom = random.choice(self.goods)
        kind = random.random()
        amount = Decimal(random.choice((100, 1000, 2500, random.randint(1, 500_000)))) / random.choice((1, 100))
        sign = -1 if move['move_type'] == 'out_refund' else 1
        rate = self.rates[self.env['res.currency'].browse(move['currency_id'])]
        balance = cents(amount * Decimal(str(rate)))
        return {
            **self._prepare_common(move_id, move), 'account_id': self.income.id,
            'product_id': delivery_product.id if kind < .05 else product.id, 'product_uom_id': uom.id,
            'quantity': random.randint(1, 30), 'display_type': 'product',
            'price_subtotal': cents(amount), 'price_total': cents(amount * Decimal('1.13')),
            'amount_currency': -sign * cents(amount), 'balance': -sign * balance,
            'is_downpayment': .05 < kind < .1, 'desk_is_rebate': .1 < kind < .15,
        }

    def _prepare_term(self, move_id, move, lines):
        balance = -sum(line['balance'] for line in lines)
        return {
            **self._prepare_common(move_id, move), 'account_id': self.receivable.id, 'display_type': 'payment_term',
            'balance': balance, 'amount_currency': -sum(line['amount_currency'] for line in lines),
        }

    def _prepare_common(self, move_id, move):
        return {
            'move_id': move_id, 'company_id': self.company.id, 'currency_id': move['currency_id'],
            'journal_id': self.journal.id, 'parent_state': move['state'], 'date': move['date'],
            'invoice_date': move['invoice_date'], 'partner_id': move['partner_id'],
        }

    # Matching

    def _pay(self, moves, terms, term_ids):
        """Match most invoices with payments, some with credit notes; some payments are drafts again."""
        random, partials = self.random, []
        days = (date(2024, 1, 1), date(2024, 12, 31), date(2025, 6, 30), date(2025, 9, 30))
        posted, draft = (self._payment_line(state) for state in ('posted', 'draft'))
        refunds = [index for index, move in enumerate(moves) if move['move_type'] == 'out_refund']
        for index, move in enumerate(moves):
            if move['move_type'] != 'out_invoice':
                continue
            rest = abs(terms[index]['balance'])
            if random.random() < .2:
                other = random.choice(refunds)
                part = min(rest, abs(terms[other]['balance'])) // 2
                partials.append((term_ids[index], term_ids[other], part, random.choice(days)))
                rest -= part
            share = random.choice((0, Decimal('.5'), 1, 1, 1))
            partials.append((
                term_ids[index], random.choices((posted, draft), (9, 1))[0],
                cents(rest * share) if share != 1 else rest, random.choice(days)))
        insert(self.env, 'account_partial_reconcile', [
            {'debit_move_id': debit, 'credit_move_id': credit, 'amount': amount, 'max_date': day,
             'company_id': self.company.id}
            for debit, credit, amount, day in partials if amount])

    def _payment_line(self, state):
        move = {
            'name': f"RNDPAY/{state}", 'journal_id': self.journal.id, 'company_id': self.company.id,
            'currency_id': self.company.currency_id.id, 'auto_post': 'no', 'state': state, 'move_type': 'entry',
            'partner_id': self.customers[0].id, 'invoice_date': None, 'date': date(2024, 1, 1)}
        [move_id] = insert(self.env, 'account_move', [move])
        [line_id] = insert(self.env, 'account_move_line', [{
            **self._prepare_common(move_id, move), 'account_id': self.receivable.id, 'display_type': 'product',
            'balance': -1, 'amount_currency': -1}])
        return line_id
