from odoo import fields, models


class OrderDeskRebateSettlementLine(models.Model):
    """How the amount of a settlement comes about; the lines always add up to it."""
    _name = 'order.desk.rebate.settlement.line'
    _description = "Rebate Settlement Line"
    _order = 'settlement_id, sequence, id'

    # === FIELDS === #

    settlement_id = fields.Many2one(
        'order.desk.rebate.settlement', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='settlement_id.company_id')
    currency_id = fields.Many2one(related='settlement_id.currency_id')
    sequence = fields.Integer(default=10)
    kind = fields.Selection([
        ('earned', "Earned"), ('claw_back', "Claw-back"), ('late', "Late addition"), ('paid', "Settled before"),
        ('carried', "Carried forward"), ('goods', "Rest that goods cannot pay"),
    ], required=True)
    name = fields.Char("Description", required=True)
    source_id = fields.Many2one(
        'order.desk.rebate.settlement', string="Earlier Settlement", index='btree_not_null', ondelete='restrict')
    move_id = fields.Many2one('account.move', string="Invoice or Credit Note", index='btree_not_null')
    volume = fields.Float(help="Business volume of this document, in the currency or unit of the agreement.")
    amount = fields.Monetary(required=True)
