import os
from unittest.mock import patch

from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, common, tagged
from odoo.tools import config, convert_file

LOGINS = (
    'clerk', 'supervisor', 'checker', 'engineer', 'planner', 'production', 'quality', 'finance', 'shipping', 'service',
    'manager', 'deskadmin', 'seller', 'sellermanager',
)


@tagged('post_install', '-at_install')
class TestDemoCompany(TransactionCase):

    @classmethod
    def setUpClass(cls):
        # ./desk test has installed the demo company already, in a database of its own; else it is made here.
        database = os.environ.get('DESK_DEMO_DATABASE') or common.get_db_name()
        with patch.dict(config.options, test_enable=False):  # loading it must not start the host's own tests
            Registry(database)
        with patch.object(common, 'get_db_name', return_value=database):
            super().setUpClass()
        if not cls.env.ref('order_desk.demo_company', raise_if_not_found=False):
            cls.env['res.lang']._activate_lang('zh_CN')  # its terms are another test's matter
            for name in ('company', 'users', 'story'):
                convert_file(cls.env(su=True), 'order_desk', f'demo/{name}.xml', {}, 'init', True)
        cls.company = cls.env.ref('order_desk.demo_company')
        cls.orders = cls.env['sale.order'].search([('company_id', '=', cls.company.id)])

    def test_alive(self):
        """TRK-01, TRK-02: the demo company has orders at every stage of the bar."""
        self.assertEqual(len(self.orders), 36)
        stages = {stage for stage, _label in self.orders._fields['desk_stage'].selection}
        self.assertEqual(set(self.orders.mapped('desk_stage')), stages)
        self.assertTrue(self.orders.order_line.filtered('desk_nonstandard'))
        self.assertEqual(len(self.orders.partner_id.commercial_partner_id), 12)
        products = self.orders.order_line.filtered(lambda line: not line.is_downpayment).product_id
        self.assertTrue(all(product.bom_ids for product in products))
        drawn = self.env['order.desk.drawing'].search([('state', '=', 'released'), ('product_id', '!=', False)])
        self.assertEqual(len(drawn.filtered(lambda drawing: drawing.company_id == self.company)), 20)

    def test_nothing_behind_the_gates(self):
        """SEC-05: what was confirmed and released in the demo passed every gate before it."""
        confirmed = self.orders.filtered(lambda order: order.state == 'sale')
        self.assertTrue(confirmed.desk_decision_ids)
        for order in confirmed:
            open_checks = order.desk_check_ids.filtered(
                lambda check: check.state in ('open', 'rejected') and check.stage in ('review', 'confirm'))
            self.assertFalse(open_checks, order.name)
            self.assertEqual(order.desk_return_verdict, 'clean')
        paid = confirmed.filtered(lambda order: order.desk_released and order.desk_deposit_required)
        self.assertTrue(paid)
        for order in paid:
            self.assertGreaterEqual(order.desk_deposit_received, order.desk_deposit_required)

    def test_nothing_went_past(self):
        """SEC-04: the look of the night finds nothing in the demo company: its whole life went through the gates."""
        found = [row for row in self.env['order.desk.bypass']._detect() if row['company_id'] == self.company.id]
        self.assertFalse(found)

    def test_one_person_per_role(self):
        """SEC-05: one login per role, whose password is the login, and something to do for most."""
        busy = []
        for login in LOGINS:
            user = self.env['res.users'].search([('login', '=', login)])
            self.assertEqual(user.company_id, self.company, login)
            user.with_user(user)._check_credentials(
                {'type': 'password', 'login': login, 'password': login}, {'interactive': False})
            mine = self.env['order.desk.check'].with_user(user).search_count(
                [('state', 'in', ('open', 'rejected')), ('is_my_turn', '=', True)])
            if mine:
                busy.append(login)
        self.assertLessEqual({
            'clerk', 'supervisor', 'checker', 'engineer', 'planner', 'production', 'quality', 'finance', 'shipping',
            'manager', 'sellermanager',
        }, set(busy))

    def test_goods_and_rebates(self):
        """QCS-03, RCP-04, REB-01: goods were inspected before they left, one order is closed, a rebate is running."""
        shipped = self.orders.picking_ids.filtered(lambda picking: picking.state == 'done' and picking.desk_shipped_on)
        self.assertTrue(shipped)
        self.assertTrue(all(picking.sale_id.desk_inspection_ids for picking in shipped))
        self.assertTrue(self.orders.filtered('desk_closed_on'))
        agreements = self.env['order.desk.rebate.agreement'].search([('company_id', '=', self.company.id)])
        self.assertEqual(set(agreements.mapped('state')), {'draft', 'active'})

    def test_screens_tell_something(self):
        """FUP-05, INV-06, PAY-05, CHG-01, REC-04: what follows an order has records at its steps, none is empty."""
        def states(model, name='state'):
            return set(self.env[model].search([('company_id', '=', self.company.id)]).mapped(name))
        self.assertEqual(states('order.desk.anomaly'), {'open', 'planned', 'informed', 'closed'})
        self.assertLessEqual({'open', 'replenished'}, states('order.desk.shortage'))
        self.assertIn(True, states('order.desk.shortage', 'is_late'))
        self.assertLessEqual({'sent', 'settled'}, states('order.desk.balance.notice'))
        self.assertEqual(states('order.desk.rebate.settlement', 'customer_state'), {'sent'})
        self.assertEqual(states('order.desk.account.check'), {'differs', 'agreed'})
        self.assertLessEqual({'submitted', 'feasible', 'applied'}, states('order.desk.change.request'))
        self.assertIn('requested', states('order.desk.withdrawal'))
        self.assertLessEqual({'in_time', 'late', 'overdue'}, states('order.desk.arrival.report'))
        report = self.env['order.desk.daily.report'].search([('company_id', '=', self.company.id)])
        self.assertTrue(report.done_count)
        self.assertTrue(report.planned_count > report.done_count)
        notes = self.orders.picking_ids.filtered('desk_shipped_on').mapped('desk_note_state')
        self.assertEqual(set(notes), {'here', 'handed', 'filed'})
