from odoo import api, models
from odoo.exceptions import UserError

from ..core.finding import PRODUCT_WRITE, Clearance
from .change_fields import OTHER_CONTRACT, SEALED_LINE, SEALED_ORDER, get_changed, get_labels


class SaleOrder(models.Model):
    """What a confirmed order has agreed is changed by change requests only, over every path (CHG-03)."""
    _inherit = 'sale.order'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS sale
        if not SEALED_ORDER.isdisjoint(vals):
            self._desk_ensure_unsealed(vals)
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _desk_get_sealed(self):
        """Return the orders whose contract nobody writes now; no query while no company uses the desk.

        A company without an active gate decides nothing: its orders are changed as ever.

        The application of an approved change travels with a clearance, which no caller can forge, and
        the product's own actions check their roles themselves.
        """
        clearance = self.env.context.get('desk_change')
        return self._desk_get_gated().filtered(lambda order: (
            order.state == 'sale'
            and not (isinstance(clearance, Clearance) and clearance.covers('change', order.ids))))

    def _desk_with_change(self):
        """Return these orders with the proof that what is written on them now has been approved."""
        return self.with_context(desk_change=Clearance('change', self.ids))

    def _desk_ensure_unsealed(self, vals):
        if self.env.context.get('desk_product_write') is PRODUCT_WRITE:
            return
        for order in self._desk_get_sealed():
            changed = order._desk_get_agreed_changes(vals)
            if not OTHER_CONTRACT.isdisjoint(changed):
                raise UserError(self.env._(
                    "%(order)s is confirmed: another %(what)s is another contract. Change prices by a change request, "
                    "or withdraw the order and enter a new one.", order=order.name,
                    what=get_labels(order, OTHER_CONTRACT.intersection(changed))))
            if changed:
                raise UserError(order._desk_prepare_sealed(get_labels(order, changed)))

    def _desk_get_agreed_changes(self, vals):
        """Return the sealed columns to which ``vals`` would give another value on one order.

        A carrier is sealed once there is one: what the contract leaves open is decided when freight is added.
        """
        names = SEALED_ORDER.intersection(vals)
        return get_changed(self, vals, names if self.carrier_id else names - {'carrier_id'})

    def _desk_prepare_sealed(self, what):
        """Return what is told to whoever wants to change a confirmed order directly."""
        return self.env._(
            "%(order)s is confirmed: %(what)s is changed by a change request only. "
            "Open the order and click \"Request Change\".", order=self.name, what=what)


class SaleOrderLine(models.Model):
    """Lines of a confirmed order, sealed like the order itself."""
    _inherit = 'sale.order.line'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale: only what the host itself adds, freight and down payments, joins a confirmed order
        if self.env['res.company']._desk_get_enabled_ids() and (
                self.env.context.get('desk_product_write') is not PRODUCT_WRITE):
            self._desk_ensure_may_join(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS sale
        if not SEALED_LINE.isdisjoint(vals) and self.env.context.get('desk_product_write') is not PRODUCT_WRITE:
            self._desk_ensure_unsealed(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_agreed_by_request(self):
        sealed = self.order_id._desk_get_sealed()
        for line in self:
            if line.order_id in sealed and not line._desk_is_host_line():
                raise UserError(line.order_id._desk_prepare_sealed(line._desk_get_sealed_name()))

    # === BUSINESS METHODS === #

    @api.model
    def _desk_ensure_may_join(self, vals_list):
        ids = [vals.get('order_id') for vals in vals_list]
        if not all(ids):
            preset = self.default_get(['order_id']).get('order_id')
            ids = [order_id or preset for order_id in ids]
        sealed = self.env['sale.order'].browse({order_id for order_id in ids if order_id})._desk_get_sealed()
        for vals, order_id in zip(vals_list, ids, strict=True) if sealed else ():
            order = sealed.browse(order_id)
            product = self.env['product.product'].browse(vals.get('product_id'))
            if order in sealed and not self._desk_is_host_vals(vals, order, product):
                raise UserError(order._desk_prepare_sealed(self.env._(
                    "a new line (%(line)s)", line=product.display_name or vals.get('name') or "")))

    def _desk_ensure_unsealed(self, vals):
        names = SEALED_LINE.intersection(vals)
        orders = self.order_id
        if 'order_id' in names:
            orders |= orders.browse(vals['order_id'])
        sealed = orders._desk_get_sealed()
        if not sealed:
            return
        for line in self:
            if line._desk_is_host_line() and names.isdisjoint(('is_downpayment', 'is_delivery', 'order_id')):
                continue
            if line.order_id not in sealed and not orders.browse(vals.get('order_id')) & sealed:
                continue
            changed = get_changed(line, vals, names)
            if changed:
                order = line.order_id if line.order_id in sealed else sealed[0]
                raise UserError(order._desk_prepare_sealed(self.env._(
                    "%(fields)s of %(line)s", fields=get_labels(line, changed),
                    line=line._desk_get_sealed_name())))

    def _desk_is_host_line(self):
        """Tell whether the host keeps this line by itself: freight by its carrier, or a down payment."""
        return self._desk_is_host_vals(
            {name: self[name] for name in ('is_downpayment', 'is_delivery', 'product_uom_qty', 'display_type')},
            self.order_id, self.product_id)

    @api.model
    def _desk_is_host_vals(self, vals, order, product):
        if vals.get('is_downpayment'):
            return bool(vals.get('display_type')) or not vals.get('product_uom_qty', 1.0)
        if not vals.get('is_delivery') or product.type != 'service':
            return False
        # sudo: which products carriers charge with is the company's, not the reader's
        return product == order.carrier_id.product_id or bool(self.env['delivery.carrier'].sudo().search_count(
            [('product_id', '=', product.id)], limit=1))

    # === HELPERS === #

    def _desk_get_sealed_name(self):
        return self.product_id.display_name or self.name or self.display_name

