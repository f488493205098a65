"""Another customer, address or term of payment on a confirmed order; versions; what the form offers."""
from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .change_common import ChangeCommon


@tagged('post_install', '-at_install')
class TestChangeTerms(ChangeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirmed()
        cls.line = cls.order.order_line[0]
        cls.heir = cls.env['res.partner'].create({'name': "Heir Ltd", 'is_company': True})
        cls.site = cls.env['res.partner'].create({'name': "Site", 'parent_id': cls.heir.id, 'type': 'delivery'})
        cls.term = cls.env.ref('account.account_payment_term_30days')

    def test_another_customer(self):
        """CHG-01, CHG-03: the order passes to another customer with his addresses; terms and prices stay as agreed."""
        terms, seller, token = self.order.payment_term_id, self.order.user_id, self.order._portal_ensure_token()
        self.order.message_subscribe(self.partner.ids)
        with Form(self.env['order.desk.change.request'].with_user(self.clerk).with_context(
                default_order_id=self.order.id)) as form:
            form.reason_id = self.reason
        request = form.save()
        self.assertFalse(request._get_proposal().values, "what a new form was not asked for stays as agreed")
        with Form(request) as form:
            form.partner_id = self.heir
        self.assertEqual((request.partner_shipping_id, request.partner_invoice_id), (self.site, self.heir))
        self._apply(request.with_user(self.seller))
        self.assertIn("becomes Heir Ltd", " ".join(request.impact_ids.mapped('message')))
        order = self.order
        self.assertEqual((order.partner_id, order.partner_shipping_id, order.partner_invoice_id), (
            self.heir, self.site, self.heir))
        self.assertEqual((order.payment_term_id, order.user_id, self.line.price_unit), (terms, seller, 100.0))
        self.assertEqual(order.picking_ids.partner_id, self.site)
        self.assertNotIn(self.partner, order.message_partner_ids)
        self.assertNotEqual(order._portal_ensure_token(), token, "the old customer's link leads nowhere")
        changes = {label: new for label, _old, new in order.desk_version_ids[0]._get_changes(order.desk_version_ids[1])}
        self.assertEqual(changes["Customer"], "Heir Ltd")

    def test_fiscal_position(self):
        """CHG-03: what goes with the taxes of another place is proposed, and never changes unsaid."""
        position = self.env['account.fiscal.position'].create({
            'name': "Abroad", 'company_id': self.order.company_id.id})
        self.site.property_account_position_id = position
        agreed = self.order.fiscal_position_id
        request = self._request(self.order, partner_id=self.heir.id)
        self.assertEqual(request.fiscal_position_id, position)
        with Form(request) as form:
            form.partner_shipping_id = self.heir
            self.assertEqual(form.fiscal_position_id, agreed)
            form.partner_shipping_id = self.site
            self.assertEqual(form.fiscal_position_id, position)
            form.fiscal_position_id = agreed
        self._apply(request)
        self.assertEqual(self.order.partner_shipping_id, self.site)
        self.assertEqual(self.order.fiscal_position_id, agreed)

    def test_customer_with_history(self):
        """CHG-03: an order that was shipped or billed to one customer does not pass to another; all of it is named."""
        self.line.qty_delivered = 1
        invoice = self.order._create_invoices()
        invoice.action_post()
        request = self._request(self.order, partner_id=self.heir.id)
        request.action_submit()
        with self.assertRaises(UserError) as refused:
            request.with_user(self.clerk).action_feasible()
        self.assertIn(f"{invoice.display_name} is made out to", str(refused.exception))
        self.assertIn("Goods have been shipped to", str(refused.exception))
        request.action_withdraw()
        # Another department of the same customer is no other customer.
        person = self.env['res.partner'].create({'name': "Purchasing", 'parent_id': self.partner.id})
        request = self._request(self.order, partner_id=person.id, payment_term_id=self.term.id)
        self._apply(request)
        self.assertEqual((self.order.partner_id, self.order.payment_term_id), (person, self.term))
        told = " ".join(request.impact_ids.mapped('message'))
        self.assertIn("Payment terms become 30 Days", told)
        self.assertIn(f"{invoice.name} keeps its address", told)

    def test_other_contract(self):
        """CHG-03: another price list or currency is another contract, and the refusal says what to do instead."""
        pricelist = self.env['product.pricelist'].create({'name': "Other"})
        with self.assertRaisesRegex(UserError, "withdraw the order and enter a new one"):
            self.order.with_user(self.clerk).write({'pricelist_id': pricelist.id})

    def test_first_version(self):
        """CHG-03: version 1 is the order as it was confirmed, kept with the first change of it."""
        self.assertFalse(self.order.desk_version_ids, "nothing has changed yet")
        request = self._request(self.order, {self.line: {'product_uom_qty': 3}})
        self._apply(request)
        versions = self.order.desk_version_ids.with_user(self.seller)
        self.assertEqual(versions.mapped('source'), [request.name, "As confirmed"])
        version = versions[-1]
        self.assertEqual((version.number, version.valid_from), (1, self.order.date_order))
        self.assertEqual(version.facts['Lines'][str(self.line.id)]['Quantity'], 2)

    def test_form(self):
        """CHG-03: on a confirmed order the form offers what nobody has agreed, and the rest as read-only."""
        arch = etree.fromstring(self.env['sale.order'].with_user(self.clerk).get_view(view_type='form')['arch'])
        fields = {node.get('name'): node.get('readonly') or '' for node in arch.iterfind('.//field')
                  if not list(node.iterancestors('field'))}
        for name in ('payment_term_id', 'commitment_date', 'incoterm', 'desk_special_requirements'):
            self.assertTrue(fields[name].endswith('desk_sealed'), (name, fields[name]))
        for name in ('client_order_ref', 'user_id', 'tag_ids'):
            self.assertNotIn('desk_sealed', fields[name])
        cells = {node.get('name'): node.get('readonly') or ''
                 for node in arch.iterfind(".//field[@name='order_line']/list/field")}
        for name in ('product_uom_qty', 'price_unit', 'name', 'tax_ids', 'product_template_id'):
            self.assertTrue(cells[name].endswith('desk_sealed'), (name, cells[name]))
        self.assertNotIn('desk_sealed', cells['qty_delivered'] + cells['customer_lead'])
        with Form(self.order.with_user(self.clerk)) as form:
            form.client_order_ref = "Their number"
            with self.assertRaisesRegex(AssertionError, "readonly"):
                form.payment_term_id = self.term
            with self.assertRaisesRegex(AssertionError, "readonly"), form.order_line.edit(0) as line:
                line.price_unit = 1.0
        self.assertEqual((self.order.client_order_ref, self.line.price_unit), ("Their number", 100.0))

    def test_form_without_the_desk(self):
        """CHG-03: quotations, freight, and orders of a company without the desk are entered as ever."""
        freight = self.env['product.product'].create({'name': "Freight", 'type': 'service'})
        carrier = self.env['delivery.carrier'].create({'name': "Lorry", 'product_id': freight.id, 'fixed_price': 7})
        self.order.set_delivery_line(carrier, 7.0)
        self.assertEqual(self.order.order_line.mapped('desk_sealed'), [True, True, False])
        with Form(self._order().with_user(self.clerk)) as form:
            form.payment_term_id = self.term
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 7
        self.company.desk_enabled = False
        self.env.invalidate_all()
        self.assertFalse(self.order.desk_sealed or any(self.order.order_line.mapped('desk_sealed')))
        with Form(self.order) as form, form.order_line.edit(0) as line:
            line.price_unit = 90.0
        self.assertEqual(self.line.price_unit, 90.0)

    def test_without_gates(self):
        """CHG-03, CHG-06: where no gate is active nothing was decided: changed, cancelled and shown as ever."""
        another = self._confirmed()
        self.env['order.desk.gate'].search([]).active = False
        self.env.invalidate_all()
        self.assertFalse(self.order.desk_sealed or self.line.desk_sealed)
        with Form(self.order) as form, form.order_line.edit(0) as line:
            line.price_unit = 90.0
        self.order.with_user(self.clerk).write({'payment_term_id': self.term.id})
        self.assertEqual((self.line.price_unit, self.order.payment_term_id), (90.0, self.term))
        another.action_cancel()
        self.assertEqual(another.state, 'cancel')
        self._gate('again', stage='close')
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "by a change request only"):
            self.line.price_unit = 80.0

    def test_form_queries(self):
        """CHG-03: telling a form what is sealed costs as many statements for one line as for a hundred."""
        order = self._order([(self.product_a, number + 1, 10.0) for number in range(100)])
        order.action_confirm()
        counts = []
        ids = order.order_line.ids
        for some in (ids[:1], ids[:1], ids):  # the first one warms the caches
            self.env.invalidate_all()
            lines = order.order_line.browse(some)
            counts.append(self._count_queries(lambda lines=lines: lines.mapped('desk_sealed')))
        self.assertEqual(counts[1], counts[2])
