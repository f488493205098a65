from odoo import api, models

# The words of the stage bar for orders of which nothing is left to ship.
GONE = ('transit', 'received', 'closed')
# The states of a move whose goods, or some of them, are there.
AT_HAND = ('assigned', 'partially_available')


class SaleOrder(models.Model):
    """How far the goods of an order have come, and the transfers that are judged with it."""
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_get_documents(self):
        # EXTENDS order_desk
        return [*super()._desk_get_documents(), self._desk_get_pickings()]

    def _desk_get_pickings(self):
        """Return the transfers, done or to come, through which goods of these orders leave; set-based."""
        confirmed = self.filtered(lambda order: order.state == 'sale')
        if not confirmed:
            return self.env['stock.picking'].sudo()  # sudo: as below
        # sudo: the gates of a transfer are judged whoever acts on its order
        pickings = self.env['stock.picking'].sudo().search([
            ('state', '!=', 'cancel'),
            ('move_ids', 'any', [('sale_line_id.order_id', 'in', confirmed.ids), ('state', '!=', 'cancel')]),
        ])
        return pickings._desk_with_memo()._desk_get_enrolled()

    # === HOOKS === #

    def _desk_filter_stage(self, stage):
        # EXTENDS order_desk: what is asked before goods leave is asked no more when all have left
        if stage != 'ship':
            return super()._desk_filter_stage(stage)
        gone = self.filtered(lambda order: order.desk_stage in GONE)
        # The bar shows what was true when it was written: an exchange may be on its way out since.
        live = gone._desk_get_pickings().filtered(lambda picking: picking.state != 'done') if gone else gone.picking_ids
        return self - (gone - live._desk_get_orders())

    def _desk_has_come(self, stage):
        # EXTENDS order_desk
        if stage == 'ship':
            return self.state == 'sale' and self.desk_released and self._desk_has_goods()
        if stage == 'close':
            return self.delivery_status == 'full' or self.desk_stage in GONE
        return super()._desk_has_come(stage)

    def _desk_has_goods(self):
        """Tell whether goods of this order are there: before that nobody is called to clear or inspect them."""
        # sudo: whose turn it is follows from all facts
        return any(
            move.state in AT_HAND and move.location_id.usage != 'customer' for move in self.sudo().order_line.move_ids)

    @api.model
    def _desk_get_progress(self, documents):
        # EXTENDS order_desk
        progress = super()._desk_get_progress(documents)
        by_order = {}
        for picking in documents[1]:
            for order in picking._desk_get_orders():
                by_order.setdefault(order.id, []).append(picking)
        progress.update({order_id: self._desk_get_word(pickings) for order_id, pickings in by_order.items()})
        return progress

    @api.model
    def _desk_get_word(self, pickings):
        """Return the word of the stage bar that follows from the transfers of one order, or None."""
        live = [picking for picking in pickings if picking.state != 'done']
        if live:
            return 'ready' if any(picking._desk_is_ready() for picking in live) else None
        # What left before the order was enrolled is nobody's to follow.
        followed = [picking for picking in pickings if picking.desk_shipped_on]
        return 'received' if all(picking.desk_received_on for picking in followed) else 'transit'
