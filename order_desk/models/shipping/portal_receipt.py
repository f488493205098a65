"""What the portal shows of shipments, and how it reads what the customer fills in."""
from odoo import fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === BUSINESS METHODS === #

    def _desk_read_portal(self, arrived_on, posted):
        """Return what the customer filled in on the receipt of this shipment, examined.

        :param dict posted: ``received_<move id>`` and ``reason_<move id>`` as text
        :return: dict of ``arrived_on`` (ISO text) and ``differences`` as the receipt takes them
        :raise UserError: in words that the customer understands
        """
        self.ensure_one()
        differences = []
        for move in self._desk_get_shipped_moves():
            text = (posted.get(f'received_{move.id}') or '').strip().replace(',', '.')
            reason = (posted.get(f'reason_{move.id}') or '').strip()[:500]
            try:
                received = float(text) if text else move.quantity
            except ValueError:
                raise UserError(self.env._(
                    "%(product)s: please write the quantity received as a number.",
                    product=move.product_id.display_name)) from None
            if not reason and move.product_uom.compare(received, move.quantity) == 0:
                continue
            if not reason:
                raise UserError(self.env._(
                    "%(product)s: please write what is missing or wrong.", product=move.product_id.display_name))
            differences.append({'move_id': move.id, 'quantity': received, 'reason': reason})
        self._desk_read_differences(differences)
        return {
            'arrived_on': fields.Date.to_string(self._desk_read_arrival(arrived_on)), 'differences': differences}


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_get_portal_shipments(self):
        """Return the shipments of this order that have left, sudoed, for the customer's page."""
        self.ensure_one()
        if not self.desk_enrolled:
            return self.env['stock.picking']
        return self._desk_get_pickings().filtered('desk_shipped_on')
