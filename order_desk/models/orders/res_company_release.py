from odoo import fields, models


class ResCompany(models.Model):
    """Settings of deposit and production instruction."""
    _inherit = 'res.company'

    desk_deposit_days = fields.Integer(
        "Deposit Within (days)", default=7,
        help="Calendar days after confirmation within which a deposit should arrive, where no invoice says otherwise.")
    desk_instruction_scope = fields.Selection(
        [('needed', "When something is made or bought for the order"), ('always', "Always")],
        string="Production Instruction", default='needed', required=True)
    desk_default_tolerance = fields.Float(
        "Permitted Tolerance (%)", digits=(5, 2),
        help="Proposed on new production instructions: plus or minus, of the quantity.")
