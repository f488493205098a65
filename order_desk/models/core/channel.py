from odoo import fields, models


class OrderDeskChannel(models.Model):
    """The way by which an order arrives: e-mail, fax, telephone … (INT-02)."""
    _name = 'order.desk.channel'
    _description = "Order Channel"
    _order = 'sequence, id'

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable word by which imports and integrations know the channel.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_oral = fields.Boolean(
        "Spoken",
        help="Orders by this channel are spoken: they count only once the customer's written document is attached.")
    company_id = fields.Many2one('res.company', index=True)

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another channel of the company.")
