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
            lines = lines._desk_get_let_through(previous_product_uom_qty)
            # What this launch creates serves released orders: it need not be looked up one by one.
            lines = lines.with_context(desk_launch=Clearance('release', lines.order_id.ids))
        return super(SaleOrderLine, lines)._action_launch_stock_rule(previous_product_uom_qty=previous_product_uom_qty)

    def _purchase_service_generation(self):
        # EXTENDS sale_purchase where it is installed: services bought for an order wait as well
        lines = self._desk_get_unheld().filtered(lambda line: not line._desk_is_changing())
        host = getattr(super(SaleOrderLine, lines), '_purchase_service_generation', None)
        return host() if host else {}

    def _purchase_increase_ordered_qty(self, new_qty, origin_values):
        # EXTENDS sale_purchase where it is installed: more of them is bought once the gates have been looked at
        lines = self._desk_get_unheld().filtered(lambda line: not line._desk_is_changing())
        host = getattr(super(SaleOrderLine, lines), '_purchase_increase_ordered_qty', None)
        return host(new_qty, origin_values) if host else None

    # === BUSINESS METHODS === #

    def _desk_launch_services(self, procured=None):
        """Buy the services of released lines; nothing happens without the host's module for it.

        :param dict procured: ``{line id: quantity}`` let through before, where more may be wanted now
        """
        services = self.filtered(lambda line: line.product_id.type == 'service')
        for line in services if procured and 'purchase_line_count' in self._fields else ():
            before = procured.get(line.id, 0.0)
            if (line.product_id.service_to_purchase and line.purchase_line_count
                    and line.product_uom_id.compare(line.product_uom_qty, before) > 0):
                line._purchase_increase_ordered_qty(line.product_uom_qty, {line.id: before})
        services._purchase_service_generation()

    # === HELPERS === #

    def _desk_get_unheld(self):
        """Return the lines whose order is released, or not subject to gates; no query."""
        return self.filtered(lambda line: line.order_id._desk_is_unheld())

    def _desk_get_let_through(self, previous):
        """Return the lines that may be procured now, the rest is held; gates are asked where nobody has yet.

        :param previous: ``{line id: quantity}`` before, or False when the host gives none
        """
        order_ids = self.order_id.ids
        is_judged = any(
            isinstance(clearance, Clearance) and clearance.covers(stage, order_ids) for stage, clearance in (
                ('confirm', self.env.context.get('desk_clearance')),
                ('release', self.env.context.get('desk_let_through'))))
        if is_judged or self.env.context.get('skip_procurement'):
            return self
        enrolled = self.order_id._desk_get_enrolled()
        gated = self.filtered(lambda line: line.order_id in enrolled)
        procured = {
            line.id: previous[line.id] - line.desk_held_qty if previous and line.id in previous
            else line._get_qty_procurement() for line in gated if line.product_id.type == 'consu'}
        return (self - gated) | gated.browse(procured)._desk_hold_raised(procured)

    def _desk_is_changing(self):
        """Tell whether an approved change is just being written: what follows from it is procured at its end."""
        clearance = self.env.context.get('desk_change')
        return isinstance(clearance, Clearance) and clearance.covers('change', self.order_id.ids)
