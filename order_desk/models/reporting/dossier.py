from odoo import api, fields, models
from odoo.tools.misc import format_amount, format_date, format_datetime

from ..core.messages import number


class SaleOrder(models.Model):
    """The dossier: everything that is known about one order, on paper and in one file (ARC-02, ARC-06)."""
    _inherit = 'sale.order'

    # === ACTIONS === #

    def action_desk_print_dossier(self):
        """Print the dossier of these orders, with the rights of whoever prints it.

        :raise AccessError: for portal and public users, or who may not read the orders
        :return: report action
        """
        self._desk_ensure_reader()
        return self.env.ref('order_desk.action_report_dossier').report_action(self)

    # === BUSINESS METHODS === #

    def _desk_get_dossier(self):
        """Return what the dossier of one order prints.

        :raise AccessError: for portal and public users, or who may not read the order
        :rtype: dict
        """
        self.ensure_one()
        report = self._desk_check_chain()[self]
        chapters = sorted(self._desk_get_dossier_chapters(), key=lambda chapter: chapter['sequence'])
        return {
            'chapters': [chapter for chapter in chapters if chapter['tables'] or chapter['text']],
            'hidden': [name for chapter in chapters for name in chapter['hidden']],
            'faults': [fault.message for fault in report.faults],
            'sealed': report.sealed,
            'chain': self._desk_describe_chain(report),
            'seal': report.head,
            'printed_on': self._desk_format_now(),
        }

    # === HOOKS === #

    def _desk_get_dossier_chapters(self):
        """Return the chapters of the dossier of one order; every file of this folder adds its own.

        A chapter is read with the rights of the current user. What he may not read is left out and
        named in ``hidden``, so that nobody takes an incomplete dossier for a complete one.

        :return: dicts of ``code``, ``sequence``, ``title``, ``tables`` (each with ``title``, ``columns``,
            ``rows`` of texts or markup), optionally ``text`` and ``hidden`` (names of what is left out)
        :rtype: list[dict]
        """
        self.ensure_one()
        return []

    # === HELPERS === #

    @api.model
    def _desk_prepare_chapter(self, code, sequence, title, tables, text='', hidden=()):
        """Return a chapter with those of its tables that have rows."""
        return {
            'code': code, 'sequence': sequence, 'title': title, 'text': text, 'hidden': list(hidden),
            'tables': [table for table in tables if table['rows']],
        }

    @api.model
    def _desk_prepare_table(self, columns, rows, title=''):
        """Return one table; empty cells are dashes.

        :param columns: headings; none for a list of labels and values
        """
        # QWeb leaves out a cell without a value, and the row would shift.
        rows = [[cell if cell or (cell == 0 and cell is not False) else '—' for cell in row] for row in rows]
        return {'title': title, 'columns': list(columns), 'rows': rows}

    def _desk_search_readable(self, model, domain, order=None):
        """Return the records of ``model`` that the current user may read, or None when he may read none at all."""
        records = self.env[model]
        if not records.has_access('read'):
            return None
        return records.search(domain, order=order)

    @api.model
    def _desk_format(self, record, *names):
        """Return fields of a record as people read them, in the reader's language and time zone."""
        return [self._desk_format_one(record, name) for name in names]

    @api.model
    def _desk_format_one(self, record, name):
        value, field = record[name], record._fields[name]
        if field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == 'datetime':
            return format_datetime(self.env, value, dt_format='short') if value else ''
        if field.type == 'date':
            return format_date(self.env, value) if value else ''
        if field.type == 'monetary':
            currency = record[field.get_currency_field(record)]
            return format_amount(self.env, value, currency)
        if field.type in ('many2one', 'many2many', 'one2many'):
            # sudo: the name of what a readable record points to
            return ", ".join(value.sudo().mapped('display_name'))
        if field.type == 'boolean':
            return self.env._("Yes") if value else ''
        return value

    @api.model
    def _desk_format_quantity(self, quantity, unit):
        return f"{number(unit.round(quantity))} {unit.name}"

    @api.model
    def _desk_format_now(self):
        return format_datetime(self.env, fields.Datetime.now(), dt_format='short')
