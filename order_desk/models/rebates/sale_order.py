from odoo import api, fields, models


class SaleOrder(models.Model):
    """What a quotation does for the customer's rebate."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_rebate_hint = fields.Text("Rebate", compute='_compute_desk_rebate_hint', compute_sudo=False)

    # === COMPUTE METHODS === #

    @api.depends('partner_id', 'company_id', 'amount_untaxed', 'order_line.product_uom_qty', 'order_line.product_id')
    def _compute_desk_rebate_hint(self):
        self.desk_rebate_hint = False
        enabled = self.env['res.company']._desk_get_enabled_ids()  # off means: no query
        agreements = self.env['order.desk.rebate.agreement']
        watched = self.filtered(lambda order: order.company_id.id in enabled)
        for company, orders in watched.grouped('company_id').items():
            running = agreements._get_running(orders.partner_id, company)
            found = agreements.sudo().union(*running.values())  # sudo: as found
            if not found:
                continue
            distances = found._get_distances()
            counted = self.env['order.desk.rebate.volume']._get_counted_pairs(found, orders.order_line.product_id)
            for order in orders:
                order.desk_rebate_hint = "\n".join(
                    order._desk_get_rebate_text(agreement, distances[agreement], counted)
                    for agreement in running.get(order.partner_id.commercial_partner_id, ())
                    if agreement in distances) or False

    # === HELPERS === #

    def _desk_get_rebate_text(self, agreement, distance, counted):
        """Return how far it is to the next band, and what this quotation brings towards it."""
        brings = self._desk_get_rebate_volume(agreement, counted)
        text = agreement._get_distance_text(distance)
        if self.state not in ('draft', 'sent') or not brings:
            return text
        if distance.next_tier and brings >= distance.missing:
            return self.env._("%(distance)s This quotation brings %(volume)s and reaches it.",
                              distance=text, volume=agreement._format_volume(brings))
        return self.env._("%(distance)s This quotation brings %(volume)s.",
                          distance=text, volume=agreement._format_volume(brings))

    def _desk_get_rebate_volume(self, agreement, counted):
        """Return the volume of the lines that will count, in the unit of the agreement's bands."""
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
            and (agreement.include_delivery or not line.is_delivery)
            and (agreement.id, line.product_id.id) in counted)
        if agreement.basis == 'quantity':
            return sum(
                line.product_uom_id._compute_quantity(line.product_uom_qty, agreement.uom_id, round=False)
                for line in lines if line.product_uom_id._has_common_reference(agreement.uom_id))
        total = sum(lines.mapped('price_total' if agreement.include_taxes else 'price_subtotal'))
        if self.currency_id == agreement.currency_id:
            return total
        return self.currency_id._convert(
            total, agreement.currency_id, self.company_id, fields.Date.context_today(self))


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === CONSTRAINTS === #

    # Delivery charges are few: the business volume of rebates leaves them out without reading all lines.
    _desk_is_delivery_idx = models.Index('(id) WHERE is_delivery')
