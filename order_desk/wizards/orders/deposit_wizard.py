from odoo import fields, models


class OrderDeskDepositWizard(models.TransientModel):
    """Give an order a deposit of its own, with the reason (DEP-02)."""
    _name = 'order.desk.deposit.wizard'
    _description = "Deposit of an Order"

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True)
    currency_id = fields.Many2one(related='order_id.currency_id')
    amount_total = fields.Monetary(related='order_id.amount_total', string="Order Total")
    method = fields.Selection(
        [
            ('percent', "Percentage"), ('amount', "Fixed amount"), ('none', "No deposit"),
            ('rule', "As customer and terms say"),
        ], required=True, default='percent')
    percent = fields.Float("Deposit (%)", digits=(5, 2))
    amount = fields.Monetary("Deposit")
    reason = fields.Char()

    # === ACTIONS === #

    def action_apply(self):
        """Set the deposit; see :meth:`sale.order.action_desk_set_deposit` for roles and errors."""
        self.ensure_one()
        if self.method == 'rule':
            self.order_id.action_desk_reset_deposit()
        else:
            self.order_id.action_desk_set_deposit(
                percent=self.percent if self.method == 'percent' else 0.0,
                amount=self.amount if self.method == 'amount' else 0.0,
                reason=self.reason)
        return {'type': 'ir.actions.act_window_close'}
