from odoo import fields, models

METHODS = [
    ('none', "No fee"),
    ('percent', "Share of the order"),
    ('cost', "Cost so far"),
]


class ResCompany(models.Model):
    """What a withdrawal costs the customer, and who decides on it (CHG-06)."""
    _inherit = 'res.company'

    desk_withdrawal_method = fields.Selection(METHODS, "Withdrawal Fee", default='percent', required=True)
    desk_withdrawal_percent_confirmed = fields.Float("Confirmed (%)", digits=(5, 2), default=0.0)
    desk_withdrawal_percent_released = fields.Float("Released, Not Started (%)", digits=(5, 2), default=10.0)
    desk_withdrawal_percent_running = fields.Float("In Production (%)", digits=(5, 2), default=30.0)
    desk_withdrawal_percent_made = fields.Float("Made (%)", digits=(5, 2), default=60.0)
    desk_withdrawal_group_ids = fields.Many2many(
        'res.groups', 'order_desk_withdrawal_group_rel', string="Withdrawals Decided By",
        groups='base.group_user',
        help="Empty: order supervisor and general manager.")

    _desk_withdrawal_percents = models.Constraint(
        """CHECK(desk_withdrawal_percent_confirmed BETWEEN 0 AND 100
           AND desk_withdrawal_percent_released BETWEEN 0 AND 100
           AND desk_withdrawal_percent_running BETWEEN 0 AND 100
           AND desk_withdrawal_percent_made BETWEEN 0 AND 100)""",
        "The share of an order is between 0 and 100 percent.")

    def _desk_get_withdrawal_groups(self):
        """Return the roles that decide on withdrawals of one company."""
        return self.desk_withdrawal_group_ids or (
            self.env.ref('order_desk.group_order_supervisor') | self.env.ref('order_desk.group_general_manager'))
