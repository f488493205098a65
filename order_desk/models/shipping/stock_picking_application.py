from odoo import api, fields, models
from odoo.tools import float_compare

from ..core.evaluation import shared

# The items of a notice, in the order in which they are gone through.
ITEMS = ('address', 'receiver', 'contact', 'conditions', 'goods')


class StockPicking(models.Model):
    """What a transfer and its orders say about a shipment, as its application takes it over (SHP-02)."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_application_id = fields.Many2one(
        'order.desk.shipping.application', "Shipping Application", copy=False, readonly=True, index='btree_not_null')
    # The notice as the gate reads it: what order, transfer and contact said, what the paper says.
    desk_application_data = fields.Json(copy=False, readonly=True)
    # Goods left, or may leave, on an emergency release and the notice is still owed.
    desk_paper_owed = fields.Boolean("Notice Owed", copy=False, readonly=True)

    desk_shows_shipping = fields.Boolean(compute='_compute_desk_shows_shipping')

    # === COMPUTE METHODS === #

    @api.depends('move_ids.sale_line_id', 'move_ids.location_dest_id')
    def _compute_desk_shows_shipping(self):
        # sudo: the shipper need not read the order that his transfer serves
        enrolled = set(self.sudo()._desk_get_enrolled().ids)
        for picking in self:
            picking.desk_shows_shipping = picking.id in enrolled

    # === BUSINESS METHODS === #

    def _desk_get_application_basis(self):
        """Return what the second review compares, item by item, as it stands on the records now.

        Ids instead of names: renaming a payment term is no change. Quantities in the products' own units.

        :rtype: dict
        """
        self.ensure_one()
        place = self._desk_get_delivery_place()
        firm = place.commercial_partner_id
        orders = self._desk_get_orders()
        return {
            'address': [
                place.id, place.street or '', place.street2 or '', place.zip or '', place.city or '',
                place.state_id.id or 0, place.country_id.id or 0, orders.partner_shipping_id.ids],
            'receiver': [place.name or firm.name or ''],
            'contact': [place.phone or firm.phone or '', place.email or firm.email or ''],
            'conditions': [self.carrier_id.id or 0, *([
                order.incoterm.id or 0, order.incoterm_location or '', order.payment_term_id.id or 0,
                order.desk_transport or '', order.desk_packing or '', order.desk_special_requirements or '',
            ] for order in orders)],
            'goods': self._desk_get_goods_to_ship(),
        }

    def _desk_get_goods_to_ship(self):
        """Return ``{product id as text: quantity}``: the demand, or what left once the transfer is done."""
        goods = {}
        is_done = self.state == 'done'
        for move in self._desk_get_shipping_rows():
            quantity = move.quantity if is_done else move.product_uom_qty
            if quantity:
                key = str(move.product_id.id)
                goods[key] = round(goods.get(key, 0.0) + self._desk_to_product_unit(move, quantity), 6)
        return goods

    def _desk_get_excess(self):
        """Return the products of which more is to leave than the application names (live transfers)."""
        self.ensure_one()
        applied = self._desk_get_application_data().get('goods') or {}
        moves = self._desk_get_shipping_rows()
        leaving = {}
        for move in [move for move in moves if move.picked] or moves:
            leaving[move.product_id] = leaving.get(move.product_id, 0.0) + self._desk_to_product_unit(
                move, move.quantity)
        return [
            product for product, quantity in leaving.items()
            if quantity > (named := applied.get(str(product.id), 0.0))
            and float_compare(quantity, named, precision_rounding=product.uom_id.rounding) > 0]

    def _desk_get_changed_items(self):
        """Return the items that differ from what the application took over."""
        self.ensure_one()
        taken, now = self._desk_get_application_data().get('basis') or {}, self._desk_get_application_basis()
        return [item for item in ITEMS if taken.get(item) != now[item]]

    # === HELPERS === #

    def _desk_get_delivery_place(self):
        return self.partner_id or self._desk_order().partner_shipping_id

    def _desk_get_application_data(self):
        """Return what the paper of one transfer says; read once in an evaluation, for the host copies it each time."""
        return shared(self, 'application_data', lambda pickings: {
            picking: picking.desk_application_data or {} for picking in pickings})[self]

    def _desk_get_shipping_moves(self):
        return self.move_ids.filtered(lambda move: move.state != 'cancel')

    def _desk_get_shipping_rows(self):
        return [move for move in self._desk_get_move_rows()[self] if move.state != 'cancel']

    @api.model
    def _desk_to_product_unit(self, move, quantity):
        """Return a quantity of a row of a move in the unit of its product, not rounded."""
        return quantity if move.product_uom == move.unit_id else move.product_uom._compute_quantity(
            quantity, move.unit_id, round=False)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_application_id', 'desk_application_data', 'desk_paper_owed'}
