from odoo import models

from ..core.finding import Clearance


class SaleOrderLine(models.Model):
    """No line of an enrolled order sets anything going before its release (PRD-01)."""
    _inherit = 'sale.order.line'

    # === HOOKS === #

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        # EXTENDS sale_stock: every path to a transfer, purchase or manufacturing order ends here
        lines = self._desk_get_unheld()
        if self.env['res.company']._desk_get_enabled_ids():
            # What this launch creates serves released orders: it need not be looked up one by one.
            lines = lines.with_context(desk_launch=Clearance('release', lines.order_id.ids))
        return super(SaleOrderLine, lines)._action_launch_stock_rule(previous_product_uom_qty=previous_product_uom_qty)

    def _purchase_service_generation(self):
        # EXTENDS sale_purchase where it is installed: services bought for an order wait as well
        host = getattr(super(SaleOrderLine, self._desk_get_unheld()), '_purchase_service_generation', None)
        return host() if host else {}

    # === BUSINESS METHODS === #

    def _desk_launch_services(self):
        """Buy the services of released lines; nothing happens without the host's module for it."""
        self.filtered(lambda line: line.product_id.type == 'service')._purchase_service_generation()

    # === HELPERS === #

    def _desk_get_unheld(self):
        """Return the lines whose order is released, or not subject to gates; no query."""
        return self.filtered(lambda line: line.order_id._desk_is_unheld())
