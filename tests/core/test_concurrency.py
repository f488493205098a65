import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged

from ..common import OrderDeskCommon

GATE = 'concurrency_probe'


@tagged('post_install', '-at_install')
class TestTwoSigners(BaseCase):
    """Real transactions on real connections; what they commit is removed afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.was_enabled = env.company.desk_enabled
            env.company.desk_enabled = True
            self.archived = env['order.desk.gate'].search([]).ids
            env['order.desk.gate'].browse(self.archived).active = False
            self.signers = [
                OrderDeskCommon._user.__func__(_Env(env), f'signer_{role}', f'order_desk.group_{role}').id
                for role in ('engineer', 'production_manager')]
            self.gate_id = env['order.desk.gate'].create({
                'name': "Probe", 'code': GATE, 'stage': 'review', 'approval_ids': [
                    (0, 0, {'sequence': 10, 'group_id': env.ref('order_desk.group_engineer').id}),
                    (0, 0, {'sequence': 10, 'group_id': env.ref('order_desk.group_production_manager').id})]}).id
            partner = env['res.partner'].create({'name': "Probe"})
            order = env['sale.order'].create({'partner_id': partner.id})
            self.order_id, self.partner_id = order.id, partner.id
        self.addCleanup(self._remove)

    def _remove(self):
        with self.registry.cursor() as cr:
            # Past the guards on purpose: a decision cannot be deleted, and the test database must stay clean.
            for table in ('order_desk_decision', 'order_desk_check'):
                cr.execute(f"DELETE FROM {table} WHERE order_id = %s", [self.order_id])
            env = api.Environment(cr, SUPERUSER_ID, {})
            env['sale.order'].browse(self.order_id).unlink()
            env['order.desk.gate'].browse(self.gate_id).unlink()
            env['order.desk.gate'].browse(self.archived).active = True
            users = env['res.users'].browse(self.signers)
            partners = users.partner_id.ids + [self.partner_id]
            users.unlink()
            env['res.partner'].browse(partners).unlink()
            env.company.desk_enabled = self.was_enabled

    def test_both_signatures_count(self):
        """SEC-05: two signers at the same moment: none is lost, the gate is passed."""
        barrier, errors, attempts = threading.Barrier(2, timeout=20), [], []

        def sign(user_id):
            first = [True]

            def act():
                attempts.append(user_id)
                order = env['sale.order'].browse(self.order_id)
                order.desk_waiting_for  # noqa: B018  the snapshot of this transaction begins here
                if first.pop() if first else False:
                    barrier.wait()
                order.desk_decide(GATE, 'approve', "At once")

            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, user_id, {})
                    retrying(act, env)
            except Exception as error:  # noqa: BLE001
                errors.append(error)

        threads = [threading.Thread(target=sign, args=(user_id,)) for user_id in self.signers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(errors)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            order = env['sale.order'].browse(self.order_id)
            self.assertEqual(len(order.desk_decision_ids), 2)
            self.assertEqual(order.desk_decision_ids.sorted('id').mapped('chain_number'), [1, 2])
            self.assertFalse(order._desk_check_chain()[order].faults)
            self.assertEqual(order.desk_check_ids.filtered(lambda c: c.gate_id.code == GATE).state, 'passed')
        self.assertGreater(len(attempts), 2, "the transactions never met: the test proves nothing")


@tagged('post_install', '-at_install')
class TestWithdrawalMeetsRelease(BaseCase):
    """An order is withdrawn and released at the same moment, on real connections."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.was_enabled = env.company.desk_enabled
            env.company.desk_enabled = True
            self.archived = env['order.desk.gate'].search([]).ids
            env['order.desk.gate'].browse(self.archived).active = False
            # A gate of release that is open holds the order until it is archived again.
            gate = env['order.desk.gate'].create({'name': "Probe", 'code': GATE, 'stage': 'release', 'approval_ids': [
                (0, 0, {'group_id': env.ref('order_desk.group_engineer').id})]})
            self.product_id = env['product.product'].create({'name': "Probe", 'type': 'consu'}).id
            self.partner_id = env['res.partner'].create({'name': "Probe"}).id
            order = env['sale.order'].create({'partner_id': self.partner_id, 'order_line': [
                (0, 0, {'product_id': self.product_id, 'product_uom_qty': 1, 'price_unit': 0})]})
            order.action_confirm()
            order.desk_check_ids.unlink()
            gate.unlink()
            withdrawal = order.action_desk_request_withdrawal('error', "Entered twice")
            withdrawal.action_feasible()
            self.order_id, self.withdrawal_id = order.id, withdrawal.id
        self.addCleanup(self._remove)

    def _remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            order = env['sale.order'].browse(self.order_id)
            env['mail.activity'].search([('res_model', '=', 'order.desk.withdrawal')]).filtered(
                lambda act: act.res_id == self.withdrawal_id).unlink()
            pickings = order.picking_ids
            # Past the guards on purpose: what was decided is kept, and the test database must stay clean.
            cr.execute("DELETE FROM order_desk_withdrawal WHERE id = %s", [self.withdrawal_id])
            cr.execute("DELETE FROM order_desk_check WHERE order_id = %s", [self.order_id])
            cr.execute("DELETE FROM stock_move WHERE picking_id = ANY(%s)", [pickings.ids])
            cr.execute("DELETE FROM stock_picking WHERE id = ANY(%s)", [pickings.ids])
            if 'order.desk.order.version' in self.registry:
                cr.execute("DELETE FROM order_desk_order_version WHERE order_id = %s", [self.order_id])
            cr.execute("DELETE FROM sale_order_line WHERE order_id = %s", [self.order_id])
            cr.execute("DELETE FROM sale_order WHERE id = %s", [self.order_id])
            env.invalidate_all()
            env['product.product'].browse(self.product_id).product_tmpl_id.unlink()
            env['res.partner'].browse(self.partner_id).unlink()
            env['order.desk.gate'].browse(self.archived).active = True
            env.company.desk_enabled = self.was_enabled

    def test_nothing_runs_on(self):
        """CHG-06: whichever comes first, the withdrawn order has nothing that still moves."""
        barrier, errors, attempts = threading.Barrier(2, timeout=20), [], []

        def run(name, act):
            first = [True]

            def attempt():
                attempts.append(name)
                env['sale.order'].browse(self.order_id).state  # noqa: B018  the snapshot begins here
                if first.pop() if first else False:
                    barrier.wait()
                act(env)

            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    retrying(attempt, env)
            except Exception as error:  # noqa: BLE001
                errors.append(str(error))

        threads = [
            threading.Thread(target=run, args=(
                'withdraw', lambda env: env['order.desk.withdrawal'].browse(self.withdrawal_id).action_decide())),
            threading.Thread(target=run, args=(
                'release', lambda env: env['sale.order'].browse(self.order_id).action_desk_release()))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        # Where the withdrawal came first the release is refused; the other way round it is taken back.
        self.assertFalse([text for text in errors if "is cancelled" not in text])
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            order = env['sale.order'].browse(self.order_id)
            self.assertEqual(order.state, 'cancel')
            self.assertFalse(order.desk_released)
            self.assertLessEqual(set(order.picking_ids.mapped('state')), {'cancel'})
        self.assertGreater(len(attempts), 2, "the transactions never met: the test proves nothing")


class _Env:
    """Gives the verb ``_user`` the environment of a committed transaction."""

    def __init__(self, env):
        self.env = env
