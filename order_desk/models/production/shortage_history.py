from datetime import datetime
from typing import NamedTuple

from odoo import models


class ShortageThen(NamedTuple):
    """What a shortage was at a moment: followed or not, how much was missing, when the goods were expected."""
    is_open: bool
    missing: float
    expected_on: object


class OrderDeskShortage(models.Model):
    """What shortages were at a moment that is over: a report of a past month does not change afterwards (INV-08)."""
    _inherit = 'order.desk.shortage'

    # === BUSINESS METHODS === #

    def _get_as_of(self, moment):
        """Return what these shortages were just before a moment; two queries for any number.

        Closing leaves its time on the row; quantity and expected day are those of the first change after the moment,
        which the chatter keeps.

        :param datetime moment: naive UTC
        :rtype: dict[OrderDeskShortage, ShortageThen]
        """
        missing = self._get_values_before('missing', moment)
        expected = self._get_values_before('expected_on', moment)
        result = {}
        for row in self:
            closed_on = row.replenished_on or row.dropped_on
            is_open = row.state == 'open' or bool(closed_on and closed_on >= moment)
            result[row] = ShortageThen(
                is_open, missing.get(row.id, row.missing) if is_open else 0.0, expected.get(row.id, row.expected_on))
        return result

    # === HELPERS === #

    def _get_values_before(self, name, moment):
        """Return ``{id: value}`` of those rows whose value was changed at the moment or later: what it was before."""
        # sudo: whoever reads the shortage may know what it said before
        changes = self.env['mail.tracking.value'].sudo().search([
            ('field_id', '=', self.env['ir.model.fields']._get(self._name, name).id),
            ('mail_message_id.model', '=', self._name), ('mail_message_id.res_id', 'in', self.ids),
            ('mail_message_id.date', '>=', moment)], order='id desc')
        column = 'old_value_float' if self._fields[name].type == 'float' else 'old_value_datetime'
        values = {}
        for change in changes:  # the first change comes last
            value = change[column]
            values[change.mail_message_id.res_id] = value.date() if isinstance(value, datetime) else value
        return values
