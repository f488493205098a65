"""A company with every shipped gate on, and the acts that take an order through them, each by its own role."""
import base64

from odoo import Command, fields

from .common import OrderDeskCommon

SIGNATURES = (
    ('price', ('finance_clerk',)),
    ('technical', ('engineer',)),
    ('material', ('engineer', 'material_planner')),
    ('completion_date', ('production_manager',)),
    ('configuration', ('configuration_checker',)),
    ('countersign', ('general_manager', 'production_manager', 'material_planner', 'engineer')),
)
REVIEW = (
    'completeness', 'customer_archive', 'price', 'configuration', 'technical', 'drawing', 'material',
    'completion_date', 'countersign')


class WholeCommon(OrderDeskCommon):
    """Northern Pumps is a customer in order; pumps are made to order of a rotor and steel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref('base.cn')
        cls.users['second_clerk'] = cls._user('second_clerk', 'order_desk.group_order_clerk')
        cls.later = fields.Date.add(fields.Date.today(), days=30)
        cls._put_archive_in_order(cls.partner)
        cls.mto = cls.env.ref('stock.route_warehouse0_mto')
        cls.mto.active = True
        cls.make = cls.env.ref('mrp.route_warehouse0_manufacture')
        cls.steel = cls._goods("Steel", 'ST')
        cls.rotor = cls._made("Rotor", 'RO', [(cls.steel, 3)])
        cls.pump = cls._made("Pump to order", 'PO', [(cls.rotor, 1), (cls.steel, 2)])
        cls.shelf = cls._goods("Shelf pump", 'SP')
        warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)
        for product in (cls.steel, cls.shelf):
            cls.env['stock.quant']._update_available_quantity(product, warehouse.lot_stock_id, 1000)

    @classmethod
    def _put_archive_in_order(cls, partner):
        partner.write({
            'street': "Harbour 1", 'city': "Ningbo", 'phone': "+86 574 1", 'email': "buyer@northern.example",
            'country_id': cls.env.ref('base.cn').id, 'desk_class': 'a', 'desk_customer_code': "N1",
            'desk_order_taker_id': cls.users['order_clerk'].id})
        partner.with_user(cls.users['order_clerk']).action_desk_register()
        partner.with_user(cls.users['order_supervisor']).action_desk_review_credit('good', "Pays in time")
        for kind in cls.env['order.desk.customer.paper.kind'].search([('required', '=', True)]):
            cls.env['order.desk.customer.paper'].create({
                'partner_id': partner.id, 'kind_id': kind.id,
                'valid_from': '2020-01-01', 'valid_until': '2099-01-01'})

    @classmethod
    def _goods(cls, name, code, **vals):
        return cls.env['product.product'].create({
            'name': name, 'default_code': code, 'type': 'consu', 'is_storable': True, 'list_price': 100.0,
            'standard_price': 60.0, 'taxes_id': [Command.clear()], 'route_ids': [Command.clear()], **vals})

    @classmethod
    def _made(cls, name, code, parts):
        product = cls._goods(name, code, route_ids=[Command.set((cls.mto | cls.make).ids)])
        cls.env['mrp.bom'].create({
            'product_tmpl_id': product.product_tmpl_id.id,
            'bom_line_ids': [
                Command.create({'product_id': part.id, 'product_qty': quantity}) for part, quantity in parts]})
        return product

    # === VERBS === #

    def _as(self, role, record):
        return record.with_user(self.users[role])

    def _file(self, role='order_clerk', name="copy.png"):
        return self.env['ir.attachment'].with_user(self.users[role]).create({
            'name': name, 'datas': base64.b64encode(b'\x89PNG\r\n\x1a\n' + b'0' * 64)})

    def _entered(self, lines=None, **vals):
        """Return a quotation that the clerk has typed in from the customer's document."""
        return self.env['sale.order'].with_user(self.users['order_clerk']).create({
            'partner_id': self.partner.id,
            'desk_channel_id': self.env.ref('order_desk.channel_fax').id,
            'desk_received_at': fields.Datetime.now(),
            'desk_customer_document_ids': [Command.set(self._file().ids)],
            'commitment_date': fields.Datetime.add(fields.Datetime.now(), days=60),
            'payment_term_id': self.env.ref('account.account_payment_term_30days').id,
            'order_line': [
                Command.create({'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': price})
                for product, quantity, price in lines or [(self.shelf, 2, 100.0)]],
            **vals,
        }).with_env(self.env)

    def _complete_intake(self, order):
        clerk = self._as('order_clerk', order)
        clerk.action_desk_answer_all_yes()
        clerk.write({'desk_estimate_date': self.later, 'desk_estimate_contact': "Li"})
        clerk.action_desk_tell_estimate()
        self._as('second_clerk', order).action_desk_check_entry()
        clerk.action_desk_check_archive()

    def _state_material(self, order):
        if not order._desk_needs_statement():
            return
        statement = self.env['order.desk.material.statement'].with_user(self.users['material_planner']).create(
            {'order_id': order.id, 'date_booked': self.later})
        statement.action_fill()
        statement.action_complete()

    def _name_date(self, order):
        self._as('production_manager', order).desk_completion_date = self.later

    def _sign_review(self, order):
        waiting = set(order.desk_check_ids.filtered(lambda check: check.state == 'open').mapped('gate_id.code'))
        for code, roles in SIGNATURES:
            for role in roles if code in waiting else ():
                self._decide(order, role, code)

    def _reviewed(self, lines=None, **vals):
        """Return a quotation with nothing of the review open."""
        order = self._entered(lines, **vals)
        self._complete_intake(order)
        self._state_material(order)
        self._name_date(order)
        self._sign_review(order)
        self.assertEqual(order.desk_dry_run('review'), [])
        return order

    def _send(self, order):
        clerk = self._as('order_clerk', order)
        clerk.action_desk_check_confirmation_print()
        clerk.action_desk_send_confirmation()
        clerk.action_desk_confirm_receipt("Li")

    def _take_back(self, order):
        self._as('order_clerk', order).action_desk_register_return(self._file().id, 'clean', '')

    def _accepted(self, lines=None, **vals):
        """Return a quotation with nothing open before its confirmation."""
        order = self._reviewed(lines, **vals)
        self._send(order)
        self._take_back(order)
        self.assertEqual(order.desk_dry_run('confirm'), [])
        return order

    def _pay_deposit(self, order, amount, currency=None):
        """Post a payment that finance assigns to the order."""
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': order.partner_id.id,
            'journal_id': self.env['account.journal'].search(
                [('type', '=', 'bank'), ('company_id', '=', order.company_id.id)], limit=1).id,
            'amount': amount, 'currency_id': (currency or order.currency_id).id, 'desk_order_id': order.id})
        payment.action_post()
        return payment

    def _instruct(self, order):
        """Write the production instruction and have both sides sign it."""
        self._as('order_clerk', order).action_desk_create_instruction()
        paper = order.desk_instruction_ids
        self._as('order_clerk', paper).action_sign()
        self._as('production_manager', paper).action_check_all()
        self._as('production_manager', paper).action_sign()
        return paper

    def _clear_shipping(self, order):
        """Have the goods of a released order inspected, paid for by its terms, and applied for; each by its role."""
        for picking in order.picking_ids.filtered(lambda picking: picking.state not in ('done', 'cancel')):
            if 'quality' in self._open_codes(picking):
                self._inspect(picking)
        if 'payment' in self._open_codes(order):
            self._decide(order, 'order_clerk', 'payment')
        for picking in order.picking_ids:
            if 'shipping_application' in self._open_codes(picking):
                self._as('order_clerk', picking).action_desk_apply_shipping()
                paper = self._as('second_clerk', picking.desk_application_id)
                paper.action_check_all()
                paper.action_review()
        self.assertEqual([row for row in order.desk_dry_run('ship') if row['blocking']], [])

    def _inspect(self, document):
        """Have order desk and quality pass the goods of a transfer or manufacturing order; returns the inspection."""
        called = self._as('order_clerk', document).action_desk_call_quality()
        inspection = self.env['order.desk.inspection'].browse(called['res_id'])
        self._as('order_clerk', inspection).action_clerk_all_ok()
        self._as('quality_inspector', inspection).action_quality_all_ok()
        self._as('order_clerk', inspection).action_clerk_sign()
        self._as('quality_inspector', inspection).action_pass()
        return inspection

    # === WHAT IS THERE === #

    def _open_codes(self, order):
        return {check.gate_id.code for check in order.desk_check_ids if check.state in ('open', 'rejected')}

    def _productions(self, order):
        return self.env['mrp.production'].search([
            '|', ('reference_ids.sale_ids', 'in', order.ids), ('sale_line_id.order_id', 'in', order.ids)])

    def assertNothingStarted(self, orders):
        """No transfer, manufacturing or purchase order serves these orders."""
        self.assertFalse(orders.filtered('desk_released'))
        self.assertFalse(orders.picking_ids | orders.order_line.move_ids.picking_id)
        self.assertFalse(orders.order_line.move_ids)
        self.assertFalse(self._productions(orders))
        self.assertFalse(self.env['purchase.order.line'].search([('sale_order_id', 'in', orders.ids)]))
