"""Evidence as pages of the dossier: a file that cannot be read is told of and breaks nothing."""
import io
from typing import Any, NamedTuple

from reportlab.pdfgen import canvas

from odoo.tools.pdf import PdfFileReader, PdfFileWriter, to_pdf_stream

MAX_BYTES = 25 * 1024 * 1024
MAX_PAGES = 200


class Annex(NamedTuple):
    """One evidence file.

    :param str number: as the dossier calls it, stamped on each of its pages
    :param list origins: names of the documents it belongs to
    :param str reason: why it is not among the pages, empty when it is
    :param bytes content: its pages as a PDF
    """
    number: str
    attachment: Any
    origins: list
    pages: int = 0
    reason: str = ''
    content: bytes = b''


class Annexes:
    """The evidence of one order, read once for list and pages; an object, so that no caller can forge it."""
    __slots__ = ('annexes', 'order_id')

    def __init__(self, order_id, annexes):
        self.order_id = order_id
        self.annexes = annexes


def to_pages(attachment, stamp):
    """Return a PDF or picture as a PDF with ``stamp`` on the edge of each page, and the number of pages.

    :param str stamp: ASCII text
    :return: ``(bytes, pages)``; no pages when it has too many
    :raise Exception: whatever the readers of broken files raise
    """
    reader = PdfFileReader(to_pdf_stream(attachment), strict=False)
    count = reader.getNumPages()
    if count > MAX_PAGES:
        return b'', 0
    pages = [reader.getPage(number) for number in range(count)]
    packet = io.BytesIO()
    edge = canvas.Canvas(packet)
    for number, page in enumerate(pages, 1):
        edge.setPageSize((float(page.mediaBox.getWidth()), float(page.mediaBox.getHeight())))
        edge.setFont('Helvetica', 8)
        edge.drawString(12, 12, f"{stamp} - {number}/{count}")
        edge.showPage()
    edge.save()
    stamps = PdfFileReader(packet)
    writer = PdfFileWriter()
    for number, page in enumerate(pages):
        if '/Annots' in page:
            del page['/Annots']  # links and forms of a foreign file mean nothing here
        page.mergePage(stamps.getPage(number))
        writer.addPage(page)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue(), count
