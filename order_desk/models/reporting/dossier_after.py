from odoo import api, models

# Chapters of documents that change, end or follow an order: code, place, model, fields of each document, its lines.
FOLLOWING = (
    ('versions', 20, 'order.desk.order.version', ('source', 'valid_from', 'made_by_id', 'changes'), None, ()),
    ('changes', 25, 'order.desk.change.request', (
        'name', 'state', 'reason_id', 'description', 'requested_by_id', 'requested_on', 'feasibility_note',
        'checked_by_id', 'checked_on', 'decision_note', 'decided_by_id', 'decided_on', 'applied_by_id', 'applied_on',
        'version_changes'),
     'impact_ids', ('kind', 'message', 'document_name')),
    ('withdrawals', 75, 'order.desk.withdrawal', (
        'name', 'state', 'reason_id', 'note', 'requested_by_id', 'requested_on', 'feasible_by_id', 'feasible_on',
        'fee_stage', 'fee', 'received', 'refund', 'decided_by_id', 'decided_on', 'decision_note'),
     'line_ids', ('document', 'product_id', 'quantity', 'done', 'act', 'chosen_by_id', 'note')),
    ('returns', 120, 'order.desk.return', (
        'name', 'state', 'origin', 'wish', 'description', 'solution', 'requested_by_id', 'requested_on',
        'authorised_by_id', 'authorised_on', 'received_on', 'inspected_by_id', 'inspected_on', 'settled_on',
        'refused_reason'),
     'line_ids', ('product_id', 'quantity', 'quantity_received', 'reason_id', 'disposition_id', 'finding')),
    ('complaints', 130, 'order.desk.complaint', (
        'name', 'state', 'kind_id', 'severity', 'description', 'received_by_id', 'received_on', 'user_id', 'handling',
        'corrective_action', 'action_checked_by_id', 'action_checked_on', 'result_text', 'result_told_on',
        'satisfaction', 'ended_on'),
     None, ()),
)


class SaleOrder(models.Model):
    """What changed or ended an order or came after it: versions, changes, withdrawal, returns, complaints."""
    _inherit = 'sale.order'

    # === HOOKS === #

    @api.model
    def _desk_get_dossier_following(self):
        """Return the documents that get a chapter of their own; see ``FOLLOWING``."""
        return list(FOLLOWING)

    def _desk_get_dossier_chapters(self):
        # EXTENDS order_desk
        return [
            *super()._desk_get_dossier_chapters(),
            *(self._desk_prepare_following_chapter(*row) for row in self._desk_get_dossier_following())]

    def _desk_get_evidence_records(self):
        # EXTENDS order_desk: files of these documents are evidence as well
        found = [
            self._desk_search_readable(row[2], [('order_id', '=', self.id)], order='id')
            for row in self._desk_get_dossier_following()]
        return [*super()._desk_get_evidence_records(), *(some for some in found if some)]

    # === HELPERS === #

    def _desk_prepare_following_chapter(self, code, sequence, model, names, lines_name, line_names):
        """Return a chapter with one table for each document and one for its lines."""
        title = self._desk_get_model_name(model)
        documents = self._desk_search_readable(model, [('order_id', '=', self.id)], order='id')
        if documents is None:
            return self._desk_prepare_chapter(code, sequence, title, [], hidden=[title])
        tables = []
        for document in documents:
            rows = [
                (document._fields[name]._description_string(self.env), *self._desk_format(document, name))
                for name in names if document[name]]
            tables.append(self._desk_prepare_table((), rows, document.display_name))
            lines = document[lines_name] if lines_name else ()
            if lines and lines.has_access('read'):
                tables.append(self._desk_prepare_table(
                    [lines._fields[name]._description_string(self.env) for name in line_names],
                    [self._desk_format(line, *line_names) for line in lines]))
        return self._desk_prepare_chapter(code, sequence, title, tables)
