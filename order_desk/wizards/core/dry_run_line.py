from odoo import fields, models


class OrderDeskDryRunLine(models.TransientModel):
    """One missing gate in the answer of a dry run."""
    _name = 'order.desk.dry.run.line'
    _description = "Missing Gate"

    # === FIELDS === #

    dry_run_id = fields.Many2one('order.desk.dry.run', required=True, ondelete='cascade')
    order_name = fields.Char("Order", readonly=True)
    gate_name = fields.Char("Gate", readonly=True)
    message = fields.Text("Open Point", readonly=True)
    owner = fields.Char("With", readonly=True)
    amount = fields.Float(digits='Product Price', readonly=True)
    currency_name = fields.Char("Currency", readonly=True)
    due = fields.Date(readonly=True)
    since = fields.Date(readonly=True)
    next_act = fields.Text("Next", readonly=True)
    waiting_costs = fields.Text("Cost of Waiting", readonly=True)
    blocking = fields.Boolean("Blocks", readonly=True)
