from odoo import api, fields, models


class MrpProduction(models.Model):
    """What stands in the way of a manufacturing order, told on its form."""
    _inherit = 'mrp.production'

    # === FIELDS === #

    desk_alerts = fields.Json(compute='_compute_desk_alerts')
    desk_waiting_for = fields.Char(
        "Waiting For", compute='_compute_desk_waiting_for',
        help="What this order and its sales order wait for first: what, who has it, since when, what comes next.")

    # === COMPUTE METHODS === #

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data', 'state')
    @api.depends_context('lang', 'uid')
    def _compute_desk_alerts(self):
        told = self._desk_get_told_while_open()
        for production in self:
            production.desk_alerts = told[production]._get_alerts() if production in told else False

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data', 'desk_check_ids.since', 'state')
    @api.depends_context('lang')
    def _compute_desk_waiting_for(self):
        told = self.env['order.desk.check']._explain_first(self._desk_get_told_while_open())
        for production in self:
            production.desk_waiting_for = told.get(production, False)

    # === HELPERS === #

    def _desk_get_told_while_open(self):
        """Return the open checks that stand before each manufacturing order that is not finished."""
        waiting = self.filtered(lambda production: production.id and production.state not in ('done', 'cancel'))
        return waiting._desk_get_told(('review', 'confirm', 'release'))

    # === HOOKS === #

    def _desk_get_waiting_costs(self, stages):
        # EXTENDS order_desk: those of the sales order
        order = self.sudo()._desk_order()  # sudo: a workshop user need not read sales orders
        return order._desk_get_waiting_costs(stages) if order else super()._desk_get_waiting_costs(stages)
