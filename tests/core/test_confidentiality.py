"""Who may read prices, customers and papers, as data: a model, field, paper or way that is not listed fails."""
import base64
from types import SimpleNamespace

from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from trust.people import HOST_USERS, ROLES
from trust.seed import seed

from ..common import OrderDeskCommon

# Words everybody in the house may read: what can be chosen, and what the gates are called.
WORDS = {
    'allocation', 'certificate', 'change.reason', 'channel', 'complaint.kind', 'contract.defect.category',
    'customer.paper.kind', 'deputy', 'disposition', 'distribution.template', 'gate', 'gate.approval', 'grade',
    'order.type', 'return.reason', 'root.cause', 'sales.policy', 'withdrawal.reason',
}
# What waits, in the warehouse and the workshop: papers without prices.
GOODS = {
    'anomaly', 'check', 'emergency.release', 'follow.up', 'inspection', 'inspection.line', 'inspection.point', 'return',
    'return.line', 'shipping.application', 'shipping.application.line', 'shipping.point', 'stock.check',
    'stock.check.line', 'transit.time'}
BILLING = {'receivable', 'rebate.settlement', 'rebate.settlement.line', 'shipping.point'}
# Beside the words, what each user of Odoo without a role of the order desk reads.
READERS = {
    'employee': set(),
    'purchase_user': {'option.price'},
    'stock_user': GOODS,
    'stock_manager': GOODS,
    'mrp_user': GOODS | {
        'daily.report', 'daily.report.line', 'drawing', 'production.instruction', 'production.instruction.line',
        'tracking'},
    'invoicing': BILLING | {'placed.goods'},
    'accountant': BILLING | {'placed.goods'},
    'auditor': BILLING | {
        'balance.notice', 'balance.notice.line', 'check', 'decision', 'rebate.accrual', 'rebate.settlement.entry',
        'return', 'return.line', 'withdrawal'},
}
# What the roles do not all read.
ROLES_ONLY = {
    'account.check': {'order_clerk', 'order_supervisor', 'finance_clerk', 'general_manager', 'administrator'},
    'account.check.line': {'order_clerk', 'order_supervisor', 'finance_clerk', 'general_manager', 'administrator'},
    'arrival.report': {'general_manager', 'order_supervisor', 'service_supervisor', 'shipping_clerk'},
    'bypass': {'general_manager', 'administrator'},
    'consolidation': {'order_clerk', 'order_supervisor', 'shipping_clerk'},
    'freight.report': {'order_supervisor', 'finance_clerk', 'shipping_clerk', 'general_manager'},
    'import.mapping': {'order_clerk', 'order_supervisor', 'administrator'},
    'import.mapping.line': {'order_clerk', 'order_supervisor', 'administrator'},
    'rebate.accrual': {'finance_clerk', 'general_manager'},
    'rebate.settlement.entry': {'finance_clerk'},
    'stock.accountability': {'order_supervisor', 'general_manager', 'administrator'},
    'transit.time': {
        'order_clerk', 'order_supervisor', 'engineer', 'material_planner', 'production_manager', 'quality_inspector',
        'shipping_clerk', 'administrator'},
}
# Salespeople read these of all orders: papers of the customer, rules, and what others learned from a complaint.
SHARED_IN_SALES = {
    'complaint.lesson', 'configuration.term', 'customer.paper', 'import.mapping', 'import.mapping.line',
    'price.authority', 'report.definition', 'suspension', 'transit.time'}
# Prices below which nobody sells, margins, and what is thought of a customer.
SECRETS = {
    'res.partner': {'desk_credit_standing', 'desk_credit_note'},
    'product.product': {'desk_floor_price'},
    'product.template': {'desk_floor_price'},
    'sale.order.line': {
        'desk_floor_price', 'desk_floor_unit', 'desk_cost_unit', 'desk_margin_percent', 'desk_review_margin'},
}
KNOWING = {*ROLES, 'salesperson', 'sales_manager', 'purchase_user', 'invoicing', 'accountant', 'auditor'}
# Documents that the host lets a customer read himself.
CUSTOMERS_OWN = ('sale.order', 'sale.order.line', 'stock.picking', 'account.move', 'res.partner', 'res.company')
# Papers by their report, and the model of the document that they print.
PAPERS = (
    'order_desk.report_order_form', 'order_desk.report_order_confirmation', 'order_desk.report_configuration_sheet',
    'order_desk.report_dossier')


@tagged('post_install', '-at_install')
class TestConfidentiality(OrderDeskCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls._gate('legal', ['general_manager'])
        cls._gate('customs', ['shipping_clerk'], stage='ship')
        cls.people = dict(cls.users)
        for name, group in {**HOST_USERS, 'auditor': 'account.group_account_readonly'}.items():
            if name not in cls.people:
                cls.people[name] = new_test_user(cls.env, login=f'reads_{name}', groups=group)
        cls.order = cls._order(user_id=cls.users['sales_manager'].id, note="A very confidential pump")
        decision = cls.order.with_user(cls.users['general_manager']).desk_decide(
            'legal', 'approve', "A secret reason", cls._file(cls.users['general_manager']).ids)
        cls.evidence = decision.attachment_ids
        cls.order.action_confirm()
        cls.customer = new_test_user(
            cls.env, login='reads_customer', groups='base.group_portal', partner_id=cls.partner.id)
        cls.stranger = new_test_user(cls.env, login='reads_stranger', groups='base.group_portal')

    @classmethod
    def _file(cls, user, **vals):
        return cls.env['ir.attachment'].with_user(user).create({
            'name': "evidence.png", 'datas': base64.b64encode(b'\x89PNG\r\n\x1a\n' + b'0' * 64), **vals})

    def _own_models(self):
        return sorted(
            name.removeprefix('order.desk.') for name, model in self.env.registry.items()
            if name.startswith('order.desk.') and not model._abstract and not model._transient)

    def _reads(self, name, model):
        return self.env[f'order.desk.{model}'].with_user(self.people[name]).has_access('read')

    # === MODELS === #

    def test_readers_of_every_model(self):
        """SEC-01, SEC-03: every model of the order desk, and who reads it: the table above, neither more nor less."""
        models = self._own_models()
        for name, listed in READERS.items():
            found = {model for model in models if self._reads(name, model)}
            self.assertEqual(found, WORDS | listed, f"{name}: the models he reads")
        for model in models:
            found = {role for role in ROLES if self._reads(role, model)}
            self.assertEqual(found, ROLES_ONLY.get(model, set(ROLES)), f"{model}: the roles that read it")

    def test_salespeople_and_the_orders_of_others(self):
        """SEC-02: of every paper that stands on another's order a salesperson reads none, his manager each."""
        seed(SimpleNamespace(env=self.env, company=self.company))
        self.env.flush_all()
        known, seen = 0, {}
        for name in self._own_models():
            model = self.env[f'order.desk.{name}']
            path = next((path for path in (
                'order_id', 'picking_id.sale_id', 'return_id.order_id', 'application_id.order_id',
                'instruction_id.order_id', 'notice_id.order_id', 'inspection_id.order_id',
            ) if path.split('.')[0] in model._fields and model._fields[path.split('.')[0]].store), None)
            if not path or not model._auto or name in SHARED_IN_SALES:
                continue
            others = [(path, '=', self.order.id)]
            if not self._reads('salesperson', name) or not model.sudo().search_count(others):
                continue
            known += 1
            if model.with_user(self.users['salesperson']).search_count(others):
                seen[name] = path
            self.assertTrue(model.with_user(self.users['sales_manager']).search_count(others), name)
        self.assertFalse(seen, "A salesperson reads these papers of another's order")
        self.assertGreater(known, 25)

    # === FIELDS === #

    def test_secrets_among_fields(self):
        """SEC-01: floor prices, margins and credit standing are hidden from the warehouse and from employees."""
        for model, names in SECRETS.items():
            fields = self.env[model]._fields
            for person, user in self.people.items():
                documents = self.env[model].with_user(user)
                for name in names:
                    may = documents._has_field_access(fields[name], 'read')
                    self.assertEqual(may, person in KNOWING, f"{person}: {model}.{name}")

    def test_typing_in_needs_no_secret(self):
        """A colleague who keeps contacts or products, and may not know, still types in and copies."""
        self.partner._desk_write_archive({'desk_credit_standing': 'bad', 'desk_credit_note': "Do not tell"})
        keeper = new_test_user(self.env, login='reads_keeper', groups=(
            'base.group_user,base.group_partner_manager,product.group_product_manager'))
        contact = self.env['res.partner'].with_user(keeper).create({'name': "Li", 'parent_id': self.partner.id})
        self.assertEqual(contact.commercial_partner_id, self.partner)
        self.assertFalse(contact.sudo().desk_credit_note)
        self.assertTrue(self.product_a.product_tmpl_id.with_user(keeper).copy())

    def test_reading_invoices_opens_none(self):
        """SEC-03: roles read customers' invoices and write none, also with the right of purchasing to write bills."""
        bill = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': self.partner.id,
            'invoice_line_ids': [(0, 0, {'name': "Pump", 'quantity': 1, 'price_unit': 100.0})]})
        for role in ('material_planner', 'general_manager', 'shipping_clerk'):
            invoice = bill.with_user(self.users[role])
            self.assertTrue(invoice.has_access('read'), role)
            for operation in ('write', 'unlink'):
                self.assertFalse(invoice.has_access(operation), f"{role}: {operation}")
                self.assertFalse(invoice.invoice_line_ids.has_access(operation), f"{role}: {operation} of lines")

    def test_no_field_for_customers(self):
        """SEC-02: of records that a customer reads himself, no field of the order desk is among what he gets."""
        for model in CUSTOMERS_OWN:
            own = [name for name in self.env[model]._fields if name.startswith('desk_')]
            self.assertTrue(own, model)
            for user in (self.customer, self.env.ref('base.public_user')):
                shown = self.env[model].with_user(user).fields_get(attributes=['type'])
                self.assertFalse(shown.keys() & set(own), f"{user.login}: {model}")

    def test_every_model_with_fields_of_the_desk(self):
        """SEC-02: each model of the host with a field of the order desk keeps it from customers; others ask nothing."""
        inside = self.env.registry['order.desk.inside.mixin']
        for name, model in self.env.registry.items():
            own = [field for field in model._fields.values() if field.name.startswith('desk_')]
            if not name.startswith('order.desk.'):
                self.assertEqual(issubclass(model, inside), bool(own), f"{name}: see core/inside.py")
            if issubclass(model, inside) and not model._abstract:
                for field in own:
                    self.assertFalse(self.env[name].with_user(self.customer)._has_field_access(field, 'read'), field)

    # === CALLS OVER HTTP === #

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(f'/web/dataset/call_kw/{model}/{method}', {
            'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs})

    def _login(self, user):
        self.authenticate(user.login, user.login.ljust(8, 'x'))

    def _get_probes(self):
        """Return ``{what: (model, method, arguments)}``: the ways in which a browser or program reads."""
        order, line = self.order, self.order.order_line[:1]
        of_it = [('id', '=', order.id)]
        return {
            'read': ('sale.order', 'read', (order.ids, ['desk_waiting_for', 'desk_price_doubt'])),
            'list': ('sale.order', 'web_search_read', (of_it, {'desk_state': {}})),
            'search': ('sale.order', 'search_count', ([*of_it, ('desk_stage', '!=', False)],)),
            'sort': ('sale.order', 'search', (of_it,), {'order': 'desk_stage'}),
            'group': ('sale.order', 'formatted_read_group', (of_it, ['desk_stage'], ['__count'])),
            'export': ('sale.order', 'export_data', (order.ids, ['desk_waiting_for'])),
            'floor': ('sale.order.line', 'read', (line.ids, ['desk_floor_price', 'desk_price_note'])),
            'margin': ('sale.order.line', 'formatted_read_group', (
                [('order_id', '=', order.id)], [], ['desk_review_margin:avg'])),
            'decisions': ('order.desk.decision', 'search_read', ([('order_id', '=', order.id)], ['reason'])),
            'names': ('order.desk.decision', 'name_search', ('',)),
            'checks': ('order.desk.check', 'formatted_read_group', (
                [('order_id', '=', order.id)], ['gate_id'], ['__count'])),
            'dry run': ('sale.order', 'desk_dry_run', (order.ids, 'ship')),
            'order by file': ('ir.attachment', 'search_read', ([('id', 'in', self.evidence.ids)], ['datas'])),
        }

    def _get_answer(self, model, method, args, kwargs=None):
        """Return what a call gives: nothing, if it is refused or finds nothing."""
        try:
            with mute_logger('odoo.http', 'odoo.addons.base.models.ir_rule', 'odoo.addons.base.models.ir_model'):
                answer = self._call(model, method, *args, **(kwargs or {}))
        except JsonRpcException:
            return None
        if isinstance(answer, dict):
            answer = answer.get('records', answer.get('datas', answer))
        if isinstance(answer, list) and answer and isinstance(answer[0], dict) and '__extra_domain' in answer[0]:
            answer = [row for row in answer if any(value for name, value in row.items() if name != '__extra_domain')]
        return answer or None

    def test_nobody_elses_business(self):
        """SEC-02, SEC-03: customers, visitors' accounts, other sales and employees read nothing, by any call."""
        probes = self._get_probes()
        # Everybody may export here, so that it is the data that is refused and not the button.
        self.env.ref('base.group_allow_export').user_ids |= self.env['res.users'].union(*self.people.values())
        self._login(self.users['order_clerk'])
        for what, probe in probes.items():
            self.assertIsNotNone(self._get_answer(*probe), f"{what}: the clerk reads it, or the trial proves nothing")
        warehouse = {'read', 'list', 'search', 'sort', 'group', 'export', 'checks', 'dry run'}
        for user, may in (
                (self.customer, ()), (self.stranger, ()), (self.people['employee'], ()),
                (self.users['salesperson'], ()), (self.people['stock_user'], warehouse)):
            self._login(user)
            for what, probe in probes.items():
                if what not in may:
                    self.assertIsNone(self._get_answer(*probe), f"{user.login}: {what}")

    def test_papers_and_files(self):
        """SEC-02, SEC-03: papers and evidence of an order are printed and fetched by who reads it, by nobody else."""
        place = f'/report/html/%s/{self.order.id}'
        for user, may in (
                (self.users['order_clerk'], True), (self.customer, False), (self.stranger, False),
                (self.people['employee'], False), (self.users['salesperson'], False), (None, False)):
            if user:
                self._login(user)
            else:
                self.authenticate(None, None)
            for url in (*(place % paper for paper in PAPERS), f'/web/content/{self.evidence.id}?download=1'):
                with mute_logger('odoo.http', 'odoo.addons.base.models.ir_rule', 'odoo.addons.base.models.ir_model',
                                 'odoo.addons.base.models.ir_qweb', 'odoo.addons.web.controllers.report'):
                    answer = self.url_open(url, allow_redirects=False, timeout=60)
                told = answer.status_code == 200
                self.assertEqual(told, may, f"{user.login if user else 'a visitor'}: {url} {answer.status_code}")
                self.assertTrue(may or "confidential pump" not in answer.text, url)
