"""A row says what its record says."""
from unittest.mock import patch

from odoo import Command
from odoo.tests import Form, tagged

from odoo.addons.order_desk.models.core.rows import read_rows
from odoo.addons.order_desk.models.orders.line_rows import HEAD_COLUMNS, LINE_COLUMNS

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestRows(OrderDeskCommon):

    def _assert_same(self, records, names=LINE_COLUMNS):
        rows = read_rows(records, names)
        self.assertEqual([row.id for row in rows], [record.id for record in records])
        for row, record in zip(rows, records, strict=True):
            for name in names:
                self.assertEqual(getattr(row, name), record[name], name)

    def test_rows_are_what_records_say(self):
        """TRK-01: cold, warm, written but not stored yet, empty, and without lines."""
        orders = self._order() | self._order()
        orders[0].order_line = [Command.create({'display_type': 'line_note', 'name': "Packed in crates"})]
        self.env.flush_all()
        self.env.invalidate_all()
        self._assert_same(orders.order_line)
        orders[0].order_line[0].write({'product_uom_qty': 7, 'desk_brand': "Own"})
        self._assert_same(orders.order_line)
        self.assertEqual(read_rows(orders.order_line.browse(), LINE_COLUMNS), [])
        self._assert_same(orders, HEAD_COLUMNS)
        rows = orders._desk_get_line_rows()
        self.assertEqual([len(lines) for lines in rows.values()], [3, 2])

    def test_lines_of_many_orders_are_read_once(self):
        """TRK-01: more lines than the host reads at a time: asked for again they cost no query."""
        orders = self._order() | self._order()
        self.env.flush_all()
        self.env.invalidate_all()
        with patch('odoo.addons.order_desk.models.orders.sale_order_line.PREFETCH_MAX', 1):
            orders._desk_fetch_lines()
            with self.assertQueryCount(0):
                orders._desk_fetch_lines()

    def test_rows_of_a_form(self):
        """TRK-01: lines that are typed in and not saved."""
        with Form(self.env['sale.order']) as form:
            form.partner_id = self.partner
            with form.order_line.new() as line:
                line.product_id = self.product_a
                line.product_uom_qty = 3
            self.assertEqual(line.desk_deviation_percent, 0.0)
        new = self.env['sale.order'].new({
            'partner_id': self.partner.id, 'order_line': [Command.create({'product_id': self.product_b.id})]})
        self._assert_same(new.order_line)
        self._assert_same(new, HEAD_COLUMNS)
