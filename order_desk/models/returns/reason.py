from odoo import fields, models

RESPONSIBLE = [
    ('department', "Department"),
    ('supplier', "Supplier"),
    ('carrier', "Carrier"),
    ('customer', "Customer"),
]


class OrderDeskReturnReason(models.Model):
    """Why goods come back, in the words of whoever sends them: chosen when the return is registered (RET-04)."""
    _name = 'order.desk.return.reason'
    _inherit = ['order.desk.coded.mixin']
    _description = "Return Reason"

    # === FIELDS === #

    code = fields.Char(help="Stable word by which statistics and imports know the reason.")
    responsible = fields.Selection(
        RESPONSIBLE, "Usually Responsible", help="Suggested at the inspection, which may find otherwise.")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another return reason of the company.")
