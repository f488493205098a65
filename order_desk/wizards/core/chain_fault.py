from odoo import fields, models


class OrderDeskChainFault(models.TransientModel):
    """One fault that a check of all decisions found."""
    _name = 'order.desk.chain.fault'
    _description = "Fault in the Decisions"

    # === FIELDS === #

    check_id = fields.Many2one('order.desk.chain.check', required=True, ondelete='cascade', index=True)
    order_id = fields.Many2one('sale.order', readonly=True)
    decision_id = fields.Many2one('order.desk.decision', readonly=True)
    message = fields.Char("What Is Found", readonly=True)
