"""The shipping note, what the shipper has understood, and the plan of what is to leave."""
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .shipping_common import ShippingCommon


@tagged('post_install', '-at_install')
class TestShippingNote(ShippingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('shipping_application')

    def _briefed(self):
        picking = self._applied()
        picking.with_user(self.users['order_clerk']).action_desk_brief_shipper()
        return picking

    def _point(self, picking, code):
        return picking.desk_point_ids.filtered(lambda point: point.code == code)

    def test_item_by_item(self):
        """SHP-05: the shipper confirms each item himself; user and time are kept."""
        picking = self._briefed()
        address = self._point(picking, 'address')
        self.assertIn("Dock 7", address.value)
        for role in ('order_clerk', 'finance_clerk', 'general_manager'):
            with self.assertRaises(AccessError, msg=role):
                address.with_user(self.users[role]).action_confirm()
        address.with_user(self.users['shipping_clerk']).action_confirm()
        self.assertEqual(address.confirmed_by_id, self.users['shipping_clerk'])
        self.assertTrue(address.confirmed_on)
        self.assertFalse(self._point(picking, 'receiver').confirmed_on)
        with self.assertRaises(AccessError):
            self._point(picking, 'receiver').with_user(self.users['shipping_clerk']).write({
                'confirmed_by_id': self.users['shipping_clerk'].id})

    def test_what_he_fills_in(self):
        """SHP-05, SHP-08: vehicle, driver and parcels are the shipper's to fill in before he confirms them."""
        picking = self._briefed()
        vehicle = self._point(picking, 'vehicle')
        with self.assertRaisesRegex(UserError, "Vehicle"):
            vehicle.with_user(self.users['shipping_clerk']).action_confirm()
        picking.with_user(self.users['shipping_clerk']).desk_vehicle = "SU-E 1234"
        self.assertEqual(vehicle.value, "SU-E 1234")
        vehicle.with_user(self.users['shipping_clerk']).action_confirm()
        picking.with_user(self.users['shipping_clerk']).desk_driver = "Zhao"
        self.assertTrue(vehicle.confirmed_on)
        picking.with_user(self.users['shipping_clerk']).desk_vehicle = "SU-E 9999"
        self.assertFalse(vehicle.confirmed_on)

    def test_changed_item_is_confirmed_again(self):
        """SHP-05: an item that says something else since is gone through again, the others stay."""
        picking = self._briefed()
        picking.desk_point_ids.filtered('value').with_user(self.users['shipping_clerk']).action_confirm()
        self.site.street = "Dock 12"
        self._apply(picking)
        picking.with_user(self.users['order_clerk']).action_desk_brief_shipper()
        self.assertFalse(self._point(picking, 'address').confirmed_on)
        self.assertTrue(self._point(picking, 'receiver').confirmed_on)

    def test_papers(self):
        """SHP-01, SHP-08: application and shipping note show what the shipment needs."""
        picking = self._briefed()
        picking.write({'desk_vehicle': "SU-E 1234", 'desk_driver': "Zhao", 'desk_parcel_count': 3})
        self._point(picking, 'address').with_user(self.users['shipping_clerk']).action_confirm()
        note = self._render('order_desk.report_shipping_note', picking)
        for text in ("Dock 7", "Wang Min", "SU-E 1234", "Zhao", "Pump A", picking.name, picking.sale_id.name, "☑", "☐"):
            self.assertIn(text, note)
        paper = self._render('order_desk.report_shipping_application', picking.desk_application_id)
        for text in ("Dock 7", "Wang Min", "+86 512 7", "Pump B", self.users['second_clerk'].name):
            self.assertIn(text, paper)

    def _render(self, name, record):
        html, _kind = self.env['ir.actions.report'].with_user(self.users['shipping_clerk'])._render_qweb_html(
            name, record.ids)
        return html.decode()

    def test_plan(self):
        """SHP-06, SHP-09: what is to ship is listed by day; the warehouse is told once to prepare it."""
        picking, done = self._to_ship(), self._applied()
        self._ship(done)
        quotation = self._order()
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.action_shipping_plan')
        planned = self.env['stock.picking'].with_user(self.users['shipping_clerk']).search(
            safe_eval(action['domain']))
        self.assertIn(picking, planned)
        self.assertNotIn(done, planned)
        self.assertNotIn(quotation, planned.sale_id)
        for _click in range(2):
            picking.with_user(self.users['order_clerk']).action_desk_order_preparation()
        self.assertEqual(len(picking.activity_ids), 1)
        self.assertTrue(picking.activity_ids.user_id.has_group('order_desk.group_shipping_clerk'))
        self.assertTrue(picking.desk_prepared_on)
        with self.assertRaises(AccessError):
            picking.with_user(self.users['engineer']).action_desk_order_preparation()

    def test_money_first(self):
        """PAY-03, SHP-02: the second review is signed after finance's clearance, not before."""
        self.env['order.desk.gate'].with_context(active_test=False).search([('code', '=', 'payment')]).active = True
        self.partner.desk_class = 'b'
        picking = self._to_ship()
        self._apply(picking)
        with self.assertRaisesRegex(UserError, "follows finance's clearance"):
            self._review(picking)
        self.partner.desk_class = 'a'
        order = picking.sale_id
        order.action_desk_check()
        self._decide(order, 'order_supervisor', 'payment')
        self._review(picking)
        self.assertVerdict(picking, 'passed')
