from odoo import api, fields, models

from .fact_table import changes_table


class OrderDeskDecision(models.Model):
    """What has become of the facts since a decision was taken on them."""
    _inherit = 'order.desk.decision'

    # === FIELDS === #

    changes_now = fields.Html("Changed Since", compute='_compute_changes_now')
    facts_standing = fields.Selection(
        [('same', "As decided"), ('tolerated', "Moved within the tolerance of the gate"), ('changed', "Changed since"),
         ('past', "No longer judged")],
        string="Facts Today", compute='_compute_changes_now')

    # === COMPUTE METHODS === #

    # Shown on the form, one decision at a time: each asks the engine what is true today.
    @api.depends('facts')
    @api.depends_context('lang')
    def _compute_changes_now(self):
        for decision in self:
            decision.update(decision._prepare_changes_now())

    def _prepare_changes_now(self):
        self.ensure_one()
        document = (self.picking_id or self.production_id or self.order_id).sudo()  # sudo: as the engine reads it
        gate = self.sudo().gate_id
        document = document.with_company(document.company_id)
        if not document or not document._desk_filter_stage(gate._get_spec().stage):
            return {'facts_standing': 'past', 'changes_now': False}
        standing = document._desk_get_standing(gate)['standing']
        if self.fingerprint == standing.fingerprint:
            return {'facts_standing': 'same', 'changes_now': False}
        held = self.decision == 'approve' and standing.holds(self)
        return {
            'facts_standing': 'tolerated' if held else 'changed',
            'changes_now': changes_table(self.env, self, standing.facts)}
