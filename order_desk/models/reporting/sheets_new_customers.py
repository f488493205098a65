# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from odoo import api, models

from ..orders.promise_days import local_day
from .report_sheet import Column, Sheet


class OrderDeskReportNewCustomers(models.AbstractModel):
    """Customers who ordered for the first time in the period (CUS-09)."""
    _name = 'order.desk.report.new_customers'
    _inherit = ['order.desk.report']
    _description = "New customers"

    _code = 'new_customers'

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        Order = self.env['sale.order']
        confirmed = [('company_id', '=', scope.company.id), ('state', '=', 'sale'), ('date_order', '<', scope.stop)]
        first = {}
        for partner, day in Order._read_group(confirmed, ['partner_id'], ['date_order:min']):
            customer = partner.commercial_partner_id
            first[customer] = min(day, first.get(customer, day))
        new = {customer: day for customer, day in first.items() if day >= scope.start}
        totals = {}
        for order in Order.search([
                *confirmed, ('partner_id.commercial_partner_id', 'in', [customer.id for customer in new])]):
            count, amount = totals.get(order.partner_id.commercial_partner_id, (0, 0.0))
            # at the rate of the order's own day: the list says the same whenever it is made
            amount += scope.company.currency_id.round(order.amount_untaxed / (order.currency_rate or 1.0))
            totals[order.partner_id.commercial_partner_id] = (count + 1, amount)
        rows = [
            [customer.name, customer.ref, customer.country_id.name, customer.user_id.name,
             local_day(day, scope.company), *totals[customer]]
            for customer, day in sorted(new.items(), key=lambda item: (item[1], item[0].id))]
        return [Sheet(
            self.env['ir.model']._get(self._name).name,
            [Column(_("Customer")), Column(_("Reference")), Column(_("Country")), Column(_("Salesperson")),
             Column(_("First Order"), 'date'), Column(_("Orders"), 'number'), Column(_("Sales"), 'amount')],
            rows, notes=(_("New is who has no confirmed order before this period. Samples are not counted here."),),
            empty=_("No customer ordered for the first time."))]
