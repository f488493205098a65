"""Whether what a document says is what its order says (ARC-01)."""
from odoo import models

from ..core.messages import number

PRICE_DIGITS = 6


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _desk_compare_paper(self):
        """Return where the order's own paper differs from it: nowhere, it prints the order itself."""
        self.ensure_one()
        return []

    def _desk_get_paper_content(self):
        """Return what the paper says, for the reviewer's word to be bound to."""
        return [self.partner_id.id, self.partner_invoice_id.id, self.partner_shipping_id.id, self.payment_term_id.id, [
            [line.product_id.id, line.name, line.product_uom_qty, line.product_uom_id.id, line.price_unit,
             line.discount]
            for line in self.order_line]]


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    def _desk_compare_paper(self):
        """Return where a shipping note differs from its orders: goods, quantities, receiver; sudoed transfer.

        :rtype: list[str]
        """
        self.ensure_one()
        orders, found = self._desk_get_orders(), []
        lines = orders.order_line
        for move in self._desk_get_shipping_moves():
            line = move.sale_line_id
            if line not in lines:
                found.append(self.env._(
                    "%(product)s is on the note and not on the order.", product=move.product_id.display_name))
            elif move.product_id == line.product_id:
                unit = line.product_uom_id
                noted = move.product_uom._compute_quantity(move.quantity or move.product_uom_qty, unit)
                others = sum(
                    other.product_uom._compute_quantity(other.quantity, unit) for other in line.move_ids
                    if other.state == 'done' and other.picking_id != self
                    and other.location_dest_id.usage == 'customer')
                if unit.compare(noted + others, line.product_uom_qty) > 0:
                    found.append(self.env._(
                        "%(product)s: %(noted)s on the notes, %(ordered)s %(unit)s on the order.",
                        product=line.product_id.display_name, noted=number(noted + others),
                        ordered=number(line.product_uom_qty), unit=unit.name))
        place = self._desk_get_delivery_place()
        if place not in orders.partner_shipping_id:
            found.append(self.env._(
                "The note goes to %(place)s, the order to %(agreed)s.", place=place.display_name,
                agreed=", ".join(orders.partner_shipping_id.mapped('display_name'))))
        return found

    def _desk_get_paper_content(self):
        """Return what the paper says, see ``sale.order``."""
        return [self._desk_get_delivery_place().id, [
            [move.product_id.id, move.product_uom.id, move.product_uom_qty, move.quantity]
            for move in self._desk_get_shipping_moves()]]


class AccountMove(models.Model):
    _inherit = 'account.move'

    def _desk_compare_paper(self):
        """Return where an invoice differs from its orders: goods, quantities, prices, terms, customer; sudoed.

        Down payments and credit notes have rules of their own and are left to those.

        :rtype: list[str]
        """
        self.ensure_one()
        orders, found = self.invoice_line_ids.sale_line_ids.order_id, []
        for item in self.invoice_line_ids.filtered(lambda item: item.display_type == 'product'):
            line = item.sale_line_ids[:1]
            if not line:
                found.append(self.env._("%(line)s is on no order.", line=item.name or item.product_id.display_name))
            elif not line.is_downpayment:
                found += item._desk_compare_line(line)
        for label, own, agreed in (
                (self.env._("Customer"), self.partner_id, orders.partner_invoice_id),
                (self.env._("Currency"), self.currency_id, orders.currency_id),
                (self.env._("Payment terms"), self.invoice_payment_term_id, orders.payment_term_id)):
            if own != agreed and (len(agreed) < 2 or own not in agreed):
                found.append(self.env._(
                    "%(label)s: %(own)s on the invoice, %(agreed)s on the order.", label=label,
                    own=own.display_name or "—", agreed=", ".join(agreed.mapped('display_name')) or "—"))
        return found

    def _desk_get_paper_content(self):
        """Return what the paper says, see ``sale.order``."""
        return [self.name, self.partner_id.id, self.invoice_payment_term_id.id, [
            [item.product_id.id, item.name, item.quantity, item.price_unit, item.discount]
            for item in self.invoice_line_ids]]


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    def _desk_compare_line(self, line):
        """Return where one line of an invoice differs from its order line."""
        self.ensure_one()
        name, unit, found = self.product_id.display_name or self.name, line.product_uom_id, []
        if self.product_id != line.product_id:
            found.append(self.env._(
                "%(own)s is invoiced, %(ordered)s was ordered.", own=name, ordered=line.product_id.display_name))
        if unit.compare(line.qty_invoiced, line.product_uom_qty) > 0:
            found.append(self.env._(
                "%(product)s: %(invoiced)s invoiced in all, %(ordered)s %(unit)s on the order.", product=name,
                invoiced=number(line.qty_invoiced), ordered=number(line.product_uom_qty), unit=unit.name))
        own = self.price_unit * (1 - self.discount / 100)
        price = self.product_uom_id._compute_price(own, unit) if self.product_uom_id else own
        agreed = line.price_unit * (1 - line.discount / 100)
        if round(price - agreed, PRICE_DIGITS):
            found.append(self.env._(
                "%(product)s: %(price)s on the invoice, %(agreed)s on the order.", product=name,
                price=number(price, PRICE_DIGITS), agreed=number(agreed, PRICE_DIGITS)))
        return found
