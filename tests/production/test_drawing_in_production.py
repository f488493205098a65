import base64
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..technical_common import TechnicalCommon


@tagged('post_install', '-at_install')
class TestDrawingInProduction(TechnicalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('drawing')
        routes = cls.env.ref('stock.route_warehouse0_mto') | cls.env.ref('mrp.route_warehouse0_manufacture')
        routes.active = True
        cls.pump.route_ids = routes
        cls.pump_bom.consumption = 'flexible'

    def _approved_order(self):
        order = self._nonstandard_order()
        drawing = self._drawing(product_id=self.pump.id)
        self._as('order_clerk', order.order_line).action_desk_approve_drawing(drawing.id, self._file().ids)
        return order, drawing

    def _revise(self, drawing):
        second = drawing.browse(drawing.action_new_revision()['res_id'])
        second.write({'file': base64.b64encode(b'%PDF 2'), 'file_name': "D-1B.pdf"})
        second.action_release()
        return second

    def _productions(self, order):
        return self.env['mrp.production'].search([('sale_line_id', 'in', order.order_line.ids)])

    def test_production_takes_the_approved_drawing(self):
        """TEC-03: a manufacturing order works to the approved revision."""
        order, drawing = self._approved_order()
        order.action_confirm()
        production = self._productions(order)
        self.assertEqual(production.desk_drawing_id, drawing)
        production.action_confirm()
        self.assertEqual(production.state, 'confirmed')

    def test_production_refuses_another_revision(self):
        """TEC-03: neither confirmed nor closed to another or an obsolete revision."""
        order, drawing = self._approved_order()
        order.action_confirm()
        production = self._as('production_manager', self._productions(order))
        second = self._revise(drawing)
        with self.assertRaisesRegex(UserError, f"{production.name}.*rev. A.*obsolete"):
            production.button_mark_done()
        production.desk_drawing_id = second
        with self.assertRaisesRegex(UserError, f"{production.name}.*rev. B.*{order.name}.*rev. A"):
            production.button_mark_done()
        with self.assertRaises(UserError):
            production.action_confirm()
        self._as('order_clerk', order.order_line).action_desk_approve_drawing(second.id, self._file().ids)
        production.qty_producing = 3
        production.button_mark_done()
        self.assertEqual(production.state, 'done')

    def test_not_approved(self):
        """TEC-03: a manufacturing order made by hand for an unapproved line stays a draft."""
        order = self._nonstandard_order()
        production = self.env['mrp.production'].create({
            'product_id': self.pump.id, 'product_qty': 3, 'sale_line_id': order.order_line.id})
        with self.assertRaisesRegex(UserError, "has not approved a drawing"):
            production.action_confirm()
        self.assertEqual(production.state, 'draft')
        self._decide(order, 'general_manager', 'drawing', 'waive', "Sample, no drawing")
        order._desk_write_facts({'desk_released': True})
        production.action_confirm()
        self.assertEqual(production.state, 'confirmed')

    def test_standard_lines_are_left_alone(self):
        """TEC-01: production of standard lines and of orders outside the desk asks for no drawing."""
        order = self._order([(self.pump, 1, 100.0)])
        order.action_confirm()
        production = self._productions(order)
        self.assertFalse(production.desk_drawing_id)
        self.assertEqual(production.state, 'confirmed')

    def test_deadline_is_the_booked_date(self):
        """MAT-03, DEL-05: the deadline of manufacturing is the date of the written statement."""
        order = self._order([(self.pump, 1, 100.0)])
        order._desk_write_facts({'desk_booked_date': date(2030, 5, 6)})
        order.action_confirm()
        self.assertEqual(self._productions(order).date_deadline.date(), date(2030, 5, 6))
        self.company.desk_booked_to = 'none'
        other = self._order([(self.pump, 1, 100.0)])
        other._desk_write_facts({'desk_booked_date': date(2030, 5, 6)})
        other.action_confirm()
        self.assertNotEqual(self._productions(other).date_deadline.date(), date(2030, 5, 6))
