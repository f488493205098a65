"""Orders that have passed every gate of review and confirmation, by the product's own actions."""
import base64

from odoo import Command, fields

ROLES = (
    'order_clerk', 'order_supervisor', 'configuration_checker', 'engineer', 'material_planner',
    'production_manager', 'finance_clerk', 'general_manager', 'quality_inspector', 'shipping_clerk',
)
SIGNATURES = (
    ('price', ('finance_clerk',)),
    ('technical', ('engineer',)),
    ('material', ('engineer', 'material_planner')),
    ('completion_date', ('production_manager',)),
    ('configuration', ('configuration_checker',)),
    ('countersign', ('general_manager', 'production_manager', 'material_planner', 'engineer')),
)


class Office:
    """A company with one person per role, a known customer and five products, on the shelf where they are storable."""

    def __init__(self, env, storable=False):
        self.env = env
        self.users = {role: self._make_user(role, role) for role in ROLES}
        self.users['second_clerk'] = self._make_user('second_clerk', 'order_clerk')
        env.company.write({'country_id': env.ref('base.cn').id})
        self.partner = self._make_partner()
        self.products = env['product.product'].create([
            {
                'name': f"Bench {n}", 'default_code': f"B{n}", 'type': 'consu', 'is_storable': storable,
                'list_price': 100.0 + n, 'standard_price': 60.0, 'taxes_id': False,
            }
            for n in range(5)])
        if storable:
            shelf = env['stock.warehouse'].search([('company_id', '=', env.company.id)], limit=1).lot_stock_id
            for product in self.products:
                env['stock.quant']._update_available_quantity(product, shelf, 100000)

    def _make_user(self, login, role):
        return self.env['res.users'].with_context(no_reset_password=True).create({
            'name': login, 'login': f'bench_{login}', 'email': f'{login}@bench.example',
            'group_ids': [Command.link(self.env.ref(f'order_desk.group_{role}').id)]})

    def _make_partner(self):
        partner = self.env['res.partner'].create({
            'name': "Bench", 'is_company': True, 'street': "Harbour 1", 'city': "Ningbo", 'phone': "+86 574 1",
            'email': "buyer@bench.example", 'country_id': self.env.ref('base.cn').id,
            'desk_order_taker_id': self.users['order_clerk'].id, 'desk_class': 'a', 'desk_customer_code': "B1"})
        partner.with_user(self.users['order_clerk']).action_desk_register()
        partner.with_user(self.users['order_supervisor']).action_desk_review_credit('good', "Bench")
        for kind in self.env['order.desk.customer.paper.kind'].search([('required', '=', True)]):
            self.env['order.desk.customer.paper'].create({
                'partner_id': partner.id, 'kind_id': kind.id, 'valid_from': '2020-01-01', 'valid_until': '2099-01-01'})
        return partner

    def file(self, role):
        return self.env['ir.attachment'].with_user(self.users[role]).create({
            'name': "copy.png", 'datas': base64.b64encode(b'\x89PNG\r\n\x1a\n' + b'0' * 64)})

    def quotations(self, number):
        """Return ``number`` quotations of five lines, as the switch stands."""
        clerk = self.users['order_clerk']
        return self.env['sale.order'].with_user(clerk).create([{
            'partner_id': self.partner.id,
            'desk_channel_id': self.env.ref('order_desk.channel_fax').id,
            'desk_received_at': fields.Datetime.now(),
            'desk_customer_document_ids': [Command.set(self.file('order_clerk').ids)],
            'commitment_date': fields.Datetime.add(fields.Datetime.now(), days=60),
            'payment_term_id': self.env.ref('account.account_payment_term_30days').id,
            'order_line': [
                Command.create({'product_id': product.id, 'product_uom_qty': 2, 'price_unit': product.list_price})
                for product in self.products],
        } for _n in range(number)]).with_env(self.env)

    def passed(self, number):
        """Return ``number`` quotations with nothing open before their confirmation."""
        orders = self.quotations(number)
        later = fields.Date.add(fields.Date.today(), days=30)
        for order in orders:
            clerk = order.with_user(self.users['order_clerk'])
            clerk.action_desk_answer_all_yes()
            clerk.write({'desk_estimate_date': later, 'desk_estimate_contact': "Li"})
            clerk.action_desk_tell_estimate()
            order.with_user(self.users['second_clerk']).action_desk_check_entry()
            clerk.action_desk_check_archive()
            self._state_material(order, later)
            order.with_user(self.users['production_manager']).desk_completion_date = later
            self._sign(order)
            clerk.action_desk_check_confirmation_print()
            clerk.action_desk_send_confirmation()
            clerk.action_desk_confirm_receipt("Li")
            clerk.action_desk_register_return(self.file('order_clerk').id, 'clean', '')
        left = [row for order in orders for row in order.desk_dry_run('confirm')]
        if left:
            raise RuntimeError(f"the orders of the measurement are not through: {left[:3]}")
        return orders

    def _state_material(self, order, later):
        planner = self.users['material_planner']
        if not order._desk_needs_statement():
            return
        statement = self.env['order.desk.material.statement'].with_user(planner).create(
            {'order_id': order.id, 'date_booked': later})
        statement.action_fill()
        statement.action_complete()

    def _sign(self, order):
        concerned = set(order.desk_check_ids.filtered(lambda check: check.state == 'open').mapped('gate_id.code'))
        for code, roles in SIGNATURES:
            for role in roles if code in concerned else ():
                order.with_user(self.users[role]).desk_decide(code, 'approve', "Bench")

    def shippable(self, number):
        """Return ``number`` confirmed and released orders whose transfers have passed every gate up to shipping."""
        orders = self.passed(number)
        orders.action_confirm()
        if not all(orders.mapped('desk_released')):
            orders.with_user(self.users['production_manager']).action_desk_release()
        for order in orders:
            self._inspect(order.picking_ids)
            self._clear_money(order)
            self._apply(order.picking_ids)
        orders.picking_ids.move_ids.picked = True
        left = [row for row in orders.desk_dry_run('ship') if row['blocking']]
        if left:
            raise RuntimeError(f"the transfers of the measurement are not through: {left[:3]}")
        return orders

    def _stands(self, document, code):
        return code in document.desk_check_ids.filtered(
            lambda check: check.state == 'open').mapped('gate_id.code')

    def _inspect(self, picking):
        if not self._stands(picking, 'quality'):
            return
        called = picking.with_user(self.users['order_clerk']).action_desk_call_quality()
        inspection = self.env['order.desk.inspection'].browse(called['res_id'])
        quality, clerk = (inspection.with_user(self.users[role]) for role in ('quality_inspector', 'order_clerk'))
        clerk.action_clerk_all_ok()
        quality.action_quality_all_ok()
        clerk.action_clerk_sign()
        quality.action_pass()

    def _clear_money(self, order):
        if self._stands(order, 'payment'):  # of class A: the contract is reviewed, money is not looked at
            order.with_user(self.users['order_clerk']).desk_decide('payment', 'approve', "Bench")

    def _apply(self, picking):
        if not self._stands(picking, 'shipping_application'):
            return
        picking.with_user(self.users['order_clerk']).action_desk_apply_shipping()
        paper = picking.desk_application_id.with_user(self.users['second_clerk'])
        paper.action_check_all()
        paper.action_review()
