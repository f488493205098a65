import base64
from datetime import timedelta

from odoo import http
from odoo.fields import Date, Datetime
from odoo.tests import HttpCase, tagged

from .confirmation_common import PNG, ConfirmationCommon

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@tagged('post_install', '-at_install')
class TestPortalAcceptance(ConfirmationCommon, HttpCase):

    def setUp(self):
        super().setUp()
        self.order = self._order(require_signature=True, require_payment=False)
        self.token = self.order._portal_ensure_token()
        self.authenticate(None, None)

    def _accept(self, order=None, **params):
        order = order or self.order
        return self.make_jsonrpc_request(f'/my/orders/{order.id}/accept', {
            'access_token': order.access_token, 'name': "Ms Lee",
            'signature': base64.b64encode(PNG).decode(), **params})

    def _page(self, order=None, **params):
        response = self.url_open((order or self.order).get_portal_url(**params))
        self.assertEqual(response.status_code, 200)
        return response.text

    # === SIGNATURE === #

    def test_signature_on_open_order_confirms(self):
        """CNF-05: on a settled order whose confirmation was sent, the portal signature is the clean copy."""
        self._send(self.order)
        result = self._accept()
        self.assertNotIn('error', result)
        self.env.invalidate_all()
        self.assertEqual(self.order.desk_return_verdict, 'clean')
        row = self.order.desk_return_ids
        self.assertEqual((row.source, row.state, row.signed_by), ('portal_signature', 'clean', "Ms Lee"))
        self.assertEqual(row.attachment_ids.raw, PNG)
        self.assertEqual(self.order.state, 'sale')

    def test_declined_after_confirmation(self):
        """CHG-06: declining a confirmed order keeps the words, calls the desk, cancels nothing."""
        self._send(self.order)
        self._accept()
        self.env.invalidate_all()
        self.assertEqual(self.order.state, 'sale')
        response = self.url_open(f'/my/orders/{self.order.id}/decline', data={
            'access_token': self.token, 'decline_message': "We need it no longer",
            'csrf_token': http.Request.csrf_token(self)})
        self.assertIn("we have received your message", response.text)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, 'sale')
        self.assertIn("We need it no longer", str(self.order.message_ids[:3].mapped('body')))
        self.assertTrue(self.order.activity_ids.filtered(lambda act: "declines" in (act.summary or '')))

    def test_signature_on_blocked_order_is_kept(self):
        """CNF-06: a gate stops the order, not the signature: kept with its PDF, the owner told, the state as before."""
        self._gate('legal', ['general_manager'])
        self.order.action_desk_check()
        result = self._accept()
        self.assertNotIn('error', result)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, 'draft')
        self.assertTrue(self.order.signature)
        self.assertEqual(self.order.signed_by, "Ms Lee")
        self.assertTrue(self.order.message_ids.attachment_ids.filtered(lambda file: file.name.endswith('.pdf')))
        activities = self.order.activity_ids
        self.assertIn(self.users['general_manager'], activities.user_id)
        self.assertIn(self.clerk, activities.user_id | self.clerk)
        page = self._page()
        self.assertIn("Thank you, we have received your signature", page)
        for internal in ("General Manager", "legal", "Legal", "waits for"):
            self.assertNotIn(internal, page)

    def test_early_signature_is_examined_later(self):
        """CNF-04: a signature given before the confirmation was sent is filed to be examined, and can be given anew."""
        self._accept()
        self.env.invalidate_all()
        self.assertEqual(self.order.desk_return_ids.state, 'to_examine')
        self.assertEqual(self.order.desk_return_verdict, 'to_examine')
        self.assertEqual(self.order.state, 'draft')
        # Signatures are told apart by their time, and a test signs twice within a second.
        self.order.desk_return_ids.sudo().received_at = Datetime.now() - timedelta(hours=1)
        self._send(self.order)
        self.assertFalse(self.order.signature, "the customer must be able to sign this confirmation")
        self.assertEqual(self.order.desk_return_ids.attachment_ids.raw, PNG, "the early signature stays as evidence")
        self.env.flush_all()
        self._accept()
        self.env.invalidate_all()
        self.assertEqual(self.order.state, 'sale')

    def test_signature_on_changed_order(self):
        """CNF-05: a signature on an order that differs from the confirmation sent is no clean copy."""
        self._send(self.order)
        self.order.order_line[0].price_unit = 70
        self._accept()
        self.env.invalidate_all()
        self.assertEqual(self.order.desk_return_ids.state, 'to_examine')
        self.assertEqual(self.order.state, 'sent')
        self.assertTrue(self.order.signature)

    def test_signature_with_payment_due(self):
        """CNF-05: where a payment is still due, the signature counts as the copy and the order waits for the money."""
        self.order.require_payment = True
        self._send(self.order)
        result = self._accept()
        self.assertIn('allow_payment', result['redirect_url'])
        self.env.invalidate_all()
        self.assertEqual(self.order.desk_return_verdict, 'clean')
        self.assertEqual(self.order.state, 'sent')

    def test_expired_order(self):
        """CNF-06: an expired offer cannot be signed, as in Odoo itself."""
        self.order.write({'validity_date': Date.subtract(Date.today(), days=3), 'state': 'sent'})
        self.assertIn('error', self._accept())
        self.assertFalse(self.order.desk_return_ids)

    def test_declined_order(self):
        """CNF-06: declining on the portal cancels, as in Odoo itself."""
        self._send(self.order)
        self.url_open(f'/my/orders/{self.order.id}/decline', data={
            'access_token': self.token, 'decline_message': "No", 'csrf_token': http.Request.csrf_token(self)})
        self.env.invalidate_all()
        self.assertEqual(self.order.state, 'cancel')

    def test_wrong_token(self):
        """CNF-04: without the order's token neither signature, nor upload, nor download is possible."""
        self._send(self.order)
        self.assertIn('error', self._accept(access_token='wrong'))
        self._upload(PDF, token='wrong')
        self.assertFalse(self.order.desk_return_ids)
        response = self.url_open(
            f'/my/orders/{self.order.id}/desk_confirmation?access_token=wrong', allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_order_without_desk(self):
        """CNF-05: orders outside the desk are signed and confirmed as ever."""
        self.company.desk_enabled = False
        plain = self._order(require_signature=True, require_payment=False)
        plain._portal_ensure_token()
        self._accept(plain)
        self.env.invalidate_all()
        self.assertEqual(plain.state, 'sale')
        self.assertFalse(plain.desk_return_ids)
        self.assertNotIn('desk_progress', self._page(plain))

    # === PAGE === #

    def test_progress_sentences(self):
        """CNF-03: the portal tells in one neutral sentence where the order stands, and offers the paper."""
        self.assertIn("We are checking your order", self._page())
        self._send(self.order)
        page = self._page()
        self.assertIn("Please check our order confirmation", page)
        self.assertIn("desk_confirmation", page)
        download = self.url_open(self.order.get_portal_url(suffix='/desk_confirmation'))
        self.assertEqual(download.status_code, 200)
        self.assertIn('attachment', download.headers['content-disposition'])
        self.assertIn(self.order.name, download.text)
        self._return(self.order, 'unclear', "Stamp of a rival firm")
        page = self._page()
        self.assertIn("We have a question about the copy", page)
        self.assertNotIn("rival", page)

    # === UPLOAD === #

    def _upload(self, content, name='copy.pdf', token=None):
        return self.url_open(
            f'/my/orders/{self.order.id}/desk_return?access_token={token or self.token}',
            data={'csrf_token': http.Request.csrf_token(self)}, files={'copy': (name, content)})

    def test_upload(self):
        """CNF-04: the customer uploads the stamped scan; it waits for the clerk, who examines it."""
        self._send(self.order)
        response = self._upload(PDF)
        self.assertIn("your copy has arrived", response.text)
        self.env.invalidate_all()
        row = self.order.desk_return_ids
        self.assertEqual((row.source, row.state), ('portal_upload', 'to_examine'))
        self.assertEqual(row.attachment_ids.raw, PDF)
        self.assertIn("to be examined", self._check(self.order, 'customer_confirmation').message)
        self.assertTrue(self.order.activity_ids.filtered(lambda activity: 'Customer Confirmation' in activity.summary))
        action = row.with_user(self.clerk).action_desk_examine()
        wizard = self.env[action['res_model']].with_user(self.clerk).with_context(**action['context']).create({
            'content_ok': True, 'signature_ok': True, 'stamp_ok': True, 'notes_ok': True})
        wizard.action_desk_register()
        self.assertEqual(row.state, 'clean')
        self.assertPassed(self.order, 'customer_confirmation')

    def test_upload_of_wrong_files(self):
        """CNF-04: by their contents, only PDF, PNG and JPEG of up to 10 MB are taken in."""
        self._send(self.order)
        for name, content, word in (
            ('copy.pdf', b"<html><script>alert(1)</script></html>", "as PDF, PNG or JPEG"),
            ('copy.pdf', b"", "as PDF, PNG or JPEG"),
            ('copy.svg', b'<svg xmlns="http://www.w3.org/2000/svg"/>', "as PDF, PNG or JPEG"),
            ('big.pdf', PDF + b"0" * (10 * 1024 * 1024), "too large"),
        ):
            with self.subTest(name=name, size=len(content)):
                self.assertIn(word, self._upload(content, name).text)
        self.assertFalse(self.order.desk_return_ids)

    def test_upload_when_not_expected(self):
        """CNF-04: no copy is taken in before the confirmation was sent, nor more than five unexamined ones."""
        self.assertIn("not expected", self._upload(PDF).text)
        self._send(self.order)
        for _number in range(5):
            self._upload(PDF)
        self.assertIn("not expected", self._upload(PDF).text)
        self.env.invalidate_all()
        self.assertEqual(len(self.order.desk_return_ids), 5)


@tagged('post_install', '-at_install')
class TestValidateOrder(ConfirmationCommon):

    def test_mixed_orders(self):
        """CNF-06: of several validated orders the open one is confirmed, the blocked one kept with a notice."""
        good, blocked = self._confirmed_order(), self._order()
        blocked.write({'signature': base64.b64encode(PNG), 'signed_by': "Ms Lee"})
        (good | blocked)._validate_order()
        self.assertEqual((good.state, blocked.state), ('sale', 'draft'))
        self.assertTrue(blocked.signature)
        self.assertTrue(blocked.activity_ids)
        blocked._validate_order()
        self.assertEqual(len(blocked.activity_ids), 1)

    def test_forged_context(self):
        """CNF-06: no context key opens the gate."""
        order = self._order()
        order.with_context(desk_clearance=True, desk_skip=True, skip_gates=True)._validate_order()
        self.assertEqual(order.state, 'draft')
        self.assertEqual(order.order_line.mapped('state'), ['draft', 'draft'])
