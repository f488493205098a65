from odoo import fields, models


class AccountMoveReversal(models.TransientModel):
    """A credit note made for a complaint says so."""
    _inherit = 'account.move.reversal'

    # === FIELDS === #

    desk_complaint_id = fields.Many2one('order.desk.complaint', "Complaint", readonly=True)

    # === HOOKS === #

    def _prepare_default_reversal(self, move):
        # EXTENDS account
        values = super()._prepare_default_reversal(move)
        if self.desk_complaint_id:
            self.desk_complaint_id.check_access('read')
            values['desk_complaint_id'] = self.desk_complaint_id.id
        return values
