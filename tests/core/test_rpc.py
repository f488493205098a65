from odoo.tests import HttpCase, JsonRpcException, tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestRpc(OrderDeskCommon, HttpCase):
    """The same acts as a program would send them: no button, no form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls._gate('legal', ['general_manager'])
        cls.order = cls._order()

    def _call(self, role, model, method, *args, **kwargs):
        user = self.users.get(role) or role
        self.authenticate(user.login, user.login.ljust(8, 'x'))
        return self.make_jsonrpc_request(f'/web/dataset/call_kw/{model}/{method}', {
            'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs})

    def _assert_refused(self, role, model, method, *args, **kwargs):
        with self.assertRaises(JsonRpcException) as caught:
            self._call(role, model, method, *args, **kwargs)
        self.assertRegex(str(caught.exception), r'odoo\.exceptions\.(AccessError|UserError|ValidationError)')

    def test_decide(self):
        """SEC-05: a decision over RPC asks for the role, as the button does."""
        for role in ('engineer', 'salesperson', 'sales_manager', 'administrator'):
            self._assert_refused(role, 'sale.order', 'desk_decide', self.order.ids, 'legal', 'approve', "x")
        self._assert_refused('order_clerk', 'sale.order', 'action_confirm', self.order.ids)
        ids = self._call('general_manager', 'sale.order', 'desk_decide', self.order.ids, 'legal', 'approve', "Good")
        self.assertEqual(self.env['order.desk.decision'].browse(ids).user_id, self.users['general_manager'])
        self._call('order_clerk', 'sale.order', 'action_confirm', self.order.ids)
        self.assertEqual(self.order.state, 'sale')

    def test_no_way_around(self):
        """SEC-04, SEC-05: no forged context, no direct write, no import opens a gate."""
        forged = dict.fromkeys(('desk_clearance', 'desk_product_write', 'desk_as_of', 'desk_enrolment'), True)
        for vals in ({'state': 'sale'}, {'desk_released': True}, {'desk_stage': 'closed'}, {'desk_enrolled': False}):
            self._assert_refused('order_clerk', 'sale.order', 'write', self.order.ids, vals, context=forged)
        check = self.order.desk_check_ids
        self._assert_refused(
            'administrator', 'order.desk.check', 'write', check.ids, {'state': 'passed'}, context=forged)
        self._assert_refused('administrator', 'order.desk.check', 'unlink', check.ids)
        self._assert_refused('order_clerk', 'sale.order', '_desk_write_facts', self.order.ids, {'desk_released': True})
        rows = [[str(self.order.id), 'True']]
        result = self._call('order_clerk', 'sale.order', 'load', ['.id', 'desk_released'], rows)
        self.assertFalse(result['ids'], "an import wrote a protected field")
        self.assertFalse(self.order.desk_released)
        self.assertEqual(check.state, 'open')

    def test_odd_arguments(self):
        """SEC-04: wrong types meet a sentence, not a traceback."""
        manager = 'general_manager'
        for arguments in (
                ['nonsense', 'approve', "x"], ['legal', 'sign', "x"], ['legal', 'reject', None],
                ['legal', 'waive', "x"], [None, 'approve', "x"], [['legal'], 'approve', "x"],
                [{'a': 1}, 'approve', "x"], ['legal', ['approve'], "x"]):
            self._assert_refused(manager, 'sale.order', 'desk_decide', self.order.ids, *arguments)
        self._assert_refused(manager, 'sale.order', 'desk_decide', self.order.ids, 'legal', 'approve', "x", [999999999])
        self._assert_refused(manager, 'sale.order', 'desk_decide', self.order.ids, 'legal', 'approve', "x", 'file')
        self._assert_refused(manager, 'sale.order', 'desk_dry_run', self.order.ids, {'stage': 1})
        self._assert_refused(manager, 'sale.order', 'desk_dry_run', self.order.ids, 'confirm', ['2026'])
        self.assertFalse(self.order.desk_decision_ids)
