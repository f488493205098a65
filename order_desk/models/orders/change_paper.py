from odoo import models
from odoo.tools.misc import format_date, format_datetime, formatLang

from .change_fields import LINE_TERMS, ORDER_TERMS


class OrderDeskChangeRequest(models.Model):
    """What the printed request states: only what changes, old beside new."""
    _inherit = 'order.desk.change.request'

    # === BUSINESS METHODS === #

    def _get_readable_terms(self):
        """Return ``[(label, present, proposed)]`` of the terms that change, in the reader's language."""
        self.ensure_one()
        return _get_readable(self, [
            name for name in ORDER_TERMS if (self[name] or False) != (self[f'present_{name}'] or False)])


class OrderDeskChangeLine(models.Model):
    _inherit = 'order.desk.change.line'

    # === BUSINESS METHODS === #

    def _get_readable(self):
        """Return ``[(label, present, proposed)]`` of what changes on this line, in the reader's language."""
        self.ensure_one()
        values = self._get_new_values() if self.kind in ('add', 'replace') else self._get_values()
        return _get_readable(self, [name for name in LINE_TERMS if name in values])


def _get_readable(record, names):
    return [(
        record._fields[name]._description_string(record.env),
        _to_text(record, f'present_{name}'), _to_text(record, name)) for name in names]


def _to_text(record, name):
    field, value = record._fields[name], record[name]
    if field.relational:
        # sudo: the name only, for whoever reads the paper
        return ", ".join(value.sudo().mapped('display_name')) or "—"
    if field.type == 'selection':
        return dict(field._description_selection(record.env)).get(value, "—")
    if field.type == 'float':
        return formatLang(record.env, value, digits=(field.get_digits(record.env) or (0, 2))[1])
    if field.type == 'datetime':
        return format_datetime(record.env, value) if value else "—"
    if field.type == 'date':
        return format_date(record.env, value) if value else "—"
    return value or "—"
