"""Returns against what was shipped in the same period."""
from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..returns.returns_common import ReturnsCommon

MEASURES = ['quantity_shipped:sum', 'quantity_received:sum', 'rate:avg']


@tagged('post_install', '-at_install')
class TestReturnStatistics(ReturnsCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = 'UTC'
        cls.Report = cls.env['order.desk.return.report'].with_context(tz='UTC')
        cls.own = [('product_id', 'in', (cls.shelf | cls.box).ids)]

    def _on(self, order, day, case=None, back=None):
        """Let an order have left on one day, and a case have come back on another."""
        order.picking_ids.filtered(lambda picking: not picking.return_id).move_line_ids.date = f'{day} 10:00'
        if case:
            case.sudo()._write_evidence({'received_on': f'{back} 10:00'})
        self.env.flush_all()

    def _figures(self, groupby, domain=()):
        rows = self.Report._read_group([*self.own, *domain], groupby, MEASURES)
        return {tuple(row[:len(groupby)]): tuple(row[len(groupby):]) for row in rows}

    def _year(self):
        """March: 10 shelves and 4 boxes left, 2 shelves came back. April: 1 of March came back, nothing left."""
        order = self._shipped([(self.shelf, 10, 100.0), (self.box, 4, 25.0)])
        first = self._come_back(order, 2)
        second = self._come_back(order, 1)
        self._on(order, '2026-03-05', first, '2026-03-20')
        self._on(order, '2026-03-05', second, '2026-04-10')
        return order, first, second

    def test_rate_of_the_same_period(self):
        """RET-06: returned over shipped of the same months; with nothing shipped there is no rate, and no error."""
        self._year()
        march, april = datetime(2026, 3, 1), datetime(2026, 4, 1)
        self.assertEqual(self._figures(['product_id', 'date:month']), {
            (self.shelf, march): (10, 2, 0.2), (self.box, march): (4, 0, 0), (self.shelf, april): (0, 1, None)})
        self.assertEqual(self._figures([]), {(): (14, 3, 3 / 14)})
        self.assertEqual(self._figures(['product_id']), {(self.shelf,): (10, 3, 0.3), (self.box,): (4, 0, 0)})

    def test_by_reason_against_all_shipped(self):
        """RET-06: grouped by reason the rate is against all that was shipped in the rest of the grouping."""
        _order, first, _second = self._year()
        first.line_ids.sudo()._write_evidence({'reason_id': False})
        figures = self._figures(['reason_id'])
        self.assertEqual(figures[self.reason.browse(),][:2], (14, 2))
        others = {key: row for key, row in figures.items() if key[0]}
        self.assertEqual(set(others.values()), {(14, 1, 1 / 14)})
        self.assertEqual(self._figures(['product_id', 'reason_id'])[self.shelf, self.reason.browse()], (10, 2, 0.2))
        # a filter on a reason leaves the shipped goods in
        [reason] = [key[0] for key in others]
        self.assertEqual(self._figures([], [('reason_id', '=', reason.id)]), {(): (14, 1, 1 / 14)})
        self.assertEqual(self._figures(['product_id'], [('reason_id', '=', reason.id)])[self.shelf,], (10, 1, 0.1))

    def test_all_sets_of_a_pivot(self):
        """RET-06: the sets of a pivot say the same as each grouping by itself, and what single rows add up to."""
        self._year()
        sets = [[], ['reason_id'], ['date:month'], ['reason_id', 'date:month']]
        for groupby, rows in zip(sets, self.Report._read_grouping_sets(self.own, sets, MEASURES), strict=True):
            self.assertEqual(rows, self.Report._read_group(self.own, groupby, MEASURES))
        sets = [[], ['product_id'], ['product_id', 'date:month']]
        narrow = self.Report._read_grouping_sets(self.own, sets, [*MEASURES, '__count'])
        plain = self.Report._read_grouping_sets(self.own, sets, [*MEASURES, '__count', 'id:max'])
        self.assertEqual(narrow, [[row[:-1] for row in rows] for rows in plain])
        self.assertEqual(narrow[0], [(14, 3, 3 / 14, 4)])
        groups = self.Report.formatted_read_grouping_sets(self.own, [['product_id']], MEASURES)
        self.assertEqual(len(groups[0]), 2)

    def test_value_and_further_words(self):
        """RET-06: values at the net price of the order; by category, customer, salesperson, carrier, lot and month."""
        seller = self.users['salesperson']
        order = self._shipped([(self.shelf, 10, 100.0)], user_id=seller.id)
        self._come_back(order, 2)
        self.env.flush_all()
        own = [('order_id', '=', order.id)]
        [figures] = self.Report._read_group(own, [], ['value_shipped:sum', 'value:sum', 'value_rate:avg'])
        self.assertEqual(figures, (1000, 200, 0.2))
        for word, value in (
                ('partner_id', self.partner), ('user_id', seller), ('categ_id', self.shelf.categ_id),
                ('product_tmpl_id', self.shelf.product_tmpl_id), ('order_id', order)):
            self.assertEqual(self.Report._read_group(own, [word], MEASURES), [(value, 10, 2, 0.2)], word)
        for word in ('carrier_id', 'lot_id', 'root_cause_id', 'disposition_id', 'responsible'):
            self.Report._read_group(own, [word], MEASURES)
        rows = self.Report.search(own)
        self.assertEqual(sorted(rows.mapped('kind')), ['counted', 'shipped'])
        self.assertEqual(rows.mapped('rate'), [0.0, 0.0])

    def test_goods_back_without_a_case(self):
        """RET-06: what comes back of orders that the desk does not look after is counted, without a reason."""
        order = self._shipped([(self.shelf, 10, 100.0)])
        self.env.cr.execute("UPDATE sale_order SET desk_enrolled = FALSE WHERE id = %s", [order.id])
        order.invalidate_recordset()
        picking = order.picking_ids
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model='stock.picking').create({})
        wizard.product_return_moves.quantity = 3
        back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        self._arrive(back)
        self.env.flush_all()
        self.assertFalse(back._desk_get_return_cases())
        self.assertEqual(
            self.Report._read_group([('order_id', '=', order.id)], [], MEASURES), [(10, 3, 0.3)])

    def test_readers(self):
        """RET-06: a salesperson counts his own customers, the desk all, others nothing; the context forges nothing."""
        order = self._shipped([(self.shelf, 10, 100.0)], user_id=self.users['sales_manager'].id)
        self.env.flush_all()
        own = [('order_id', '=', order.id)]
        for role, count in (('salesperson', 0), ('quality_inspector', 1)):
            Report = self.Report.with_user(self.users[role])
            self.assertEqual(Report.search_count(own), count)
            [(shipped, *_rest)] = Report._read_group(own, [], MEASURES)
            self.assertEqual(shipped, count * 10)
        nobody = self._user('nobody', 'base.group_user')
        with self.assertRaises(AccessError):
            self.Report.with_user(nobody)._read_group([], [], MEASURES)
        forged = self.Report.with_context(desk_rate_narrow=(('id); DROP',), ('x',), True), desk_rate_by=('id); DROP',))
        self.assertEqual(forged.search_count(own), 1)
        self.assertEqual(forged._read_group(own, [], MEASURES)[0][0], 10)

    def test_monthly_paper(self):
        """RET-02: the month's statistics: rates by product, Pareto of the reasons, control chart and the returns."""
        _order, first, _second = self._year()
        self.env['order.desk.report.definition'].search([]).active = False
        duty = self.env.ref('order_desk.report_returns')
        duty.active = True
        self.assertEqual((duty.frequency, duty.rule, duty.day, duty.is_before), ('month', 'day', 5, False))
        self.assertEqual(duty.group_ids, self.env.ref('order_desk.group_service_supervisor')
                         | self.env.ref('order_desk.group_quality_inspector'))
        run = self.env['order.desk.report.run'].create({
            'definition_id': duty.id, 'company_id': self.company.id, 'date_from': '2026-03-01', 'date_to': '2026-03-31',
            'due_on': '2026-04-06', 'due_at': '2026-04-06', 'owner_id': self.users['order_supervisor'].id})
        run._make()
        self.assertLessEqual(
            self.users['service_supervisor'].partner_id | self.users['quality_inspector'].partner_id, run.recipient_ids)
        scope = run._get_scope(run._get_audiences(self.env['order.desk.report.returns'])[0])
        sheets = {sheet.title: sheet for sheet in self.env['order.desk.report.returns']._get_sheets(scope)}
        [row] = [row for row in sheets["By product"].rows if row[0] == self.shelf.display_name]
        self.assertEqual(row[1:4], [10, 2, 0.2])
        self.assertIn([self.reason.name, 2, 1.0, 1.0], sheets["By reason"].rows)
        self.assertIn(first.name, [row[0] for row in sheets["Returns of the period"].rows])
        self.assertIn(b"<svg", run.copy_ids[:1].pdf_id.raw)

    def test_control_chart_window(self):
        """RET-06: the window draws the rates with their limits for whoever may count them."""
        self._year()
        window = self.env['order.desk.control.chart'].with_user(self.users['quality_inspector']).create({
            'date_from': '2026-01-01', 'date_to': '2026-04-30', 'product_id': self.shelf.id})
        self.assertIn("<svg", window.chart)
        self.assertIn("2026-03", window.chart)
        self.assertIn(self.reason.name, window.chart)
        empty = window.copy({'date_from': '2020-01-01', 'date_to': '2020-01-31', 'subject': 'complaints'})
        self.assertIn("Nothing was shipped", empty.chart)

    def test_lots(self):
        """RET-06: the lots that came back stand beside those that were shipped."""
        tracked = self.env['product.product'].create({
            'name': "Tracked", 'is_storable': True, 'tracking': 'lot', 'list_price': 10.0})
        lot = self.env['stock.lot'].create({'name': "L1", 'product_id': tracked.id})
        self.env['stock.quant']._update_available_quantity(tracked, self.warehouse.lot_stock_id, 10, lot_id=lot)
        order = self._shipped([(tracked, 4, 10.0)])
        self._come_back(order, 1)
        self.env.flush_all()
        self.assertEqual(
            self.Report._read_group([('lot_id', '=', lot.id)], ['lot_id'], MEASURES), [(lot, 4, 1, 0.25)])

    def test_kit(self):
        """RET-06: the parts of a kit are counted as they are shipped and come back; their value is not guessed."""
        kit = self.env['product.product'].create({'name': "Kit", 'list_price': 100.0})
        self.env['mrp.bom'].create({
            'product_tmpl_id': kit.product_tmpl_id.id, 'type': 'phantom', 'bom_line_ids': [
                Command.create({'product_id': self.box.id, 'product_qty': 2})]})
        order = self._shipped([(kit, 3, 100.0)])
        self.env.flush_all()
        rows = self.Report._read_group(
            [('order_id', '=', order.id)], ['product_id'], ['quantity_shipped:sum', 'value_shipped:sum'])
        self.assertEqual(rows, [(self.box, 6, 0)])
