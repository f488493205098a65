from odoo import api, fields, models

from ..core.check_desk import OPEN_STATES


class StockPicking(models.Model):
    """What stands in the way of a transfer, told on its form."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_alerts = fields.Json(compute='_compute_desk_alerts')

    # === COMPUTE METHODS === #

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data', 'state')
    @api.depends_context('lang', 'uid')
    def _compute_desk_alerts(self):
        self.desk_alerts = False
        # sudo: what an order waits for is told to whoever may read its transfer
        waiting = self.sudo().filtered(
            lambda picking: picking.id and picking.picking_type_code == 'outgoing'
            and picking.state not in ('done', 'cancel'))._desk_get_enrolled()
        if not waiting:
            return
        # sudo: what a transfer waits for is told to everybody who may read it
        checks = self.env['order.desk.check'].sudo().search([
            ('order_id', 'in', waiting.sale_id.ids), ('state', 'in', OPEN_STATES),
            ('stage', '!=', 'close'), ('production_id', '=', False),
        ]).grouped('order_id')
        for picking in waiting:
            own = checks.get(picking.sale_id, self.env['order.desk.check']).filtered(
                lambda check, picking=picking: check.picking_id.id in (False, picking.id))
            picking.desk_alerts = own._get_alerts()
