from odoo import fields, models


class OrderDeskChannel(models.Model):
    """The way by which an order arrives: e-mail, fax, telephone … (INT-02)."""
    _name = 'order.desk.channel'
    _inherit = ['order.desk.coded.mixin']
    _description = "Order Channel"

    # === FIELDS === #

    code = fields.Char(help="Stable word by which imports and integrations know the channel.")
    is_oral = fields.Boolean(
        "Spoken",
        help="Orders by this channel are spoken: they count only once the customer's written document is attached.")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another channel of the company.")
