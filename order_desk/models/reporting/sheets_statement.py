# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from odoo import api, models
from odoo.tools.misc import format_date

from ..orders.promise_days import local_day
from .report_sheet import Column, Sheet


class OrderDeskReportStatement(models.AbstractModel):
    """Statement of account for customers with more than so many orders in the month (REC-02)."""
    _name = 'order.desk.report.statement'
    _inherit = ['order.desk.report']
    _description = "Statement of account"

    _code = 'statement'
    _is_for_customers = True

    @api.model
    def _get_order_domain(self, scope):
        return [
            ('company_id', '=', scope.company.id), ('state', '=', 'sale'), ('date_order', '>=', scope.start),
            ('date_order', '<', scope.stop)]

    @api.model
    def _get_customers(self, scope):
        """Return the companies that ordered more than the definition's number of times, contacts counted with them."""
        counts = {}
        for partner, count in self.env['sale.order']._read_group(
                self._get_order_domain(scope), ['partner_id'], ['__count']):
            customer = partner.commercial_partner_id
            counts[customer] = counts.get(customer, 0) + count
        return self.env['res.partner'].union(*(
            customer for customer, count in counts.items() if count > scope.minimum))

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        own = [('partner_id', 'child_of', scope.partner.id)]
        orders = self.env['sale.order'].search(self._get_order_domain(scope) + own, order='date_order, id')
        items = self.env['order.desk.receivable'].search([('company_id', '=', scope.company.id), *own])
        # The customer reads what he owes as his documents say it, in whatever currency.
        sums = {
            currency: currency.round(sum(own.mapped('amount_currency')))
            for currency, own in items.grouped('currency_id').items()}
        notes = [_("Open items on %(day)s. Please tell us within seven days what you do not agree with.",
                   day=format_date(self.env, scope.today))]
        total = ()
        if len(sums) == 1:
            [(currency, amount)] = sums.items()
            total = [_("Total"), None, None, None, currency.name, amount, None]
        elif sums:
            notes.append(_("Open in all: %(amounts)s.", amounts=", ".join(
                currency.format(amount) for currency, amount in sums.items())))
        return [
            Sheet(
                _("Orders of the period"),
                [Column(_("Sales Order")), Column(_("Your Reference")), Column(_("Date"), 'date'),
                 Column(_("Currency")), Column(_("Total"), 'quantity')],
                [[order.name, order.client_order_ref, local_day(order.date_order, scope.company),
                  order.currency_id.name, order.amount_total] for order in orders]),
            Sheet(
                _("Open items"),
                [Column(_("Document")), Column(_("Sales Order")), Column(_("Date"), 'date'), Column(_("Due"), 'date'),
                 Column(_("Currency")), Column(_("Open Amount"), 'quantity'), Column(_("Days Overdue"), 'number')],
                [[item.move_id.name, item.order_id.name, item.date, item.due_on, item.currency_id.name,
                  item.amount_currency, item.days_overdue or None] for item in items],
                total, notes,
                empty=_("Nothing is open.")),
        ]
