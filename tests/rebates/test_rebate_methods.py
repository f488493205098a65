"""What a business volume earns: the methods, their bounds, limits and periods."""
from odoo.tests import tagged

from .rebate_common import RebateCommon

BANDS = ((0, 10), (1000, 25))
STEPS = ((0, 1), (100_000, 2), (300_000, 3))


@tagged('post_install', '-at_install')
class TestRebateMethods(RebateCommon):

    def test_worked_figures(self):
        """REB-01: 2,000 at 10 % and 25 % from 1,000 earn 350, 500, 600, 700 by method, on a draft, without a write."""
        self._invoice(2000)
        for method, expected in (('progressive', 350), ('retrospective', 500), ('rolling', 600), ('total', 700)):
            result = self._agreement(BANDS, method=method).compute_rebate('2025-01-01', '2025-12-31')
            self.assertEqual(result['amount'], expected, method)
            self.assertEqual(result['currency'], self.company.currency_id.name)
            self.assertEqual([(line['counted'], line['rule'], line['amount']) for line in result['lines']],
                             [(True, 'volume', 2000.0)])

    def test_settlement_example(self):
        """REB-01: 2 % from 5,000 and 4 % from 20,000 on the whole: 0 to October, 140 to November, 1,080 to December."""
        agreement = self._agreement(((5000, 2), (20000, 4)), method='retrospective')
        for amount, day in ((4000, '2025-10-10'), (3000, '2025-11-10'), (20000, '2025-12-10')):
            self._invoice(amount, day)
        self.assertEqual(
            [self._rebate(agreement, last=last) for last in ('2025-10-31', '2025-11-30', '2025-12-31')],
            [0, 140, 1080])
