from odoo import api, models
from odoo.tools.constants import PREFETCH_MAX


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _desk_fetch_lines(self):
        """Read the lines of very many orders at once: the host would read them a thousand at a time."""
        lines = self.order_line
        if len(lines) > PREFETCH_MAX:
            # By name: without names the host reads again what is there already.
            lines.fetch([
                name for name, field in lines._fields.items()
                if field.store and field.prefetch is True and lines._has_field_access(field, 'read')])
            lines.fetch(['product_no_variant_attribute_value_ids'])


class SaleOrderLine(models.Model):
    """Lines are part of their order's facts."""
    _name = 'sale.order.line'
    _inherit = ['sale.order.line', 'order.desk.gated.mixin']

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale: evaluated once, when the host is through with what a new line entails
        with self._desk_batch():
            return super().create(vals_list)

    def write(self, vals):
        # EXTENDS sale
        with self._desk_batch():
            return super().write(vals)

    def unlink(self):
        # EXTENDS sale
        orders = self.order_id
        with orders._desk_batch():
            orders._desk_mark_changed()
            return super().unlink()

    # === HOOKS === #

    def _desk_order(self):
        return self.order_id

    @api.model
    def _desk_check_inverse(self):
        return 'order_id'
