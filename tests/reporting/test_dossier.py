import io

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from ..common import OrderDeskCommon

REPORT = 'order_desk.action_report_dossier'


@tagged('post_install', '-at_install')
class TestDossier(OrderDeskCommon):
    """One click, one file: everything that is known about an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls._gate('legal', ['engineer'])
        cls.order = cls._order(client_order_ref="PO 77")
        cls.files = cls.env['ir.attachment'].create([
            {'name': "drawing.pdf", 'raw': cls._pdf(2), 'mimetype': 'application/pdf'},
            {'name': "photo.png", 'raw': cls._picture(), 'mimetype': 'image/png'},
            {'name': "broken.pdf", 'raw': b"%PDF-1.4 nothing follows", 'mimetype': 'application/pdf'},
            {'name': "torn.png", 'raw': b"no picture", 'mimetype': 'image/png'},
            {'name': "locked.pdf", 'raw': cls._pdf(1, password="secret"), 'mimetype': 'application/pdf'},
            {'name': "table.csv", 'raw': b"a,b", 'mimetype': 'text/csv'},
        ])
        cls.files.write({'res_model': 'sale.order', 'res_id': cls.order.id})
        cls._decide(cls, cls.order, 'engineer', 'legal', reason="Read twice", attachment_ids=cls.files[0].ids)

    @classmethod
    def _pdf(cls, pages, password=None):
        writer = PdfFileWriter()
        for _number in range(pages):
            writer.addBlankPage(width=300, height=400)
        if password:
            writer.encrypt(password)
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    @classmethod
    def _picture(cls):
        stream = io.BytesIO()
        Image.new('RGB', (40, 30), 'red').save(stream, 'PNG')
        return stream.getvalue()

    def _render(self, orders, role='order_clerk'):
        report = self.env['ir.actions.report'].with_user(self.users[role])
        return report._render_qweb_html(REPORT, orders.ids)[0].decode()

    def _dossier(self, role='order_clerk', order=None):
        dossier = (order or self.order).with_user(self.users[role])._desk_get_dossier()
        return dossier, {chapter['code']: chapter for chapter in dossier['chapters']}

    def _texts(self, chapter):
        return [str(cell) for table in chapter['tables'] for row in table['rows'] for cell in row]

    def test_one_file(self):
        """ARC-06: one PDF holds order, decisions and evidence; broken files are listed and break nothing."""
        report = self.env['ir.actions.report'].with_user(self.users['order_clerk'])
        content, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(REPORT, self.order.ids)
        self.assertEqual(kind, 'pdf')
        pages = PdfFileReader(io.BytesIO(content)).pages
        texts = [page.extract_text().replace("\t", " ") for page in pages]
        self.assertIn("PO 77", " ".join(texts))
        stamps = [text for text in texts if f"{self.order.name} E" in text]
        self.assertEqual(len(stamps), 3, "two pages of the drawing, one of the photo")
        self.assertIn("E1 - 2/2", stamps[1])
        self.assertEqual(texts[-3:], stamps)

    def test_evidence_is_listed_once(self):
        """A file and its copy are one annex with both origins; what cannot be printed says why."""
        _dossier, chapters = self._dossier()
        rows = {row[1]: row for row in chapters['evidence']['tables'][0]['rows']}
        self.assertEqual(len(rows), len(self.files))
        self.assertIn(self.order.name, rows["drawing.pdf"][2])
        self.assertIn("Gate Decision", rows["drawing.pdf"][2])
        self.assertEqual(rows["drawing.pdf"][3], "2")
        self.assertEqual(rows["photo.png"][3], "1")
        for name in ("broken.pdf", "torn.png", "locked.pdf"):
            self.assertIn("broken, locked", rows[name][4])
        self.assertIn("cannot be printed", rows["table.csv"][4])

    def test_chapters(self):
        """ARC-02: order, gates, decisions with their facts, papers by number, money, each in its chapter."""
        anomaly = self.env['order.desk.anomaly'].create({
            'order_id': self.order.id, 'kind': 'short', 'description': "One pump is missing"})
        dossier, chapters = self._dossier()
        self.assertEqual(dossier['faults'], [])
        self.assertEqual(dossier['hidden'], ["Payments"])
        self.assertIn("Pump A", "".join(self._texts(chapters['order'])))
        self.assertIn("Read twice", self._texts(chapters['decisions']))
        self.assertIn("Northern Pumps", "".join(self._texts(chapters['decisions'])), "the facts then")
        self.assertIn("Legal", self._texts(chapters['gates']))
        self.assertIn(anomaly.name, self._texts(chapters['anomalies']))
        html = self._render(self.order)
        self.assertIn("The chain of decisions is whole.", html)
        self.assertIn("One pump is missing", html)

    def test_what_ends_and_follows(self):
        """ARC-06: withdrawal and complaints have chapters of their own, their files are among the evidence."""
        self.order.action_confirm()
        withdrawal = self._withdraw(self.order)
        picture = self.env['ir.attachment'].create({'name': "crack.png", 'raw': self._picture() + b' '})
        complaint = self.env['order.desk.complaint'].with_user(self.users['order_clerk']).create({
            'order_id': self.order.id, 'description': "It leaks",
            'kind_id': self.env['order.desk.complaint.kind'].search([], limit=1).id})
        picture.write({'res_model': complaint._name, 'res_id': complaint.id})
        _dossier, chapters = self._dossier()
        self.assertIn(withdrawal.name, self._texts(chapters['withdrawals']))
        self.assertIn("By telephone", self._texts(chapters['withdrawals']))
        self.assertIn("It leaks", self._texts(chapters['complaints']))
        self.assertIn("crack.png", self._texts(chapters['evidence']))
        self.assertNotIn('returns', chapters)

    def test_archive(self):
        """ARC-04: the supervisor files the dossiers of orders that are over, once; it is no evidence of itself."""
        supervisor = self.order.with_user(self.users['order_supervisor'])
        with self.assertRaisesRegex(UserError, f"{self.order.name} is not over yet"):
            supervisor.action_desk_archive()
        self.order.action_cancel()
        for role in ('order_clerk', 'engineer', 'salesperson'):
            with self.assertRaises(AccessError):
                self.order.with_user(self.users[role]).action_desk_archive()
        supervisor.action_desk_archive()
        dossier = self.order.desk_dossier_id
        self.assertIn(self.order.name, dossier.name)
        self.assertIn(b"Order Dossier", dossier.raw)
        self.assertEqual(self.order.desk_archived_by_id, self.users['order_supervisor'])
        supervisor.action_desk_archive()
        self.assertEqual(self.order.desk_dossier_id, dossier)
        self.assertNotIn(dossier.name, self._texts(self._dossier()[1]['evidence']))
        with self.assertRaises(AccessError):
            supervisor.write({'desk_archived_on': False})
        self.order.action_draft()
        self.assertFalse(self.order.desk_archived_on)

    def test_billing_papers(self):
        """ARC-07: invoices stand in the dossier with number and amount, their files among the evidence."""
        self.order.order_line.product_id.invoice_policy = 'order'
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        invoice.action_post()
        self.env['ir.attachment'].create({
            'name': "invoice.pdf", 'raw': self._pdf(1) + b'%', 'res_model': invoice._name, 'res_id': invoice.id})
        _dossier, chapters = self._dossier('finance_clerk')
        self.assertIn(invoice.name, self._texts(chapters['money']))
        self.assertIn("invoice.pdf", self._texts(chapters['evidence']))

    def test_broken_chain_stands_on_the_first_page(self):
        self.env.flush_all()
        self.cr.execute("UPDATE order_desk_decision SET reason = 'Unread' WHERE order_id = %s", [self.order.id])
        self.env.invalidate_all()
        html = self._render(self.order)
        self.assertIn("The chain of decisions is broken", html)
        self.assertIn("Read twice → Unread", html)
        self.assertLess(html.index("Read twice → Unread"), html.index('name="chapters"'))

    def test_rights(self):
        """What the reader may not read is left out and named; visitors get nothing, by whatever way."""
        self.assertIn("Payments", self._dossier('engineer')[0]['hidden'])
        self.assertNotIn("Payments", self._dossier('finance_clerk')[0]['hidden'])
        paying = self.env['ir.model.access'].search([('model_id.model', '=', 'order.desk.drawing')])
        paying.filtered(lambda line: line.group_id != self.env.ref('order_desk.group_engineer')).active = False
        self.assertIn("Drawing", self._dossier('finance_clerk')[0]['hidden'])
        self.assertIn("Drawing", self._render(self.order, 'finance_clerk'))
        secret = self.env['ir.attachment'].create({
            'name': "private.pdf", 'raw': self._pdf(1), 'res_model': 'res.users', 'res_id': self.env.uid})
        self.assertNotIn(secret.name, self._render(self.order))
        visitor = new_test_user(self.env, login='desk_test_visitor', groups='base.group_portal')
        self.order.message_subscribe(visitor.partner_id.ids)
        with self.assertRaises(AccessError):
            self.order.with_user(visitor).action_desk_print_dossier()
        with self.assertRaises(AccessError):
            self.env['ir.actions.report'].with_user(visitor)._render_qweb_html(REPORT, self.order.ids)
        with self.assertRaises(AccessError):
            self.env['ir.actions.report'].with_user(visitor).with_context(
                force_report_rendering=True)._render_qweb_pdf(REPORT, self.order.ids)
        other = self._order(user_id=self.users['sales_manager'].id)
        with self.assertRaises(AccessError):
            other.with_user(self.users['salesperson']).action_desk_print_dossier()

    def test_forged_annexes(self):
        """A caller's context does not tell what the evidence is."""
        order = self.order.with_context(desk_dossier_annexes=[]).with_user(self.users['order_clerk'])
        self.assertEqual(len(order._desk_get_annexes()), len(self.files))

    def test_several_orders(self):
        """Orders print one behind the other, also where the printer takes one document a call."""
        other = self._order(client_order_ref="PO 78")
        report = self.env['ir.actions.report'].with_context(force_report_rendering=True)
        content, _kind = report._render_qweb_pdf(REPORT, (self.order | other).ids)
        text = " ".join(page.extract_text().replace("\t", " ") for page in PdfFileReader(io.BytesIO(content)).pages)
        self.assertIn("PO 77", text)
        self.assertIn("PO 78", text)
