from odoo import api, fields, models


class MrpProduction(models.Model):
    """What stands in the way of a manufacturing order, told on its form."""
    _inherit = 'mrp.production'

    # === FIELDS === #

    desk_alerts = fields.Json(compute='_compute_desk_alerts')

    # === COMPUTE METHODS === #

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data', 'state')
    @api.depends_context('lang', 'uid')
    def _compute_desk_alerts(self):
        waiting = self.filtered(lambda production: production.id and production.state not in ('done', 'cancel'))
        alerts = waiting._desk_get_alerts(('review', 'confirm', 'release'))
        for production in self:
            production.desk_alerts = alerts.get(production, False)
