from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import OFFICE


class SaleOrder(models.Model):
    """The order's way to engineering."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_open_problems = fields.Integer("Open Technical Problems", copy=False)
    desk_technical_ids = fields.One2many(
        'order.desk.technical.confirmation', 'order_id', string="Technical Confirmation", copy=False, groups=OFFICE)

    # === ACTIONS === #

    def action_desk_open_technical(self):
        """Open the technical confirmation of this order; it is written on first opening."""
        self.ensure_one()
        Paper = self.env['order.desk.technical.confirmation']
        paper = Paper.search([('order_id', '=', self.id)], limit=1)
        if not paper:
            if not self._desk_is_nonstandard():
                raise UserError(self.env._(
                    "No line of %(order)s is marked as non-standard: engineering has nothing to confirm.",
                    order=self.name))
            paper = Paper.create({'order_id': self.id})
        elif paper.has_access('write'):
            paper.action_refresh_lines()
        return paper._get_records_action()

    # === BUSINESS METHODS === #

    def _desk_get_signatures(self, gate_code):
        """Return the approvals that are in force on a gate of this order."""
        self.ensure_one()
        # sudo: whoever reads the paper sees who signed it
        decisions = self.sudo().desk_decision_ids.filtered(lambda row: row.gate_id.code == gate_code).sorted('id')
        live = decisions.browse()
        for decision in decisions:
            if decision.decision in ('revoke', 'reject'):
                live = decisions.browse()
            elif decision.decision == 'approve':
                live |= decision
        latest = live.sorted('id', reverse=True)[:1]
        # A signature on other facts no longer counts.
        return live.filtered(lambda row: row.fingerprint == latest.fingerprint)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_open_problems', 'desk_technical_ids'}
