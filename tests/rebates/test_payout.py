from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .settle_common import SettleCommon


@tagged('post_install', '-at_install')
class TestPayout(SettleCommon):

    def test_offset_on_the_next_invoice(self):
        """REB-01: the credit note is matched with the customer's next invoice, and with the one after."""
        agreement = self._active(payout='offset')
        self._invoice(800.0)
        settlement = self._settle(agreement, '2025-06-30')
        self.assertEqual(settlement.move_id.amount_residual, 80.0, "older invoices are left alone")
        today = settlement.move_id.invoice_date
        first = self._invoice(30.0, today)
        self.assertEqual((first.amount_residual, settlement.move_id.amount_residual), (0.0, 50.0))
        second = self._invoice(200.0, today)
        self.assertEqual((second.amount_residual, settlement.move_id.amount_residual), (150.0, 0.0))

    def test_goods(self):
        """REB-01: whole units of goods, the rest stays due and comes as a credit note with the final settlement."""
        agreement = self._active(payout='goods', payout_product_id=self.product_b.id)
        self._invoice(800.0)
        interim = self._settle(agreement, '2025-06-30')
        line = interim.goods_order_id.order_line
        self.assertEqual((line.product_id, line.product_uom_qty, line.price_subtotal), (self.product_b, 1.0, 0.0))
        self.assertEqual((interim.amount, interim.move_id.id), (50.0, False))
        self.assertSumFits(interim)
        self._invoice(300.0, '2025-08-01')
        final = self._settle(agreement)
        self.assertEqual((final.amount, final.goods_order_id.order_line.product_uom_qty), (75.0, 1.0))
        self.assertEqual(final.move_id.amount_untaxed, 25.0)
        final.with_user(self.finance).action_cancel()
        self.assertEqual(final.goods_order_id.state, 'cancel')

    def test_goods_of_a_fraction(self):
        """REB-01: what is due pays for three whole units of a third each, though binary fractions say two."""
        agreement = self._active([(0, 10)], payout='goods', payout_product_id=self.product_b.id)
        self.product_b.list_price = 0.1
        self._invoice(3.0)
        final = self._settle(agreement)
        self.assertEqual((final.amount, final.goods_order_id.order_line.product_uom_qty), (0.3, 3.0))
        self.assertFalse(final.move_id)

    def test_agreement_in_another_currency(self):
        """REB-01: volume at the invoice day's rate, the note in the agreement's currency; no rate is an error."""
        euro = self.env.ref('base.EUR')
        euro.active = True
        euro.rate_ids.unlink()
        agreement = self._active(((0, 10),), currency_id=euro.id)
        self._invoice(800.0)
        with self.assertRaisesRegex(UserError, "EUR"):
            self._settle(agreement)
        self.assertFalse(agreement.settlement_ids)
        self.env['res.currency.rate'].create([
            {'currency_id': euro.id, 'name': '2025-01-01', 'rate': 0.5, 'company_id': self.company.id},
            {'currency_id': euro.id, 'name': '2025-12-01', 'rate': 0.8, 'company_id': self.company.id}])
        settlement = self._settle(agreement)
        self.assertEqual((settlement.amount, settlement.currency_rate), (40.0, 0.8))
        self.assertEqual((settlement.move_id.currency_id, settlement.move_id.amount_untaxed), (euro, 40.0))
        self.assertAlmostEqual(settlement.move_id.amount_untaxed_signed, -50.0, 2)

    def test_carried_to_the_next_agreement(self):
        """REB-01: what an ended agreement carried forward is taken up by the customer's next one, once."""
        old = self._active(((0, 10),), date_to='2025-06-30')
        invoice = self._invoice(800.0, '2025-02-01')
        self._settle(old, '2025-06-30')
        self._credit(invoice, '2025-06-20')
        carried = self._settle(old, '2025-06-30')
        self.assertEqual((carried.amount, carried.state), (-80.0, 'carried'))
        new = self._active(((0, 10),), date_from='2025-07-01')
        self._invoice(500.0, '2025-07-15')
        small = self._settle(new, '2025-07-31')
        self.assertEqual(small.amount, 50.0, "too small to take up 80")
        self._invoice(1000.0, '2025-09-15')
        settlement = self._settle(new, '2025-09-30')
        self.assertEqual(self._lines(settlement), [('earned', 150.0), ('paid', -50.0), ('carried', -80.0)])
        self.assertEqual((settlement.amount, carried.carried_to_id), (20.0, settlement))
        self.assertEqual(self._settle(old, '2025-06-30'), carried)
        with self.assertRaisesRegex(UserError, settlement.name):
            carried.with_user(self.finance).action_cancel()
        self._invoice(100.0, '2025-10-15')
        self.assertEqual(self._settle(new).amount, 10.0)

    def test_customer_agrees_first(self):
        """REB-01: by a setting nothing is paid out before the customer has agreed."""
        self.company.desk_rebate_agree_first = True
        agreement = self._active()
        self._invoice(800.0)
        settlement = self._settle(agreement)
        self.assertEqual((settlement.state, settlement.move_id.id), ('draft', False))
        self.assertEqual(self._settle(agreement), settlement)
        with self.assertRaisesRegex(UserError, settlement.name):
            settlement.with_user(self.finance).action_post()
        settlement._answer('disputed', "Ms Wang", "An invoice is missing")
        self.assertEqual(settlement.activity_ids.user_id, self.salesperson)
        settlement._answer('agreed', "Ms Wang", "")
        settlement.with_user(self.finance).action_post()
        settlement.with_user(self.finance).action_post()
        self.assertEqual((settlement.state, settlement.move_id.amount_untaxed), ('posted', 80.0))

    def test_accrual(self):
        """REB-01: monthly the difference alone; a settlement releases what it pays, the final one the rest."""
        account = self._accounts()
        agreement = self._active(((0, 10),))
        accrual = self.env['order.desk.rebate.accrual'].with_user(self.finance)
        self._invoice(800.0, '2025-01-10')
        first = accrual.action_accrue('2025-01-31')
        self.assertEqual((first.amount, self._owed()), (80.0, 80.0))
        self.assertEqual((str(first.sudo().move_id.date), first.sudo().move_id.state), ('2025-01-31', 'posted'))
        self.assertFalse(accrual.action_accrue('2025-01-31'))
        self._invoice(200.0, '2025-02-10')
        self.assertEqual(accrual.action_accrue('2025-02-28').amount, 20.0)
        self.assertEqual(self._owed(), 100.0)
        self._settle(agreement, '2025-01-31')
        self.assertEqual(self._owed(), 20.0)
        self.assertFalse(accrual.action_accrue('2025-02-28'))
        self._settle(agreement)
        self.assertEqual(self._owed(), 0.0)
        self.assertEqual(sum(agreement.env['order.desk.rebate.accrual'].search(
            [('agreement_id', '=', agreement.id)]).mapped('balance')), 0.0)
        self.assertTrue(account)

    def test_accrual_is_a_setting(self):
        """REB-01: companies that do not accrue post nothing; those that do name their accounts."""
        agreement = self._active()
        self._invoice(800.0)
        with self.assertRaisesRegex(UserError, self.company.name):
            self.env['order.desk.rebate.accrual'].with_user(self.finance).action_accrue('2025-03-31')
        self._settle(agreement)
        self.assertFalse(self.env['order.desk.rebate.accrual'].search([('agreement_id', '=', agreement.id)]))
        with self.assertRaises(ValidationError):
            self.company.desk_rebate_accrue = True

    def test_accrual_in_another_currency_leaves_nothing(self):
        """REB-01: an accrual of one rate is released at that rate, whatever the rate of the day."""
        self._accounts()
        euro = self.env.ref('base.EUR')
        euro.active = True
        euro.rate_ids.unlink()
        self.env['res.currency.rate'].create([
            {'currency_id': euro.id, 'name': '2025-01-01', 'rate': 0.5, 'company_id': self.company.id},
            {'currency_id': euro.id, 'name': '2025-06-01', 'rate': 0.75, 'company_id': self.company.id}])
        agreement = self._active(((0, 10),), currency_id=euro.id)
        self._invoice(800.0, '2025-01-10')
        self.env['order.desk.rebate.accrual'].with_user(self.finance).action_accrue('2025-01-31')
        self.assertEqual(self._owed(), 80.0)
        self._settle(agreement)
        self.assertEqual(self._owed(), 0.0)
