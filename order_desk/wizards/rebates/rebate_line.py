from odoo import fields, models

RULES = [
    ('volume', "Counted In"),
    ('included', "Counted: its product is named"),
    ('credit_note', "Counted: a credit note reduces"),
    ('tax', "Left out: tax"),
    ('rebate', "Left out: a rebate itself"),
    ('down_payment', "Left out: down payment"),
    ('delivery', "Left out: delivery charge"),
    ('excluded', "Left out: its product is excluded"),
    ('not_included', "Left out: its product is not named"),
    ('unit', "Left out: unit of measure"),
    ('unpaid', "Left out: not paid in full"),
    ('other_agreement', "Left out: counts in another agreement"),
]


class OrderDeskRebateLine(models.TransientModel):
    """One invoice line of the business volume and the rule that counted it in or left it out."""
    _name = 'order.desk.rebate.line'
    _description = "Business Volume Line"
    _order = 'date, move_name, id'

    # === FIELDS === #

    simulation_id = fields.Many2one('order.desk.rebate.simulation', required=True, ondelete='cascade', index=True)
    currency_id = fields.Many2one(related='simulation_id.currency_id')
    date = fields.Date()
    move_name = fields.Char("Document")
    partner_name = fields.Char("Customer")
    label = fields.Char("Product")
    counted = fields.Boolean("Counts")
    rule = fields.Selection(RULES)
    amount = fields.Monetary()
    quantity = fields.Float(digits='Product Unit')
    rebate = fields.Monetary(help="Share of the rebate, by value; the rounding difference ends in the last line.")
