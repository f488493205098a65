"""Verbs of money before goods: orders of storable goods that stand finished on the shelf."""
from odoo.fields import Command
from odoo.tests import tagged

from .deposit_common import DepositCommon


@tagged('post_install', '-at_install')
class PaymentCommon(DepositCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gates = cls.env['order.desk.gate'].with_context(active_test=False).search(
            [('code', 'in', ('payment', 'suspension', 'final_payment'))])
        gates.active = True
        cls.gates = {gate.code: gate for gate in gates}
        cls.gates['final_payment'].active = False
        cls.partner.write({'desk_deposit_percent': 0.0, 'desk_class': 'b', 'email': "buyer@northern.example"})
        cls.warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)
        cls.pump = cls.env['product.product'].create({
            'name': "Pump", 'type': 'consu', 'is_storable': True, 'list_price': 10.0, 'taxes_id': [Command.clear()],
            'invoice_policy': 'delivery'})
        cls.freight = cls.env['product.product'].create({
            'name': "Freight", 'type': 'service', 'list_price': 50.0, 'taxes_id': [Command.clear()]})
        cls.immediate = cls.env.ref('account.account_payment_term_immediate')
        cls.credit = cls.env.ref('account.account_payment_term_30days')

    @classmethod
    def _stock(cls, quantity, product=None):
        if not quantity:
            return
        cls.env['stock.quant']._update_available_quantity(product or cls.pump, cls.warehouse.lot_stock_id, quantity)

    @classmethod
    def _pump_order(cls, quantity=100, stock=None, confirm=True, **vals):
        """Confirm an order of pumps at 10 each, of which ``stock`` stand on the shelf, reserved."""
        if confirm:
            cls._stock(quantity if stock is None else stock)
        order = cls._order([(cls.pump, quantity, 10.0)], **{'user_id': cls.users['salesperson'].id, **vals})
        if confirm:
            order.action_confirm()
            if order.picking_ids:
                order.picking_ids.action_assign()
                order._desk_refresh()
        return order

    def _clear(self, order):
        return self._decide(order, 'finance_clerk', 'payment')

    def _notice(self, order):
        """Have the clerk issue the balance notice."""
        action = order.with_user(self.users['order_clerk']).action_desk_issue_balance_notice()
        return self.env['order.desk.balance.notice'].browse(action['res_id']).with_user(self.users['order_clerk'])
