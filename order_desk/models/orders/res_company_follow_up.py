from odoo import fields, models


class ResCompany(models.Model):
    """Settings of follow-up and progress."""
    _inherit = 'res.company'

    desk_follow_up_grace = fields.Integer(
        "Follow-Up Grace (days)", default=1,
        help="Calendar days after which a follow-up that nobody took is told to the order supervisor.")
    desk_follow_up_interval = fields.Integer(
        "Look at Production Every (days)", default=7,
        help="Calendar days between two looks at an order in production. 0: only at its supervision prompts.")
