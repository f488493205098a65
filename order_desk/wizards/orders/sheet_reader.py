"""Read rows out of a spreadsheet or a text table, without trusting it."""
import csv
import io
import zipfile

import openpyxl

from odoo.exceptions import UserError

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_ROWS = 2000
MAX_PHYSICAL_ROWS = 10000
MAX_COLUMNS = 100
OLE_SIGNATURE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'


def read_sheet(env, content, filename, sheet_name=None, delimiter=',', encoding='utf-8-sig'):
    """Return the sheet names and the rows of a file, formulas as the values stored with them.

    :param bytes content: the file
    :return: ``(sheet names, [(row number, [cell values])])``, blank rows left out
    :raise UserError: naming the file and the remedy: empty, too large, encrypted, damaged, of another format
    """
    if not content:
        raise UserError(env._("%(file)s is empty.", file=filename))
    if len(content) > MAX_BYTES:
        raise UserError(env._(
            "%(file)s is larger than %(limit)s MB. Send the order lines only, without pictures.",
            file=filename, limit=MAX_BYTES // 1024 // 1024))
    if content.startswith(OLE_SIGNATURE):
        raise UserError(env._(
            "%(file)s is encrypted with a password or in the old Excel format. "
            "Save it as .xlsx without a password.", file=filename))
    extension = filename.rsplit('.', 1)[-1].lower() if '.' in filename else ''
    if content.startswith(b'PK'):
        names, rows = _read_workbook(env, content, filename, sheet_name)
    elif extension in ('csv', 'txt', 'tsv'):
        names, rows = [], _read_text(env, content, filename, delimiter, encoding)
    elif extension in ('xlsx', 'xlsm'):
        raise UserError(env._("%(file)s is damaged: it is no Excel workbook. Ask for it again.", file=filename))
    else:
        raise UserError(env._("%(file)s cannot be read: use .xlsx or .csv.", file=filename))
    return names, _strip(env, rows, filename)


def _read_workbook(env, content, filename, sheet_name):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            is_encrypted = any(entry.flag_bits & 0x1 for entry in entries)
            unpacked = sum(entry.file_size for entry in entries)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UserError(env._("%(file)s is damaged and cannot be opened. Ask for it again.", file=filename)) from None
    if is_encrypted:
        raise UserError(env._("%(file)s is encrypted. Save it without a password.", file=filename))
    if unpacked > MAX_UNPACKED_BYTES:
        raise UserError(env._("%(file)s unpacks to more data than an order can hold.", file=filename))
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        names = [sheet.title for sheet in workbook.worksheets]
        if not names:
            raise UserError(env._("%(file)s has no sheet with cells.", file=filename))
        if sheet_name and sheet_name not in names:
            raise UserError(env._(
                "%(file)s has no sheet \"%(sheet)s\". Its sheets: %(sheets)s.",
                file=filename, sheet=sheet_name, sheets=", ".join(names)))
        sheet = workbook[sheet_name or names[0]]
        rows = [
            (number, list(values)) for number, values in enumerate(
                sheet.iter_rows(max_row=MAX_PHYSICAL_ROWS + 1, max_col=MAX_COLUMNS, values_only=True), 1)
        ]
        workbook.close()
    except UserError:
        raise
    except Exception:  # noqa: BLE001  a broken file may fail anywhere in the library
        raise UserError(env._("%(file)s is damaged and cannot be opened. Ask for it again.", file=filename)) from None
    return names, rows


def _read_text(env, content, filename, delimiter, encoding):
    try:
        text = content.decode(encoding)
    except UnicodeError:
        raise UserError(env._(
            "%(file)s is not written in the chosen encoding. Choose another one.", file=filename)) from None
    if '\x00' in text:
        raise UserError(env._("%(file)s is no text table. Ask for it as .xlsx or .csv.", file=filename))
    reader = csv.reader(io.StringIO(text, newline=''), delimiter='\t' if delimiter == 'tab' else delimiter, strict=True)
    rows = []
    try:
        for values in reader:
            rows.append((reader.line_num, values[:MAX_COLUMNS]))
            if len(rows) > MAX_PHYSICAL_ROWS:
                break
    except csv.Error as error:
        raise UserError(env._(
            "%(file)s cannot be read at line %(line)s: %(error)s.",
            file=filename, line=reader.line_num, error=error)) from None
    return rows


def _strip(env, rows, filename):
    """Drop blank rows, refuse files without content or with too many rows."""
    is_cut = len(rows) > MAX_PHYSICAL_ROWS
    kept = [(number, values) for number, values in rows if any(
        value is not None and str(value).strip() for value in values)]
    if not kept:
        raise UserError(env._("%(file)s has no filled cells.", file=filename))
    if is_cut or len(kept) > MAX_ROWS + 1:
        raise UserError(env._(
            "%(file)s has more than %(limit)s rows. Split it into several orders.", file=filename, limit=MAX_ROWS))
    return kept
