from odoo import models

from ..core.finding import Clearance


class SaleOrder(models.Model):
    """A confirmed order keeps the carrier it names, by which its shipments are judged (CHG-03, CTR-15)."""
    _inherit = 'sale.order'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS delivery: a freight line that is dropped, or charged anew, takes no agreed carrier with it
        kept = self.env.context.get('desk_kept_carrier')
        if vals == {'carrier_id': False} and isinstance(kept, Clearance):
            own = self.filtered(lambda order: kept.covers('carrier', order.ids))
            return super(SaleOrder, self - own).write(vals)
        return super().write(vals)


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === CRUD === #

    def unlink(self):
        # EXTENDS delivery
        freight = self.filtered('is_delivery')
        sealed = freight.order_id._desk_get_sealed() if freight else freight.order_id
        if not sealed:
            return super().unlink()
        return super(SaleOrderLine, self.with_context(desk_kept_carrier=Clearance('carrier', sealed.ids))).unlink()
