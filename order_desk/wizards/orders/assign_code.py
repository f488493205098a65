from odoo import api, fields, models


class OrderDeskAssignCode(models.TransientModel):
    """The unified code of a customer, given after countersigning (CSG-04, CUS-10)."""
    _name = 'order.desk.assign.code'
    _description = "Assign Customer Code"

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True)
    partner_id = fields.Many2one(related='order_id.partner_id.commercial_partner_id', string="Customer")
    code = fields.Char("Customer Code", required=True, compute='_compute_code', store=True, readonly=False)

    # === COMPUTE METHODS === #

    @api.depends('order_id')
    def _compute_code(self):
        for wizard in self:
            wizard.code = wizard.order_id._desk_get_customer_code()

    # === ACTIONS === #

    def action_desk_assign(self):
        """Give the code and hand out the copies."""
        self.ensure_one()
        self.order_id.action_desk_assign_customer_code(self.code)
        return {'type': 'ir.actions.act_window_close'}
