"""Hard cases with every shipped gate on: paths to a confirmed order, and orders that are not ordinary."""
import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .orders.confirmation_common import PNG
from .whole_common import WholeCommon


@tagged('post_install', '-at_install')
class TestPathsToAnOrder(WholeCommon, HttpCase):
    """However an order is confirmed, it meets the same gates; whatever the customer gave is kept."""

    def setUp(self):
        super().setUp()
        self.order = self._entered([(self.pump, 2, 100.0)], require_signature=True, require_payment=False)

    def _call(self, role, method, *args, **kwargs):
        """Return (result, None), or (None, message) where the server refused."""
        user = self.users[role]
        self.authenticate(user.login, user.login.ljust(8, 'x'))
        answer = self.url_open(f'/web/dataset/call_kw/sale.order/{method}', json={
            'id': 0, 'jsonrpc': '2.0', 'method': 'call',
            'params': {'model': 'sale.order', 'method': method, 'args': list(args), 'kwargs': kwargs}}).json()
        self.env.invalidate_all()
        if 'error' not in answer:
            return answer.get('result'), None
        self.assertRegex(answer['error']['data']['name'], r'^odoo\.exceptions\.(AccessError|UserError|ValidationError)')
        return None, answer['error']['data']['message']

    def assertRefused(self, text, orders):
        """One message that names every order and its findings; nothing of a confirmation was written."""
        for order in orders:
            self.assertIn(order.name, text)
        for word in ("Completeness", "Price", "Completion date", "Countersigning", "Customer confirmation"):
            self.assertRegex(text, f"(?i){word}: .+ \\(.+\\)")
        self.assertEqual(set(orders.mapped('state')) - {'draft', 'sent'}, set())
        self.assertNothingStarted(orders)

    def test_rpc(self):
        """TRK-02, SEC-05: over RPC every gate is named at once; the status cannot be written either."""
        for method, args in (('action_confirm', []), ('write', [{'state': 'sale'}])):
            _result, message = self._call('order_clerk', method, self.order.ids, *args)
            self.assertRefused(message, self.order)

    def test_forged_context(self):
        """SEC-04, SEC-05: neither the product's own keys nor defaults in a context get past a gate."""
        keys = (
            'desk_clearance', 'desk_product_write', 'desk_as_of', 'desk_enrolment', 'desk_launch', 'desk_price_memo',
            'desk_material_lookup', 'skip_desk')
        for value in (True, {'stage': 'confirm', 'order_ids': self.order.ids}, [self.order.id]):
            forged = dict.fromkeys(keys, value)
            for method, args in (('action_confirm', []), ('write', [{'state': 'sale'}]), ('action_desk_release', []),
                                 ('write', [{'desk_released': True}]), ('write', [{'desk_enrolled': False}])):
                with self.subTest(method=method, value=value):
                    _result, message = self._call('order_clerk', method, self.order.ids, *args, context=forged)
                    self.assertTrue(message)
        self.assertEqual((self.order.state, self.order.desk_released), ('draft', False))

    def test_forged_defaults(self):
        """SEC-04, TRK-02: no order is born confirmed, released, decided or outside the desk by a default."""
        defaults = {
            'default_state': 'sale', 'default_desk_released': True, 'default_desk_enrolled': False,
            'default_desk_stage': 'closed', 'default_desk_return_verdict': 'clean', 'default_desk_state': 'clear'}
        vals = {'partner_id': self.partner.id, 'order_line': [Command.create({'product_id': self.shelf.id})]}
        for name, value in defaults.items():
            with self.subTest(name):
                before = self.env['sale.order'].search_count([])
                born, message = self._call('order_clerk', 'create', [vals], context={name: value})
                if message:
                    self.assertEqual(self.env['sale.order'].search_count([]), before)
                    continue
                order = self.env['sale.order'].browse(born)
                self.assertEqual(
                    (order.state, order.desk_enrolled, order.desk_released, order.desk_stage, order.desk_state,
                     order.desk_return_verdict),
                    ('draft', True, False, 'review', 'blocked', False))

    def test_portal_signature(self):
        """CNF-06: signed on the portal while nothing is settled: kept as evidence, counted once all is settled."""
        self.authenticate(None, None)
        result = self.make_jsonrpc_request(f'/my/orders/{self.order.id}/accept', {
            'access_token': self.order._portal_ensure_token(), 'name': "Ms Lee",
            'signature': base64.b64encode(PNG).decode()})
        self.assertNotIn('error', result)
        self.env.invalidate_all()
        self.assertEqual((self.order.state, self.order.signed_by), ('draft', "Ms Lee"))
        self.assertNothingStarted(self.order)
        copy = self.order.desk_return_ids
        self.assertEqual((copy.state, copy.attachment_ids.raw), ('to_examine', PNG))
        self.assertIn(self.users['order_clerk'], self.order.activity_ids.user_id)
        page = self.url_open(self.order.get_portal_url()).text
        self.assertNotIn("Completeness", page)
        self._complete_intake(self.order)
        self._name_date(self.order)
        self._state_material(self.order)
        self._sign_review(self.order)
        self._send(self.order)
        self._take_back(self.order)
        self._as('order_clerk', self.order).action_confirm()
        self.assertEqual(self.order.state, 'sale')
        self.assertTrue(copy.exists().attachment_ids, "the early signature stays on file")

    def test_portal_signature_confirms(self):
        """CNF-05, PRD-01: signed when all else is settled, it is an order at once; production still waits."""
        order = self._reviewed([(self.pump, 1, 100.0)], require_signature=True, require_payment=False)
        self._send(order)
        self.authenticate(None, None)
        self.make_jsonrpc_request(f'/my/orders/{order.id}/accept', {
            'access_token': order._portal_ensure_token(), 'name': "Ms Lee",
            'signature': base64.b64encode(PNG).decode()})
        self.env.invalidate_all()
        self.assertEqual((order.state, order.desk_return_verdict), ('sale', 'clean'))
        self.assertNothingStarted(order)

    def test_online_payment(self):
        """CNF-06, DEP-01: captured or authorised, money neither opens a gate nor starts production, and is kept."""
        method = self.env.ref('payment.payment_method_unknown')
        provider = self.env['payment.provider'].create({
            'name': "Test Bank", 'code': 'none', 'state': 'test', 'payment_method_ids': [Command.set(method.ids)]})
        method.active = True
        settled = self._accepted([(self.pump, 1, 100.0)], require_payment=True, require_signature=False)
        blocked = self._entered([(self.pump, 1, 100.0)], require_payment=True, require_signature=False)
        # The provider has no accounting set-up; what is tested here is the order.
        self.startPatcher(patch(
            'odoo.addons.account_payment.models.payment_transaction.PaymentTransaction._post_process'))
        for order, status, state in ((blocked, 'authorized', 'draft'), (blocked, 'done', 'draft'),
                                     (settled, 'authorized', 'sale')):
            provider.support_manual_capture = 'full_only'  # computed by the provider's code otherwise
            transaction = self.env['payment.transaction'].create({
                'provider_id': provider.id, 'payment_method_id': method.id, 'reference': f"{order.name}-{status}",
                'amount': order.amount_total, 'currency_id': order.currency_id.id, 'state': status,
                'partner_id': order.partner_id.id, 'operation': 'online_direct',
                'sale_order_ids': [Command.set(order.ids)]})
            transaction._post_process()
            self.assertEqual((transaction.state, order.state), (status, state))
            self.assertIn(transaction, order.transaction_ids)
            self.assertNothingStarted(order)
        self.assertTrue(blocked.activity_ids.filtered(lambda activity: "Completeness" in activity.summary))
        self.assertFalse(settled.activity_ids.filtered(lambda activity: "waits for you" in (activity.summary or '')))

    def test_mass_action(self):
        """TRK-02: of many orders confirmed at once all blocked ones are named, and none is confirmed."""
        settled = self._accepted()
        other = self._entered()
        with self.assertRaises(UserError) as caught:
            self._as('order_clerk', settled | self.order | other).action_confirm()
        self.assertRefused(str(caught.exception), self.order | other)
        self.assertNotIn(settled.name, str(caught.exception))
        self.assertNotEqual(settled.state, 'sale')
        self._as('order_clerk', settled).action_confirm()
        self.assertEqual(settled.state, 'sale')

    def test_import(self):
        """TRK-02, SEC-04: an import neither confirms, nor creates confirmed, nor writes evidence; rows say why."""
        clerk = self.env['sale.order'].with_user(self.users['order_clerk'])
        before = clerk.search_count([])
        for header, row in (
                (['partner_id/.id', 'state'], [str(self.partner.id), 'sale']),
                (['.id', 'state'], [str(self.order.id), 'sale']),
                (['.id', 'desk_return_verdict'], [str(self.order.id), 'clean']),
                (['.id', 'desk_enrolled'], [str(self.order.id), 'False']),
                (['partner_id/.id', 'desk_released'], [str(self.partner.id), 'True']),
                (['.id', 'desk_check_ids/state'], [str(self.order.id), 'passed'])):
            with self.subTest(header=header):
                result = clerk.load(header, [row])
                self.assertFalse(result['ids'])
                self.assertTrue(result['messages'][0]['message'].strip())
        self.assertEqual(clerk.search_count([]), before)
        self.assertEqual((self.order.state, self.order.desk_enrolled), ('draft', True))
        self.assertFalse(self.order.desk_return_verdict)
