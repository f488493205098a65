from odoo import fields, models

from ...models.orders.promise import CAUSES, OWN_CAUSES


class OrderDeskPromiseWizard(models.TransientModel):
    """Promises another completion date, with its cause."""
    _name = 'order.desk.promise.wizard'
    _description = "New Promise"

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True)
    completion_date = fields.Date(related='order_id.desk_completion_date')
    promised_date = fields.Date(related='order_id.desk_promised_date')
    date = fields.Date("New Promise", required=True)
    cause = fields.Selection([cause for cause in CAUSES if cause[0] not in OWN_CAUSES], required=True)
    note = fields.Char("Remark")

    # === ACTIONS === #

    def action_promise(self):
        """Make the promise; roles and dates are checked by the order."""
        self.ensure_one()
        return self.order_id.action_desk_promise(self.date, self.cause, self.note or '')
