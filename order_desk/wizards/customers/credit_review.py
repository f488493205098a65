from odoo import fields, models


class OrderDeskCreditReview(models.TransientModel):
    """The form in which the credit standing of a customer is reviewed (CUS-12)."""
    _name = 'order.desk.credit.review'
    _description = "Credit Review"

    # === FIELDS === #

    partner_id = fields.Many2one('res.partner', string="Customer", required=True, readonly=True)
    standing = fields.Selection(
        [('good', "Good"), ('watch', "To be watched"), ('bad', "Bad")], string="Credit Standing", required=True)
    note = fields.Text("Credit Review", help="What the review rests on.")

    # === ACTIONS === #

    def action_confirm(self):
        """Record the review; the role is checked by the customer's own action."""
        for wizard in self:
            wizard.partner_id.action_desk_review_credit(wizard.standing, wizard.note or '')
        return {'type': 'ir.actions.act_window_close'}
