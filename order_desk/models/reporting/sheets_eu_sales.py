# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from odoo import api, models

from ..orders.promise_days import local_day
from .report_sheet import Column, Sheet


class OrderDeskReportEuSales(models.AbstractModel):
    """Sales archive of customers in the European Union (CUS-08)."""
    _name = 'order.desk.report.eu_sales'
    _inherit = ['order.desk.report']
    _description = "Sales archive of EU customers"

    _code = 'eu_sales'

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        countries = self.env.ref('base.europe').country_ids
        orders = self.env['sale.order'].search([
            ('company_id', '=', scope.company.id), ('state', '=', 'sale'), ('date_order', '>=', scope.start),
            ('date_order', '<', scope.stop), ('partner_id.commercial_partner_id.country_id', 'in', countries.ids)])
        lines = orders.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        lines = lines.sorted(lambda line: (
            line.order_id.partner_id.commercial_partner_id.name or '', line.order_id.date_order, line.id))
        rows = []
        for line in lines:
            order, customer = line.order_id, line.order_id.partner_id.commercial_partner_id
            rows.append([
                customer.name, customer.country_id.name, customer.vat, order.name,
                local_day(order.date_order, scope.company), line.product_id.display_name, line.product_uom_qty,
                line.qty_delivered, line.product_uom_id.name,
                scope.company.currency_id.round(line.price_subtotal / (order.currency_rate or 1.0))])
        total = [_("Total"), *[None] * 8, sum(row[-1] for row in rows)] if rows else ()
        return [Sheet(
            self.env['ir.model']._get(self._name).name,
            [Column(_("Customer")), Column(_("Country")), Column(_("Tax ID")), Column(_("Sales Order")),
             Column(_("Date"), 'date'), Column(_("Product")), Column(_("Quantity"), 'quantity'),
             Column(_("Delivered"), 'quantity'), Column(_("Unit")), Column(_("Sales"), 'amount')],
            rows, total, empty=_("Nothing was sold to the European Union."))]
