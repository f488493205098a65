from odoo import models

from ..core.finding import Clearance


class StockPicking(models.Model):
    """Goods added on a transfer by hand join the confirmed order as the host has it: without a quantity."""
    _inherit = 'stock.picking'

    # === HOOKS === #

    def _action_done(self):
        # EXTENDS sale_stock
        orders = self.sudo()._desk_get_clearable()  # sudo: the warehouse need not read orders
        return super(StockPicking, self.with_context(desk_change=Clearance('change', orders.ids)) if orders else self
                     )._action_done()

    # === BUSINESS METHODS === #

    def _desk_get_clearable(self):
        """Return the orders of these transfers, where any company uses the desk."""
        if not self.env['res.company']._desk_get_enabled_ids():
            return self.env['sale.order']
        return self.sale_id | self.move_ids.sale_line_id.order_id


class StockMove(models.Model):
    _inherit = 'stock.move'

    # === HOOKS === #

    def _action_synch_order(self):
        # EXTENDS sale_stock
        orders = self.sudo().picking_id._desk_get_clearable()  # sudo: as above
        return super(StockMove, self.with_context(desk_change=Clearance('change', orders.ids)) if orders else self
                     )._action_synch_order()
