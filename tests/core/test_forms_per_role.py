"""Whoever works in the house opens the documents that the desk has added to, over his real rights."""
from lxml import etree

from odoo.tests import tagged

from ..common import ROLES
from ..whole_common import WholeCommon

HOST_USERS = {
    'salesperson': 'sales_team.group_sale_salesman',
    'sales_manager': 'sales_team.group_sale_manager',
    'stock_user': 'stock.group_stock_user',
    'mrp_user': 'mrp.group_mrp_user',
    'accountant': 'account.group_account_invoice',
    'accounting_reader': 'account.group_account_readonly',
}
SALES = ('salesperson', 'sales_manager')
# Who opens the whole form for his work. The host refuses others a field or two of its own
# (lots, zip codes of carriers, invoice lines): of their forms, what the desk adds must open.
WHOLE = {
    'sale.order': (*ROLES, *SALES, 'accountant', 'accounting_reader'),
    'stock.picking': (*ROLES, *SALES),
    'mrp.production': ('production_manager', 'mrp_user'),
}


@tagged('post_install', '-at_install')
class TestFormsPerRole(WholeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, group in HOST_USERS.items():
            if name not in cls.users:
                cls.users[name] = cls._user(name, group)
        cls.partner.desk_deposit_percent = 30.0

    def setUp(self):
        super().setUp()
        quotation = self._entered([(self.pump, 1, 100.0)])
        order = self._accepted([(self.pump, 2, 100.0)])
        order.action_confirm()
        self._pay_deposit(order, 60.0)
        self._instruct(order)
        order.action_desk_release()
        (quotation | order).user_id = self.users['salesperson']
        self.orders = quotation | order
        self.documents = {
            'sale.order': self.orders, 'stock.picking': order.picking_ids, 'mrp.production': self._productions(order)}
        self.assertTrue(all(self.documents.values()))
        self.env.flush_all()

    def _spec(self, node, model, whole=True):
        """Return what the web client asks for to fill a view: its fields, and those of embedded lists."""
        spec = {}
        for child in node:
            if child.tag != 'field':
                spec.update(self._spec(child, model, whole))
                continue
            field = model._fields[child.get('name')]
            ours = whole or field.name.startswith('desk_')
            if not ours and field.type != 'one2many':
                continue
            spec[field.name] = {}
            if field.type in ('one2many', 'many2many'):
                inner = {}
                for view in child:
                    inner.update(self._spec(view, self.env[field.comodel_name], ours))
                spec[field.name] = {'fields': inner}
                if not ours and not inner:
                    del spec[field.name]
            elif field.type == 'many2one':
                spec[field.name] = {'fields': {'display_name': {}}}
        return spec

    def _open(self, documents, kinds=('form', 'list'), whole=True):
        views = documents.get_views([(False, kind) for kind in kinds])['views']
        for kind in kinds:
            self.env.invalidate_all()
            spec = self._spec(etree.fromstring(views[kind]['arch']), documents, whole)
            self.assertEqual(len(documents.web_read(spec)), len(documents))

    def test_documents(self):
        """SEC-03, SEC-05, TRK-01: form and list of order, transfer and manufacturing order open for their readers."""
        for model, documents in self.documents.items():
            for name in (*ROLES, *HOST_USERS):
                mine = documents.with_user(self.users[name])
                if not mine.has_access('read'):
                    continue  # the host's own rights decide
                with self.subTest(model=model, user=name):
                    self._open(mine, whole=name in WHOLE[model])

    def test_readers(self):
        """SEC-03: those who need it for their work read transfers, manufacturing and orders."""
        for model, name in (('stock.picking', 'stock_user'), *((m, n) for m, names in WHOLE.items() for n in names)):
            self.assertTrue(self.documents[model].with_user(self.users[name]).has_access('read'), (model, name))

    def test_my_desk(self):
        """SEC-05, CSG-09: My Desk opens as list, kanban and form for everybody who may have a turn."""
        action = self.env.ref('order_desk.check_action_my_desk')
        for name in (*ROLES, *SALES):
            checks = self.env['order.desk.check'].with_user(self.users[name]).search(
                [('order_id', 'in', self.orders.ids)])
            self.assertTrue(checks, name)
            kinds = [kind for _view, kind in action.views if kind in ('list', 'kanban', 'form')]
            with self.subTest(user=name):
                self._open(checks, kinds)

    def test_dry_run_and_waiting(self):
        """TRK-01, TRK-03: every reader of an order may ask what stands in its way."""
        for name in (*ROLES, *SALES):
            order = self.orders[0].with_user(self.users[name])
            with self.subTest(user=name):
                self.assertTrue(order.desk_waiting_for)
                self.assertTrue(order.desk_dry_run('release'))
                self.assertTrue(order.action_desk_check())
