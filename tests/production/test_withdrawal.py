from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestWithdrawal(ReleaseCommon):
    """A confirmed order ends by a withdrawal: asked for, examined, decided, and nothing of it runs on by accident."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({
            'desk_withdrawal_method': 'percent', 'desk_withdrawal_percent_confirmed': 5.0,
            'desk_withdrawal_percent_released': 10.0, 'desk_withdrawal_percent_running': 30.0,
            'desk_withdrawal_percent_made': 60.0})
        cls.steel.standard_price = 7.0

    def _released(self, quantity=2, lines=None, paid=None):
        order = self._order(lines or [(self.pump, quantity, 100.0), (self.motor, 1, 100.0)])
        order.action_confirm()
        self._payment(order, paid or order.desk_deposit_required)
        order.action_desk_release()
        return order

    def _request(self, order, role='order_clerk', reason='need'):
        return order.with_user(self.users[role]).action_desk_request_withdrawal(reason, "Told by telephone")

    def _examined(self, order, act='stop'):
        withdrawal = self._request(order)
        withdrawal.action_feasible()
        withdrawal.line_ids.filtered(lambda line: not line.act).act = act
        return withdrawal

    def _alive(self, order):
        return self._productions(order).filtered(lambda production: production.state != 'cancel')

    def _line(self, withdrawal, document):
        return withdrawal.line_ids.filtered(lambda line: document in (line.production_id, line.purchase_line_id))

    def _make(self, production):
        production.qty_producing = production.product_qty
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.with_context(skip_consumption=True, skip_backorder=True).button_mark_done()

    # === THE HOST'S WAYS === #

    def test_every_way_of_the_host_is_refused(self):
        """CHG-06: cancel, mass cancel and a status written are refused on a confirmed order, with the remedy."""
        order = self._released()
        locked = self._released()
        locked.action_lock()
        remedy = "is ended by a withdrawal only"
        for document in (order, locked):
            for user in (self.env.user, *(self.users[role] for role in ('order_supervisor', 'administrator'))):
                own = document.with_user(user)
                wizard = self.env['sale.mass.cancel.orders'].with_user(user).create({
                    'sale_order_ids': [Command.set(document.ids)]})
                acts = [own.action_cancel, own._action_cancel, wizard.action_mass_cancel,
                        lambda own=own: own.write({'state': 'cancel'}),
                        lambda own=own: own.with_context(desk_clearance='withdraw').write({'state': 'cancel'})]
                for act in acts:
                    with self.assertRaisesRegex(UserError, remedy), self.cr.savepoint():
                        act()
        self.assertEqual(order.state, 'sale')
        self.assertEqual(set(self._alive(order).mapped('state')), {'confirmed'})

    def test_quotations_are_cancelled_as_ever(self):
        """CHG-06: a quotation, an order outside the desk and a company without it cancel as in the host."""
        quotation = self._order()
        quotation.action_cancel()
        self.assertEqual(quotation.state, 'cancel')
        with self.assertRaisesRegex(UserError, "a quotation is simply cancelled"):
            self._request(self._order())
        outside = self._released()
        outside.desk_enrolled = False
        outside._action_cancel()
        self.assertEqual(outside.state, 'cancel')
        other = self._released()
        self.company.desk_enabled = False
        other.action_cancel()
        self.assertEqual(other.state, 'cancel')

    # === THE WAY OF A REQUEST === #

    def test_roles(self):
        """CHG-06: sales asks, the desk examines, supervisor or general manager decides, and not on his own request."""
        order = self._released()
        for role in ('engineer', 'shipping_clerk', 'finance_clerk', 'production_manager'):
            with self.assertRaises(AccessError):
                self._request(order, role)
            with self.assertRaises(AccessError):
                order.with_user(self.users[role]).action_desk_withdraw()
        order.user_id = self.users['salesperson']
        withdrawal = self._request(order, 'salesperson')
        self.assertEqual(withdrawal.state, 'requested')
        self.assertIn(self.users['order_clerk'], self.env['mail.activity'].search([
            ('res_model', '=', withdrawal._name), ('res_id', '=', withdrawal.id)]).user_id)
        for role in ('salesperson', 'engineer', 'finance_clerk'):
            for act in ('action_feasible', 'action_refuse'):
                with self.assertRaises(AccessError):
                    getattr(withdrawal.with_user(self.users[role]), act)()
        for role in ('engineer', 'finance_clerk'):
            with self.assertRaises(AccessError):
                withdrawal.with_user(self.users[role]).action_drop()
        visitor = new_test_user(self.env, login='desk_test_visitor', groups='base.group_portal')
        for act in ('action_request', 'action_assess', 'action_feasible', 'action_drop', 'action_open_documents'):
            with self.assertRaises(AccessError):
                getattr(withdrawal.with_user(visitor), act)()
        withdrawal.with_user(self.users['order_supervisor']).action_feasible()
        for role in ('salesperson', 'order_clerk', 'engineer', 'finance_clerk', 'administrator'):
            with self.assertRaises(AccessError):
                withdrawal.with_user(self.users[role]).action_decide()
        withdrawal.line_ids.filtered(lambda line: not line.act).with_user(self.users['order_clerk']).act = 'stop'
        withdrawal.with_user(self.users['order_supervisor']).action_decide()
        self.assertEqual((withdrawal.state, order.state), ('done', 'cancel'))
        self.assertEqual(withdrawal.decided_as_id, self.env.ref('order_desk.group_order_supervisor'))

    def test_own_request_and_configured_roles(self):
        """CHG-06: nobody decides on his own request; the company names who decides."""
        withdrawal = self._request(self._released(), 'order_supervisor')
        withdrawal.with_user(self.users['order_clerk']).action_feasible()
        with self.assertRaisesRegex(AccessError, "somebody else decides"):
            withdrawal.with_user(self.users['order_supervisor']).action_decide()
        self.company.desk_withdrawal_group_ids = self.env.ref('order_desk.group_service_supervisor')
        with self.assertRaisesRegex(AccessError, "Service Supervisor"):
            withdrawal.with_user(self.users['general_manager']).action_decide()
        withdrawal.line_ids.filtered(lambda line: not line.act).act = 'stop'
        withdrawal.with_user(self.users['service_supervisor']).action_decide()
        self.assertEqual(withdrawal.state, 'done')

    def test_nothing_is_written_by_hand(self):
        """CHG-06: status, signers, impact and fee of the rule are the product's, whoever writes and however."""
        order = self._released()
        Withdrawal = self.env['order.desk.withdrawal'].with_user(self.users['order_clerk'])
        reason = self.env.ref('order_desk.withdrawal_reason_need')
        born = Withdrawal.with_context(default_state='feasible', default_fee_computed=1.0).create(
            {'order_id': order.id, 'reason_id': reason.id, 'note': "No need"})
        self.assertEqual((born.state, born.fee_computed), ('draft', 30.0))
        for vals in ({'state': 'done'}, {'decided_by_id': self.users['general_manager'].id}, {'fee_computed': 0.0},
                     {'received': 5.0}, {'move_ids': [Command.clear()]}, {'decision_note': "Agreed"}):
            with self.assertRaises(AccessError):
                born.write(vals)
        with self.assertRaises(AccessError):
            born.with_user(self.users['engineer']).write({'fee_agreed': 1.0})
        with self.assertRaises(AccessError):
            born.line_ids[0].with_user(self.users['finance_clerk']).write({'act': 'keep'})
        with self.assertRaises(AccessError):
            born.line_ids[0].write({'production_id': False})
        with self.assertRaisesRegex(UserError, born.name):
            self._request(order)
        born.action_drop()
        with self.assertRaisesRegex(UserError, "closed"):
            born.write({'note': "After all"})
        with self.assertRaisesRegex(UserError, "kept"):
            born.unlink()

    def test_refused_and_twice(self):
        """CHG-06: refused with words, the order goes on; a second signer finds it decided."""
        order = self._released()
        withdrawal = self._request(order)
        manager = withdrawal.with_user(self.users['general_manager'])
        with self.assertRaisesRegex(UserError, "why it is refused"):
            manager.action_refuse()
        manager.decision_note = "Half of it is made"
        manager.action_refuse()
        self.assertEqual((withdrawal.state, order.state), ('refused', 'sale'))
        second = self._examined(order)
        second.with_user(self.users['general_manager']).action_decide()
        with self.assertRaisesRegex(UserError, "behind it or not yet its turn"):
            second.with_user(self.users['order_supervisor']).action_decide()
        with self.assertRaisesRegex(UserError, "behind it or not yet its turn"):
            second.action_drop()

    # === GOODS === #

    def test_stopped(self):
        """CHG-06: nothing runs on; confirmed again, nothing is made, bought or delivered twice."""
        order = self._released()
        change = self.env['order.desk.change.request'].create({
            'order_id': order.id, 'reason_id': self.env['order.desk.change.reason'].search([], limit=1).id})
        withdrawal = self._withdraw(order)
        self.assertEqual((order.state, change.state), ('cancel', 'withdrawn'))
        self.assertFalse(order.desk_check_ids.filtered(lambda check: check.state in ('open', 'rejected')))
        self.assertFalse(order.desk_waiting_for)
        self.assertFalse(order.desk_released)
        self.assertFalse(self._alive(order))
        self.assertFalse(self._purchases())
        self.assertEqual(set(order.picking_ids.mapped('state')), {'cancel'})
        self.assertEqual(set(withdrawal.line_ids.mapped('act')), {'stop'})
        self.assertTrue(withdrawal.impact_ids)
        order.action_draft()
        order.action_confirm()
        order.action_desk_release()
        self.assertEqual(self._demand(order), {'Pump to order': 2.0, 'Rotor': 2.0, 'delivered': 2.0, 'bought': 1.0})

    def _demand(self, order):
        alive = self._alive(order)
        moves = order.picking_ids.move_ids.filtered(
            lambda move: move.product_id == self.pump and move.state != 'cancel')
        return {
            'Pump to order': sum(alive.filtered(lambda mo: mo.product_id == self.pump).mapped('product_qty')),
            'Rotor': sum(alive.filtered(lambda mo: mo.product_id == self.rotor).mapped('product_qty')),
            'delivered': sum(moves.mapped('product_uom_qty')),
            'bought': sum(self._purchases().filtered(
                lambda line: line.move_dest_ids.sale_line_id.order_id == order).mapped('product_qty'))}

    def test_kept_for_stock(self):
        """CHG-06: what is kept goes on for stock, cut off the order, and is not counted when it is confirmed again."""
        order = self._released()
        pump = self._alive(order).filtered(lambda mo: mo.product_id == self.pump)
        rotor = self._alive(order) - pump
        bought = self._purchases()
        withdrawal = self._examined(order)
        for document in (pump, rotor, bought):
            self._line(withdrawal, document).act = 'keep'
        self.assertEqual(self._line(withdrawal, pump).chosen_by_id, self.users['order_clerk'])
        withdrawal.with_user(self.users['general_manager']).action_decide()
        self.assertEqual((pump.state, rotor.state), ('confirmed', 'confirmed'))
        self.assertFalse(self._alive(order))
        self.assertEqual(bought.product_qty, 1.0)
        self.assertNotEqual(bought.state, 'cancel')
        self.assertFalse(pump._desk_get_sale_orders()[pump])
        # production can go on although the order it was for is gone
        for production in (rotor, pump):
            self._make(production)
        self.assertEqual((rotor.state, pump.state), ('done', 'done'))
        self.assertEqual(self.pump.qty_available, 2.0)
        order.action_draft()
        order.action_confirm()
        order.action_desk_release()
        # the request carries one motor for stock and one for the order
        self.assertEqual(self._demand(order), {'Pump to order': 2.0, 'Rotor': 2.0, 'delivered': 2.0, 'bought': 2.0})

    def test_made_and_received(self):
        """CHG-06: what is made or received cannot be stopped, is kept, and doubles nothing afterwards."""
        order = self._released()
        for production in self._alive(order).sorted('id', reverse=True):
            self._make(production)
        purchase = self._purchases().order_id
        purchase.button_confirm()
        purchase.picking_ids.move_ids.picked = True
        purchase.picking_ids.button_validate()
        withdrawal = self._examined(order)
        self.assertEqual(set(withdrawal.line_ids.mapped('act')), {'keep'})
        self.assertEqual((withdrawal.fee_stage, withdrawal.fee), ('made', 180.0))
        with self.assertRaisesRegex(UserError, "cannot be stopped any more"):
            withdrawal.line_ids[0].act = 'stop'
        withdrawal.with_user(self.users['general_manager']).action_decide()
        self.assertEqual(order.state, 'cancel')
        self.assertEqual(purchase.state, 'purchase')
        self.assertEqual((self.pump.qty_available, self.pump.free_qty), (2.0, 2.0))
        order.action_draft()
        order.action_confirm()
        order.action_desk_release()
        self.assertEqual(self._demand(order)['Pump to order'], 2.0)
        self.assertEqual(self._demand(order)['delivered'], 2.0)

    def test_running_and_firm_are_chosen(self):
        """CHG-06: what runs and what is firmly bought is chosen by a person; firm purchases are taken back."""
        order = self._released()
        pump = self._alive(order).filtered(lambda mo: mo.product_id == self.pump)
        pump.action_start()
        purchase = self._purchases().order_id
        purchase.button_confirm()
        withdrawal = self._request(order)
        withdrawal.action_feasible()
        self.assertFalse(self._line(withdrawal, pump).act)
        manager = withdrawal.with_user(self.users['general_manager'])
        with self.assertRaisesRegex(UserError, pump.name):
            manager.action_decide()
        self._line(withdrawal, pump).with_user(self.users['production_manager']).act = 'stop'
        self._line(withdrawal, purchase.order_line).with_user(self.users['material_planner']).act = 'stop'
        manager.action_decide()
        self.assertEqual(pump.state, 'cancel')
        self.assertEqual(purchase.state, 'cancel')
        self.assertEqual(self._line(withdrawal, pump).chosen_by_id, self.users['production_manager'])
        called = self.env['mail.activity'].search([
            ('res_model', '=', withdrawal._name), ('res_id', '=', withdrawal.id)]).user_id
        self.assertLessEqual(self.users['material_planner'] | self.users['production_manager'], called)

    def test_shared_purchase(self):
        """CHG-06: of a firm purchase for two orders only this order's demand is taken back."""
        order, other = self._released(), self._released()
        line, second = self._purchases()
        line.write({'product_qty': 2.0, 'move_dest_ids': [Command.link(move.id) for move in second.move_dest_ids]})
        second.unlink()
        line.order_id.button_confirm()
        self._withdraw(order)
        self.assertEqual((line.product_qty, line.order_id.state), (1.0, 'purchase'))
        receipt = line.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))
        self.assertEqual(sum(receipt.mapped('product_uom_qty')), 1.0)
        self.assertEqual(other.state, 'sale')

    def test_shipped_goods_forbid_it(self):
        """CHG-06: shipped goods forbid a withdrawal, naming the transfers; returned, they do no longer."""
        self._stock(self.shelf, 5)
        order = self._released(lines=[(self.shelf, 5, 100.0)])
        picking = order.picking_ids
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        self.env['stock.backorder.confirmation'].create({'pick_ids': [Command.link(picking.id)]}).with_context(
            button_validate_picking_ids=picking.ids).process()
        self.assertEqual(picking.state, 'done')
        withdrawal = self._request(order)
        with self.assertRaisesRegex(UserError, f"{picking.name} has shipped 2 "):
            withdrawal.action_feasible()
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model='stock.picking').create({})
        wizard.product_return_moves.quantity = 2
        back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        back.move_ids.picked = True
        back.button_validate()
        withdrawal.action_feasible()
        withdrawal.with_user(self.users['general_manager']).action_decide()
        self.assertEqual(order.state, 'cancel')

    def _stock(self, product, quantity):
        location = self.env['stock.warehouse'].search([('company_id', '=', self.company.id)], limit=1).lot_stock_id
        self.env['stock.quant']._update_available_quantity(product, location, quantity)

    # === MONEY === #

    def test_fee_by_progress(self):
        """CHG-06: the fee follows production, is nothing where we cause it, or is agreed with a reason."""
        self.partner.desk_deposit_percent = 30.0
        order = self._order([(self.pump, 3, 33.33)])
        order.action_confirm()
        withdrawal = self._request(order)
        self.assertEqual((withdrawal.fee_stage, withdrawal.fee), ('confirmed', 5.0))  # 4.9995 rounded
        self._payment(order, order.desk_deposit_required)
        order.action_desk_release()
        withdrawal.action_assess()
        self.assertEqual((withdrawal.fee_stage, withdrawal.fee), ('released', 10.0))
        pump = self._alive(order).filtered(lambda mo: mo.product_id == self.pump)
        pump.action_start()
        withdrawal.action_assess()
        self.assertEqual((withdrawal.fee_stage, withdrawal.fee), ('running', 30.0))
        self.company.desk_withdrawal_method = 'cost'
        raw = pump.move_raw_ids.filtered(lambda move: move.product_id == self.steel)
        raw.quantity = 6
        raw.picked = True
        withdrawal.action_assess()
        self.assertEqual((withdrawal.cost, withdrawal.fee), (42.0, 42.0))
        self._line(withdrawal, pump).act = 'keep'
        withdrawal.action_assess()
        self.assertEqual(withdrawal.fee, 0.0, "the goods are kept, and so is their value")
        self.company.desk_withdrawal_method = 'percent'
        withdrawal.reason_id = self.env.ref('order_desk.withdrawal_reason_late')
        withdrawal.action_assess()
        self.assertEqual(withdrawal.fee, 0.0)
        withdrawal.action_feasible()
        withdrawal.with_user(self.users['finance_clerk']).write({'is_fee_agreed': True, 'fee_agreed': 12.0})
        withdrawal.line_ids.filtered(lambda line: not line.act).act = 'stop'
        with self.assertRaisesRegex(UserError, "say why the fee"):
            withdrawal.with_user(self.users['general_manager']).action_decide()
        withdrawal.fee_note = "Agreed on the phone"
        withdrawal.with_user(self.users['general_manager']).action_decide()
        self.assertEqual(sum(withdrawal.sudo().move_ids.mapped('amount_total')), 12.0)

    def test_retained_and_refunded(self):
        """CHG-06: a paid down payment is credited, the fee billed, the rest refunded: drafts for finance."""
        order = self._order([(self.pump, 2, 500.0)])
        order.action_confirm()
        down = self._down_payment(order)
        self._pay(down)
        order.action_desk_release()
        draft = self._down_payment(order, 10.0, post=False)
        withdrawal = self._withdraw(order)
        self.assertEqual(draft.state, 'cancel')
        self.assertEqual((withdrawal.received, withdrawal.fee, withdrawal.refund), (300.0, 100.0, 200.0))
        note = withdrawal.move_ids.filtered(lambda move: move.move_type == 'out_refund')
        fee = withdrawal.move_ids - note
        self.assertEqual((note.reversed_entry_id, note.state, note.amount_total), (down, 'draft', 300.0))
        self.assertEqual((fee.state, fee.amount_total, fee.invoice_origin), ('draft', 100.0, order.name))
        payment = withdrawal.payment_id
        self.assertEqual((payment.state, payment.payment_type, payment.amount), ('draft', 'outbound', 200.0))
        self.assertEqual(payment.partner_id, self.partner)
        self.assertIn(self.users['finance_clerk'], self.env['mail.activity'].search([
            ('res_model', '=', withdrawal._name), ('res_id', '=', withdrawal.id)]).user_id)
        finance = self.users['finance_clerk']
        withdrawal.move_ids.with_user(finance).action_post()
        payment.with_user(finance).action_post()
        receivable = (withdrawal.move_ids | payment.move_id | down).line_ids.filtered(
            lambda line: line.account_id.account_type == 'asset_receivable')
        self.assertAlmostEqual(sum(receivable.mapped('amount_residual')), 0.0)

    def test_deposit_in_another_currency(self):
        """CHG-06: a deposit paid in euros is refunded by what the ledger made of it, less the fee."""
        order = self._released(paid=100.0)
        foreign = self._order([(self.pump, 2, 150.0)])
        foreign.action_confirm()
        self._payment(foreign, 75.0, currency=self.euro)
        foreign.action_desk_release()
        withdrawal = self._withdraw(foreign)
        self.assertEqual((withdrawal.received, withdrawal.fee, withdrawal.refund), (150.0, 30.0, 120.0))
        self.assertEqual(withdrawal.payment_id.currency_id, foreign.currency_id)
        self.assertEqual(order.state, 'sale')

    def test_fee_above_the_deposit(self):
        """CHG-06: a fee above what was paid is billed whole, and nothing is refunded."""
        self.company.desk_withdrawal_percent_released = 50.0
        withdrawal = self._withdraw(self._released())
        self.assertEqual((withdrawal.received, withdrawal.fee, withdrawal.refund), (90.0, 150.0, 0.0))
        self.assertFalse(withdrawal.payment_id)
        self.assertEqual(withdrawal.move_ids.amount_total, 150.0)

    def test_credited_in_part_is_left_to_finance(self):
        """CHG-06: an invoice that has a credit note already is named to finance instead of credited twice."""
        order = self._order([(self.pump, 2, 500.0)])
        order.action_confirm()
        down = self._down_payment(order)
        self._pay(down)
        note = self._credit(down, post=False)
        note.invoice_line_ids.filtered(lambda line: line.display_type == 'product').price_unit = 100.0
        note.action_post()
        withdrawal = self._withdraw(order)
        self.assertIn(down.name, withdrawal.money_note)
        self.assertFalse(withdrawal.move_ids.filtered(lambda move: move.move_type == 'out_refund'))

    # === PORTAL, PAPER === #

    def test_decline_is_heard(self):
        """CHG-06: a customer's wish to be released from a confirmed order reaches the desk, and changes nothing."""
        order = self._released()
        order.sudo()._desk_receive_decline("We go bankrupt")
        self.assertEqual(order.state, 'sale')
        call = order.activity_ids.filtered(lambda activity: "declines" in (activity.summary or ''))
        self.assertIn("We go bankrupt", call.note)

    @mute_logger('odoo.addons.base.models.ir_actions_report')
    def test_paper(self):
        """CHG-06: the paper prints reason, impact, goods, fee and signers."""
        withdrawal = self._withdraw(self._released())
        html = self.env['ir.actions.report'].with_user(self.users['order_clerk'])._render_qweb_html(
            'order_desk.action_report_withdrawal', withdrawal.ids)[0].decode()
        for text in (withdrawal.name, "The customer needs the goods no longer", "By telephone", "Stop",
                     self.users['general_manager'].name):
            self.assertIn(text, html)
