"""What the periodic reports of shortages, EU sales and new customers count, against figures worked out by hand."""
from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.order_desk.models.reporting.report_contract import Scope

from ..production.release_common import ReleaseCommon
from .calendar_common import CalendarCommon

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@tagged('post_install', '-at_install')
class TestReportFigures(CalendarCommon, ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.partner.desk_deposit_percent = 0.0
        cls.course = cls._product("Course", type='service', is_storable=False)
        # A dollar bought three euros when the orders were taken, and half a euro before and after.
        cls.env['res.currency.rate'].create([
            {'currency_id': cls.euro.id, 'name': day, 'rate': rate, 'company_id': cls.company.id}
            for day, rate in (('2026-01-01', 3.0), ('2026-03-30', 0.5))])
        cls.euros = cls.env['product.pricelist'].create({'name': "Euros", 'currency_id': cls.euro.id})

    @classmethod
    def _customer(cls, name, country='base.de', **vals):
        return cls.env['res.partner'].create({
            'name': name, 'is_company': True, 'country_id': cls.env.ref(country).id, 'desk_deposit_percent': 0.0,
            **vals})

    def _sold(self, moment, partner, prices=(100.0,), **vals):
        """Return an order of one course for each price, confirmed at that moment (UTC)."""
        with freeze_time(moment):
            order = self._order(
                [(self.course, 1, price) for price in prices], partner_id=partner.id, **vals)
            order.action_confirm()
            self.env.flush_all()
        self.assertEqual(order.state, 'sale')
        return order

    def _sheets(self, code, period, moment='2026-03-31 04:00'):
        """Return the sheets of a period as they were at a moment (UTC)."""
        self.env.invalidate_all()
        report = self.env[f'order.desk.report.{code}'].with_company(self.company).with_context(tz='Asia/Shanghai')
        with freeze_time(moment):
            return report._get_sheets(Scope(self.company, *period, date(2026, 3, 31)))

    def test_shortages_of_the_month(self):
        """INV-08: shortages reported in the month by product: how often, still open, late, days to replenish."""
        orders = {}
        for name, product, quantity, moment in (
                ('first', self.shelf, 5, '2026-03-02 07:00'), ('rotor', self.rotor, 4, '2026-03-05 07:00'),
                ('second', self.shelf, 8, '2026-03-10 07:00'),
                ('april', self.steel, 1, '2026-03-31 16:30')):  # half past midnight in Shanghai
            with freeze_time(moment):
                orders[name] = self._order([(product, quantity, 100.0)])
                orders[name].with_user(self.users['order_clerk']).action_desk_notify_shortage()
        orders['second'].desk_shortage_ids.with_user(self.users['material_planner']).expected_on = '2026-03-20'
        # reported on a Thursday afternoon, there on Saturday morning: two days, not the 42 hours cut to one
        warehouse = self.env['stock.warehouse'].search([('company_id', '=', self.company.id)], limit=1)
        self.env['stock.quant']._update_available_quantity(self.rotor, warehouse.lot_stock_id, 10)
        self.env.invalidate_all()
        with freeze_time('2026-03-07 01:00'):
            orders['rotor'].desk_shortage_ids._follow()
        sheet, _delays = self._sheets('shortage', MARCH)
        unit = self.shelf.uom_id.name
        self.assertEqual(sheet.rows, [
            [self.shelf.display_name, "Purchasing", 2, 2, 2, 13.0, unit, None, 1],
            [self.rotor.display_name, "Production", 1, 1, 0, 0.0, unit, 2.0, 0]])
        self.assertEqual((sheet.total, sheet.alerts), (["Total", None, 3, None, 2, None, None, None, 1], {0}))
        # what came in April changes nothing of March
        self.env.cr.flush()  # the end of a request: the chatter keeps what changed
        self.env['stock.quant']._update_available_quantity(self.shelf, warehouse.lot_stock_id, 6)
        self.env.invalidate_all()
        with freeze_time('2026-04-10 04:00'):
            shortages = (orders['first'] | orders['second']).desk_shortage_ids.with_context(tracking_disable=False)
            shortages.with_user(self.users['material_planner']).expected_on = '2026-05-01'
            shortages._follow()
            self.env.cr.flush()
        self.assertEqual(shortages.mapped('state'), ['replenished', 'open'])
        self.assertEqual(shortages[1].missing, 7.0)  # one of the six is left for it
        again, _delays = self._sheets('shortage', MARCH, '2026-04-20 04:00')
        self.assertEqual((again.rows, again.notes), (sheet.rows, ("Open, missing and late as of 03/31/2026.",)))

    def test_delays_of_the_month(self):
        """INV-08, FUP-10: delays against the date of the production instruction, and how many of the month's orders."""
        gear = self._made("Gear", [])
        orders = {}
        for wanted, finished in (
                ('2026-03-10', '2026-03-13 17:00'),  # the 14th in Shanghai
                ('2026-03-20', '2026-03-20 08:00'), ('2026-04-01', '2026-04-09 08:00')):
            order = self._order([(gear, 5, 10.0)])
            order.action_confirm()
            production = self.env['mrp.production'].search([('sale_line_id', 'in', order.order_line.ids)])
            self.env['order.desk.production.instruction'].sudo().create(
                {**order._desk_prepare_instruction(), 'statement_date': wanted})
            production.date_start = datetime(2026, 3, 2, 8)
            with freeze_time(finished):
                production.qty_producing = production.product_qty
                production._set_qty_producing()
                production.button_mark_done()
                self.env.flush_all()
            orders[wanted] = (order, production)
        _shortages, sheet = self._sheets('shortage', MARCH, '2026-04-20 04:00')
        order, production = orders['2026-03-10']
        self.assertEqual(sheet.rows, [[
            production.name, order.name, self.partner.name, gear.display_name, 5, 5, gear.uom_id.name,
            date(2026, 3, 10), date(2026, 3, 14), 4]])
        self.assertEqual(sheet.total[-1], 4)
        self.assertEqual(sheet.notes, ("1 of 2 orders wanted in this period are late.",))

    def test_sales_to_the_european_union(self):
        """CUS-08: lines sold to customers of the EU in the quarter's local days, in company money of their own day."""
        berlin = self._customer("Berlin Pumpen")
        office = self.env['res.partner'].create({
            'name': "Buyer", 'parent_id': berlin.id, 'type': 'delivery', 'country_id': self.env.ref('base.ch').id})
        lyon = self._customer("Lyon Pompes", 'base.fr')
        first = self._sold('2025-12-31 17:00', office)  # New Year's Day in Shanghai
        second = self._sold('2026-02-10 08:00', lyon, (100.0, 100.0, 40.0), pricelist_id=self.euros.id)
        self._sold('2025-12-31 15:30', berlin)  # still the old year
        self._sold('2026-03-31 16:30', lyon)  # the next quarter
        self._sold('2026-02-10 08:00', self._customer("Zug Pumpen", 'base.ch'))
        self._order([(self.course, 1, 10.0)], partner_id=lyon.id)  # a quotation only
        [sheet] = self._sheets('eu_sales', QUARTER)
        germany, france = berlin.country_id.name, lyon.country_id.name
        goods, unit = self.course.display_name, self.course.uom_id.name
        self.assertEqual(
            [[*row[:2], *row[3:7], *row[8:]] for row in sheet.rows],
            [[berlin.name, germany, first.name, date(2026, 1, 1), goods, 1, unit, 100.0],
             *([lyon.name, france, second.name, date(2026, 2, 10), goods, 1, unit, amount]
               for amount in (33.33, 33.33, 13.33))])
        self.assertEqual(sheet.total[0], "Total")
        self.assertAlmostEqual(sheet.total[-1], 179.99, 6)

    def test_new_customers_of_the_quarter(self):
        """CUS-09: who ordered first in the quarter, whoever of the company ordered, in money of the orders' days."""
        old, new, other = (self._customer(name) for name in ("Old Pumps", "New Pumps", "Other Pumps"))
        new.ref = 'N-7'
        buyers = {
            company: self.env['res.partner'].create({'name': "Buyer", 'parent_id': company.id})
            for company in (old, new)}
        self._sold('2025-11-05 08:00', buyers[old])
        self._sold('2026-02-05 08:00', old)
        self._sold('2026-02-28 17:00', buyers[new], (100.0, 50.0))  # the first of March in Shanghai
        self._sold('2026-03-12 08:00', new, (100.0,), pricelist_id=self.euros.id)
        self._sold('2026-01-15 08:00', other, (70.0,))
        self._sold('2026-03-31 16:30', self._customer("Next Pumps"))
        self._order([(self.course, 1, 10.0)], partner_id=self._customer("Asking Pumps").id)
        self._withdraw(self._sold('2026-02-05 08:00', self._customer("Gone Pumps")))
        [sheet] = self._sheets('new_customers', QUARTER)
        germany = new.country_id.name
        rows = [[*row[:3], *row[4:6], round(row[6], 6)] for row in sheet.rows]
        self.assertEqual(rows, [
            [other.name, other.ref, germany, date(2026, 1, 15), 1, 70.0],
            [new.name, 'N-7', germany, date(2026, 3, 1), 2, 183.33]])
