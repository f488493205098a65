from odoo import api, fields, models


class OrderDeskVersionCompare(models.TransientModel):
    """Two versions of one order beside each other."""
    _name = 'order.desk.version.compare'
    _description = "Compare Versions of an Order"

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True)
    old_id = fields.Many2one('order.desk.order.version', "Earlier Version", domain="[('order_id', '=', order_id)]")
    new_id = fields.Many2one('order.desk.order.version', "Later Version", domain="[('order_id', '=', order_id)]")
    changes = fields.Html(compute='_compute_changes')

    # === COMPUTE METHODS === #

    @api.depends('old_id', 'new_id')
    @api.depends_context('lang')
    def _compute_changes(self):
        for wizard in self:
            both = wizard.old_id and wizard.new_id
            wizard.changes = wizard.new_id._get_table(wizard.old_id) if both else False
