from odoo import fields, models


class AccountMove(models.Model):
    """Credit notes know the complaint that they settle."""
    _inherit = 'account.move'

    # === FIELDS === #

    desk_complaint_id = fields.Many2one(
        'order.desk.complaint', "Complaint", readonly=True, copy=False, index='btree_not_null', ondelete='set null')
