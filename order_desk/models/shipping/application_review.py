from odoo import models


class StockPicking(models.Model):
    """What the second review leads to on the transfer."""
    _inherit = 'stock.picking'

    # === BUSINESS METHODS === #

    def _desk_follow_review(self, decision):
        """Bring the application in line with a decision on its gate."""
        self.ensure_one()
        paper = self.desk_application_id
        if decision.decision in ('reject', 'revoke') and paper:
            paper._mark_unreviewed()
        if decision.decision != 'approve' or not paper:
            return
        state = self._desk_get_standing(decision.gate_id)
        if state['concerned'] and not state['finding'] and not state['open_steps']:
            paper._mark_reviewed(decision.user_id)
            self._desk_after_review()

    # === HOOKS === #

    def _desk_after_review(self):
        """Called when the application of this transfer passed its second review."""
