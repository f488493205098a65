"""What is settled with logistics about a shipment, and how the carrier takes it over."""
import re

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .transit_common import TransitCommon


@tagged('post_install', '-at_install')
class TestConsignment(TransitCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('quiet')
        cls.shelf.weight = 2.5

    def _page(self, picking):
        content, _kind = self.env['ir.actions.report'].with_context(lang='en_US')._render_qweb_html(
            'order_desk.report_shipping_note', picking.ids)
        return html.fromstring(content)

    def _text(self, page):
        return re.sub(r'\s+', " ", page.text_content())

    def test_consignment_data(self):
        """SHP-07: carrier, vehicle, driver, parcels, weight and consignment number stand on transfer and note."""
        picking = self._released([(self.shelf, 4, 100.0)]).picking_ids
        self.assertNotIn("Lorry", self._text(self._page(picking)))
        mine = picking.with_user(self.shipper)
        mine.write({
            'carrier_id': self.carrier.id, 'carrier_tracking_ref': "CN-77", 'desk_vehicle': "SU-E 1234",
            'desk_driver': "Zhao", 'desk_driver_phone': "+86 1", 'desk_parcel_count': 3})
        text = self._text(self._page(picking))
        for label, value in (
                ("Carrier", "Lorry"), ("Tracking reference", "CN-77"), ("Vehicle", "SU-E 1234"),
                ("Driver", "Zhao"), ("Parcels", "3"), ("Weight", "10.0")):
            self.assertRegex(text, rf"{label}\s*{re.escape(value)}")
        mine.action_desk_order_preparation()
        self.assertEqual(picking.activity_ids.user_id, self.shipper)
        self.assertTrue(picking.desk_prepared_on)
        with self.assertRaises(AccessError):
            picking.with_user(self.users['finance_clerk']).action_desk_order_preparation()
        with self.assertRaises(AccessError):
            mine.desk_prepared_on = False

    def test_carrier_loads_by_order(self):
        """SHP-10: the carrier takes over by the note of one order, line by line, and signs for each of them."""
        first, second = self._released([(self.shelf, 4, 1.0), (self.box, 7, 1.0)]), self._released([(self.box, 9, 1.0)])
        page = self._page(first.picking_ids)
        rows = [
            [cell.text_content().strip() for cell in row.xpath("./td")]
            for row in page.xpath("//table[.//th[contains(., 'Loaded')]]/tbody/tr")]
        self.assertEqual(
            [(row[0], row[1], float(row[2])) for row in rows],
            [("1", self.shelf.display_name, 4), ("2", self.box.display_name, 7)])
        self.assertTrue(all(row[-1] == "☐" for row in rows), "the carrier ticks what he loads")
        text = self._text(page)
        self.assertIn(first.name, text)
        self.assertNotIn(second.name, text)
        for place in ("Shipper:", "Carrier:", "Received by:"):
            self.assertIn(place, text)
        both = self._page((first | second).picking_ids)
        self.assertEqual(len(both.xpath("//table[.//th[contains(., 'Loaded')]]")), 2, "one note for each order")
