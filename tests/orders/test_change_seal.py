"""On a confirmed order nothing agreed is written directly, whoever writes, over whichever path."""
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .change_common import ChangeCommon


@tagged('post_install', '-at_install')
class TestChangeSeal(ChangeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirmed()
        cls.line = cls.order.order_line[0]
        cls.other = cls.env['res.partner'].create(
            {'name': "Elsewhere", 'parent_id': cls.partner.id, 'type': 'delivery'})

    def _assert_sealed(self, write):
        with self.assertRaisesRegex(UserError, "changed by a change request only"):
            write()

    def test_write(self):
        """CHG-03: clerk, manager, administrator, superuser: nobody writes what was agreed."""
        term = self.env.ref('account.account_payment_term_30days')
        for user in (self.seller, self.clerk, self.users['administrator'], self.env.ref('base.user_admin')):
            order = self.order.with_user(user)
            for vals in (
                    {'partner_shipping_id': self.other.id}, {'payment_term_id': term.id},
                    {'commitment_date': '2031-01-05'}, {'partner_id': self.other.id},
                    {'order_line': [Command.update(self.line.id, {'price_unit': 1.0})]},
                    {'order_line': [Command.delete(self.line.id)]},
                    {'order_line': [Command.create({'product_id': self.product_b.id})]},
                    {'desk_packing': "None"}):
                self._assert_sealed(lambda order=order, vals=vals: order.write(vals))
            for state in ('draft', 'sent'):  # where all of it could be written
                with self.assertRaisesRegex(UserError, "by a withdrawal only"):
                    order.write({'state': state})
            for vals in (
                    {'product_uom_qty': 9}, {'price_unit': 1.0}, {'discount': 50}, {'name': "Other"},
                    {'tax_ids': [Command.clear(), Command.create({'name': "T", 'amount': 3})]}, {'price_subtotal': 1.0},
                    {'desk_sales_configuration': "Red"}, {'desk_requested_date': '2031-01-05'},
                    {'product_id': self.product_b.id}):
                self._assert_sealed(lambda user=user, vals=vals: self.line.with_user(user).write(vals))

    def test_other_paths(self):
        """CHG-03: import, mass edit, code of the host with all rights and forged contexts stop as well."""
        orders = self.order | self._confirmed()
        self._assert_sealed(lambda: orders.order_line.sudo().write({'discount': 10}))
        self._assert_sealed(lambda: orders.write({'desk_packing': "Sacks"}))
        result = self.env['sale.order.line'].with_user(self.clerk).load(
            ['.id', 'product_uom_qty'], [[str(self.line.id), '7']])
        self.assertIn("changed by a change request only", result['messages'][0]['message'])
        self.product_a.list_price = 120.0
        self._assert_sealed(self.order.sudo().action_update_prices)
        for context in (
                {'desk_change': True}, {'desk_change': {'stage': 'change', 'order_ids': self.order.ids}},
                {'desk_product_write': True}, {'default_order_id': self.order.id}):
            self._assert_sealed(lambda context=context: self.line.with_user(self.clerk).with_context(
                **context).write({'price_unit': 1.0}))
            self._assert_sealed(lambda context=context: self.env['sale.order.line'].with_context(**context).create({
                'product_id': self.product_b.id, 'order_id': self.order.id}))
        self._assert_sealed(lambda: self.env['sale.order.line'].with_context(default_order_id=self.order.id).create({
            'product_id': self.product_b.id}))
        with self.assertRaises(AccessError):
            self.order.with_user(self.clerk).write({'desk_version': 9})
        self.assertEqual(self.line.product_uom_qty, 2)

    def test_disguised(self):
        """CHG-03: a line that calls itself freight or down payment, or moves over, joins no confirmed order."""
        for vals in ({'is_downpayment': True, 'product_uom_qty': 4}, {'is_delivery': True, 'product_uom_qty': 1}):
            self._assert_sealed(lambda vals=vals: self.env['sale.order.line'].with_user(self.clerk).create({
                'order_id': self.order.id, 'product_id': self.product_b.id, **vals}))
        for vals in ({'is_downpayment': True}, {'is_delivery': True}):
            self._assert_sealed(lambda vals=vals: self.line.with_user(self.clerk).write(vals))
        quotation = self._order()
        self._assert_sealed(lambda: quotation.order_line.write({'order_id': self.order.id}))
        self._assert_sealed(lambda: self.line.write({'order_id': quotation.id}))

    def test_nothing_new(self):
        """CHG-03: what writes back the same values, or what nobody agreed with the customer, goes on."""
        self.order.write({
            'partner_id': self.partner.id, 'desk_packing': False, 'client_order_ref': "Their number",
            'user_id': self.clerk.id,
            'order_line': [Command.update(self.line.id, {
                'price_unit': 100.0, 'product_uom_qty': 2.0000001, 'name': self.line.name, 'sequence': 3,
                'tax_ids': [Command.set(self.line.tax_ids.ids)]})]})
        self.order.action_lock()
        self.order.action_unlock()
        self.order.message_post(body="Chat")
        self.line.qty_delivered = 1
        self.assertEqual(self.order.client_order_ref, "Their number")

    def test_money_goes_on(self):
        """CHG-03: down payments, invoices and freight of a confirmed order are the host's as before."""
        advance = self.env['sale.advance.payment.inv'].with_context(active_ids=self.order.ids).create({
            'advance_payment_method': 'fixed', 'fixed_amount': 20})
        advance.create_invoices()
        paid = self.order.order_line.filtered('is_downpayment')
        self.assertEqual(len(paid), 2)
        paid.invoice_lines.move_id.action_post()
        freight = self.env['product.product'].create({'name': "Freight", 'type': 'service'})
        carrier = self.env['delivery.carrier'].create({'name': "Lorry", 'product_id': freight.id, 'fixed_price': 7})
        self.order.set_delivery_line(carrier, 7.0)
        line = self.order.order_line.filtered('is_delivery')
        line.price_unit = 9.0
        self.order.set_delivery_line(carrier, 8.0)
        self.assertEqual(self.order.order_line.filtered('is_delivery').price_unit, 8.0)
        self.line.qty_delivered = 2
        invoice = self.order._create_invoices(final=True)
        invoice.action_post()
        self.assertEqual(invoice.state, 'posted')

    def test_agreed_carrier(self):
        """CHG-03, CTR-15: freight joins where no carrier was agreed and is charged anew; an agreed carrier stays."""
        freight = self.env['product.product'].create({'name': "Freight", 'type': 'service'})
        lorry, train = self.env['delivery.carrier'].create([
            {'name': name, 'product_id': freight.id, 'fixed_price': 7} for name in ("Lorry", "Train")])
        order = self.order.with_user(self.clerk)
        self._assert_sealed(lambda: order.write({'picking_policy': 'one'}))
        order.set_delivery_line(lorry, 7.0)
        self.assertEqual((order.carrier_id, order.picking_ids.carrier_id), (lorry, lorry))
        order.set_delivery_line(lorry, 9.0)
        self.assertEqual(order.order_line.filtered('is_delivery').price_unit, 9.0)
        order.order_line.filtered('is_delivery').unlink()
        self.assertEqual(order.carrier_id, lorry, "the charge goes, the agreement stays")
        order.set_delivery_line(lorry, 8.0)
        with self.assertRaises(UserError) as refused:  # with a savepoint, unlike the others
            order.set_delivery_line(train, 7.0)
        self.assertIn("changed by a change request only", str(refused.exception))
        for change in (
                lambda: order.write({'carrier_id': train.id}),
                lambda: order.sudo().write({'carrier_id': False}),
                lambda: order.with_context(desk_kept_carrier=order.ids).write({'carrier_id': False})):
            self._assert_sealed(change)
        self.assertEqual((order.carrier_id, order.order_line.filtered('is_delivery').price_unit), (lorry, 8.0))
        quotation = self._order(carrier_id=lorry.id)
        quotation.set_delivery_line(train, 7.0)
        quotation.order_line.filtered('is_delivery').unlink()
        self.assertFalse(quotation.carrier_id)

    def test_translation(self):
        """CHG-03: another translation of what a confirmed order agreed is a change, whoever may translate."""
        order = self._order(user_id=self.seller.id)
        line = order.order_line[0]
        line.write({'desk_sales_configuration': "Red", 'desk_production_configuration': "RAL 3000"})
        order.action_confirm()
        line = line.with_user(self.clerk)
        self.assertTrue(line.action_desk_record_translation([["Red", "RAL 3000"]]))
        self._assert_sealed(lambda: line.action_desk_record_translation([["Red", "RAL 9005"]]))
        request = self._request(order, {line: {'desk_sales_configuration': "Black"}})
        self._apply(request)
        self.assertTrue(line.action_desk_record_translation([["Black", "RAL 9005"]]))
        self.assertEqual(line.desk_production_configuration, "RAL 9005")

    def test_more_on_the_transfer(self):
        """CHG-03: goods that the warehouse adds to a transfer join the order as the host has it."""
        picking = self.order.picking_ids
        extra = self.env['product.product'].create({'name': "Extra", 'type': 'consu'})
        self.env['stock.move'].create({
            'product_id': extra.id, 'product_uom_qty': 1, 'quantity': 1, 'picking_id': picking.id, 'picked': True,
            'location_id': picking.location_id.id, 'location_dest_id': picking.location_dest_id.id})
        picking.move_ids.picked = True
        picking.button_validate()
        added = self.order.order_line.filtered(lambda line: line.product_id == extra)
        self.assertEqual((added.product_uom_qty, added.qty_delivered), (0.0, 1.0))

    def test_not_on_the_desk(self):
        """CHG-03: quotations, orders confirmed before the desk, and companies without it are written as ever."""
        quotation = self._order()
        quotation.order_line[0].product_uom_qty = 5
        self.company.desk_enabled = False
        self.line.product_uom_qty = 6
        old = self._confirmed()
        self.company.desk_enabled = True
        old.order_line[0].price_unit = 3.0
        self.assertEqual(old.order_line[0].price_unit, 3.0)
        with self.assertRaisesRegex(UserError, "not on the order desk"):
            old.action_desk_request_change()
        with self.assertRaisesRegex(UserError, "not confirmed"):
            quotation.action_desk_request_change()

    def test_queries(self):
        """CHG-03: looking whether lines are sealed asks the database as often for one line as for a hundred."""
        many = self._confirmed([(self.product_a, number + 1, 10.0) for number in range(100)])
        lines = many.order_line
        counts = {}
        for number in (1, 100):
            some = lines[:number]
            some.fetch(['product_uom_qty', 'order_id'])

            def look(some=some):
                with self.assertRaises(UserError):
                    some.write({'product_uom_qty': 100.0 if len(some) > 1 else 7.0})
            counts[number] = self._count_queries(look)
        self.assertEqual(counts[1], counts[100])
