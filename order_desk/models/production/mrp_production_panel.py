from odoo import api, fields, models

from ..core.check_desk import OPEN_STATES


class MrpProduction(models.Model):
    """What stands in the way of a manufacturing order, told on its form."""
    _inherit = 'mrp.production'

    # === FIELDS === #

    desk_alerts = fields.Json(compute='_compute_desk_alerts')

    # === COMPUTE METHODS === #

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data', 'state')
    @api.depends_context('lang', 'uid')
    def _compute_desk_alerts(self):
        self.desk_alerts = False
        # sudo: what an order waits for is told to whoever may read its manufacturing order
        waiting = self.sudo().filtered(
            lambda production: production.id and production.state not in ('done', 'cancel'))._desk_get_enrolled()
        if not waiting:
            return
        orders = {production: production._desk_order() for production in waiting}
        # sudo: what a production waits for is told to everybody who may read it
        checks = self.env['order.desk.check'].sudo().search([
            ('order_id', 'in', [order.id for order in orders.values()]), ('state', 'in', OPEN_STATES),
            ('stage', 'not in', ('ship', 'close')), ('picking_id', '=', False),
        ]).grouped('order_id')
        for production, order in orders.items():
            own = checks.get(order, self.env['order.desk.check']).filtered(
                lambda check, production=production: check.production_id.id in (False, production.id))
            production.desk_alerts = own._get_alerts()
