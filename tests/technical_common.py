"""Verbs of the tests on engineering, material and dates."""
import base64

from odoo import fields

from .common import OrderDeskCommon


class TechnicalCommon(OrderDeskCommon):
    """A pump made of a body (made of steel) and a seal, and the acts of the people around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.email = 'buyer@northern.example.com'
        cls.warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)
        cls.steel, cls.seal, cls.body, cls.pump = cls.env['product.product'].create([
            {'name': name, 'type': 'consu', 'is_storable': True, 'list_price': 100.0}
            for name in ("Steel", "Seal", "Body", "Made pump")
        ])
        cls.body_bom = cls._bom(cls.body, [(cls.steel, 4.0)])
        cls.pump_bom = cls._bom(cls.pump, [(cls.body, 1.0), (cls.seal, 2.0)], produce_delay=5, days_to_prepare_mo=2)

    @classmethod
    def _bom(cls, product, components, **vals):
        return cls.env['mrp.bom'].create({
            'product_tmpl_id': product.product_tmpl_id.id, 'product_qty': 1.0,
            'bom_line_ids': [
                (0, 0, {'product_id': component.id, 'product_qty': quantity}) for component, quantity in components],
            **vals,
        })

    @classmethod
    def _nonstandard_order(cls, lines=None, **vals):
        order = cls._order(lines or [(cls.pump, 3, 100.0)], **vals)
        order.order_line.write({
            'desk_nonstandard': True, 'desk_unusual_structure': True, 'desk_unusual_note': "Flange turned by 90°"})
        return order

    @classmethod
    def _stock(cls, product, quantity):
        cls.env['stock.quant']._update_available_quantity(product, cls.warehouse.lot_stock_id, quantity)

    @classmethod
    def _receipt(cls, product, quantity, day):
        """Confirm a purchase of ``product`` that arrives on ``day``; return its move."""
        order = cls.env['purchase.order'].create({
            'partner_id': cls.partner.id,
            'order_line': [(0, 0, {
                'product_id': product.id, 'product_qty': quantity, 'price_unit': 1.0,
                'date_planned': fields.Datetime.to_datetime(day)})],
        })
        order.button_confirm()
        return order.order_line.move_ids

    def _as(self, role, record):
        return record.with_user(self.users[role])

    def _file(self, name="proof.pdf", role='order_clerk'):
        return self.env['ir.attachment'].with_user(self.users[role]).create(
            {'name': name, 'datas': base64.b64encode(b'signed')})

    def _paper(self, order):
        return self.env['order.desk.technical.confirmation'].browse(
            self._as('order_clerk', order).action_desk_open_technical()['res_id'])

    def _answer(self, line, verdict, **vals):
        self._as('engineer', line).write({
            'formula_changes': 'no', 'material_situation': 'on_hand', 'verdict': verdict,
            'verdict_reason': "Checked" if verdict == 'producible' else "The mould cannot do it", **vals})

    def _drawing(self, release=True, **vals):
        drawing = self.env['order.desk.drawing'].with_user(self.users['engineer']).create({
            'name': "D-1", 'file': base64.b64encode(b'%PDF'), 'file_name': "D-1.pdf", **vals})
        if release:
            drawing.action_release()
        return drawing

    def _statement(self, order, role='material_planner', booked=None, complete=True):
        action = self._as(role, order).action_desk_open_material()
        statement = self.env['order.desk.material.statement'].with_user(self.users[role]).browse(action['res_id'])
        if booked:
            statement.date_booked = booked
        if complete:
            for line in statement.line_ids.filtered(lambda line: line.shortage):
                line.expected_on = booked
            statement.action_complete()
        return statement
