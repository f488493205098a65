from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.own_defaults import own_defaults

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
