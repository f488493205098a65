from odoo import fields, models

from ...models.complaints.complaint_follow import CREDITORS


class AccountMoveReversal(models.TransientModel):
    """A credit note made for a complaint says so."""
    _inherit = 'account.move.reversal'

    # === FIELDS === #

    # Not the name of the document's own field: the host copies with the wizard's context.
    desk_asked_by_id = fields.Many2one(
        'order.desk.complaint', "Complaint", help="The complaint that asks for credit.")

    # === ACTIONS === #

    def reverse_moves(self, is_modify=False):
        # EXTENDS account
        asking = self.filtered('desk_asked_by_id')
        for complaint in asking.desk_asked_by_id:
            complaint._ensure_follow(CREDITORS)
        action = super().reverse_moves(is_modify=is_modify)
        for wizard in asking:
            complaint = wizard.desk_asked_by_id
            notes = wizard.new_move_ids.filtered(lambda move, complaint=complaint: (
                move.move_type == 'out_refund'
                and move.commercial_partner_id == complaint.partner_id.commercial_partner_id))
            # sudo: the link is the product's; who may credit a complaint was asked above
            notes.sudo().desk_complaint_id = complaint
        return action
