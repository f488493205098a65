from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.finding import OPEN_STATES
from .stock_picking_ship import SHIP_STAGES


class StockPicking(models.Model):
    """What stands in the way of a transfer, told on its form and in lists."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_alerts = fields.Json(compute='_compute_desk_alerts')
    desk_waiting_for = fields.Char(
        "Waiting For", compute='_compute_desk_waiting_for',
        help="What this transfer and its orders wait for first: what, who has it, since when, what comes next.")
    desk_is_held = fields.Boolean(
        "Held by Gates", compute='_compute_desk_is_held', search='_search_desk_is_held',
        help="A blocking gate of the transfer or of its orders is open.")
    desk_gated = fields.Boolean(compute='_compute_desk_gated', help="Goods of enrolled orders leave through it.")

    # === COMPUTE METHODS === #

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data', 'state')
    @api.depends_context('lang', 'uid')
    def _compute_desk_alerts(self):
        told = self._desk_get_told_by_state()
        for picking in self:
            picking.desk_alerts = told[picking]._get_alerts() if picking in told else False

    @api.depends('desk_check_ids.state', 'desk_check_ids.message_data', 'desk_check_ids.since', 'state')
    @api.depends_context('lang')
    def _compute_desk_waiting_for(self):
        told = self.env['order.desk.check']._explain_first(self._desk_get_told_by_state())
        for picking in self:
            picking.desk_waiting_for = told.get(picking, False)

    @api.depends('desk_check_ids.state', 'state')
    def _compute_desk_is_held(self):
        told = self._desk_get_told_by_state()
        for picking in self:
            picking.desk_is_held = picking.state not in ('done', 'cancel') and any(
                check.severity == 'block' for check in told.get(picking, ()))

    @api.model
    def _search_desk_is_held(self, operator, value):
        if operator != 'in':
            return NotImplemented
        holding = [('state', 'in', OPEN_STATES), ('severity', '=', 'block'), ('stage', 'in', SHIP_STAGES)]
        # sudo: who may read a transfer may know that something holds it
        own = self.env['order.desk.check'].sudo()._search([*holding, ('picking_id', '!=', False)])
        # sudo: as above
        lines = self.env['sale.order.line'].sudo()._search([
            ('order_id.desk_check_ids', 'any', [*holding, ('picking_id', '=', False)])])
        return [
            ('state', 'not in', ('done', 'cancel', 'draft')),
            '|', ('desk_check_ids', 'in', own), ('move_ids', 'any', [
                ('sale_line_id', 'in', lines), ('location_dest_id.usage', 'in', ('customer', 'transit'))])]

    @api.depends('state')
    def _compute_desk_gated(self):
        gated = self.sudo()._desk_get_enrolled()  # sudo: the warehouse need not read sales orders
        for picking in self:
            picking.desk_gated = picking._origin in gated

    # === ACTIONS === #

    def action_desk_open_dry_run(self):
        """Ask whether these transfers can leave on a day: what stands in the way of their orders.

        :raise UserError: where no goods of an enrolled order leave
        """
        self.check_access('read')
        orders = self.sudo()._desk_get_orders()  # sudo: the answer names no more than the panel does
        if not orders:
            raise UserError(self.env._(
                "%(transfers)s: no goods of an order of the order desk leave by it.",
                transfers=", ".join(self.mapped('display_name'))))
        action = orders.sudo(False).action_desk_open_dry_run()
        return action | {'context': {
            **action['context'], 'default_picking_ids': self.ids, 'default_stage': 'ship'}}

    # === HELPERS === #

    def _desk_get_told_by_state(self):
        """Return the open checks that concern each transfer now: before it leaves, or until its papers are back."""
        saved = self.filtered('id')
        live = saved.filtered(lambda picking: picking.state not in ('done', 'cancel'))
        done = saved.filtered(lambda picking: picking.state == 'done' and picking.desk_shipped_on)
        told = live._desk_get_told(SHIP_STAGES) if live else {}
        for picking, checks in (done._desk_get_told(('close',)) if done else {}).items():
            papers = checks.filtered('picking_id')  # what the order waits for is no longer the warehouse's matter
            if papers:
                told[picking] = papers
        return told
