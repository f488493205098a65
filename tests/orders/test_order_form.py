"""The order's form opens for everybody who has a turn on it."""
from lxml import etree

from odoo.tests import tagged

from ..common import ROLES, OrderDeskCommon


@tagged('post_install', '-at_install')
class TestOrderForm(OrderDeskCommon):

    def _read_form(self, record):
        """Read what the browser reads to show the form of ``record``."""
        arch = etree.fromstring(record.get_views([(False, 'form')])['views']['form']['arch'])
        return record.web_read(self._specify(record, arch))

    def _specify(self, record, node):
        spec = {}
        for field in node.iter('field'):
            if any(parent.tag == 'field' for parent in field.iterancestors() if parent is not node):
                continue
            name = field.get('name')
            spec[name] = {}
            definition = record._fields[name]
            if definition.type == 'many2one':
                spec[name] = {'fields': {'display_name': {}}}
            elif definition.relational and len(field):
                spec[name] = {'fields': self._specify(self.env[definition.comodel_name], field[0])}
        return spec

    def test_every_role_opens_the_order(self):
        """TRK-02: every role of the desk opens a quotation and a confirmed, invoiced order."""
        self._only_gates()
        quotation, order = self._order(), self._order()
        order.action_confirm()
        self.env['sale.advance.payment.inv'].with_context(active_model='sale.order', active_ids=order.ids).create(
            {'advance_payment_method': 'percentage', 'amount': 30})._create_invoices(order).action_post()
        self.env.flush_all()
        for role in ROLES:
            for document in (quotation, order):
                with self.subTest(f"{role}: {document.state}"):
                    self.env.invalidate_all()
                    self.assertTrue(self._read_form(document.with_user(self.users[role])))
