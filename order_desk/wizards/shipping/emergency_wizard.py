from odoo import fields, models


class OrderDeskEmergencyWizard(models.TransientModel):
    """Why goods cannot wait for their notice, and by when it follows (SHP-04)."""
    _name = 'order.desk.emergency.wizard'
    _description = "Emergency Release of a Transfer"

    # === FIELDS === #

    picking_id = fields.Many2one('stock.picking', "Transfer", required=True)
    reason = fields.Text(required=True)
    due_date = fields.Date(
        "Notice Filed By", required=True, default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
        help="Day by which the shipping application is filed and reviewed; the last one to ship without.")

    # === ACTIONS === #

    def action_release(self):
        """Release; see :meth:`stock.picking.action_desk_emergency_release` for roles and errors."""
        self.ensure_one()
        self.picking_id.action_desk_emergency_release(self.reason, self.due_date)
        return {'type': 'ir.actions.act_window_close'}
