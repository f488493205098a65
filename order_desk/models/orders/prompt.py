from odoo import fields, models


class OrderDeskPrompt(models.Model):
    """A dated supervision prompt of an order, printed on its confirmation."""
    _name = 'order.desk.prompt'
    _description = "Supervision Prompt"
    _order = 'prompt_date, id'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    prompt_date = fields.Date("On", required=True, default=fields.Date.context_today)
    name = fields.Char("What to Watch", required=True)
    user_id = fields.Many2one('res.users', string="Who", domain=[('share', '=', False)])
