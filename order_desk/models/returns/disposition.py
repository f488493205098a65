from odoo import fields, models

ACTIONS = [
    ('restock', "Restock"),
    ('rework', "Rework"),
    ('repair', "Repair"),
    ('scrap', "Scrap"),
    ('supplier', "Return to supplier"),
    ('as_is', "Use as is"),
    ('exchange', "Exchange"),
    ('reship', "Supplementary shipment"),
    ('credit_only', "Credit only"),
]
# Outcomes that need no goods to come back.
WITHOUT_GOODS = ('as_is', 'reship', 'credit_only')
# Outcomes after which goods go to the customer once more.
RESHIPPING = ('exchange', 'reship')


class OrderDeskDisposition(models.Model):
    """What happens to returned goods and to the customer's money: chosen at the inspection (RET-05)."""
    _name = 'order.desk.disposition'
    _inherit = ['order.desk.coded.mixin']
    _description = "Disposition"

    # === FIELDS === #

    code = fields.Char(help="Stable word by which statistics and imports know the disposition.")
    action = fields.Selection(
        ACTIONS, required=True, default='restock', help="What the product does when the inspection is concluded.")
    credit_percent = fields.Float(
        "Credited (%)", default=100.0, digits=(16, 2),
        help="Share of the price that the customer is credited. 0: no credit note. The inspection may change it.")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another disposition of the company.")
    _credit_percent_range = models.Constraint(
        'CHECK(credit_percent >= 0 AND credit_percent <= 100)', "The share credited lies between 0 and 100 percent.")
