from odoo import fields, models


class OrderDeskWithdrawalReason(models.Model):
    """Why a confirmed order is withdrawn, in one word (CHG-06)."""
    _name = 'order.desk.withdrawal.reason'
    _inherit = ['order.desk.coded.mixin']
    _description = "Reason for a Withdrawal"

    # === FIELDS === #

    caused_by = fields.Selection(
        [('customer', "The customer"), ('own', "Ourselves")], required=True, default='customer',
        help="What we cause ourselves costs the customer no fee.")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another reason of the company.")
