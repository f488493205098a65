import base64

from odoo import fields, http
from odoo.tests import HttpCase, tagged

from .transit_common import PNG, TransitCommon


@tagged('post_install', '-at_install')
class TestTransitPortal(TransitCommon, HttpCase):

    def setUp(self):
        super().setUp()
        self.picking = self._shipped()
        self.order = self.picking._desk_order()
        self.order._portal_ensure_token()
        self.authenticate(None, None)

    def _url(self, suffix, order=None):
        return (order or self.order).get_portal_url(suffix=suffix)

    def _sign(self, order=None, **params):
        return self.make_jsonrpc_request(
            f'/my/orders/{(order or self.order).id}/desk_receipt/{self.picking.id}/sign',
            {'access_token': (order or self.order).access_token, 'name': "Mrs. Zhao",
             'signature': base64.b64encode(PNG).decode(), **params})

    def test_signed_on_the_portal(self):
        """RCP-01: the customer signs with the quantities he received and what is wrong."""
        move = self.picking.move_ids
        page = self.url_open(self._url(f'/desk_receipt/{self.picking.id}')).text
        self.assertIn("Shelf pump", page)
        self.assertNotIn("With your signature", page, "quantities come first")
        posted = {
            'csrf_token': http.Request.csrf_token(self), 'arrived_on': fields.Date.to_string(self.today),
            f'received_{move.id}': "8", f'reason_{move.id}': ""}
        page = self.url_open(self._url(f'/desk_receipt/{self.picking.id}'), data=posted).text
        self.assertIn("what is missing or wrong", page)
        page = self.url_open(
            self._url(f'/desk_receipt/{self.picking.id}'), data={**posted, f'reason_{move.id}': "Two missing"}).text
        self.assertIn("Your quantities are noted", page)
        self.assertIn("With your signature", page)
        self.assertFalse(self.picking.desk_received_on)
        result = self._sign()
        self.assertNotIn('error', result)
        self.env.invalidate_all()
        receipt = self.picking.desk_receipt_id
        self.assertEqual((receipt.source, receipt.received_by, receipt.line_ids.received), ('portal', "Mrs. Zhao", 8))
        self.assertEqual(receipt.attachment_ids.raw, PNG)
        self.assertIn('error', self._sign())
        # a confirmed order changes its date by a change request only
        self.env.cr.execute("UPDATE sale_order SET commitment_date = now() WHERE id = %s", [self.order.id])
        self.env.invalidate_all()
        page = self.url_open(self.order.get_portal_url()).text
        self.assertNotIn("Sign for the Goods", page)
        self.assertEqual(page.count("Delivery Date:"), 1)

    def test_as_shipped(self):
        """RCP-01: a signature without a note confirms what was shipped; without signature or name there is none."""
        for params in ({'signature': False}, {'name': " "}, {'access_token': "wrong"}):
            self.assertIn('error', self._sign(**params))
        self.assertFalse(self.picking.desk_received_on)
        self.assertNotIn('error', self._sign())
        self.env.invalidate_all()
        self.assertEqual(self.picking.desk_receipt_id.line_ids.received, 10)
        self.assertFalse(self.picking.desk_receipt_differs)

    def test_shipment_of_another_order(self):
        """RCP-01: the token of one order opens no shipment of another."""
        other = self._released()
        other._portal_ensure_token()
        self.assertIn('error', self._sign(order=other))
        response = self.url_open(self._url(f'/desk_receipt/{self.picking.id}', other), allow_redirects=False)
        self.assertIn(response.status_code, (302, 303))

    def test_advice_received(self):
        """ADV-03, ADV-04: the customer downloads the advice and says that he has it."""
        advice = self._advice(self.picking)
        page = self.url_open(self.order.get_portal_url()).text
        self.assertNotIn("I have received the advice", page)
        advice.action_fill_in()
        advice.with_user(self.clerk).action_send()
        page = self.url_open(self.order.get_portal_url()).text
        self.assertIn("I have received the advice", page)
        paper = self.url_open(self._url(f'/desk_advice/{advice.id}'))
        self.assertEqual(paper.content, advice.sudo().attachment_id.raw)
        self.url_open(self._url(f'/desk_advice/{advice.id}'), data={
            'csrf_token': http.Request.csrf_token(self), 'person': "Mrs. Zhao"})
        self.env.invalidate_all()
        self.assertEqual((advice.state, advice.confirmed_via), ('confirmed', 'portal'))
        self.assertEqual(advice.confirmed_with, "Mrs. Zhao")
