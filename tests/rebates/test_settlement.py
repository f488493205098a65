import random
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .settle_common import SettleCommon


@tagged('post_install', '-at_install')
class TestSettlement(SettleCommon):

    def test_interim_and_final(self):
        """REB-01: each settlement starts from the beginning and nets what was paid; volume leaves its notes out."""
        agreement = self._active()
        self._invoice(800.0, '2025-02-10')
        interim = self._settle(agreement, '2025-03-31')
        self.assertEqual((interim.amount, interim.state, interim.is_final), (80.0, 'posted', False))
        self.assertEqual((str(interim.date_from), str(interim.date_to)), ('2025-01-01', '2025-03-31'))
        note = interim.move_id
        self.assertEqual((note.move_type, note.state, note.amount_untaxed), ('out_refund', 'posted', 80.0))
        self.assertEqual((note.partner_id, note.desk_rebate_settlement_id), (self.partner, interim))
        self.assertTrue(note.invoice_line_ids.desk_is_rebate)
        self._invoice(1200.0, '2025-08-10')
        final = self._settle(agreement)
        self.assertEqual((final.amount, final.is_final, final.settled_before), (270.0, True, 80.0))
        self.assertEqual(self._lines(final), [('earned', 350.0), ('paid', -80.0)])
        self.assertEqual(self._rebate(agreement), 350.0)

    def test_twice_pays_once(self):
        """REB-01: running it twice returns the settlement that is there."""
        agreement = self._active()
        self._invoice(800.0)
        first = self._settle(agreement, '2025-03-31')
        self.assertEqual(self._settle(agreement, '2025-03-31'), first)
        self._invoice(200.0, '2025-05-01')
        second = self._settle(agreement, '2025-06-30')
        self.assertEqual(self._settle(agreement, '2025-03-31'), first)
        self.assertEqual(self._settle(agreement, '2025-06-30'), second)
        self.assertEqual(agreement.settlement_ids, first | second)
        notes = self.env['account.move'].search([('desk_rebate_settlement_id', 'in', agreement.settlement_ids.ids)])
        self.assertEqual(sum(notes.mapped('amount_untaxed')), 100.0)
        with self.assertRaisesRegex(UserError, "beyond"):
            self._settle(agreement, '2025-04-30')

    def test_return_claws_back(self):
        """REB-01: a return after the settlement is a claw-back line in the next one, named by its credit note."""
        agreement = self._active()
        kept, returned = self._invoice(800.0, '2025-02-10'), self._invoice(1200.0, '2025-03-10')
        self.assertEqual(self._settle(agreement, '2025-03-31').amount, 350.0)
        note = self._credit(returned, '2025-05-05')
        self._invoice(100.0, '2025-05-20')
        settlement = self._settle(agreement, '2025-06-30')
        # 2,100 would earn 375; without the return 900 earn 90.
        self.assertEqual(self._lines(settlement), [('earned', 375.0), ('claw_back', -285.0), ('paid', -350.0)])
        self.assertEqual(settlement.line_ids[1].move_id, note)
        self.assertIn(note.name, settlement.line_ids[1].name)
        self.assertEqual((settlement.amount, settlement.state), (-260.0, 'carried'))
        self.assertFalse(settlement.move_id)
        self.assertEqual(self._settle(agreement, '2025-06-30'), settlement, "carried forward once")
        self._invoice(3000.0, '2025-09-01')
        final = self._settle(agreement)
        self.assertEqual(final.amount, 825.0 - 350.0)
        self.assertSumFits(agreement.settlement_ids)
        self.assertTrue(kept)

    def test_unmatched_payment_claws_back(self):
        """REB-01: what was paid, settled, and then unmatched, is claimed back; matched again it is paid again."""
        agreement = self._active(basis='paid', negative_result='invoice')
        invoice, other = self._invoice(800.0), self._invoice(100.0)
        self._pay(invoice)
        self._pay(other)
        self.assertEqual(self._settle(agreement, '2025-06-30').amount, 90.0)
        receivable = invoice.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        payments = receivable.matched_credit_ids.credit_move_id
        receivable.remove_move_reconcile()
        settlement = self._settle(agreement, '2025-09-30')
        self.assertEqual(self._lines(settlement), [('earned', 90.0), ('claw_back', -80.0), ('paid', -90.0)])
        self.assertEqual((settlement.state, settlement.move_id.move_type), ('posted', 'out_invoice'))
        self.assertEqual(settlement.move_id.amount_untaxed, 80.0)
        (receivable + payments).reconcile()
        again = self._settle(agreement)
        self.assertEqual(self._lines(again), [('earned', 10.0), ('late', 80.0), ('paid', -90.0), ('paid', 80.0)])
        self.assertEqual(again.amount, 80.0)

    def test_correction_of_a_settled_day(self):
        """REB-01: after the final settlement a late credit note is settled by a revision of the same day."""
        agreement = self._active(negative_result='invoice')
        invoice = self._invoice(800.0, '2025-11-10')
        final = self._settle(agreement)
        self._credit(invoice, '2025-12-20')
        revision = self._settle(agreement)
        self.assertEqual((revision.revision, revision.date_to, revision.amount), (1, final.date_to, -80.0))
        self.assertEqual(self._settle(agreement), revision)

    def test_return_after_the_end(self):
        """REB-01: goods that come back after the agreement ended are clawed back from the period they counted in."""
        agreement = self._active(calculation_period='quarter', negative_result='invoice')
        invoice = self._invoice(2000.0, '2025-11-10')
        self._invoice(500.0, '2025-02-10')
        self.assertEqual(self._settle(agreement).amount, 400.0)
        self._invoice(300.0, '2026-01-10', 'out_refund')
        note = self._credit(invoice, '2026-02-01')
        claim = self._settle(agreement)
        self.assertEqual(self._lines(claim), [('earned', 400.0), ('claw_back', -350.0), ('paid', -400.0)])
        self.assertEqual((claim.line_ids[1].move_id, claim.move_id.amount_untaxed), (note, 350.0))
        self.assertEqual(self._settle(agreement), claim)
        other = self._partner(7)
        agreement = self._active(partner_id=other.id)
        invoice = self._invoice(2000.0, '2025-11-10', partner_id=other.id)
        settlement = self._settle(agreement)
        self._active(partner_id=other.id, date_from='2026-01-01', date_to='2026-12-31')
        self._credit(invoice, '2026-02-01')
        self.assertEqual(self._settle(agreement), settlement, "it reduces the agreement of the new year")

    def test_any_split_ends_at_the_same_total(self):
        """REB-01: however a year is cut into interim settlements, the customer gets the same."""
        numbers = random.Random(5)
        for turn, method in enumerate(('progressive', 'retrospective', 'rolling', 'total')):
            agreement = self._active(
                ((0, 1.5), (1000, 3.33), (4000, 7)), method=method, negative_result=('carry', 'invoice')[turn % 2],
                calculation_period=('year', 'quarter')[turn // 2], partner_id=self._partner(turn).id)
            days = sorted(numbers.sample(range(1, 364), 3))
            invoices, last = [], 0
            for day in [*days, 364]:
                for _number in range(3):
                    on = date(2025, 1, 1) + timedelta(days=numbers.randint(last, day))
                    move_type = 'out_refund' if numbers.random() < 0.3 else 'out_invoice'
                    invoices.append(self._invoice(
                        round(numbers.uniform(1, 2500), 2), on, move_type, partner_id=agreement.partner_id.id))
                last = day
                self._settle(agreement, date(2025, 1, 1) + timedelta(days=day))
            paid = sum(row.amount for row in agreement.settlement_ids if row.state == 'posted')
            owed = sum(row.amount for row in agreement.settlement_ids.sorted('id')[-1:] if row.state == 'carried')
            self.assertAlmostEqual(paid + owed, self._rebate(agreement), 2, method)
            self.assertSumFits(agreement.settlement_ids)

    def _partner(self, number):
        return self.env['res.partner'].create({'name': f"Customer {number}", 'is_company': True})

    def test_sum_fits_to_the_cent(self):
        """REB-01: many claw-backs that do not divide: the rounding difference ends in the last line."""
        agreement = self._active(((0, 3.333),))
        invoices = [self._invoice(33.37, '2025-02-01') for _number in range(3)]
        self._invoice(500.01, '2025-02-01')
        self._settle(agreement, '2025-03-31')
        for invoice in invoices:
            self._credit(invoice, '2025-04-04')
        settlement = self._settle(agreement, '2025-06-30')
        self.assertEqual(len(settlement.line_ids.filtered(lambda line: line.kind == 'claw_back')), 3)
        self.assertSumFits(settlement)

    def test_cancel_takes_back(self):
        """REB-01: cancelling reverses the document, and the amount is due again."""
        agreement = self._active()
        self._invoice(800.0)
        settlement = self._settle(agreement)
        with self.assertRaisesRegex(UserError, settlement.name):
            settlement.move_id.button_draft()
        with self.assertRaisesRegex(UserError, settlement.name):
            settlement.move_id._reverse_moves()
        with self.assertRaises(UserError):
            settlement.unlink()
        with self.assertRaises(AccessError):
            settlement.with_user(self.salesperson).action_cancel()
        settlement.with_user(self.finance).action_cancel()
        self.assertEqual((settlement.state, settlement.move_id.amount_residual), ('cancelled', 0.0))
        self.assertEqual(self._rebate(agreement), 80.0, "the reversal of a rebate's note is no volume")
        self.assertEqual(self._settle(agreement).amount, 80.0)

    def test_many_at_once(self):
        """REB-01: a hundred agreements are reckoned with the queries of ten, documents aside."""
        partners = self.env['res.partner'].create([{'name': f"Customer {number}"} for number in range(110)])
        agreements = self._activate(self.env['order.desk.rebate.agreement'].create([{
            'partner_id': partner.id, 'date_from': '2025-01-01', 'date_to': '2025-12-31',
            'tier_ids': [(0, 0, {'threshold': 0, 'rate': 10})]} for partner in partners]))
        self.env['account.move'].create([{
            'move_type': 'out_invoice', 'partner_id': partner.id, 'invoice_date': '2025-02-01', 'date': '2025-02-01',
            'invoice_line_ids': [(0, 0, {'name': "Pump", 'price_unit': 100.0, 'tax_ids': []})],
        } for partner in partners[:3] | partners[20:23]]).action_post()
        self.company.desk_rebate_agree_first = True  # reckoned, not paid out: no documents
        few = self._count_queries(lambda: agreements[:10]._settle(date(2025, 3, 31)))
        many = self._count_queries(lambda: agreements[10:]._settle(date(2025, 3, 31)))
        self.assertLessEqual(many, few + 5)
        refunds = agreements.settlement_ids.agreement_id
        self.assertEqual(refunds, agreements)
        again = self._count_queries(lambda: agreements._settle(date(2025, 6, 30)))
        self.assertLessEqual(again, many + 10)
        self.assertEqual(
            sum(self.env['order.desk.rebate.settlement'].search(
                [('agreement_id', 'in', agreements.ids)]).mapped('amount')),
            sum(self._rebate(agreement, last='2025-06-30') for agreement in agreements))
