from odoo import models

from ..core.finding import Clearance


class AccountMoveLine(models.Model):
    """Expenses that are charged on to the customer join his confirmed order, as the host has it."""
    _inherit = 'account.move.line'

    # === HOOKS === #

    def _sale_create_reinvoice_sale_line(self):
        # EXTENDS sale
        if not self.env['res.company']._desk_get_enabled_ids():
            return super()._sale_create_reinvoice_sale_line()
        order_ids = [order.id for order in self._sale_determine_order().values() if order]
        return super(AccountMoveLine, self.with_context(
            desk_change=Clearance('change', order_ids)))._sale_create_reinvoice_sale_line()
