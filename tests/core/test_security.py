"""What visitors, customers, other companies and colleagues of another trade may read, by real sessions."""
import inspect
import threading

from odoo import Command, http
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.sale.controllers.portal import CustomerPortal

from ..common import OrderDeskCommon

# Every way in from outside. A new one is added here by hand, with a test that it asks who comes.
ROUTES = {
    '/desk/sign/<int:check_id>': 'user',
    '/my/orders/<int:order_id>/desk_advice/<int:advice_id>': 'public',
    '/my/orders/<int:order_id>/desk_ask_return': 'public',
    '/my/orders/<int:order_id>/desk_complaint': 'public',
    '/my/orders/<int:order_id>/desk_complaint/<int:complaint_id>': 'public',
    '/my/orders/<int:order_id>/desk_complaint/<int:complaint_id>/file/<int:attachment_id>': 'public',
    '/my/orders/<int:order_id>/desk_confirmation': 'public',
    '/my/orders/<int:order_id>/desk_receipt/<int:picking_id>': 'public',
    '/my/orders/<int:order_id>/desk_receipt/<int:picking_id>/sign': 'public',
    '/my/orders/<int:order_id>/desk_return': 'public',
    '/my/rebates': 'user',
    '/my/rebates/<int:settlement_id>': 'public',
    '/my/rebates/<int:settlement_id>/answer': 'public',
    '/my/rebates/page/<int:page>': 'user',
}


@tagged('post_install', '-at_install')
class TestSecurity(OrderDeskCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls._gate('legal', ['general_manager'])
        cls.partner.email = "buyer@northern.example"
        cls.order = cls._order(user_id=cls.users['sales_manager'].id)
        cls.order.with_user(cls.users['general_manager']).desk_decide('legal', 'approve', "A secret reason")
        cls.customer = new_test_user(
            cls.env, login='customer_own', groups='base.group_portal', partner_id=cls.partner.id)
        cls.stranger = new_test_user(cls.env, login='customer_other', groups='base.group_portal')
        cls.elsewhere = cls.env['res.company'].create({'name': "Elsewhere Ltd"})
        cls.outsider = new_test_user(
            cls.env, login='outsider', company_id=cls.elsewhere.id, company_ids=[Command.set(cls.elsewhere.ids)],
            groups='order_desk.group_administrator,order_desk.group_order_supervisor,order_desk.group_general_manager,'
                   'order_desk.group_finance_clerk,order_desk.group_production_manager,'
                   'order_desk.group_shipping_clerk,order_desk.group_quality_inspector')
        cls.own_models = sorted(
            name for name, model in cls.env.registry.items()
            if name.startswith('order.desk.') and not model._abstract and not model._transient)

    def _login(self, user):
        self.authenticate(user.login, user.login.ljust(8, 'x'))

    def _call(self, user, model, method, *args, **kwargs):
        self._login(user)
        return self.make_jsonrpc_request(f'/web/dataset/call_kw/{model}/{method}', {
            'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs})

    # Routes

    def _endpoints(self):
        """Return ``{url: endpoint}`` of the routes that the addon adds."""
        threading.current_thread().dbname = self.env.cr.dbname  # as in a request
        self.addCleanup(delattr, threading.current_thread(), 'dbname')
        return {
            rule.rule: rule.endpoint for rule in self.env['ir.http'].routing_map().iter_rules()
            if rule.endpoint.func.__module__.startswith('odoo.addons.order_desk.')
            and not hasattr(CustomerPortal, rule.endpoint.func.__name__)}

    def test_routes_are_listed(self):
        """SEC-04: every way in from outside is known, and one that is open to the public asks for a token."""
        endpoints = self._endpoints()
        self.assertEqual({url: endpoint.routing['auth'] for url, endpoint in endpoints.items()}, ROUTES)
        for url, endpoint in endpoints.items():
            self.assertTrue(endpoint.routing.get('csrf', True) or endpoint.routing['type'] == 'jsonrpc', url)
            if endpoint.routing['auth'] == 'public':
                self.assertIn('access_token', inspect.signature(endpoint.func).parameters, url)

    def _visit(self, url, **kwargs):
        with mute_logger('odoo.http', 'odoo.addons.base.models.ir_rule'):
            return self.url_open(url, allow_redirects=False, timeout=60, **kwargs)

    def test_nobody_without_a_token(self):
        """SEC-02, SEC-04: without the order's token, or with another, no page tells anything or takes anything in."""
        self.order.order_line[0].name = "A very confidential pump"
        before = self.env['mail.message'].search_count([])
        endpoints = self._endpoints()
        for user in (None, self.stranger):
            if user:
                self._login(user)
            else:
                self.authenticate(None, None)
            for url, endpoint in endpoints.items():
                if endpoint.routing['auth'] != 'public' or endpoint.routing['type'] != 'http':
                    continue
                place = url.replace('<int:order_id>', str(self.order.id))
                for name in ('advice_id', 'complaint_id', 'attachment_id', 'picking_id', 'settlement_id'):
                    place = place.replace(f'<int:{name}>', '1')
                for token in ('', '?access_token=', '?access_token=00000000-0000-0000-0000-000000000000'):
                    calls = [{}] if 'GET' in (endpoint.routing.get('methods') or ['GET']) else []
                    if 'POST' in (endpoint.routing.get('methods') or ['POST']):
                        calls.append({'data': {'csrf_token': http.Request.csrf_token(self), 'note': "x"}})
                    for call in calls:
                        answer = self._visit(place + token, **call)
                        self.assertIn(answer.status_code, (301, 302, 303, 400, 403, 404), place)
                        self.assertNotIn("confidential", answer.text)
                        self.assertNotIn(self.order.name, answer.text)
        self.assertEqual(self.env['mail.message'].search_count([]), before)

    # Records

    def test_customers_read_no_record(self):
        """SEC-02: a customer's or a visitor's session reads no record of the order desk, not even of his own order."""
        for user in (self.customer, self.env.ref('base.public_user')):
            open_models = [name for name in self.own_models if self.env[name].with_user(user).has_access('read')]
            self.assertFalse(open_models, f"{user.login} reads them")
        for model in ('order.desk.decision', 'order.desk.check'):
            with self.assertRaises(JsonRpcException), mute_logger('odoo.http'):
                self._call(self.customer, model, 'search_read', [], ['id'])
        found = self._call(self.customer, 'sale.order', 'search_read', [], ['name'])
        self.assertLessEqual({row['id'] for row in found}, {self.order.id})

    def test_companies_stay_apart(self):
        """SEC-02, SEC-03: whatever his roles elsewhere, nobody reads another company's orders, gates and papers."""
        for model in ('order.desk.decision', 'order.desk.check', 'sale.order'):
            self.assertFalse(self._call(self.outsider, model, 'search_read', [], ['id']), model)
        with self.assertRaises(JsonRpcException), mute_logger('odoo.http', 'odoo.addons.base.models.ir_rule'):
            self._call(self.outsider, 'sale.order', 'desk_dry_run', self.order.ids, 'ship')
        with self.assertRaises(JsonRpcException), mute_logger('odoo.http', 'odoo.addons.base.models.ir_rule'):
            self._call(self.outsider, 'order.desk.decision', 'read', self.order.desk_decision_ids.ids, ['reason'])
        unruled = []
        for name in self.own_models:
            field = self.env[name]._fields.get('company_id')
            if not field or not field.store or not self.env[name]._auto:
                continue
            rules = self.env['ir.rule'].sudo().search([('model_id.model', '=', name), ('groups', '=', False)])
            if not any('company_ids' in (rule.domain_force or '') for rule in rules):
                unruled.append(name)
        self.assertFalse(unruled, "Models with a company and no rule that keeps companies apart")

    def test_salespeople_read_their_own(self):
        """SEC-02: a salesperson reads gates and decisions of his own orders only, over every call."""
        for model in ('order.desk.decision', 'order.desk.check'):
            self.assertFalse(self._call(
                self.users['salesperson'], model, 'search_read', [('order_id', '=', self.order.id)], ['id']), model)
            self.assertTrue(self._call(
                self.users['order_clerk'], model, 'search_read', [('order_id', '=', self.order.id)], ['id']), model)

    def test_secrets_of_the_trade(self):
        """SEC-01: orders, prices and rebates are read by who needs them; a colleague elsewhere reads none."""
        employee = new_test_user(self.env, login='canteen', groups='base.group_user')
        open_models = {name for name in self.own_models if self.env[name].with_user(employee).has_access('read')}
        words = {'order_id', 'sale_order_id', 'partner_id', 'picking_id', 'price', 'amount'}
        secret = {
            name for name in open_models
            if any(field.store and word in words for word, field in self.env[name]._fields.items())}
        self.assertFalse(secret, "Every employee reads orders, customers or prices by these models")
        for model in ('sale.order', 'order.desk.decision', 'order.desk.rebate.agreement'):
            with self.assertRaises(JsonRpcException), mute_logger('odoo.http', 'odoo.addons.base.models.ir_model'):
                self._call(employee, model, 'search_read', [], ['id'])

    def test_nobody_raises_himself(self):
        """SEC-05: no role gives roles, deputies or gates to itself; only the administrator defines gates."""
        for role in self.users:
            user = self.users[role]
            if role == 'administrator':
                continue
            with self.assertRaises(JsonRpcException, msg=role), mute_logger('odoo.http'):
                self._call(user, 'order.desk.gate', 'write', self.env['order.desk.gate'].search([]).ids,
                           {'severity': 'warn'})
            with self.assertRaises(JsonRpcException, msg=role), mute_logger('odoo.http'):
                self._call(user, 'res.users', 'write', user.ids, {
                    'group_ids': [(4, self.env.ref('order_desk.group_general_manager').id)]})
