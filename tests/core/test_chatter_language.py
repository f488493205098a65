from odoo.tests import tagged
from odoo.tools.translate import get_translation

from odoo.addons.order_desk.models.core.fact_table import facts_table

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestChatterLanguage(OrderDeskCommon):
    """What the chatter keeps of gates is written in the language of whoever acts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('zh_CN')

    def test_chatter(self):
        """SEC-05, TRK-02: a Chinese colleague's decision, and what his change ends, name gate and words in Chinese."""
        self._only_gates()
        self._gate('paper', ['engineer']).with_context(lang='zh_CN').name = "Tu zhi"
        order = self._order().with_context(lang='zh_CN')
        self._decide(order, 'engineer', 'paper', reason="1")
        order.order_line[0].product_uom_qty = 5
        told = " ".join(order.message_ids.mapped('body'))
        self.assertEqual(told.count("Tu zhi"), 2)
        for word in ("approved", "Gates reopened"):
            self.assertIn(get_translation('order_desk', 'zh_CN', word, ()), told)
            self.assertNotIn(word, told)
        self.assertNotIn("Paper", told)

    def test_words_of_selections(self):
        """TRK-02: yes, no and the words of a selection among facts are told in words, not as facts keep them."""
        table = facts_table(
            self.env(context={'lang': 'zh_CN'}),
            {'Lines': {'7': {'Verdict': ['producible', None], 'Unusual': [True, False]}}},
            {'sale.order.line,7': "Pump"})
        for word in ("producible", "True", "None"):
            self.assertNotIn(word, table)
