"""The customer complains on his order's page, and nobody else does."""
from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..shipping.transit_common import PNG, TransitCommon

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200
SCRIPT = "<script>alert('x')</script>"


@tagged('post_install', '-at_install')
class TestComplaintPortal(TransitCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref('order_desk.complaint_kind_quality')

    def setUp(self):
        super().setUp()
        self.order = self._order([(self.shelf, 10, 100.0)])
        self.order.action_confirm()
        self.order._portal_ensure_token()
        self.authenticate(None, None)

    def _post(self, suffix='/desk_complaint', order=None, files=(), token=True, **posted):
        order = order or self.order
        url = order.get_portal_url(suffix=suffix) if token else f'/my/orders/{order.id}{suffix}'
        data = {
            'csrf_token': http.Request.csrf_token(self), 'kind': self.kind.id, 'line': order.order_line[0].id,
            'quantity': '2', 'text': "The seal leaks", 'person': "Mrs. Zhao", **posted}
        response = self.url_open(url, data=data, files=[('files', file) for file in files] or None)
        self.env.invalidate_all()
        return response

    def test_complains_and_follows(self):
        """CMP-05: the customer complains with a picture, reads neutral words, writes again, reads the answer."""
        page = self.url_open(self.order.get_portal_url()).text
        self.assertIn("Complain", page)
        page = self._post(files=[("leak.png", PNG, 'image/png')])
        complaint = self.order.desk_complaint_ids
        self.assertEqual(
            (complaint.product_id, complaint.quantity, complaint.contact_name, complaint.channel_id.code),
            (self.shelf, 2, "Mrs. Zhao", 'portal'))
        self.assertEqual(complaint.picture_ids.raw, PNG)
        self.assertTrue(complaint.activity_ids)
        self.assertTrue(page.url.split('?')[0].endswith(f'/desk_complaint/{complaint.id}'))
        self.assertIn("Registered", page.text)
        file = complaint.picture_ids
        reply = self.url_open(self.order.get_portal_url(suffix=f'/desk_complaint/{complaint.id}/file/{file.id}'))
        self.assertEqual(reply.content, PNG)
        self.assertIn('attachment', reply.headers['Content-Disposition'])
        worker = complaint.with_user(self.users['engineer'])
        worker.action_take()
        worker.write({'handling': "Secret handling", 'corrective_action': "Secret action"})
        worker.message_post(body="Secret note")
        self._post(f'/desk_complaint/{complaint.id}', text="And the fan rattles")
        self.assertIn("customer has written", ", ".join(complaint.activity_ids.mapped('summary')))
        teller = complaint.with_user(self.clerk)
        teller.result_text = "You get a new seal."
        teller.action_tell_by_mail()
        page = self.url_open(self.order.get_portal_url(suffix=f'/desk_complaint/{complaint.id}')).text
        for words in ("Being worked on", "And the fan rattles", "You get a new seal."):
            self.assertIn(words, page)
        self.assertNotIn("Secret", page)
        self.assertIn(complaint.name, self.url_open(self.order.get_portal_url()).text)

    def test_same_complaint_twice(self):
        """CMP-05: the form sent twice makes one complaint; what is new is added to it."""
        self._post()
        page = self._post()
        complaint = self.order.desk_complaint_ids
        self.assertEqual(len(complaint), 1)
        self.assertIn(complaint.name, page.text)
        self.assertEqual(len(complaint._get_portal_messages()), 1)
        self._post(text="The seal of the second pump leaks, too")
        self.assertEqual(len(self.order.desk_complaint_ids), 1)
        self.assertEqual(len(complaint._get_portal_messages()), 2)

    def test_files_that_are_refused(self):
        """CMP-05: wrong type, renamed executable, too large, too many: nothing is taken in, and the words say why."""
        self.company.write({'desk_portal_files': 2, 'desk_portal_file_mb': 1})
        for files, words in (
            ([("leak.exe", EXE, 'application/octet-stream')], "cannot be taken in"),
            ([("leak.png", EXE, 'image/png')], "cannot be taken in"),
            ([("leak.png", SCRIPT.encode(), 'image/png')], "cannot be taken in"),
            ([("leak.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 'image/svg+xml')], "cannot be taken in"),
            ([("empty.png", b"", 'image/png')], "cannot be taken in"),
            ([("leak.png", PNG + b"\x00" * 1024 * 1024, 'image/png')], "too large"),
            ([(f"leak{number}.png", PNG, 'image/png') for number in range(3)], "at most 2 files"),
        ):
            with self.subTest(files[0][0]):
                self.assertIn(words, self._post(files=files).text)
                self.assertFalse(self.order.desk_complaint_ids)
        self._post(files=[("../../leak<b>.exe.png", PNG, 'text/html')])
        self.assertRegex(self.order.desk_complaint_ids.picture_ids.name, r"^[\w -]+\.png$")

    def test_order_of_another_customer(self):
        """CMP-05: a complaint on an order of another customer is refused, as is one without its token."""
        other = self.env['res.partner'].create({'name': "Southern Mills", 'email': "mills@southern.example"})
        foreign = self._order([(self.shelf, 1, 100.0)], partner_id=other.id)
        foreign.action_confirm()
        new_test_user(self.env, 'desk_test_portal', groups='base.group_portal', partner_id=False)
        portal = self.env['res.users'].search([('login', '=', 'desk_test_portal')])
        portal.partner_id.parent_id = self.partner
        cases = [('public', self.order, False), ('portal', foreign, False)]
        for who, order, token in cases:
            with self.subTest(who):
                if who == 'portal':
                    self.authenticate('desk_test_portal', 'desk_test_portal')
                page = self._post(order=order, token=token)
                self.assertNotIn('desk_complaint', page.url)
                self.assertFalse(order.desk_complaint_ids)
        self._post(token=False)
        complaint = self.order.desk_complaint_ids
        self.assertTrue(complaint, "his own company's order, without a token")
        foreign._portal_ensure_token()
        for suffix in (f'/desk_complaint/{complaint.id}', f'/desk_complaint/{complaint.id}/file/1'):
            self.assertNotIn(complaint.name, self.url_open(foreign.get_portal_url(suffix=suffix)).text)
        self.authenticate(None, None)
        page = self.url_open(
            self.order.get_portal_url(suffix=f'/desk_complaint/{complaint.id}').replace(self.order.access_token, 'no'))
        self.assertNotIn("The seal leaks", page.text)
        with self.assertRaises(AccessError):
            complaint.with_user(portal).read(['description'])
        strange = self._post(line=foreign.order_line.id, text="Not mine")
        self.assertIn("goods of this order", strange.text)

    def test_text_is_shown_as_text(self):
        """CMP-05: what the customer writes is shown as he wrote it, and nowhere run."""
        page = self._post(text=SCRIPT, person=SCRIPT).text
        complaint = self.order.desk_complaint_ids
        self.assertEqual(complaint.description, SCRIPT)
        self.assertNotIn(SCRIPT, page)
        self.assertIn("&lt;script&gt;", page)
        for html in (*complaint.message_ids.mapped('body'), *complaint.activity_ids.mapped('note')):
            self.assertNotIn("<script", html)
        self.assertNotIn(SCRIPT, self._post(text=" ", person=SCRIPT).text)

    def test_bad_input_and_limits(self):
        """CMP-05: kind, quantity and text are examined; a page that is flooded asks to call."""
        for posted, words in (
            ({'kind': '0'}, "choose what"), ({'kind': 'x'}, "choose what"),
            ({'line': '1 OR 1=1'}, "goods of this order"),
            ({'quantity': 'many'}, "as a number"), ({'quantity': 'nan'}, "as a number"),
            ({'quantity': '11'}, "as a number"), ({'quantity': '-1'}, "as a number"), ({'text': " "}, "describe"),
            ({'text': "x" * 4001}, "describe"),
        ):
            with self.subTest(posted=str(posted)[:40]):
                self.assertIn(words, self._post(**posted).text)
        self.assertFalse(self.order.desk_complaint_ids)
        self.company.desk_portal_cases_per_day = 1
        self._post()
        self.assertIn("Please call us", self._post(kind=self.env.ref('order_desk.complaint_kind_damage').id).text)
        self.assertEqual(len(self.order.desk_complaint_ids), 1)
        response = self.url_open(self.order.get_portal_url(suffix='/desk_complaint'), data={'text': "no token"})
        self.assertEqual(response.status_code, 400, "without the form's own token")

    def test_desk_switched_off(self):
        """Law 1: where the desk is switched off or the order not enrolled, the page offers and takes nothing."""
        self.company.desk_enabled = False
        self.assertNotIn("desk_complaints", self.url_open(self.order.get_portal_url()).text)
        self._post()
        self.assertFalse(self.order.desk_complaint_ids)
