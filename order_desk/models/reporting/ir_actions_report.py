import io

from odoo import models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .annex import Annexes

DOSSIER = 'order_desk.report_dossier'


class IrActionsReport(models.Model):
    """The dossier carries its evidence as pages behind the printed chapters."""
    _inherit = 'ir.actions.report'

    # === HOOKS === #

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # EXTENDS base
        if not res_ids or self._get_report(report_ref).report_name != DOSSIER:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        orders = self.env['sale.order'].browse(dict.fromkeys(res_ids))
        orders._desk_ensure_reader()
        streams = {}
        # One at a time: the printer of some systems converts one document a call.
        for order in orders:
            annexes = order._desk_get_annexes()
            report = self.with_context(desk_dossier_annexes=Annexes(order.id, annexes))
            own = super(IrActionsReport, report)._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), [order.id])
            own[order.id]['stream'] = self._desk_join(own[order.id]['stream'], annexes)
            streams.update(own)
        return streams

    # === HELPERS === #

    def _desk_join(self, stream, annexes):
        """Return the printed chapters with the pages of their evidence behind them."""
        embedded = [annex for annex in annexes if annex.content]
        if not embedded:
            return stream
        writer = PdfFileWriter()
        writer.appendPagesFromReader(PdfFileReader(stream))
        for annex in embedded:
            writer.appendPagesFromReader(PdfFileReader(io.BytesIO(annex.content)))
        result = io.BytesIO()
        writer.write(result)
        return result
