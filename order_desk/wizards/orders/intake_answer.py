from odoo import fields, models


class OrderDeskIntakeAnswer(models.TransientModel):
    """The form in which the sales manager answers a referred point (INT-16)."""
    _name = 'order.desk.intake.answer'
    _description = "Answer to a Referred Point"

    # === FIELDS === #

    point_id = fields.Many2one('order.desk.intake.point', required=True, readonly=True)
    order_id = fields.Many2one(related='point_id.order_id')
    label = fields.Char("Open Point", related='point_id.label')
    note = fields.Text(related='point_id.note')
    answer = fields.Text(required=True)

    # === ACTIONS === #

    def action_confirm(self):
        """Give the answer; the role is checked by the point's own action."""
        for wizard in self:
            wizard.point_id.action_desk_answer(wizard.answer)
        return {'type': 'ir.actions.act_window_close'}
