import base64
import io
import re
import zipfile
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .intake_common import IntakeCommon

HEADERS = ["Art.", "Qty", "Unit", "Price", "Date"]
TARGETS = {"Art.": 'reference', "Qty": 'quantity', "Unit": 'uom', "Price": 'price', "Date": 'date'}


@tagged('post_install', '-at_install')
class TestOrderImport(IntakeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('completeness')

    def _workbook(self, rows, headers=HEADERS):
        book = openpyxl.Workbook()
        for row in [headers, *rows]:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def _wizard(self, content, filename="order.xlsx", user=None, **vals):
        return self.env['order.desk.order.import'].with_user(user or self.clerk).create({
            'partner_id': self.partner.id, 'channel_id': self.env.ref('order_desk.channel_email').id,
            'file': base64.b64encode(content), 'filename': filename, **vals})

    def _map(self, wizard, targets=None, decimal='.', dates='ymd'):
        wizard.action_read()
        for column in wizard.column_ids:
            column.target = (targets or TARGETS).get(column.header)
        wizard.write({'decimal_separator': decimal, 'date_order': dates})
        wizard.action_preview()
        return wizard

    def _reasons(self, rows, **options):
        wizard = self._map(self._wizard(self._workbook(rows)), **options)
        return {row.row_number: row.reason for row in wizard.row_ids if row.is_bad}

    def test_import(self):
        """INT-30: a customer's workbook becomes an order, with the file as his own document."""
        wizard = self._map(self._wizard(self._workbook([
            ["PA", 3, "Units", 95.5, date(2030, 5, 6)], ["PB", 1, None, None, None]])))
        self.assertEqual((wizard.good_count, wizard.bad_count), (2, 0))
        order = self.env['sale.order'].browse(wizard.action_import()['res_id'])
        first, second = order.order_line
        self.assertEqual((first.product_id, first.product_uom_qty, first.price_unit), (self.product_a, 3, 95.5))
        self.assertEqual(first.desk_requested_date, date(2030, 5, 6))
        self.assertEqual(second.price_unit, 50, "the price plan's price where the file states none")
        self.assertEqual(order.desk_customer_document_ids.name, "order.xlsx")
        self.assertEqual(order.desk_channel_id.code, 'email')
        self.assertTrue(order.desk_received_at)
        self.assertEqual(order.desk_order_taker_id, self.clerk)
        self.assertFalse({'document', 'channel', 'received', 'unread_rows'} & set(self._codes(order)))

    def test_bad_rows(self):
        """INT-30: every bad row is listed with its number and reason, nothing is guessed, good ones are kept."""
        self.env['product.product'].create([{'name': "Twin", 'default_code': "TWIN"}] * 2)
        self.env['product.product'].create({'name': "Old", 'default_code': "OLD", 'active': False})
        self.env['product.product'].create({'name': "Internal", 'default_code': "INT", 'sale_ok': False})
        reasons = self._reasons([
            ["NOPE", 1, None, None, None],
            ["TWIN", 1, None, None, None],
            ["OLD", 1, None, None, None],
            ["INT", 1, None, None, None],
            [None, 1, None, None, None],
            ["PA", "many", None, None, None],
            ["PA", -2, None, None, None],
            ["PA", 0, None, None, None],
            ["PA", None, None, None, None],
            ["PA", 1, "bushel", None, None],
            ["PA", 1, "kg", None, None],
            ["PA", 1, None, "12 EUR", None],
            ["PA", 1, None, -3, None],
            ["PA", 1, None, None, "next week"],
            ["PA", True, None, None, "2030-02-31"],
            ["PA", 4, None, 1.5, "2030-02-28"],
        ])
        expected = ["unknown product NOPE", "ambiguous: 2 products", "archived", "not for sale", "no product named",
                    "is no number", "not above zero", "not above zero", "no quantity", "unknown unit bushel",
                    "does not fit", "price \"12 EUR\" cannot be read", "below zero", "date \"next week\"",
                    "date \"2030-02-31\""]
        self.assertEqual(sorted(reasons), list(range(2, 17)))
        for number, text in enumerate(expected, 2):
            self.assertIn(text, reasons[number])
        self.assertIn("is no number", reasons[16], "both mistakes of a row are told")

    def test_bad_rows_keep_the_order_incomplete(self):
        """INT-07, INT-30: rows that could not be read are noted on the order until a clerk settles them."""
        wizard = self._map(self._wizard(self._workbook([["PA", 3, None, None, None], ["NOPE", 1, None, None, None]])))
        order = self.env['sale.order'].browse(wizard.action_import()['res_id'])
        self.assertEqual(len(order.order_line), 1)
        self.assertIn("Row 3: unknown product NOPE", order.desk_unread_rows)
        self.assertIn('unread_rows', self._codes(order))
        order.with_user(self.clerk).action_desk_settle_unread_rows()
        self.assertNotIn('unread_rows', self._codes(order))

    def test_only_bad_rows(self):
        """INT-30: without a good row there is no order."""
        wizard = self._map(self._wizard(self._workbook([["NOPE", 1, None, None, None]])))
        with self.assertRaisesRegex(UserError, "no row can be imported"):
            wizard.action_import()

    def test_decimal_comma_is_a_choice(self):
        """INT-30: 1.234,50 is read as the clerk chose, never guessed."""
        rows = [["PA", "1.234,50", None, None, None]]
        self.assertIn("is no number", self._reasons(rows, decimal='.')[2])
        wizard = self._map(self._wizard(self._workbook(rows)), decimal=',')
        self.assertEqual(wizard.row_ids.quantity, 1234.5)
        self.assertIn("is no number", self._reasons([["PA", "1,23,4", None, None, None]], decimal='.')[2])
        wizard = self._wizard(self._workbook(rows))
        wizard.action_read()
        for column in wizard.column_ids:
            column.target = TARGETS[column.header]
        with self.assertRaisesRegex(UserError, "writes decimals"):
            wizard.action_preview()

    def test_dates_are_a_choice(self):
        """INT-30: 03/04/2030 is read as the clerk chose."""
        rows = [["PA", 1, None, None, "03/04/2030"]]
        found = [self._map(self._wizard(self._workbook(rows)), dates=order).row_ids.requested_date
                 for order in ('dmy', 'mdy')]
        self.assertEqual(found, [date(2030, 4, 3), date(2030, 3, 4)])
        self.assertIn("cannot be read", self._reasons(rows, dates='ymd')[2])

    def test_mapping_is_remembered(self):
        """INT-30: the columns of a customer's files are remembered, per customer."""
        self._map(self._wizard(self._workbook([["PA", 1, None, None, None]])), decimal=',')
        again = self._wizard(self._workbook([["PB", 1, None, None, None]]))
        again._onchange_partner_id()
        again.action_read()
        self.assertEqual({c.header: c.target for c in again.column_ids}, TARGETS)
        self.assertEqual(again.decimal_separator, ',')
        other = self._wizard(self._workbook([]), partner_id=self.env['res.partner'].create({'name': "Other"}).id)
        other.action_read()
        self.assertFalse(any(other.column_ids.mapped('target')))

    def test_columns_chosen_wrongly(self):
        """INT-30: a missing or doubly chosen column is told."""
        content = self._workbook([["PA", 1, None, None, None]])
        with self.assertRaisesRegex(UserError, "column of the quantity"):
            self._map(self._wizard(content), targets={"Art.": 'reference'})
        with self.assertRaisesRegex(UserError, "Two columns"):
            self._map(self._wizard(content), targets={"Art.": 'quantity', "Qty": 'quantity'})

    def test_csv(self):
        """INT-30: text tables with a chosen delimiter and encoding; reference and barcode must agree."""
        self.product_a.barcode = "690001"
        content = "\u7f16\u53f7;\u6761\u7801;\u6570\u91cf\nPA;690001;2\nPB;690001;1\n".encode('gb18030')
        wizard = self._wizard(content, "order.csv", delimiter=';', encoding='gb18030')
        self._map(wizard, targets={"\u7f16\u53f7": 'reference', "\u6761\u7801": 'barcode', "\u6570\u91cf": 'quantity'})
        good, bad = wizard.row_ids
        self.assertEqual((good.product_id, good.quantity), (self.product_a, 2))
        self.assertIn("different products", bad.reason)
        with self.assertRaisesRegex(UserError, "chosen encoding"):
            self._wizard(content, "order.csv", delimiter=';').action_read()

    def test_files_that_cannot_be_read(self):
        """INT-30: empty, huge, damaged, encrypted and foreign files each get a clear sentence."""
        workbook = self._workbook([["PA", 1, None, None, None]])
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('xl/workbook.xml', b'0' * (101 * 1024 * 1024))
        cases = [
            (b' ', "order.csv", "no filled cells"),
            (self._workbook([], headers=[]), "order.xlsx", "no filled cells"),
            (workbook[:300], "order.xlsx", "damaged"),
            (b'just text', "order.xlsx", "no Excel workbook"),
            (b'PK\x03\x04 broken', "order.xlsx", "damaged"),
            (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'0' * 600, "order.xlsx", "encrypted with a password"),
            (b'%PDF-1.7', "order.pdf", "use .xlsx or .csv"),
            (b'a\x00b', "order.csv", "no text table"),
            (b'a,"b\nc', "order.csv", "cannot be read at line"),
            (b'x' * (10 * 1024 * 1024 + 1), "order.csv", "larger than 10 MB"),
            (bomb.getvalue(), "order.xlsx", "unpacks to more data"),
            (b"a\n" + b"1\n" * 2500, "order.csv", "more than 2000 rows"),
        ]
        for content, filename, message in cases:
            with self.assertRaisesRegex(UserError, message):
                self._wizard(content, filename).action_read()

    def test_formulas(self):
        """INT-30: a formula counts as the value stored with it; without one the cell is empty."""
        content = self._workbook([["PA", "=1+1", None, None, None]])
        self.assertIn("no quantity", self._map(self._wizard(content)).row_ids.reason)
        source = zipfile.ZipFile(io.BytesIO(content))
        target = io.BytesIO()
        with zipfile.ZipFile(target, 'w') as archive:
            for item in source.namelist():
                data = source.read(item)
                if item == 'xl/worksheets/sheet1.xml':
                    self.assertIn(b'<f>1+1</f><v', data)
                    data = re.sub(rb'<v ?/>|<v></v>', b'<v>2</v>', data)
                archive.writestr(item, data)
        self.assertEqual(self._map(self._wizard(target.getvalue())).row_ids.quantity, 2)

    def test_same_file_twice(self):
        """INT-30: the clerk is told that this very file was imported before."""
        content = self._workbook([["PA", 1, None, None, None]])
        order = self.env['sale.order'].browse(self._map(self._wizard(content)).action_import()['res_id'])
        again = self._wizard(content)
        again.action_read()
        self.assertEqual(again.duplicate_names, order.name)

    def test_add_to_a_quotation(self):
        """INT-30: lines join a quotation of the customer, never a confirmed order or another customer's."""
        order = self._complete_order()
        wizard = self._map(self._wizard(self._workbook([["PB", 5, None, None, None]]), order_id=order.id))
        wizard.action_import()
        self.assertEqual(order.order_line.product_id, self.product_a | self.product_b)
        self.assertEqual(len(order.desk_customer_document_ids), 2)
        foreign = self.env['sale.order'].create({'partner_id': self.env['res.partner'].create({'name': "F"}).id})
        wizard = self._map(self._wizard(self._workbook([["PB", 5, None, None, None]]), order_id=foreign.id))
        with self.assertRaisesRegex(UserError, "no quotation of this customer"):
            wizard.action_import()

    def test_roles(self):
        """INT-30: salespeople and clerks import; others do not, and nobody sees another's wizard."""
        content = self._workbook([["PA", 1, None, None, None]])
        self._map(self._wizard(content, user=self.users['salesperson']))
        with self.assertRaises(AccessError):
            self._wizard(content, user=self.users['engineer'])
        wizard = self._wizard(content)
        with self.assertRaises(AccessError):
            wizard.with_user(self.second_clerk).action_read()

    def test_same_number_of_queries(self):
        """INT-30: ten rows and five hundred are matched with the same number of queries."""
        rows = [(number, ["PA", 1, "Units"]) for number in range(2, 502)]
        targets = {'reference': 0, 'quantity': 1, 'uom': 2}
        match = self.env['order.desk.row.matcher']._match_rows
        match(rows[:1], targets, '.', 'ymd', self.company)
        counts = [self._count_queries(lambda r=some: match(r, targets, '.', 'ymd', self.company))
                  for some in (rows[:10], rows)]
        self.assertEqual(counts[0], counts[1])
