from odoo import fields, models


class OrderDeskGrade(models.Model):
    """Quality grades in their order, the best first: what a line asks for, what a certificate proves (CTR-03)."""
    _name = 'order.desk.grade'
    _inherit = ['order.desk.cached.mixin']
    _description = "Quality Grade"
    _order = 'sequence, id'

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="Lower is better.")
    active = fields.Boolean(default=True)
