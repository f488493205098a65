from odoo import fields, models


class OrderDeskOrderType(models.Model):
    """How an order is handled: domestic, international, sample … (INT-27, 28, 31)."""
    _name = 'order.desk.order.type'
    _inherit = ['order.desk.coded.mixin']
    _description = "Order Type"

    # === FIELDS === #

    code = fields.Char(help="Stable word by which imports and price authorities know the type.")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another order type of the company.")
