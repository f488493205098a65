"""An order that is complete, and a customer whose archive is."""
import base64

from odoo import fields

from ..common import OrderDeskCommon


class IntakeCommon(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.users['order_clerk']
        cls.second_clerk = cls._user('second_clerk', 'order_desk.group_order_clerk')
        cls.company.country_id = cls.env.ref('base.cn')
        cls.partner.write({
            'street': "Harbour 1", 'city': "Ningbo", 'country_id': cls.env.ref('base.cn').id,
            'phone': "+86 574 1", 'email': "buyer@example.com", 'desk_order_taker_id': cls.clerk.id, 'desk_class': 'a',
        })
        cls.channel_fax = cls.env.ref('order_desk.channel_fax')
        cls.channel_telephone = cls.env.ref('order_desk.channel_telephone')
        cls.channel_salesperson = cls.env.ref('order_desk.channel_salesperson')
        cls.domestic = cls.env.ref('order_desk.order_type_domestic')

    @classmethod
    def _attachment(cls, name="order.pdf", content=b"the customer's fax", user=None, **vals):
        env = cls.env(user=user) if user else cls.env
        return env['ir.attachment'].create({'name': name, 'datas': base64.b64encode(content), **vals})

    @classmethod
    def _complete_order(cls, user=None, **vals):
        """Create, as ``user``, a domestic order that lacks only the second person's check and the estimate."""
        env = cls.env(user=user or cls.clerk)
        order = env['sale.order'].create({
            'partner_id': cls.partner.id,
            'desk_channel_id': cls.channel_fax.id,
            'desk_received_at': fields.Datetime.now(),
            'desk_customer_document_ids': [(6, 0, cls._attachment(user=user or cls.clerk).ids)],
            'commitment_date': fields.Datetime.add(fields.Datetime.now(), days=30),
            'payment_term_id': cls.env.ref('account.account_payment_term_30days').id,
            'order_line': [(0, 0, {'product_id': cls.product_a.id, 'product_uom_qty': 2, 'price_unit': 100})],
            **vals,
        })
        order.action_desk_answer_all_yes()
        order.write({
            'desk_estimate_date': fields.Date.add(fields.Date.today(), days=28), 'desk_estimate_contact': "Li"})
        order.action_desk_tell_estimate()
        return order.with_env(cls.env)

    def _codes(self, order):
        """Return the codes of the points that an order leaves open."""
        return [point.code for point in order._desk_get_missing_points()[order]]
