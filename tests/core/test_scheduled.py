from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.order_desk.models.core.messages import number
from odoo.addons.order_desk.models.core.scheduled import work_through

from ..common import OrderDeskCommon

LOGGER = 'odoo.addons.order_desk.models.core.scheduled'


@tagged('post_install', '-at_install')
class TestScheduled(OrderDeskCommon):
    """How scheduled actions get through what is due, and how numbers are told."""

    def setUp(self):
        super().setUp()
        self._only_gates()
        self.orders = self.env['sale.order'].union(*(self._order(origin="old") for _number in range(5)))
        self.progress = []
        self.startPatcher(patch.object(
            type(self.env['ir.cron']), '_commit_progress',
            side_effect=lambda processed=0, **kwargs: self.progress.append(processed) or 1.0))

    def _note(self, orders):
        for order in orders:
            order.origin = "new"
            if order == self.orders[1]:
                raise UserError("No")

    def test_one_bad_record(self):
        """TRK-02: one record that fails is told in the log and leaves no trace; all others are done."""
        with self.assertLogs(LOGGER, 'ERROR') as told:
            self.assertTrue(work_through(self.env, self.orders, self._note, 3))
        self.assertEqual(len(told.output), 1)
        self.assertEqual(self.orders.mapped('origin'), ["new", "old", "new", "new", "new"])
        self.assertEqual(self.progress, [0, 3, 2])

    def test_nightly_refresh(self):
        """TRK-02: an order that cannot be judged keeps no other one from being judged anew."""
        judged, model = [], type(self.orders)
        refresh = model._desk_refresh

        def fail(orders):
            if self.orders[0] in orders:
                raise UserError("No")
            judged.extend(orders.ids)
            return refresh(orders)

        with patch.object(model, '_desk_refresh', fail), mute_logger(LOGGER):
            self.env['sale.order']._cron_desk_refresh()
        self.assertGreaterEqual(set(judged), set(self.orders[1:].ids))

    def test_language(self):
        """SEC-05: what a scheduled action writes down is in the language of the company it concerns."""
        self.env['res.lang']._activate_lang('zh_CN')
        self.company.partner_id.lang = 'zh_CN'
        spoken = []
        work_through(self.env, self.orders, lambda orders: spoken.append(orders.env.lang))
        self.assertEqual(spoken, ['zh_CN'])

    def test_numbers(self):
        """Quantities and prices keep all their digits, whatever their size."""
        for value, text in (
                (1234567.0, "1234567"), (12345.67, "12345.67"), (0.5, "0.5"), (100.0, "100"), (0.0, "0"),
                (-0.0000001, "0"), (1e-05, "0.00001"), (3, "3")):
            self.assertEqual(number(value), text)
