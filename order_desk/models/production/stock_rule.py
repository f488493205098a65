from odoo import models


class StockRule(models.Model):
    """What is procured for an order without release stays a draft (PRD-01)."""
    _inherit = 'stock.rule'

    # === HOOKS === #

    def _should_auto_confirm_procurement_mo(self, p):
        # EXTENDS mrp
        return super()._should_auto_confirm_procurement_mo(p) and not p._desk_get_waiting()
