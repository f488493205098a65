"""Nothing starts before the release, whichever path confirmed the order."""
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestRelease(ReleaseCommon):

    def _made_order(self, quantity=2, product=None, **vals):
        order = self._order([(product or self.pump, quantity, 100.0), (self.motor, 1, 100.0)], **vals)
        order.action_confirm()
        return order

    def test_confirmed_with_deposit_open(self):
        """PRD-01, DEP-01: confirmed by click, RPC, mass action or portal without deposit: no transfer, MO, PO."""
        def portal(order):
            order._validate_order()

        def rpc(order):
            order.with_user(self.users['order_clerk']).write({'state': 'sale'})

        def mass(order):
            (order | self._order([(self.pump, 1, 1.0)])).action_confirm()

        for confirm in (lambda order: order.action_confirm(), portal, rpc, mass):
            order = self._order(
                [(self.pump, 2, 100.0), (self.motor, 1, 100.0), (self.set, 1, 10.0), (self.service, 1, 9.0)])
            confirm(order)
            self.assertNothingStarted(order)
            changing = self._agreed(order)
            changing.order_line[0].product_uom_qty = 5
            changing.order_line = [Command.create({'product_id': self.shelf.id, 'product_uom_qty': 1})]
            self.assertNothingStarted(order)
            order.with_context(
                skip_desk=True, desk_clearance=True, desk_product_write=True).order_line._action_launch_stock_rule()
            self.assertNothingStarted(order)
            with self.assertRaisesRegex(UserError, "Deposit"):
                order.with_user(self.users['order_clerk']).action_desk_release()
            self.assertNothingStarted(order)

    def test_release(self):
        """PRD-01, PRD-09: the release starts production and purchasing, once."""
        order = self._made_order()
        self._payment(order, order.desk_deposit_required)
        self.assertNothingStarted(order)
        for role in ('salesperson', 'finance_clerk', 'engineer', 'shipping_clerk'):
            order.user_id = self.users['salesperson']
            with self.assertRaises(AccessError):
                order.with_user(self.users[role]).action_desk_release()
        order.with_user(self.users['production_manager']).action_desk_release()
        self.assertTrue(order.desk_released)
        self.assertEqual(order.desk_released_by_id, self.users['production_manager'])
        productions = self._productions(order)
        self.assertEqual(
            {(mo.product_id, mo.product_qty, mo.state) for mo in productions},
            {(self.pump, 2.0, 'confirmed'), (self.rotor, 2.0, 'confirmed')})
        self.assertEqual(self._purchases().product_qty, 1.0)
        self.assertEqual(sum(order.picking_ids.move_ids.filtered(
            lambda move: move.product_id == self.pump).mapped('product_uom_qty')), 2.0)
        order.with_user(self.users['order_clerk']).action_desk_release()
        self.assertEqual(self._productions(order), productions)
        self._agreed(order).order_line[0].product_uom_qty = 3
        self.assertEqual(self._productions(order), productions)
        self.assertEqual(order.order_line[0].desk_held_qty, 1.0, "the deposit has grown with the order")
        self._payment(order, order.desk_deposit_missing)
        order.with_user(self.users['order_clerk']).action_desk_release()
        self.assertEqual(
            sum(self._productions(order).filtered(lambda mo: mo.product_id == self.pump).mapped('product_qty')), 3.0)

    def test_release_by_each_role(self):
        """PRD-01: clerk, supervisor, production, service supervisor and administrator may release."""
        for role in ('order_clerk', 'order_supervisor', 'production_manager', 'service_supervisor', 'administrator'):
            order = self._made_order()
            self._payment(order, order.desk_deposit_required)
            order.with_user(self.users[role]).action_desk_release()
            self.assertEqual(len(self._productions(order)), 2, role)

    def test_locked(self):
        """PRD-01: a locked order is released and stays locked."""
        order = self._made_order()
        order.action_lock()
        self._payment(order, order.desk_deposit_required)
        order.with_user(self.users['order_clerk']).action_desk_release()
        self.assertTrue(order.locked)
        self.assertEqual(len(self._productions(order)), 2)
        self.assertTrue(order.picking_ids)

    def test_quotation_and_cancelled(self):
        """PRD-01: only confirmed orders are released; each refusal names the order and the remedy."""
        self.partner.desk_deposit_percent = 0.0
        order = self._order([(self.pump, 1, 100.0)])
        with self.assertRaisesRegex(UserError, f"{order.name} is a quotation"):
            order.action_desk_release()
        order.action_cancel()
        with self.assertRaisesRegex(UserError, f"{order.name} is cancelled"):
            order.action_desk_release()

    def test_shelf_goods_go_at_once(self):
        """PRD-01: goods from the shelf without a deposit are released by their confirmation."""
        self.partner.desk_deposit_percent = 0.0
        order = self._order([(self.shelf, 2, 10.0), (self.service, 1, 10.0)])
        order.action_confirm()
        self.assertTrue(order.desk_released)
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 2.0)

    def test_kit(self):
        """PRD-09: a kit waits as a whole, then its parts are made and taken."""
        order = self._order([(self.set, 2, 100.0)])
        order.action_confirm()
        self.assertNothingStarted(order)
        self._payment(order, order.desk_deposit_required)
        order.action_desk_release()
        self.assertEqual({(m.product_id, m.product_uom_qty) for m in order.picking_ids.move_ids},
                         {(self.pump, 2.0), (self.steel, 2.0)})

    def test_cancel_and_confirm_again(self):
        """PRD-01: cancelled and confirmed again, nothing is made, bought or delivered twice."""
        order = self._made_order()
        self._payment(order, 400.0)
        order.action_desk_release()
        self._withdraw(order)
        self.assertFalse(order.desk_released)
        self.assertEqual(set(self._productions(order).mapped('state')), {'cancel'})
        order.action_draft()
        order.action_confirm()
        self.assertTrue(order.desk_released, "the deposit is still there")
        alive = self._productions(order).filtered(lambda mo: mo.state != 'cancel')
        self.assertEqual(sum(alive.filtered(lambda mo: mo.product_id == self.pump).mapped('product_qty')), 2.0)
        self.assertEqual(sum(alive.filtered(lambda mo: mo.product_id == self.rotor).mapped('product_qty')), 2.0)
        moves = order.picking_ids.move_ids.filtered(lambda m: m.product_id == self.pump and m.state != 'cancel')
        self.assertEqual(sum(moves.mapped('product_uom_qty')), 2.0)
        self.assertEqual(sum(self._purchases().mapped('product_qty')), 1.0)

    def test_manual_production(self):
        """PRD-01: a manufacturing order made by hand for an unreleased order cannot be confirmed."""
        order = self._made_order()
        links = {
            'line': {'sale_line_id': order.order_line[0].id},
            'source document': {'origin': order.name},
        }
        for word, vals in links.items():
            with self.subTest(word):
                production = self.env['mrp.production'].create({'product_id': self.pump.id, 'product_qty': 1, **vals})
                for act in ('action_confirm', 'button_plan', 'button_mark_done'):
                    with self.assertRaisesRegex(UserError, order.name):
                        getattr(production.with_user(self.users['production_manager']), act)()
                with self.assertRaisesRegex(UserError, order.name):
                    production.write({'state': 'confirmed'})
                self.assertEqual(production.state, 'draft')
                born = {
                    'product_id': self.pump.id, 'product_qty': 1, 'product_uom_id': self.pump.uom_id.id, **vals}
                for values, context in (({'state': 'confirmed'}, {}), ({}, {'default_state': 'progress'})):
                    with self.assertRaisesRegex(UserError, order.name), self.cr.savepoint():
                        production.with_context(**context).create({**born, **values})
        free = self.env['mrp.production'].create({'product_id': self.pump.id, 'product_qty': 1})
        free.with_user(self.users['production_manager']).action_confirm()
        self.assertEqual(free.state, 'confirmed')

    def test_copy_and_late_enrolment(self):
        """PRD-01: a copy starts unreleased; an order confirmed before the desk came is left as it is."""
        order = self._made_order()
        self._payment(order, order.desk_deposit_required)
        order.action_desk_release()
        self.assertFalse(order.copy().desk_released)
        self.company.desk_enabled = False
        old = self._made_order()
        self.assertEqual(len(self._productions(old)), 2)
        self.company.desk_enabled = True
        self.assertEqual(self._productions(old).mapped('state'), ['confirmed'] * 2)
        old.with_user(self.users['administrator']).action_desk_enroll()
        self.assertTrue(old.desk_released)
        self.assertFalse(old.desk_production_hold)

    def test_two_companies(self):
        """PRD-01: orders of a company with and of one without the desk confirm side by side."""
        other = self.env['res.company'].create({'name': "Other company"})
        user = self.env.user
        user.company_ids |= other
        env = self.env(context=dict(self.env.context, allowed_company_ids=[self.company.id, other.id]))
        theirs = env['sale.order'].with_company(other).create({
            'partner_id': self.partner.id,
            'order_line': [Command.create({'product_id': self.shelf.id, 'product_uom_qty': 1})]})
        ours = self._order([(self.shelf, 1, 100.0)])
        (ours.with_env(env) | theirs).action_confirm()
        self.assertEqual((theirs.state, theirs.desk_enrolled, len(theirs.picking_ids)), ('sale', False, 1))
        self.assertNothingStarted(ours)

    def test_set_based(self):
        """PRD-01: releasing orders asks as many questions of its own for twenty as for two."""
        def extra(count):
            orders = self.env['sale.order'].concat(*[
                self._order([(self.shelf, 1, 100.0)]) for _index in range(count)])
            orders.action_confirm()
            for order in orders:
                self._payment(order, 30.0)
            self.env.flush_all()
            self.env.invalidate_all()
            with self._patched_launch():
                return self._count_queries(orders.action_desk_release)
        extra(2)
        self.assertEqual(extra(2), extra(20))

    def _patched_launch(self):
        return patch.object(type(self.env['sale.order']), '_desk_launch', lambda orders: None)
