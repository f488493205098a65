from odoo import fields, models


class OrderDeskRebateTierCost(models.TransientModel):
    """What one band would have cost."""
    _name = 'order.desk.rebate.tier.cost'
    _description = "Cost of a Rebate Band"
    _order = 'threshold, id'

    # === FIELDS === #

    simulation_id = fields.Many2one('order.desk.rebate.simulation', required=True, ondelete='cascade', index=True)
    currency_id = fields.Many2one(related='simulation_id.currency_id')
    threshold = fields.Float("From", digits=(16, 2))
    pays = fields.Char("Rate")
    times = fields.Integer("Times Paid", help="Calculation periods in which the band was paid.")
    base = fields.Float("Volume in the Band", digits=(16, 2))
    cost = fields.Monetary(help="Earned in this band, before minimum, cap and guarantee.")
    share = fields.Float("Share of the Cost")
