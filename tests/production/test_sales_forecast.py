from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .forecast_common import ForecastCommon


@tagged('post_install', '-at_install')
class TestSalesForecast(ForecastCommon):

    def test_proposal_is_the_mean_and_a_year_ago(self):
        """PRD-13: the forecast is proposed from past orders and may be overruled; the method is told."""
        self._ordered(self.pump, 2, date(2031, 2, 28))
        self._ordered(self.pump, 1, date(2031, 4, 30), uom=self.dozen)
        self._ordered(self.pump, 16, date(2031, 3, 1))
        self._ordered(self.pump, 50, date(2031, 5, 2))   # the running month is no whole one
        self._ordered(self.pump, 20, date(2030, 6, 30))  # still June in Shanghai
        self._ordered(self.pump, 99, date(2031, 4, 4), state='draft')
        forecast = self._forecast(self.pump, day=date(2031, 6, 17))
        self.assertEqual((forecast.date_from, forecast.date_to), (date(2031, 6, 1), date(2031, 6, 30)))
        self.assertEqual((forecast.recent_quantity, forecast.year_quantity), (10.0, 20.0))
        self.assertEqual((forecast.quantity, forecast.method, forecast.is_by_hand), (15.0, 'both', False))
        forecast.quantity = 18
        forecast.action_propose()
        self.assertEqual((forecast.quantity, forecast.proposed_quantity, forecast.is_by_hand), (18.0, 15.0, True))
        in_dozens = self._forecast(self.pump, day=date(2031, 7, 1), uom_id=self.dozen.id)
        self.assertAlmostEqual(in_dozens.recent_quantity, 10 / 12, 2)
        self.assertEqual(in_dozens.method, 'recent')

    def test_no_history_february_and_weeks(self):
        """PRD-13: without history nothing is proposed; February ends when it ends; weeks begin on Monday."""
        nothing = self._forecast(self.pump)
        self.assertEqual((nothing.method, nothing.quantity), ('none', 0.0))
        self._ordered(self.pump, 7, date(2031, 2, 28))
        february = self._forecast(self.pump, day=date(2032, 2, 29))
        self.assertEqual((february.date_from, february.date_to), (date(2032, 2, 1), date(2032, 2, 29)))
        self.assertEqual(february.year_quantity, 7.0)
        week = self._forecast(self.pump, day=date(2031, 6, 1), kind='week')
        self.assertEqual((week.date_from, week.date_to), (date(2031, 5, 26), date(2031, 6, 1)))
        self.assertIn("2031-W22", week.display_name)
        self.assertAlmostEqual(week.recent_quantity, 7 / 12, 2)
        week.write({'kind': 'month'})
        self.assertEqual((week.date_from, week.date_to), (date(2031, 5, 1), date(2031, 5, 31)))

    def test_customer_salesperson_and_category(self):
        """PRD-13: a forecast of a customer, salesperson or category looks at their orders only."""
        other = self.env['res.partner'].create({'name': "Southern Pumps"})
        valve = self._goods("Valve", uom_id=self.dozen.id)
        self._ordered(self.pump, 30, date(2031, 4, 4))
        self._ordered(self.pump, 9, date(2031, 4, 4), partner_id=other.id, user_id=self.users['salesperson'].id)
        self._ordered(valve, 3, date(2031, 4, 4))
        self.assertEqual(self._forecast(self.pump).quantity, 13.0)
        self.assertEqual(self._forecast(self.pump, partner_id=other.id).quantity, 3.0)
        self.assertEqual(self._forecast(self.pump, user_id=self.users['salesperson'].id).quantity, 3.0)
        whole = self._forecast(self.pumps, uom_id=self.unit.id)
        self.assertEqual(whole.quantity, 25.0)
        whole.quantity = 49.0
        action = whole.action_break_down()
        part = self.forecasts.browse(action['res_id'])
        self.assertEqual((part.product_id, part.uom_id, part.quantity), (valve, self.dozen, 3.0))  # 49, less 13 pumps
        with self.assertRaises(UserError):
            self._forecast(self.env['product.category'].create({'name': "New"}), 5).action_break_down()

    def test_both_sides_agree_and_a_change_reopens(self):
        """PRD-13: sales and production agree on a forecast, each with its own role; a change opens it again."""
        forecast = self._forecast(self.pump, 10)
        as_user = {role: forecast.with_user(user) for role, user in self.users.items()}
        for role in ('salesperson', 'order_clerk', 'production_manager', 'engineer', 'finance_clerk'):
            with self.assertRaises(AccessError, msg=role):
                as_user[role].action_agree_sales()
        for role in ('sales_manager', 'order_supervisor', 'engineer', 'finance_clerk', 'general_manager'):
            with self.assertRaises(AccessError, msg=role):
                as_user[role].action_agree_production()
        as_user['order_supervisor'].action_agree_sales()
        self.assertEqual((forecast.state, forecast.sales_by_id), ('sales', self.users['order_supervisor']))
        as_user['material_planner'].action_agree_production()
        self.assertEqual(forecast.state, 'agreed')
        as_user['material_planner'].write({'quantity': 10, 'note': "The season"})
        self.assertEqual(forecast.state, 'agreed', "nothing that was agreed has changed")
        with self.assertRaises(UserError):
            as_user['material_planner'].unlink()
        as_user['material_planner'].quantity = 12
        self.assertEqual((forecast.state, forecast.sales_by_id.ids), ('draft', []))
        self.assertIn("10.0 → 12.0", forecast.message_ids[0].body)
        both = self._user('both', 'order_desk.group_order_supervisor,order_desk.group_material_planner')
        forecast.with_user(both).action_agree_sales()
        with self.assertRaises(UserError):
            forecast.with_user(both).action_agree_production()
        as_user['sales_manager'].action_reopen()
        self.assertEqual(forecast.state, 'draft')
        as_user['material_planner'].unlink()

    def test_who_reads_and_writes(self):
        """PRD-13: sales and the planner enter forecasts; the state is never written, by hand or by a context."""
        vals = {'product_id': self.pump.id, 'date_from': date(2031, 6, 1), 'quantity': 5}
        own = self.forecasts.with_user(self.users['salesperson']).create(vals)
        self.assertEqual(own.user_id, self.users['salesperson'])
        planned = self.forecasts.with_user(self.users['material_planner']).create({
            **vals, 'date_from': date(2031, 7, 1)})
        self.assertFalse(planned.user_id)
        with self.assertRaises(AccessError):
            planned.with_user(self.users['salesperson']).read(['quantity'])
        for role in ('engineer', 'finance_clerk', 'quality_inspector', 'shipping_clerk', 'general_manager'):
            self.assertEqual(planned.with_user(self.users[role]).quantity, 5.0)
            with self.assertRaises(AccessError, msg=role):
                planned.with_user(self.users[role]).quantity = 6
        with self.assertRaises(AccessError):
            own.with_user(self.users['salesperson']).state = 'agreed'
        with self.assertRaises(AccessError):
            self.forecasts.with_user(self.users['sales_manager']).create({**vals, 'sales_by_id': self.env.uid})
        forged = self.forecasts.with_user(self.users['sales_manager']).with_context(
            default_state='agreed', desk_product_write=True).create({**vals, 'date_from': date(2031, 8, 1)})
        self.assertEqual(forged.state, 'draft')
        with self.assertRaises(AccessError):
            planned.with_user(self._user('stranger', 'base.group_user')).read(['quantity'])

    def test_import_and_constraints(self):
        """PRD-13: forecasts are imported by name; what is there already, or of no sense, is refused."""
        result = self.forecasts.with_user(self.users['material_planner']).load(
            ['product_id', 'kind', 'date_from', 'quantity', 'uom_id'],
            [["Pump", "Month", '2031-06-20', '3', self.dozen.name],
             ["Pump", "Week", '2031-06-20', '4', self.unit.name]])
        self.assertFalse(result['messages'])
        month, week = self.forecasts.browse(result['ids'])
        self.assertEqual((month.date_from, month.uom_id, month.quantity), (date(2031, 6, 1), self.dozen, 3.0))
        self.assertEqual(week.date_from, date(2031, 6, 16))
        with mute_logger('odoo.sql_db'):
            for vals in (
                    {'product_id': self.pump.id, 'quantity': 1}, {'quantity': 1},
                    {'categ_id': self.pumps.id, 'quantity': -1},
                    {'categ_id': self.pumps.id, 'product_id': self.pump.id, 'quantity': 1}):
                with self.assertRaises(IntegrityError), self.cr.savepoint():
                    self.forecasts.create({'date_from': date(2031, 6, 3), **vals}).flush_recordset()
        with self.assertRaises(ValidationError):
            self._forecast(self.pump, 1, day=date(2031, 9, 1), uom_id=self.env.ref('uom.product_uom_kgm').id)

    def test_a_period_that_is_over(self):
        """PRD-13: what was expected of a past period is neither agreed nor changed afterwards."""
        past = self._forecast(self.pump, 5, day=date(2031, 4, 1))
        self.assertTrue(past.is_over)
        with self.assertRaises(UserError):
            past.with_user(self.users['sales_manager']).action_agree_sales()
        running = self._forecast(self.pump, 5, day=date(2031, 5, 1))
        self.assertFalse(running.is_over)
        running.with_user(self.users['sales_manager']).action_agree_sales()
        self.env.cr.execute(
            "UPDATE order_desk_sales_forecast SET date_to = '2031-05-13' WHERE id = %s", [running.id])
        running.invalidate_recordset()
        with self.assertRaises(UserError):
            running.quantity = 6

    def test_two_companies(self):
        """PRD-13: another company's orders and forecasts are another company's."""
        other = self.env['res.company'].create({'name': "Second"})
        self._ordered(self.pump, 30, date(2031, 4, 4))
        foreign = self._forecast(self.pump, company_id=other.id)
        self.assertEqual((foreign.method, foreign.quantity), ('none', 0.0))
        planner = self.users['material_planner']
        self.assertNotIn(foreign, self.forecasts.with_user(planner).search([]))
        with self.assertRaises(AccessError):
            foreign.with_user(planner).read(['quantity'])

    def test_propose_a_period_and_its_queries(self):
        """PRD-13: forecasts of a whole period are proposed at once; 30 products cost no more queries than one."""
        products = self.env['product.product'].create([
            {'name': f"Part {number}", 'type': 'consu', 'categ_id': self.pumps.id} for number in range(31)])
        order = self._ordered(self.pump, 6, date(2031, 4, 4))
        order.order_line.create([
            {'order_id': order.id, 'product_id': product.id, 'product_uom_qty': 3} for product in products])
        wizard = self.env['order.desk.forecast.propose'].with_user(self.users['order_clerk']).create({})
        self.assertEqual((wizard.kind, wizard.day), ('month', date(2031, 6, 1)))
        found = self.forecasts.browse(self.forecasts.search(wizard.action_propose()['domain']).ids)
        self.assertEqual(len(found), 32)
        self.assertEqual(found.filtered(lambda forecast: forecast.product_id == self.pump).quantity, 2.0)
        with self.assertRaises(UserError):
            wizard.action_propose()
        wizard.day = date(2031, 4, 30)
        with self.assertRaises(UserError):
            wizard.action_propose()

        def create(goods, day):
            return lambda: self.forecasts.create([
                {'product_id': product.id, 'date_from': day} for product in goods])

        create(products[:1], date(2031, 7, 1))()
        one = self._count_queries(create(products[:1], date(2031, 8, 1)))
        many = self._count_queries(create(products[1:], date(2031, 8, 1)))
        self.assertLessEqual(many, one + 2)
