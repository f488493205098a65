from odoo import fields, models


class AccountPaymentTerm(models.Model):
    _inherit = 'account.payment.term'

    # === FIELDS === #

    desk_extra_days = fields.Integer(
        "Extra Days Promised", help="Days by which the completion promised to the customer is relaxed.")
