from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.own_defaults import own_defaults
from .complaint_follow import CREDITORS

LINK = 'desk_complaint_id'


class AccountMove(models.Model):
    """Credit notes know the complaint that they settle."""
    _inherit = 'account.move'

    # === FIELDS === #

    desk_complaint_id = fields.Many2one(
        'order.desk.complaint', "Complaint", readonly=True, copy=False, index='btree_not_null', ondelete='set null')

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS account: which complaint a document settles is not preset
        return own_defaults(self, super().default_get(fields), {LINK})

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        if any(vals.get(LINK) for vals in vals_list):
            self._desk_ensure_settling_complaint()
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS account
        if LINK in vals:
            self._desk_ensure_settling_complaint()
        return super().write(vals)

    # === HELPERS === #

    def _desk_ensure_settling_complaint(self):
        if not self.env.su:
            raise AccessError(self.env._(
                "A complaint marks its own credit notes: open the complaint and click \"Make Credit Note\"."))


class AccountMoveReversal(models.TransientModel):
    _inherit = 'account.move.reversal'

    # === FIELDS === #

    # Not the name of the document's own field: the host copies with the wizard's context.
    desk_asked_by_id = fields.Many2one(
        'order.desk.complaint', "Asking Complaint", help="The complaint that asks for credit.")

    # === ACTIONS === #

    def reverse_moves(self, is_modify=False):
        # EXTENDS account
        action = super().reverse_moves(is_modify=is_modify)
        for wizard in self.filtered('desk_asked_by_id'):
            complaint = wizard.desk_asked_by_id
            complaint._ensure_follow(CREDITORS)
            notes = wizard.new_move_ids.filtered(lambda move, complaint=complaint: (
                move.move_type == 'out_refund'
                and move.commercial_partner_id == complaint.partner_id.commercial_partner_id))
            # sudo: the link is the product's; who may credit a complaint was asked above
            notes.sudo().desk_complaint_id = complaint
        return action
