# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from odoo import api, models
from odoo.tools.misc import format_date

from ..receivables.receivable import BUCKETS
from .report_sheet import Column, Sheet


class OrderDeskReportReceivables(models.AbstractModel):
    """What customers owe by age: each salesperson his own, the manager all (REC-03).

    The open items are those of the day it is made: the ledger does not keep what was open before.
    """
    _name = 'order.desk.report.receivables'
    _inherit = ['order.desk.report']
    _description = "Receivables report"

    _code = 'receivables'

    @api.model
    def _get_domain(self, scope):
        domain = [('company_id', '=', scope.company.id)]
        return domain + [('salesperson_id', '=', scope.user.id)] if scope.user else domain

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        rows = self._get_rows(scope)
        labels = dict(self.env['order.desk.receivable']._fields['bucket']._description_selection(self.env))
        keys = [key for key, _label in BUCKETS]
        return [Sheet(
            self.env['ir.model']._get(self._name).name,
            [Column(_("Customer")), Column(_("Salesperson")), *(Column(labels[key], 'amount') for key in keys),
             Column(_("Open Amount"), 'amount'), Column(_("Overdue"), 'amount'), Column(_("Days Overdue"), 'number')],
            rows, self._total(rows),
            notes=(_(
                "Open items on %(day)s, in the currency of the company.", day=format_date(self.env, scope.today)),),
            alerts=frozenset(number for number, row in enumerate(rows) if row[-1] > 90),
            empty=_("Nobody owes anything."))]

    @api.model
    def _get_rows(self, scope):
        """Return one row for each customer and salesperson, the largest overdue amount first."""
        figures = {}
        for partner, user, bucket, amount, overdue, days in self.env['order.desk.receivable']._read_group(
                self._get_domain(scope), ['partner_id', 'salesperson_id', 'bucket'],
                ['amount:sum', 'overdue:sum', 'days_overdue:max']):
            row = figures.setdefault((partner, user), [dict.fromkeys(dict(BUCKETS), 0.0), 0.0, 0.0, 0])
            row[0][bucket] += amount
            row[1], row[2], row[3] = row[1] + amount, row[2] + overdue, max(row[3], days)
        rows = [
            [partner.display_name, user.name, *buckets.values(), amount, overdue, days]
            for (partner, user), (buckets, amount, overdue, days) in figures.items()]
        return sorted(rows, key=lambda row: (-row[-2], row[0] or ''))

    @api.model
    def _total(self, rows):
        if not rows:
            return ()
        sums = [sum(column) for column in list(zip(*rows, strict=True))[2:-1]]
        return [self.env._("Total"), None, *sums, None]
