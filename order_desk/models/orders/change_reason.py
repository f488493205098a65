from odoo import fields, models


class OrderDeskChangeReason(models.Model):
    """Why a confirmed order is changed, in one word (CHG-02)."""
    _name = 'order.desk.change.reason'
    _inherit = ['order.desk.coded.mixin']
    _description = "Reason for a Change"

    # === FIELDS === #

    source = fields.Selection(
        [('customer', "The customer"), ('own', "Ourselves"), ('supplier', "A supplier")], string="Wanted By",
        required=True, default='customer')

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another reason of the company.")
