"""A shipment on its way, and the papers that follow it."""
import base64

from odoo import fields

from .ship_common import ShipCommon

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class TransitCommon(ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({'email': "orders@northern.example", 'lang': 'en_US'})
        cls.clerk, cls.shipper = cls.users['order_clerk'], cls.users['shipping_clerk']
        cls.today = fields.Date.today()
        cls.carrier = cls.env['delivery.carrier'].create({
            'name': "Lorry", 'product_id': cls.product_b.id, 'desk_transit_days': 4})

    @classmethod
    def _gates(cls, *codes):
        gates = cls.env['order.desk.gate'].with_context(active_test=False).search([('code', 'in', codes)])
        gates.active = True

    @classmethod
    def _scan(cls, user=None):
        return cls.env['ir.attachment'].with_user(user or cls.clerk).create({'name': "receipt.png", 'raw': PNG}).id

    def _shipped(self, lines=None, days_ago=0, **vals):
        """Return a shipment that left ``days_ago`` days ago."""
        order = self._released(lines, **vals)
        picking = order.picking_ids
        picking.carrier_id = self.carrier
        self._ship(self._pick(picking))
        self.assertEqual(picking.state, 'done')
        if days_ago:
            left = fields.Datetime.subtract(fields.Datetime.now(), days=days_ago)
            picking._desk_write_facts({'desk_shipped_on': left})
            picking._desk_expect_arrival()
        return picking

    def _receive(self, picking, arrived_on=None, differences=None, user=None):
        user = user or self.clerk
        return picking.with_user(user).action_desk_register_receipt(
            self._scan(user), arrived_on or self.today, differences)

    def _advice(self, picking, **vals):
        picking.with_user(self.shipper).action_desk_open_advice()
        advice = picking.desk_advice_id.with_user(self.shipper)
        if vals:
            advice.write(vals)
        return advice
