import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged

from ..common import OrderDeskCommon

GATE = 'concurrency_probe'


class _Env:
    """Gives the verb ``_user`` the environment of a committed transaction."""

    def __init__(self, env):
        self.env = env


class Meeting(BaseCase):
    """Real transactions on real connections, which meet; what they commit is removed afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.was_enabled = env.company.desk_enabled
            env.company.desk_enabled = True
            self.archived = env['order.desk.gate'].search([]).ids
            env['order.desk.gate'].browse(self.archived).active = False
            self.partner_id = env['res.partner'].create({'name': "Probe"}).id
            self._prepare(env)
        self.addCleanup(self._remove)

    def _prepare(self, env):
        """Set ``order_id`` and whatever else the acts need."""
        raise NotImplementedError

    def _clean(self, env):
        """Remove what :meth:`_prepare` and the acts have left, past the guards: what was decided is kept otherwise."""
        raise NotImplementedError

    def _remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self._clean(env)
            env['res.partner'].browse(self.partner_id).unlink()
            env['order.desk.gate'].browse(self.archived).active = True
            env.company.desk_enabled = self.was_enabled

    def _gate(self, env, stage, *roles):
        return env['order.desk.gate'].create({
            'name': "Probe", 'code': GATE, 'stage': stage, 'approval_ids': [
                (0, 0, {'sequence': 10, 'group_id': env.ref(f'order_desk.group_{role}').id}) for role in roles]})

    def _delete(self, env, *tables):
        """Delete the rows of this order from tables whose rows nobody may delete."""
        for table in tables:
            env.cr.execute(f"DELETE FROM {table} WHERE order_id = %s", [self.order_id])
        env.invalidate_all()

    def _meet(self, *acts):
        """Run acts at once, each as a user in a transaction that began before the other ended.

        :param acts: pairs of a user's id and a function of his environment
        :return: the sentences of the errors
        """
        barrier, errors, attempts = threading.Barrier(len(acts), timeout=20), [], []

        def run(user_id, act):
            first = [True]

            def attempt():
                attempts.append(user_id)
                order = env['sale.order'].browse(self.order_id)
                order.desk_waiting_for  # noqa: B018  the snapshot of this transaction begins here
                if first.pop() if first else False:
                    barrier.wait()
                act(env)

            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, user_id, {})
                    retrying(attempt, env)
            except Exception as error:  # noqa: BLE001
                errors.append(str(error))

        threads = [threading.Thread(target=run, args=act) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertGreater(len(attempts), len(acts), "the transactions never met: the test proves nothing")
        return errors


@tagged('post_install', '-at_install')
class TestTwoSigners(Meeting):

    def _prepare(self, env):
        self.signers = [
            OrderDeskCommon._user.__func__(_Env(env), f'signer_{role}', f'order_desk.group_{role}').id
            for role in ('engineer', 'production_manager')]
        self.gate_id = self._gate(env, 'review', 'engineer', 'production_manager').id
        self.order_id = env['sale.order'].create({'partner_id': self.partner_id}).id

    def _clean(self, env):
        self._delete(env, 'order_desk_decision', 'order_desk_check')
        env['sale.order'].browse(self.order_id).unlink()
        env['order.desk.gate'].browse(self.gate_id).unlink()
        users = env['res.users'].browse(self.signers)
        partners = users.partner_id
        users.unlink()
        partners.unlink()

    def test_both_signatures_count(self):
        """SEC-05: two signers at the same moment: none is lost, the gate is passed."""
        def sign(env):
            env['sale.order'].browse(self.order_id).desk_decide(GATE, 'approve', "At once")

        self.assertFalse(self._meet(*((user_id, sign) for user_id in self.signers)))
        with self.registry.cursor() as cr:
            order = api.Environment(cr, SUPERUSER_ID, {})['sale.order'].browse(self.order_id)
            self.assertEqual(len(order.desk_decision_ids), 2)
            self.assertEqual(order.desk_decision_ids.sorted('id').mapped('chain_number'), [1, 2])
            self.assertFalse(order._desk_check_chain()[order].faults)
            self.assertEqual(order.desk_check_ids.filtered(lambda c: c.gate_id.code == GATE).state, 'passed')


@tagged('post_install', '-at_install')
class TestWithdrawalMeetsRelease(Meeting):
    """An order is withdrawn and released at the same moment."""

    def _prepare(self, env):
        # A gate of release that is open holds the order until it is archived again.
        gate = self._gate(env, 'release', 'engineer')
        self.product_id = env['product.product'].create({'name': "Probe", 'type': 'consu'}).id
        order = env['sale.order'].create({'partner_id': self.partner_id, 'order_line': [
            (0, 0, {'product_id': self.product_id, 'product_uom_qty': 1, 'price_unit': 0})]})
        order.action_confirm()
        order.desk_check_ids.unlink()
        gate.unlink()
        withdrawal = order.action_desk_request_withdrawal('error', "Entered twice")
        withdrawal.action_feasible()
        self.order_id, self.withdrawal_id = order.id, withdrawal.id

    def _clean(self, env):
        env['mail.activity'].search([('res_model', '=', 'order.desk.withdrawal')]).filtered(
            lambda act: act.res_id == self.withdrawal_id).unlink()
        pickings = env['sale.order'].browse(self.order_id).picking_ids
        env.cr.execute("DELETE FROM stock_move WHERE picking_id = ANY(%s)", [pickings.ids])
        env.cr.execute("DELETE FROM stock_picking WHERE id = ANY(%s)", [pickings.ids])
        self._delete(
            env, 'order_desk_withdrawal', 'order_desk_check', 'order_desk_order_version', 'sale_order_line')
        env.cr.execute("DELETE FROM sale_order WHERE id = %s", [self.order_id])
        env.invalidate_all()
        env['product.product'].browse(self.product_id).product_tmpl_id.unlink()

    def test_nothing_runs_on(self):
        """CHG-06: whichever comes first, the withdrawn order has nothing that still moves."""
        errors = self._meet(
            (SUPERUSER_ID, lambda env: env['order.desk.withdrawal'].browse(self.withdrawal_id).action_decide()),
            (SUPERUSER_ID, lambda env: env['sale.order'].browse(self.order_id).action_desk_release()))
        # Where the withdrawal came first the release is refused; the other way round it is taken back.
        self.assertFalse([text for text in errors if "is cancelled" not in text])
        with self.registry.cursor() as cr:
            order = api.Environment(cr, SUPERUSER_ID, {})['sale.order'].browse(self.order_id)
            self.assertEqual(order.state, 'cancel')
            self.assertFalse(order.desk_released)
            self.assertLessEqual(set(order.picking_ids.mapped('state')), {'cancel'})
