"""What a periodic report consists of: sheets of typed columns, written to paper and to xlsx from one source."""
import io
from datetime import date
from typing import NamedTuple

from odoo.tools.misc import format_date, formatLang

#: kind of a column -> number format of a workbook; what is not named here is text
XLSX_FORMATS = {
    'number': '#,##0', 'quantity': '#,##0.00', 'amount': '#,##0.00', 'percent': '0.0%', 'date': 'yyyy-mm-dd'}
#: wide enough to read, narrow enough to print
NARROWEST, WIDEST = 8, 45


class Column(NamedTuple):
    """A column: what stands above it, and how its values are written.

    ``kind`` is ``text``, ``number``, ``quantity``, ``amount`` (company currency), ``percent`` (a fraction of 1)
    or ``date``. A value of None is written as nothing: a rate without anything shipped is no zero.
    """
    label: str
    kind: str = 'text'


class Sheet(NamedTuple):
    """A table of a report.

    ``total`` is a row like the others, or nothing. ``alerts`` are the numbers of rows to look at.
    ``notes`` say how the figures were counted. ``chart`` is drawn above the table.
    """
    title: str
    columns: list
    rows: list
    total: list = ()
    notes: tuple = ()
    alerts: frozenset = frozenset()
    chart: object = None
    empty: str = ''


def format_value(env, value, kind, currency):
    """Return a value as the reader of ``env`` writes it."""
    if value is None or value is False:
        return ''
    if kind == 'quantity':
        return formatLang(env, value, dp='Product Unit')
    if kind == 'amount':
        return formatLang(env, value, currency_obj=currency)
    if kind == 'percent':
        return f"{formatLang(env, value * 100, digits=1)} %"
    if kind == 'number':
        return formatLang(env, value, digits=0)
    if kind == 'date':
        return format_date(env, value)
    return str(value)


def format_sheets(env, sheets, currency):
    """Return what the paper prints: sheets whose values are texts."""
    def row_texts(sheet, row):
        return [
            format_value(env, value, 'text' if isinstance(value, str) else column.kind, currency)
            for value, column in zip(row, sheet.columns, strict=True)]

    return [
        sheet._replace(rows=[row_texts(sheet, row) for row in sheet.rows],
                       total=row_texts(sheet, sheet.total) if sheet.total else ())
        for sheet in sheets]


def write_xlsx(sheets, heading):
    """Return a workbook with a worksheet for each sheet.

    :param list heading: texts that stand above every table: title, company, period
    :rtype: bytes
    """
    # as the host does: a server without the library still starts
    import xlsxwriter  # noqa: PLC0415

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {'in_memory': True, 'strings_to_formulas': False}) as book:
        styles = _Styles(book)
        names = set()
        for number, sheet in enumerate(sheets, 1):
            page = book.add_worksheet(_sheet_name(sheet.title, number, names))
            _write_sheet(page, sheet, heading, styles)
    return buffer.getvalue()


class _Styles(dict):
    """Formats of a workbook, made when first asked for."""

    def __init__(self, book):
        super().__init__()
        self.book = book

    def __missing__(self, key):
        kind, bold, alert = key
        options = {'num_format': XLSX_FORMATS[kind]} if kind in XLSX_FORMATS else {}
        if bold:
            options['bold'] = True
        if alert:
            options['bg_color'] = '#F8D7DA'
        self[key] = self.book.add_format(options)
        return self[key]


def _sheet_name(title, number, names):
    """Return a name that a workbook accepts and does not have yet: 31 characters, none of []:*?/\\."""
    name = ''.join(' ' if sign in '[]:*?/\\' else sign for sign in title)[:31].strip(" '") or str(number)
    if name.lower() in names:
        name = f"{name[:27]} {number}"
    names.add(name.lower())
    return name


def _write_sheet(page, sheet, heading, styles):
    line = 0
    for text in [*heading, *sheet.notes]:
        page.write_string(line, 0, text, styles['text', line == 0, False])
        line += 1
    line += 1
    widths = [len(column.label) for column in sheet.columns]
    for number, column in enumerate(sheet.columns):
        page.write_string(line, number, column.label, styles['text', True, False])
    page.freeze_panes(line + 1, 0)
    rows = [(row, False, index in sheet.alerts) for index, row in enumerate(sheet.rows)]
    if sheet.total:
        rows.append((sheet.total, True, False))
    for row, bold, alert in rows:
        line += 1
        for number, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, line, number, value, column.kind, styles, bold, alert)
            widths[number] = max(widths[number], len(str(value)))
    for number, width in enumerate(widths):
        page.set_column(number, number, min(max(width + 2, NARROWEST), WIDEST))


def _write_cell(page, line, number, value, kind, styles, bold, alert):
    if value is None or value is False:
        page.write_blank(line, number, None, styles['text', bold, alert])
    elif isinstance(value, date):
        page.write_datetime(line, number, value, styles['date', bold, alert])
    elif isinstance(value, str):
        page.write_string(line, number, value, styles['text', bold, alert])
    else:
        page.write_number(line, number, value, styles[kind, bold, alert])
