from odoo import fields, models


class OrderDeskDeliveryWizard(models.TransientModel):
    """Who delivers, and when (CUT-08)."""
    _name = 'order.desk.delivery.wizard'
    _description = "Arrange Deliveries"

    # === FIELDS === #

    picking_ids = fields.Many2many('stock.picking', string="Transfers", required=True)
    user_id = fields.Many2one(
        'res.users', "Delivery Man", required=True, domain="[('share', '=', False)]")
    delivery_at = fields.Datetime("Delivery Time", help="Empty: as late as the order allows.")

    # === ACTIONS === #

    def action_apply(self):
        """Arrange; see :meth:`stock.picking.action_desk_assign_delivery` for roles and errors."""
        self.ensure_one()
        self.picking_ids.action_desk_assign_delivery(self.user_id.id, self.delivery_at)
        return {'type': 'ir.actions.act_window_close'}


class OrderDeskDataErrorWizard(models.TransientModel):
    """What is wrong with the data of an order (CUT-10)."""
    _name = 'order.desk.data.error.wizard'
    _description = "Report Wrong Order Data"

    # === FIELDS === #

    picking_id = fields.Many2one('stock.picking', "Transfer", required=True)
    text = fields.Text("What Is Wrong", required=True)

    # === ACTIONS === #

    def action_apply(self):
        """Report; see :meth:`stock.picking.action_desk_report_data_error` for roles and errors."""
        self.ensure_one()
        self.picking_id.action_desk_report_data_error(self.text)
        return {'type': 'ir.actions.act_window_close'}
