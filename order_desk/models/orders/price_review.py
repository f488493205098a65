from odoo import models
from odoo.exceptions import AccessError, UserError

from .price_basis import is_priced
from .price_order import PRICE_ROLES


class SaleOrderLine(models.Model):
    """The reviewed price beside the negotiated one (PRC-10)."""
    _inherit = 'sale.order.line'

    # === ACTIONS === #

    def action_desk_review_price(self, price, note=False):
        """Record the net unit price that the review found right, in the order's currency.

        :param float price: 0 takes the record back
        :param str note: why it differs from the negotiated price, if it does
        :raise AccessError: unless order desk, finance, sales manager or general manager
        :raise UserError: for a price that is none
        """
        self._desk_ensure_price_role()
        try:
            price = float(price)
        except (TypeError, ValueError):
            price = -1.0
        for line in self:
            if not 0 <= price < 1e12:
                raise UserError(self.env._("%(line)s: a reviewed price is zero or more.", line=line.display_name))
        self._desk_write_facts({'desk_reviewed_price': price, **({'desk_price_note': note} if note else {})})
        self.order_id._desk_refresh()
        return True

    def action_desk_accept_prices(self):
        """Record the net price of each line as the reviewed one."""
        self._desk_ensure_price_role()
        for line in self.filtered(is_priced):
            line._desk_write_facts({'desk_reviewed_price': line.price_unit * (1 - line.discount / 100)})
        self.order_id._desk_refresh()
        return True

    def action_desk_open_review(self):
        """Open the dialog in which one line's price is reviewed."""
        self.ensure_one()
        self._desk_ensure_price_role()
        wizard = self.env['order.desk.price.review'].create({
            'line_id': self.id, 'note': self.desk_price_note,
            'reviewed_price': self.desk_reviewed_price or self.price_unit * (1 - self.discount / 100)})
        return wizard._get_records_action(name=self.env._("Review the price"), target='new')

    # === HELPERS === #

    def _desk_ensure_price_role(self):
        self.check_access('read')
        if not any(self.env.user.has_group(role) for role in PRICE_ROLES):
            raise AccessError(self.env._(
                "Prices of %(order)s are reviewed by the order desk, finance, the sales manager "
                "or the general manager.",
                order=", ".join(self.order_id.mapped('name'))))
