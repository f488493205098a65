"""A company with past orders: what forecasts and order plans are made from."""
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import OrderDeskCommon

TODAY = '2031-05-14 04:00:00'  # a Wednesday


@tagged('post_install', '-at_install')
class ForecastCommon(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.startClassPatcher(freeze_time(TODAY))
        cls.company.partner_id.tz = 'Asia/Shanghai'
        cls.dozen = cls.env.ref('uom.product_uom_dozen')
        cls.dozen.active = True
        cls.unit = cls.env.ref('uom.product_uom_unit')
        cls.pumps = cls.env['product.category'].create({'name': "Pumps"})
        cls.pump = cls._goods("Pump")
        cls.forecasts = cls.env['order.desk.sales.forecast']

    @classmethod
    def _goods(cls, name, **vals):
        return cls.env['product.product'].create({
            'name': name, 'type': 'consu', 'is_storable': True, 'categ_id': cls.pumps.id, **vals})

    @classmethod
    def _ordered(cls, product, quantity, day, state='sale', **vals):
        """Create an order wanted on ``day``: at noon in Shanghai."""
        uom = vals.pop('uom', product.uom_id)
        order = cls.env['sale.order'].create({
            'partner_id': cls.partner.id, 'date_order': datetime.combine(day, datetime.min.time()),
            'commitment_date': datetime.combine(day, datetime.min.time()) + timedelta(hours=4),
            'order_line': [(0, 0, {
                'product_id': product.id, 'product_uom_qty': quantity, 'product_uom_id': uom.id, 'price_unit': 1.0})],
            **vals})
        if state == 'sale':
            order.action_confirm()
            order.date_order = datetime.combine(day, datetime.min.time())
        return order

    @classmethod
    def _forecast(cls, goods, quantity=None, day=date(2031, 6, 1), **vals):
        field = 'product_id' if goods._name == 'product.product' else 'categ_id'
        return cls.forecasts.create({
            field: goods.id, 'date_from': day, **({} if quantity is None else {'quantity': quantity}), **vals})
