from odoo import api, fields, models


class StockPicking(models.Model):
    """What stands in the way of a transfer, told on its form."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_alerts = fields.Json(compute='_compute_desk_alerts')

    # === COMPUTE METHODS === #

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data', 'state')
    @api.depends_context('lang', 'uid')
    def _compute_desk_alerts(self):
        waiting = self.filtered(
            lambda picking: picking.id and picking.picking_type_code == 'outgoing'
            and picking.state not in ('done', 'cancel'))
        alerts = waiting._desk_get_alerts(('review', 'confirm', 'release', 'ship'))
        for picking in self:
            picking.desk_alerts = alerts.get(picking, False)
