from odoo import models


class StockMove(models.Model):
    _inherit = 'stock.move'

    # === HELPERS === #

    def _desk_is_leaving(self):
        """Tell whether this move takes goods out of the company to a customer.

        Another company of the same group is a customer as well; the host ships to it through a
        transit location that belongs to nobody.
        """
        target = self.location_dest_id
        return self.state != 'cancel' and self.location_id.usage != 'customer' and (
            target.usage == 'customer' or (target.usage == 'transit' and not target.company_id))
