from odoo import fields, models

ACTS = {
    'doubt': 'action_desk_raise_price_doubt',
    'answer': 'action_desk_answer_price_doubt',
    'veto': 'action_desk_veto',
    'lift': 'action_desk_lift_veto',
}


class OrderDeskReason(models.TransientModel):
    """Asks for the words that an act on the order is kept with."""
    _name = 'order.desk.reason'
    _description = "Reason"

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True)
    act = fields.Selection(
        [('doubt', "Price Doubt"), ('answer', "Answer the Price Doubt"), ('veto', "Veto the Contract"),
         ('lift', "Lift the Veto")], required=True, readonly=True)
    doubt = fields.Text(related='order_id.desk_price_doubt', string="Doubt")
    veto_reason = fields.Text(related='order_id.desk_veto_reason')
    reason = fields.Text("Words", required=False)

    # === ACTIONS === #

    def action_apply(self):
        """Do the act with the words given; the act itself checks role and words."""
        self.ensure_one()
        getattr(self.order_id, ACTS[self.act])(self.reason)
        return {'type': 'ir.actions.act_window_close'}
