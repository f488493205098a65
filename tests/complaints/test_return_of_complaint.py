"""From the complaint to the return, and the return that the customer asks for himself."""
from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..shipping.transit_common import PNG, TransitCommon


@tagged('post_install', '-at_install')
class TestReturnOfComplaint(TransitCommon, HttpCase):

    def setUp(self):
        super().setUp()
        self.picking = self._shipped()
        self.order = self.picking._desk_order()
        self.order._portal_ensure_token()
        self.reason = self.env['order.desk.return.reason'].search([], limit=1)

    def _complain(self, **vals):
        return self.env['order.desk.complaint'].with_user(self.clerk).create({
            'order_id': self.order.id, 'order_line_id': self.order.order_line.id, 'quantity': 3,
            'description': "Leaks", 'kind_id': self.env.ref('order_desk.complaint_kind_quality').id, **vals})

    def test_complaint_becomes_a_return(self):
        """CMP-06, RET-01: the goods complained about come back in one click, filled in, and both know each other."""
        complaint = self._complain()
        action = complaint.action_return()
        wizard = self.env[action['res_model']].with_user(self.clerk).with_context(**action['context']).create(
            {'reason_id': self.reason.id})
        self.assertEqual((wizard.line_ids.quantity, wizard.description), (3, "Leaks"))
        case = self.env['order.desk.return'].browse(wizard.action_apply()['res_id'])
        self.assertEqual((complaint.return_id.id, case.order_id), (case.id, self.order))
        self.assertEqual(complaint.action_return()['res_id'], case.id)
        general = self._complain(order_id=False, order_line_id=False, partner_id=self.partner.id)
        with self.assertRaisesRegex(UserError, "of which order"):
            general.action_return()

    def test_asked_for_on_the_portal(self):
        """RET-04, CMP-05: the customer asks to send goods back with a picture, no more than he has, and follows it."""
        self.authenticate(None, None)
        move = self.picking.move_ids
        url = self.order.get_portal_url(suffix='/desk_ask_return')
        self.assertIn("Ask for a Return", self.url_open(self.order.get_portal_url()).text)
        self.assertIn(self.shelf.name, self.url_open(url).text)

        def post(files=(), **vals):
            data = {'csrf_token': http.Request.csrf_token(self), f'quantity_{move.id}': '4', 'reason': self.reason.id,
                    'text': "<script>They leak</script>", **vals}
            page = self.url_open(url, data=data, files=[('files', file) for file in files] or None)
            self.env.invalidate_all()
            return page.text
        for vals, words in (
            ({'reason': ''}, "choose why"), ({f'quantity_{move.id}': 'x'}, "as a number"), ({'text': ''}, "describe"),
            ({f'quantity_{move.id}': 'nan'}, "as a number"), ({f'quantity_{move.id}': ''}, "alert-danger"),
            ({f'quantity_{move.id}': '11'}, "alert-danger"),
            ({'files': [("list.exe", b"MZ" + b"\x00" * 99, 'image/png')]}, "cannot be taken in"),
        ):
            with self.subTest(words):
                self.assertIn(words, post(**vals))
        self.assertFalse(self.order.desk_return_case_ids)
        page = post(files=[("leak.png", PNG, 'image/png')])
        self.assertIn("we have your request", page)
        self.assertNotIn("<script>They", page)
        case = self.order.desk_return_case_ids
        self.assertEqual((case.origin, case.line_ids.quantity, case.picture_ids.raw), ('portal', 4, PNG))
        self.assertIn(case.name, page)
        self.assertIn("alert-danger", post(**{f'quantity_{move.id}': '7'}), "six are left")
        self.assertEqual(len(self.order.desk_return_case_ids), 1)
