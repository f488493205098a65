"""Traps that other systems fall into, each as a test."""
from datetime import date

from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from .rebate_common import RebateCommon

STEPS = ((0, 1), (100_000, 2), (300_000, 3))


@tagged('post_install', '-at_install')
class TestRebateTraps(RebateCommon):

    def test_progressive_pays_the_slice(self):
        """REB-01: 1, 2, 3 % from 0, 100,000, 300,000: 450,000 earn 9,500 and 600,000 earn 14,000."""
        agreement = self._agreement(STEPS)
        self._invoice(450_000)
        self.assertEqual(self._rebate(agreement), 9_500)
        self._invoice(150_000)
        self.assertEqual(self._rebate(agreement), 14_000)

    def test_shared_bound(self):
        """REB-01: a volume on a bound belongs to the band that begins there, and to one band only."""
        agreement = self._agreement(((0, 10), (1000, 25)), method='retrospective')
        invoice = self._invoice(1000)
        self.assertEqual(self._rebate(agreement), 250)
        self._invoice(0.01, move_type='out_refund')
        self.assertEqual(self._rebate(agreement), 100)  # 999.99 at 10 %
        self.assertTrue(invoice)

    def test_no_gap(self):
        """REB-01: no volume falls between two bands: each cent above a bound earns the band's rate."""
        agreement = self._agreement(((0, 1), (100, 2)), method='retrospective')
        for amount, expected in ((99.99, 1.0), (0.01, 2.0), (0.01, 2.0)):  # 99.99, 100.00, 100.01
            self._invoice(amount)
            self.assertEqual(self._rebate(agreement), expected)

    def test_top_band_is_open(self):
        """REB-01: far above the top bound the top rate still holds, by slice and on the whole."""
        self._invoice(5_000_000)
        self.assertEqual(self._rebate(self._agreement(STEPS)), 1_000 + 4_000 + 141_000)
        self.assertEqual(self._rebate(self._agreement(STEPS, method='retrospective')), 150_000)

    def test_own_credit_note_is_no_volume(self):
        """REB-01: the credit note that pays a rebate never reduces the volume, nor does its reversal raise it."""
        agreement = self._agreement()
        self._invoice(2000)
        own = self._invoice(350, move_type='out_refund', line_vals={'desk_is_rebate': True})
        self.assertEqual(self._rebate(agreement), 350)
        self.assertEqual(self._rules(agreement)[own.invoice_line_ids], 'rebate')
        reversal = own._reverse_moves([{'invoice_date': '2025-05-01', 'date': '2025-05-01'}])
        reversal.action_post()
        self.assertEqual(self._rebate(agreement), 350)

    def test_offset_line_on_an_invoice(self):
        """REB-01: a rebate set off on the next invoice leaves that invoice's goods counted in full."""
        agreement = self._agreement()
        self._invoice(2000)
        self._invoice(1000, invoice_line_ids=[
            Command.create({'product_id': self.product_a.id, 'price_unit': 1000, 'tax_ids': []}),
            Command.create({'name': "Rebate", 'price_unit': -350, 'tax_ids': [], 'desk_is_rebate': True})])
        self.assertEqual(self._rebate(agreement), 100 + 500)

    def test_returns_reduce(self):
        """REB-01: a return credited reduces the volume, below zero at the rate of the first band."""
        agreement = self._agreement()
        self._invoice(2000)
        refund = self._invoice(1500, '2025-06-01', 'out_refund')
        self.assertEqual(self._rebate(agreement), 50)
        self.assertEqual(self._rules(agreement)[refund.invoice_line_ids], 'credit_note')
        self._invoice(1500, '2025-07-01', 'out_refund')
        self.assertEqual(self._rebate(agreement), -100)

    def test_reversed_invoice(self):
        """REB-01: an invoice reversed in full is neither turnover nor "paid", whatever its payment state says."""
        for basis in ('invoiced', 'paid'):
            agreement = self._agreement(basis=basis)
            invoice = self._invoice(2000)
            invoice._reverse_moves([{'invoice_date': '2025-06-01', 'date': '2025-06-01'}], cancel=True)
            self.assertEqual(invoice.payment_state, 'reversed')
            self.assertEqual(self._rebate(agreement), 0)

    def test_paid_with_a_rest(self):
        """REB-01: basis paid counts an invoice when nothing is left open, by posted entries alone."""
        agreement = self._agreement(basis='paid')
        invoice = self._invoice(2000)
        self.assertEqual((self._rebate(agreement), self._rules(agreement)[invoice.invoice_line_ids]), (0, 'unpaid'))
        self._pay(invoice, 1999.99)
        self.assertEqual(self._rebate(agreement), 0)
        payment = self._pay(invoice)
        self.assertEqual(self._rebate(agreement), 350)
        payment.move_id.button_draft()  # the matching stays, the money does not
        self.assertEqual(self._rebate(agreement), 0)

    def test_paid_and_credit_notes(self):
        """REB-01: a credit note against an open invoice waits with it; one after payment reduces at once."""
        agreement = self._agreement(basis='paid')
        invoice = self._invoice(2000)
        partial = invoice._reverse_moves([{'invoice_date': '2025-03-20', 'date': '2025-03-20'}])
        partial.invoice_line_ids.price_unit = 500
        partial.action_post()
        self.assertEqual(self._rebate(agreement), 0)
        self.assertEqual(self._rules(agreement)[partial.invoice_line_ids], 'unpaid')
        if partial.payment_state != 'paid':
            (invoice | partial).line_ids.filtered(
                lambda line: line.display_type == 'payment_term').reconcile()
        self._pay(invoice)
        self.assertEqual(self._rebate(agreement), 100 + 125)  # 2,000 less 500
        self._invoice(1000, '2025-08-01', 'out_refund')
        self.assertEqual(self._rebate(agreement), 50)

    def test_left_out_by_default(self):
        """REB-01: down payments, taxes and delivery charges are left out, with the rule, and in when agreed."""
        carriage = self.env['product.product'].create({'name': "Carriage", 'type': 'service'})
        self.env['delivery.carrier'].create({'name': "Carriage", 'product_id': carriage.id})
        tax = self.env['account.tax'].create({'name': "10 %", 'amount': 10, 'type_tax_use': 'sale'})
        self._invoice(0, invoice_line_ids=[
            Command.create({'product_id': self.product_a.id, 'price_unit': 1000, 'tax_ids': tax.ids}),
            Command.create({'product_id': carriage.id, 'price_unit': 100, 'tax_ids': []}),
            Command.create({'name': "Down payment", 'price_unit': 500, 'tax_ids': [], 'is_downpayment': True})])
        flat = {'tiers': ((0, 100),)}
        self.assertEqual(self._rebate(self._agreement(**flat)), 1000)
        self.assertEqual(
            sorted(self._rules(self._agreement(**flat)).values()), ['delivery', 'down_payment', 'tax', 'volume'])
        for option, expected in (
                ('include_taxes', 1100), ('include_delivery', 1100), ('include_down_payments', 1500)):
            self.assertEqual(self._rebate(self._agreement(**flat, **{option: True})), expected, option)

    def test_as_of(self):
        """REB-01: the volume as of a past day is what was posted and matched by then, back-dated or not."""
        agreement = self._agreement(((0, 10),))
        with freeze_time('2025-04-01 12:00:00'):
            self._invoice(1000, '2025-03-01')
        with freeze_time('2025-07-01 12:00:00'):
            late = self._invoice(500, '2025-03-02')  # dated back after the day that is asked for
        days = (date(2025, 1, 1), date(2025, 12, 31))
        self.assertEqual(agreement._compute_rebates(days)[agreement].amount, 150)
        self.assertEqual(agreement._compute_rebates(days, as_of=date(2025, 6, 30))[agreement].amount, 100)
        self.assertEqual(fields.Datetime.to_string(late.desk_posted_on), '2025-07-01 12:00:00')
        self.assertEqual(len(agreement._get_volume_rows(*days, as_of=date(2025, 6, 30))), 1)

    def test_paid_as_of(self):
        """REB-01: basis paid as of a day before the payment counts nothing."""
        agreement = self._agreement(((0, 10),), basis='paid')
        with freeze_time('2025-03-15 12:00:00'):
            self._pay(self._invoice(1000), day='2025-05-01')
        days = (date(2025, 1, 1), date(2025, 12, 31))
        self.assertEqual(agreement._compute_rebates(days, as_of=date(2025, 4, 30))[agreement].amount, 0)
        self.assertEqual(agreement._compute_rebates(days, as_of=date(2025, 5, 1))[agreement].amount, 100)

    def test_stacking_does_not_depend_on_order(self):
        """REB-01: four agreements in any order of processing, alone or together, earn the same."""
        self._invoice(1000, product=self.product_a)
        self._invoice(1000, product=self.product_b)
        agreements = self._activate(
            self._agreement(((0, 10),), stacking='exclusive', stacking_rank=2)
            | self._agreement(((0, 50),), stacking='exclusive', stacking_rank=1,
                              product_ids=[Command.set(self.product_a.ids)])
            | self._agreement(((0, 3),), stacking='best') | self._agreement(((0, 4),), stacking='best')
            | self._agreement(((0, 1),)))
        days = (date(2025, 1, 1), date(2025, 12, 31))
        together = [agreements._compute_rebates(days)[agreement].amount for agreement in agreements]
        self.assertEqual(together, [100, 500, 0, 80, 20])
        reverse = self.env['order.desk.rebate.agreement'].browse(agreements.ids[::-1])
        results = reverse._compute_rebates(days)
        self.assertEqual([results[agreement].amount for agreement in agreements], together)
        self.assertEqual([self._rebate(agreement) for agreement in agreements], together)
        self.assertEqual(set(self._rules(agreements[0]).values()), {'volume', 'other_agreement'})
        self.assertEqual(results[agreements[2]].winner_id, agreements[3].id)
