"""What salespeople see: the simulation on the past, and the distance to the next band."""
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .rebate_common import RebateCommon


@tagged('post_install', '-at_install')
@freeze_time('2025-10-15 10:00:00')
class TestRebateSimulation(RebateCommon):

    def _simulate(self, agreement, **vals):
        return self.env['order.desk.rebate.simulation'].create({'agreement_id': agreement.id, **vals})

    def test_simulation(self):
        """REB-01: a draft of next year on the past 24 months: periods, chart against the bands, cost per band."""
        for amount, day in ((2000, '2023-11-10'), (500, '2024-12-10'), (1500, '2025-09-30'), (9000, '2025-10-01')):
            self._invoice(amount, day)
        agreement = self._agreement(date_from='2026-01-01', date_to='2026-12-31')
        simulation = self._simulate(agreement)
        self.assertEqual((str(simulation.date_from), str(simulation.date_to)), ('2023-10-01', '2025-09-30'))
        self.assertEqual(simulation.period_ids.mapped('volume'), [2000, 2000])
        self.assertEqual(simulation.amount, 700)
        self.assertEqual(simulation.cost_ids.mapped('cost'), [200, 500])
        self.assertEqual(simulation.cost_ids.mapped('times'), [2, 2])
        self.assertEqual(simulation.chart.count('<rect'), 24)
        self.assertEqual(simulation.chart.count('<line'), 2)
        agreement.calculation_period = 'month'
        simulation.action_run()
        self.assertEqual((len(simulation.period_ids), simulation.amount), (24, 350 + 50 + 225))

    def test_line_by_line(self):
        """REB-01: the simulation shows each line with its rule and its share of the rebate, which add up."""
        self._invoice(1000, '2025-03-01')
        self._invoice(1000, '2025-04-01', line_vals={'is_downpayment': True})
        simulation = self._simulate(self._agreement(((0, 10),)))
        simulation.action_lines()
        self.assertEqual(
            [(line.rule, line.counted, line.amount, line.rebate) for line in simulation.line_ids],
            [('volume', True, 1000, 100), ('down_payment', False, 1000, 0)])

    def test_salesperson_simulates_for_his_customers(self):
        """REB-01: a salesperson simulates his customers' agreements and no others'."""
        agreement = self._agreement(user_id=False)
        self._invoice(2000, '2025-03-01')
        mine = self.env['order.desk.rebate.simulation'].with_user(self.users['salesperson'])
        with self.assertRaises(AccessError):
            mine.create({'agreement_id': agreement.id})
        self.partner.user_id = self.users['salesperson']
        simulation = mine.create({'agreement_id': agreement.id})
        self.assertEqual(simulation.amount, 350)
        simulation.action_lines()
        self.assertEqual(simulation.line_ids.rebate, 350)

    def test_distance(self):
        """REB-01: customer and quotation tell how far it is to the next band, and what this quotation brings."""
        self._activate(self._agreement(((0, 10), (1000, 25))))
        self._invoice(700, '2025-09-01')
        self.assertIn("300.00", self.partner.desk_rebate_hint)
        self.assertIn("25 %", self.partner.desk_rebate_hint)
        order = self._order([(self.product_a, 2, 100.0)], user_id=self.users['salesperson'].id)
        hint = order.with_user(self.users['salesperson']).desk_rebate_hint
        self.assertIn("300.00", hint)
        self.assertIn("brings", hint)
        self.assertNotIn("reaches it", hint)
        order.order_line.product_uom_qty = 3
        self.assertIn("reaches it", order.desk_rebate_hint)
        self._invoice(300, '2025-09-02')
        self.env.invalidate_all()
        self.assertIn("top band", self.partner.desk_rebate_hint)

    def test_distance_by_goods_quantity_and_growth(self):
        """REB-01: the distance counts in the unit of the bands and in the goods of the agreement."""
        dozen = self.env.ref('uom.product_uom_dozen')
        self._activate(self._agreement(
            ((0, 1), (5, 2)), basis='quantity', uom_id=dozen.id, product_ids=[Command.set(self.product_a.ids)]))
        order = self._order([(self.product_a, 24, 1.0), (self.product_b, 600, 1.0)])
        self.assertIn("5.00", order.desk_rebate_hint)
        self.assertIn("brings 2.00", order.desk_rebate_hint)
        self._invoice(1000, '2024-05-01', product=self.product_b)
        agreement = self._agreement(((20, 5),), method='growth')
        self.assertEqual(agreement._get_distances()[agreement].missing, 1200)

    def test_off_costs_nothing(self):
        """REB-01: with the order desk switched off, customer and quotation ask nothing about rebates."""
        order = self._order()
        self._activate(self._agreement())
        self.company.desk_enabled = False
        self.env.flush_all()
        self.env['res.company']._desk_get_enabled_ids()
        self.assertTrue(order.company_id.id and self.partner.commercial_partner_id.id)
        before = self.cr.sql_log_count
        self.assertFalse(order.desk_rebate_hint or self.partner.desk_rebate_hint)
        self.assertEqual(self.cr.sql_log_count, before)

    def test_queries(self):
        """REB-01: the hints of one quotation and of twenty cost the same number of queries."""
        self._activate(self._agreement() | self._agreement(((0, 3), (100, 4))))
        orders = self._order()
        for _number in range(19):
            orders |= self._order()
        one = self._count_queries(lambda: orders[:1].mapped('desk_rebate_hint'))
        self.assertEqual(self._count_queries(lambda: orders.mapped('desk_rebate_hint')), one)
