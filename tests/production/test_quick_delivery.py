from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..technical_common import TechnicalCommon


@tagged('post_install', '-at_install')
class TestQuickDelivery(TechnicalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.buyer = cls._user('buyer', 'purchase.group_purchase_user')
        cls.supplier = cls.env['res.partner'].create({'name': "Foundry", 'email': "sales@foundry.example"})
        cls.order = cls._order([(cls.seal, 5, 10.0), (cls.steel, 3, 10.0)], commitment_date='2031-05-06 10:00:00')
        cls.order.with_user(cls.users['order_clerk']).action_desk_notify_shortage()
        cls.seals, cls.steels = cls.order.desk_shortage_ids.sorted(lambda row: row.product_id != cls.seal)

    def _buy(self, product, quantity=10, day='2031-06-01', confirm=True, **vals):
        purchase = self.env['purchase.order'].create({
            'partner_id': self.supplier.id, 'user_id': self.buyer.id, 'order_line': [(0, 0, {
                'product_id': product.id, 'product_qty': quantity, 'price_unit': 1.0,
                'date_planned': fields.Datetime.to_datetime(day), **vals})]})
        if confirm:
            purchase.button_confirm()
        return purchase

    def test_supplier_is_asked(self):
        """DEL-11: what an order lacks is asked of its supplier: activity for the buyer, letter to the supplier."""
        self._buy(self.seal, day='2031-07-01')
        purchase = self._buy(self.seal)
        self._as('order_clerk', self.seals).action_ask_quick_delivery()
        self.assertEqual(self.seals.quick_purchase_id, purchase, "the first to arrive")
        activity = purchase.activity_ids
        self.assertEqual(activity.user_id, self.buyer)
        for word in ("5", "Seal", self.order.name):
            self.assertIn(word, activity.note)
        mine = purchase.with_user(self.buyer)
        self.assertTrue(mine.desk_asks_quick)
        mine.action_desk_ask_quick_delivery()
        letter = purchase.message_ids.filtered(lambda message: message.message_type == 'comment')
        self.assertEqual(letter.partner_ids, self.supplier)
        self.assertIn("Seal", letter.body)
        self.assertNotIn(self.partner.name, letter.body)
        self.assertNotIn(self.order.name, letter.body)
        self.assertTrue(self.seals.quick_sent_on)
        self.assertFalse(purchase.activity_ids)
        mine.invalidate_recordset(['desk_asks_quick'])
        self.assertFalse(mine.desk_asks_quick)
        with self.assertRaisesRegex(UserError, "nobody asks"):
            mine.action_desk_ask_quick_delivery()

    def test_made_for_the_order(self):
        """DEL-11: the purchase made for the order comes before others; one activity names all that is wanted."""
        self._buy(self.seal, day='2031-01-01')
        own = self._buy(self.seal, sale_line_id=self.seals.order_line_id.id, confirm=False)
        own.order_line = [(0, 0, {
            'product_id': self.steel.id, 'product_qty': 3, 'price_unit': 1.0,
            'sale_line_id': self.steels.order_line_id.id})]
        for row in (self.seals, self.steels):
            self._as('material_planner', row).action_ask_quick_delivery()
        self.assertEqual((self.seals | self.steels).quick_purchase_id, own)
        self.assertEqual(len(own.activity_ids), 1)
        self.assertIn("Seal", own.activity_ids.note)
        self.assertIn("Steel", own.activity_ids.note)

    def test_refused(self):
        """DEL-11: nothing to ask about, nobody to ask, no right to ask: each says so."""
        clerk = self._as('order_clerk', self.seals)
        with self.assertRaisesRegex(UserError, "No purchase order of Seal"):
            clerk.action_ask_quick_delivery()
        purchase = self._buy(self.seal)
        for role in ('finance_clerk', 'engineer'):
            with self.assertRaises(AccessError):
                self._as(role, self.seals).action_ask_quick_delivery()
        with self.assertRaises(AccessError):
            clerk.quick_purchase_id = purchase
        clerk.action_ask_quick_delivery()
        self.supplier.email = False
        with self.assertRaisesRegex(UserError, "Foundry has no e-mail address"):
            purchase.with_user(self.buyer).action_desk_ask_quick_delivery()
        with self.assertRaises(AccessError):
            purchase.with_user(self.users['order_clerk']).action_desk_ask_quick_delivery()
        self._stock(self.seal, 50)
        self.env.invalidate_all()
        clerk.action_follow()
        with self.assertRaisesRegex(UserError, "nothing is short"):
            clerk.action_ask_quick_delivery()
