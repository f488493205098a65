"""The short form of the proof that nobody gets around; ./desk trust bypass is the long one."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from trust.bypass import Matrix, call_methods, get_unexpected, read_expected
from trust.contexts import get_forms, get_host_keys, get_own_keys
from trust.paths import try_model
from trust.scene import Scene

from ..common import OrderDeskCommon

METHODS = (
    'action_confirm', 'action_desk_release', 'action_desk_enroll', 'action_desk_unenroll', 'action_desk_close',
    'action_desk_send_confirmation')


@tagged('post_install', '-at_install')
class TestBypassQuick(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls._gate('drawings', ['engineer'], stage='release')

    def _held(self):
        order = self._order()
        order.action_confirm()
        self.assertFalse(order.desk_released)
        return order

    def test_everybody_calls(self):
        """SEC-04, SEC-05: every kind of user calls the acts of an order at two stages; who may not changes nothing."""
        self._held()
        self._order()
        scene, matrix = Scene(self.env, self.company), Matrix()
        call_methods(scene, matrix, 'sale.order', METHODS, 4)
        self.assertFalse(matrix.holes)
        self.assertFalse(get_unexpected(matrix, read_expected()))
        self.assertFalse(matrix.errors)
        self.assertGreater(matrix.calls, 150)
        ways = Matrix()
        for model in ('order.desk.production.task', 'order.desk.intake.point', 'order.desk.rebate.agreement'):
            try_model(scene, ways, model)
        self.assertFalse(ways.holes)

    def test_no_context_lets_through(self):
        """SEC-04: every key of a context that the code asks for, sent in every form that a caller can send."""
        own = get_own_keys()
        self.assertLessEqual(
            {'desk_clearance', 'desk_product_write', 'desk_launch', 'desk_change', 'desk_enrolment'}, set(own))
        self.assertLessEqual({'skip_backorder', 'cancel_backorder', 'skip_procurement'}, set(get_host_keys()))
        self._gate('legal', ['general_manager'])
        order = self._order().with_user(self.users['order_supervisor'])
        for value in get_forms(order.ids, 'confirm'):
            sent = order.with_context(**dict.fromkeys(own, value))
            for act in (sent.action_confirm, lambda sent=sent: sent.write({'state': 'sale'})):
                with self.assertRaises(UserError), self.cr.savepoint():
                    act()
        self.assertEqual(order.state, 'draft')

    def test_enrolled_twice(self):
        """SEC-04: enrolling what is enrolled releases nothing, whoever asks."""
        order = self._held()
        for role in ('order_clerk', 'production_manager', 'administrator'):
            order.with_user(self.users[role]).action_desk_enroll()
            order.with_user(self.users[role]).write({'desk_enrolled': True})
            self.assertFalse(order.desk_released, role)
        with self.assertRaises(AccessError):
            order.with_user(self.users['order_clerk']).action_desk_unenroll()
        late = self._order()
        late.with_user(self.users['administrator']).action_desk_unenroll()
        late.action_confirm()
        (order | late).with_user(self.users['administrator']).action_desk_enroll()
        self.assertTrue(late.desk_released, "what was confirmed before its enrolment goes on")
        self.assertFalse(order.desk_released)

    def test_marks_are_nobodys(self):
        """SEC-04: what an act records is not written, preset or imported by hand."""
        settlement = {'desk_rebate_settlement_id': 1}
        with self.assertRaises(AccessError):
            self._held().with_user(self.users['order_clerk']).write(settlement)
        supervisor = self.env['order.desk.production.task'].with_user(self.users['order_supervisor'])
        task = supervisor.with_context(default_state='done', default_done_on='2026-01-01').create({
            'product_id': self.product_a.id, 'needed_on': '2026-12-31'})
        self.assertEqual((task.state, task.done_on), ('draft', False))
        agreement = self.env['order.desk.rebate.agreement'].with_user(self.users['order_supervisor']).with_context(
            default_version=7).create({
                'partner_id': self.partner.id, 'date_from': '2026-01-01', 'date_to': '2026-12-31',
                'tier_ids': [(0, 0, {'threshold': 0, 'rate': 5})]})
        self.assertEqual(agreement.version, 1)
        with self.assertRaises(UserError):
            agreement.version = 3
        term = self.env['order.desk.configuration.term'].with_user(self.users['engineer']).create({
            'sales_term': "Sealed", 'production_term': "Seal 22"})
        with self.assertRaises(AccessError):
            term.weight = 99
