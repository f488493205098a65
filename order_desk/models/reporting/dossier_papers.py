from odoo import api, models

# The papers of an order in the order in which they come about: model, day, who signed.
# Another floor's paper is added by extending _desk_get_dossier_papers.
PAPERS = (
    ('order.desk.stock.check', 'counted_on', ('keeper_id',)),
    ('order.desk.technical.confirmation', 'options_explained_at', ('signature_ids',)),
    ('order.desk.drawing', 'released_at', ('author_id', 'released_by_id')),
    ('order.desk.material.statement', 'completed_at', ('completed_by_id', 'signature_ids')),
    ('order.desk.customer.return', 'received_at', ('signed_by', 'examined_by')),
    ('order.desk.production.instruction', 'issued_at', ('issued_by_id', 'acknowledged_by_id')),
    ('order.desk.inspection', 'inspected_on', ('clerk_id', 'inspector_id', 'decided_by_id', 'stocked_in_by_id')),
    ('order.desk.balance.notice', 'sent_at', ('sent_by_id',)),
    ('order.desk.shipping.application', 'applied_on', ('applied_by_id', 'reviewed_by_id')),
    ('order.desk.emergency.release', 'released_on', ('user_id', 'on_behalf_id', 'settled_by_id')),
    ('order.desk.shipping.advice', 'sent_on', ('filled_by_id', 'sent_by_id', 'confirmed_by_id')),
    ('order.desk.delivery.receipt', 'registered_on', ('received_by', 'registered_by_id')),
)


class SaleOrder(models.Model):
    """The papers of an order with number, status and signers (ARC-02, ARC-06)."""
    _inherit = 'sale.order'

    # === HOOKS === #

    @api.model
    def _desk_get_dossier_papers(self):
        """Return the papers that a dossier lists: ``(model, field of the day, fields of who signed)``."""
        return list(PAPERS)

    def _desk_get_dossier_chapters(self):
        # EXTENDS order_desk
        return [*super()._desk_get_dossier_chapters(), self._desk_prepare_papers_chapter()]

    # === HELPERS === #

    def _desk_read_papers(self):
        """Return the papers of one order that the current user may read, and the kinds he may not.

        :return: ``[(records, field of the day, fields of who signed)]``, names of what is left out
        :rtype: tuple[list, list]
        """
        found, hidden = [], []
        for model, day, signers in self._desk_get_dossier_papers():
            papers = self._desk_search_readable(model, [('order_id', '=', self.id)], order='id')
            if papers is None:
                hidden.append(self._desk_get_model_name(model))
            else:
                found.append((papers, day, signers))
        return found, hidden

    def _desk_prepare_papers_chapter(self):
        rows = []
        if self.desk_confirmation_sent_at:
            rows.append((
                self.env._("Order Confirmation"), self.name, self.env._("Sent"),
                *self._desk_format(self, 'desk_confirmation_sent_at'),
                ", ".join(filter(None, self._desk_format(
                    self, 'desk_confirmation_checked_by', 'desk_confirmation_sent_by')))))
        found, hidden = self._desk_read_papers()
        for papers, day, signers in found:
            kind = self._desk_get_model_name(papers._name)
            rows += [
                (
                    kind, paper.display_name, *self._desk_format(paper, 'state', day),
                    self._desk_get_signers(paper, signers))
                for paper in papers]
        return self._desk_prepare_chapter('papers', 50, self.env._("Papers of the Order"), [self._desk_prepare_table(
            (self.env._("Paper"), self.env._("Number"), self.env._("Status"), self.env._("Date"),
             self.env._("Signed By")), rows)], hidden=hidden)

    def _desk_get_signers(self, paper, names):
        """Return who signed a paper, each person once."""
        signers = []
        for name in names:
            if name == 'signature_ids':
                # sudo: who signed a paper is told to whoever reads it
                signers += paper.signature_ids.sudo().user_id.mapped('name')
            else:
                signers += self._desk_format(paper, name)
        return ", ".join(dict.fromkeys(filter(None, signers)))

    @api.model
    def _desk_get_model_name(self, model):
        # sudo: what a kind of paper is called is no secret
        return self.env['ir.model'].sudo()._get(model).name
