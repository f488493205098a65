import logging

from odoo import models
from odoo.fields import Domain

from .annex import MAX_BYTES, Annex, Annexes, to_pages

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    """The evidence of an order: every file the reader may see, listed, and as far as it can be printed, embedded."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_get_evidence_records(self):
        """Return the recordsets of one order whose files are evidence; the current user may read all of them."""
        decisions = self._desk_search_readable('order.desk.decision', [('order_id', '=', self.id)], order='id')
        anomalies = self._desk_search_readable('order.desk.anomaly', [('order_id', '=', self.id)], order='id')
        papers, _hidden = self._desk_read_papers()
        # sudo: which entries belong to the order; those the reader may not see are dropped
        moves = self.sudo().invoice_ids.sudo(False)
        moves = moves._filtered_access('read') if moves.has_access('read') else None
        return [self, *(some for some in (decisions, *(own for own, _day, _who in papers), anomalies, moves) if some)]

    def _desk_get_dossier_chapters(self):
        # EXTENDS order_desk
        rows = [
            (
                annex.number, self._desk_get_file_name(annex.attachment), ", ".join(annex.origins),
                str(annex.pages or ''), annex.reason)
            for annex in self._desk_get_annexes()]
        return [*super()._desk_get_dossier_chapters(), self._desk_prepare_chapter(
            'evidence', 60, self.env._("Evidence"), [self._desk_prepare_table(
                (self.env._("Annex"), self.env._("File"), self.env._("Belongs To"), self.env._("Pages"),
                 self.env._("Not Embedded Because")), rows)])]

    # === HELPERS === #

    def _desk_get_annexes(self):
        """Return the evidence of one order, each file once whatever number of documents it belongs to.

        :rtype: list[Annex]
        """
        ready = self.env.context.get('desk_dossier_annexes')
        if isinstance(ready, Annexes) and ready.order_id == self.id:
            return ready.annexes
        records = {some._name: some for some in self._desk_get_evidence_records()}
        # Files in a field of their own (a drawing) are evidence as well.
        files = self.env['ir.attachment'].search(
            Domain('res_field', 'in', (False, 'file')) & Domain('id', '!=', self.desk_dossier_id.id)
            & Domain.OR(
                Domain('res_model', '=', model) & Domain('res_id', 'in', some.ids) for model, some in records.items()),
            order='id')
        names = {(model, record.id): record.display_name for model, some in records.items() for record in some}
        origins, first = {}, {}
        for file in files:
            key = file.checksum or file.id
            first.setdefault(key, file)
            origins.setdefault(key, {})[
                f"{self._desk_get_model_name(file.res_model)} {names[file.res_model, file.res_id]}"] = True
        return [
            self._desk_prepare_annex(f"E{number}", file, list(origins[key]))
            for number, (key, file) in enumerate(first.items(), 1)]

    def _desk_get_file_name(self, file):
        """Return how people call a file: one in a field of a document is named in the field beside."""
        named = f'{file.res_field}_name'
        if file.res_field and named in self.env[file.res_model]._fields:
            return self.env[file.res_model].browse(file.res_id)[named] or file.name
        return file.name

    def _desk_prepare_annex(self, number, file, origins):
        """Return one file as an annex; reading it must never break the dossier."""
        if file.type == 'url':
            return Annex(number, file, origins, reason=self.env._("a link: %(url)s", url=file.url))
        if file.mimetype != 'application/pdf' and not (file.mimetype or '').startswith('image/'):
            return Annex(number, file, origins, reason=self.env._("cannot be printed; the file is kept with the order"))
        if file.file_size > MAX_BYTES:
            return Annex(number, file, origins, reason=self.env._("too large"))
        try:
            content, pages = to_pages(file, f"{self.name} {number}".encode('ascii', 'replace').decode())
        except Exception as error:  # noqa: BLE001 a foreign, broken or locked file fails anywhere in its reader
            _logger.info("Evidence %s of %s is not embedded: %s", file.id, self.name, error)
            return Annex(number, file, origins, reason=self.env._("broken, locked or no such file"))
        if not pages:
            return Annex(number, file, origins, reason=self.env._("too many pages, or none"))
        return Annex(number, file, origins, pages=pages, content=content)
