from odoo import fields, models


class OrderDeskOrderType(models.Model):
    """How an order is handled: domestic, international, sample … (INT-27, 28, 31)."""
    _name = 'order.desk.order.type'
    _description = "Order Type"
    _order = 'sequence, id'

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable word by which imports and price authorities know the type.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True)

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another order type of the company.")
