from odoo import fields, models

LIMITS = [('minimum', "Below the minimum"), ('maximum', "Cap"), ('guarantee', "Guarantee")]


class OrderDeskRebatePeriod(models.TransientModel):
    """One calculation period of a simulation."""
    _name = 'order.desk.rebate.period'
    _description = "Simulated Rebate Period"
    _order = 'date_from, id'

    # === FIELDS === #

    simulation_id = fields.Many2one('order.desk.rebate.simulation', required=True, ondelete='cascade', index=True)
    currency_id = fields.Many2one(related='simulation_id.currency_id')
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    volume = fields.Monetary()
    quantity = fields.Float(digits='Product Unit')
    earned = fields.Monetary()
    amount = fields.Monetary("Rebate")
    percent = fields.Float("Effective Rate", digits=(16, 4), help="Rebate divided by volume.")
    decided = fields.Selection(LIMITS, "Limit")
