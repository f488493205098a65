"""Binding decisions to facts costs two statements a saved order, however many gates stand."""
from unittest.mock import patch

from odoo.tests import tagged

from ..common import OrderDeskCommon

LIMIT = 2


@tagged('post_install', '-at_install')
class TestFingerprintQueries(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('price', 'countersign')
        for number in range(12):
            cls._gate(f'gate_{number}', ['general_manager'])
        cls.gates = cls.env['order.desk.gate'].search([])
        cls.order = cls._order()
        for role, code in [
                ('finance_clerk', 'price'), *(('general_manager', f'gate_{number}') for number in range(12)),
                *((role, 'countersign') for role in (
                    'general_manager', 'production_manager', 'material_planner', 'engineer'))]:
            cls.order.with_user(cls.users[role]).desk_decide(code, 'approve', "Seen")

    def _get_extra(self):
        """Return what a save reads for decisions and facts alone."""
        self.order._desk_refresh()
        with patch.object(type(self.order), '_desk_store', lambda *args: None):  # only reading is compared
            self._count_queries(self.order._desk_refresh)  # fills the caches of the registry
            whole = self._count_queries(self.order._desk_refresh)
            with patch.object(type(self.env['order.desk.decision']), '_get_by_document', lambda *args: {}):
                return whole - self._count_queries(self.order._desk_refresh)

    def test_saving(self):
        """Unchanged, changed, a line gone, within a tolerance: at most two statements, the same for 1 and 14 gates."""
        edits = {
            'nothing': lambda line: None,
            'price': lambda line: line.write({'price_unit': 104.0}),
            'customer': lambda line: line.order_id.write({'partner_id': self.partner.copy().id}),
            'line gone': lambda line: line.unlink(),
        }
        for tolerance in (0, 5):
            self.gates.tolerance_percent = tolerance
            for name, edit in edits.items():
                with self.subTest(edit=name, tolerance=tolerance), self.env.cr.savepoint() as savepoint:
                    edit(self.order.order_line[:1])
                    every = self._get_extra()
                    self.gates[1:].active = False
                    one = self._get_extra()
                    self.assertLessEqual(every, LIMIT)
                    self.assertEqual(every, one)
                    savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_cache()
