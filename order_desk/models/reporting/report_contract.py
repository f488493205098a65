from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from ..orders.promise_days import get_timezone, local_day
from .report_schedule import to_utc
from .report_sheet import Column, Sheet, format_sheets, write_xlsx


class Scope(NamedTuple):
    """What one copy of a report is about: whose, of when, as seen on which day.

    ``user`` is the salesperson whose own customers are meant, ``partner`` the customer who gets the paper;
    without them it is the whole company. ``minimum`` is the number that the definition gives.
    """
    company: models.Model
    first: date
    last: date
    today: date
    user: models.Model = None
    partner: models.Model = None
    minimum: int = 0

    @property
    def start(self):
        """First moment of the period, naive UTC."""
        return to_utc(self.first, 0, get_timezone(self.company))

    @property
    def stop(self):
        """First moment after the period, naive UTC."""
        return to_utc(self.last + timedelta(days=1), 0, get_timezone(self.company))

    @property
    def is_running(self):
        """Whether the period is not over yet: the figures are those of its days so far."""
        return self.today <= self.last


class Audience(NamedTuple):
    """Who gets one copy: the people, and whose rows they see."""
    recipients: models.Model
    user: models.Model = None
    partner: models.Model = None


class OrderDeskReport(models.AbstractModel):
    """The contract of a periodic report: one method that returns its sheets, and one data record.

    A model that inherits this one is found by its ``_code``; the record (``order.desk.report.definition``)
    says for which period, on which day and to whom. Reports are read with full rights for one company, in the
    language of the reader and the time zone of the company; they write nothing. Source: RPT-16.
    """
    _name = 'order.desk.report'
    _description = "Periodic Report"

    _code = None
    #: It goes to customers outside: one copy for each, with the customer's own rows.
    _is_for_customers = False

    @api.model
    def _get_reports(self):
        """Return the known reports by code; other addons may extend the dict.

        :rtype: dict[str, models.AbstractModel]
        """
        children = self.env.registry['order.desk.report']._inherit_children
        reports = (self.env[name] for name in children)
        return {report._code: report for report in reports if report._code}

    @api.model
    def _get_report(self, code):
        """Return the report of ``code``.

        :raise UserError: naming the code, when no addon knows it
        """
        report = self._get_reports().get(code)
        if report is None:
            raise UserError(self.env._(
                "No addon knows the report \"%(code)s\". Archive its definition, or install what makes it.", code=code))
        return report

    # === HOOKS === #

    @api.model
    def _get_sheets(self, scope):
        """Return the tables of the report.

        :param Scope scope: company, period, and whose rows
        :rtype: list[Sheet]
        """
        raise NotImplementedError

    @api.model
    def _get_customers(self, scope):
        """Return the customers who get a copy each; only asked of a report for customers."""
        return self.env['res.partner']

    @api.model
    def _get_salespeople(self, scope):
        """Return the salespeople who get a copy of their own customers."""
        return self.env['res.users'].search([
            ('share', '=', False), ('company_ids', 'in', scope.company.ids),
            ('all_group_ids', 'in', self.env.ref('sales_team.group_sale_salesman').ids)])

    @api.model
    def _get_pdf(self, scope, sheets, title):
        """Return the paper: all sheets under one heading.

        :return: (bytes, extension); the page itself while no server can hand out style sheets
        """
        return self._render('order_desk.action_report_periodic', scope.company, {
            'title': title, 'scope': scope, 'sheets': format_sheets(self.env, sheets, scope.company.currency_id),
            'kinds': {'number', 'quantity', 'amount', 'percent'}})

    # === HELPERS === #

    @api.model
    def _list_records(self, title, records, scope, columns, **rest):
        """Return a table with a row for each record.

        :param list columns: tuples of heading, path of a field, and the kind of the column where it is no text;
            moments become local days, selections and records their words, an amount or number of nothing is empty
        :param rest: what else the sheet says, such as its notes
        :rtype: Sheet
        """
        readers = [self._get_reader(records, path, scope) for _heading, path, *_kind in columns]
        return Sheet(
            title, [Column(heading, *kind) for heading, _path, *kind in columns],
            [[read(record) for read in readers] for record in records], **rest)

    @api.model
    def _get_reader(self, records, path, scope):
        """Return the function that reads a field of a record, or of the record its path leads to, for a table."""
        *way, name = path.split('.')
        model = records
        for step in way:
            model = self.env[model._fields[step].comodel_name]
        field = model._fields[name]
        labels = dict(field._description_selection(self.env)) if field.type == 'selection' else {}

        def read(record):
            for step in way:
                record = record[step]
            value = record[name]
            if not value:
                return None
            if field.type == 'datetime':
                return local_day(value, scope.company)
            if field.relational:
                return value.display_name
            return labels.get(value, value)

        return read

    @api.model
    def _get_xlsx(self, scope, sheets, title):
        """Return the workbook, as bytes."""
        heading = [title, scope.company.name, f"{scope.first} – {scope.last}"]
        if scope.partner or scope.user:
            heading.append((scope.partner or scope.user).name)
        return write_xlsx(sheets, heading)

    @api.model
    def _render(self, report, records, data):
        """Return (bytes, extension) of a paper."""
        return self.env['ir.actions.report']._render_qweb_pdf(report, records.ids, data=data)

    @api.model
    def _is_empty(self, sheets):
        return not any(sheet.rows for sheet in sheets)
