from odoo import fields, models


class OrderDeskSuspensionDecide(models.TransientModel):
    """Asks for the words with which a suspension is accepted, declined or lifted (PAY-07)."""
    _name = 'order.desk.suspension.decide'
    _description = "Decide on a Suspension"

    # === FIELDS === #

    suspension_id = fields.Many2one(
        'order.desk.suspension', required=True, readonly=True, default=lambda self: self.env.context.get('active_id'))
    act = fields.Selection(
        [('action_accept', "Accept"), ('action_decline', "Decline"), ('action_lift', "Lift")], required=True,
        readonly=True)
    reason = fields.Text(related='suspension_id.reason')
    note = fields.Text("Remark")

    # === ACTIONS === #

    def action_apply(self):
        """Decide; the suspension itself checks the role."""
        self.ensure_one()
        getattr(self.suspension_id, self.act)(self.note or '')
        return {'type': 'ir.actions.act_window_close'}
