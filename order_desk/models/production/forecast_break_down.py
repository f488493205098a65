"""From the forecast of a category to forecasts of its products (PRD-13)."""
from odoo import models
from odoo.exceptions import UserError


class OrderDeskSalesForecast(models.Model):
    """Capacity can be planned for products only: what a category has no product for is broken down by past orders."""
    _inherit = 'order.desk.sales.forecast'

    # === ACTIONS === #

    def action_break_down(self):
        """Share these category forecasts out to their products, in proportion to past orders.

        Products that have a forecast for the period keep it; the others share what is left. The category's forecast
        stays: those of its products are part of it.

        :raise AccessError: for who may not enter forecasts
        :raise UserError: where nothing is left, or nothing of the category was ever ordered
        :return: window action on the forecasts of the products
        """
        self.check_access('read')
        self.browse().check_access('create')
        vals_list = []
        for forecast in self.filtered('categ_id'):
            vals_list += forecast._prepare_parts()
        if not vals_list:
            raise UserError(self.env._("Only the forecast of a category is broken down."))
        return self.create(vals_list)._get_records_action(name=self.env._("Forecasts of the Products"))

    # === HELPERS === #

    def _prepare_parts(self):
        self.ensure_one()
        self._ensure_not_over()
        present = self.search([
            ('company_id', '=', self.company_id.id), ('kind', '=', self.kind), ('date_from', '=', self.date_from),
            ('product_id.categ_id', 'child_of', self.categ_id.id)])
        figures = present._get_figures(self.date_from, self.date_to)
        left = self.quantity - sum(
            quantity * product.uom_id.factor / self.uom_id.factor for product, quantity in figures.items()
            if product.uom_id._has_common_reference(self.uom_id))
        if self.uom_id.compare(left, 0.0) <= 0:
            raise UserError(self.env._(
                "%(forecast)s: the forecasts of its products cover it already.", forecast=self.display_name))
        shares, units = {}, {}
        for row in self._read_history(
                self.company_id, self.kind, self.date_from, self.env['product.product'], self.categ_id):
            unit = self.env['uom.uom'].browse(row.uom_id)
            if row.product_id in present.product_id.ids or not self._is_meant(row) \
                    or not unit._has_common_reference(self.uom_id):
                continue
            weight = self._get_mean(self.kind, row.recent or 0.0, row.year or 0.0)[1]
            shares[row.product_id] = shares.get(row.product_id, 0.0) + weight * unit.factor
            units[row.product_id] = unit
        total = sum(shares.values())
        if not total:
            raise UserError(self.env._(
                "%(forecast)s: none of the products left was ordered lately or a year ago. "
                "Enter forecasts of the products by hand.", forecast=self.display_name))
        return [
            {'product_id': product_id, 'kind': self.kind, 'date_from': self.date_from,
             'uom_id': units[product_id].id, 'user_id': self.user_id.id, 'partner_id': self.partner_id.id,
             'company_id': self.company_id.id, 'note': self.note,
             'quantity': units[product_id].round(
                 left * share / total * self.uom_id.factor / units[product_id].factor)}
            for product_id, share in shares.items() if share > 0]
