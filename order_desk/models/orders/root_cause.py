from odoo import fields, models

# Who in the house answers for what went wrong: one list for returns, complaints and their statistics.
DEPARTMENTS = [
    ('sales', "Sales"),
    ('order_desk', "Order desk"),
    ('technical', "Technical"),
    ('purchasing', "Purchasing"),
    ('production', "Production"),
    ('quality', "Quality"),
    ('warehouse', "Warehouse and Shipping"),
    ('finance', "Finance"),
    ('service', "Customer Service"),
]


class OrderDeskRootCause(models.Model):
    """Why something went wrong, found out afterwards: shared by returns and complaints (RET-04, RET-06)."""
    _name = 'order.desk.root.cause'
    _inherit = ['order.desk.coded.mixin']
    _description = "Root Cause"

    # === FIELDS === #

    code = fields.Char(help="Stable word by which statistics and imports know the cause.")
    department = fields.Selection(DEPARTMENTS, help="The department that usually answers for it.")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another root cause of the company.")
