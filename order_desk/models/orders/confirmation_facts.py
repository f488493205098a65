"""What the customer confirms, as plain values that can be compared years later."""
from functools import reduce

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import differences, fingerprint
from ..core.messages import join

_lt = LazyTranslate(__name__)

# What the customer confirms of a line beside Odoo's own columns and its drawing.
LINE_TEXT_FIELDS = ('desk_specification', 'desk_brand', 'desk_material', 'desk_sales_configuration')
LINE_DATE_FIELDS = ('desk_requested_date',)
# The promise as it was made: the one shown slips a day per day until the copy is back (DEL-04),
# which is no change of what was confirmed.
ORDER_DATE_FIELDS = ('commitment_date', 'desk_completion_date', 'desk_promise_base')
ORDER_TEXT_FIELDS = ('desk_packing', 'desk_quality_standard', 'desk_transport', 'desk_special_requirements')

# Labels are stored in English and shown in the language of the reader.
LABELS = {
    'Customer': _lt("Customer"),
    'Currency': _lt("Currency"),
    'Payment terms': _lt("Payment terms"),
    'Lines': _lt("Lines"),
    'Text': _lt("Text"),
    'Product': _lt("Product"),
    'Description': _lt("Description"),
    'Quantity': _lt("Quantity"),
    'Unit': _lt("Unit"),
    'Unit price': _lt("Unit price"),
    'Discount': _lt("Discount"),
    'Drawing': _lt("Drawing"),
    'Delivery Date': _lt("Delivery Date"),
    'Completion Date': _lt("Completion Date"),
    'Promise Before Slip': _lt("Promised Date"),
    'Packing': _lt("Packing"),
    'Quality Standard': _lt("Quality Standard"),
    'Transport': _lt("Transport"),
    'Special Requirements': _lt("Special Requirements"),
    'Specification': _lt("Specification"),
    'Brand': _lt("Brand"),
    'Material': _lt("Material"),
    'Sales Configuration': _lt("Sales Configuration"),
    'Requested Date': _lt("Requested Date"),
}


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_get_confirmation_facts(self, readable=False):
        """Return what the order confirmation tells the customer: lines, prices, dates, drawings.

        Source: CNF-04, CNF-05.

        :param bool readable: name the records as well, for a reader; the names do not
            count in a comparison. Without them nothing is read beyond the columns of
            order and lines.
        :rtype: dict
        """
        self.ensure_one()
        head = self._desk_get_head_rows()[self]
        facts = {
            'Customer': self._desk_fact(head.partner_id, readable),
            'Currency': self._desk_fact(head.currency_id, readable),
            'Payment terms': self._desk_fact(head.payment_term_id, readable),
        }
        for name in ORDER_DATE_FIELDS + ORDER_TEXT_FIELDS:
            facts[self._fields[name].string] = self._desk_plain(getattr(head, name))
        # The carrier's real cost arrives with the shipment, after the customer has confirmed the goods.
        facts['Lines'] = {
            str(line.id): self._desk_get_line_facts(line, readable)
            for line in self._desk_get_line_rows()[self]
            if not line.is_downpayment and not line.is_delivery
        }
        return facts

    def _desk_get_confirmation_fingerprint(self):
        """Return the digest of what the order tells today."""
        return fingerprint(self._desk_get_confirmation_facts())

    def _desk_get_confirmation_changes(self, facts):
        """Return what the order tells today otherwise than ``facts`` did.

        Once the order is released, its dates move with their recorded causes (DEL-03) and
        no longer make the customer's confirmation void.

        :param dict facts: an earlier snapshot
        :return: ``[(label, old text, new text)]``; lines are named by their product
        """
        self.ensure_one()
        now = self._desk_get_confirmation_facts(readable=True)
        names = {key: self._desk_line_label(line) for facts_ in (facts, now) for key, line in facts_['Lines'].items()}
        doubles = {name for name in names.values() if list(names.values()).count(name) > 1}
        labels = {key: f"{name} (#{key})" if name in doubles else name for key, name in names.items()}
        changes = differences(
            *({**snapshot, 'Lines': {labels[key]: line for key, line in snapshot['Lines'].items()}}
              for snapshot in (facts, now)))
        if not self.desk_released:
            return changes
        dates = {record._fields[name].string for record, names in (
            (self, ORDER_DATE_FIELDS), (self.order_line, LINE_DATE_FIELDS)) for name in names}
        return [change for change in changes if change[0].split(' / ')[-1] not in dates]

    def _desk_describe_changes(self, facts, limit=4):
        """Return :meth:`_desk_get_confirmation_changes` as one lazily translated text, old → new."""
        changes = self._desk_get_confirmation_changes(facts)
        if not changes:
            return ''
        parts = [
            _lt("%(label)s: %(old)s → %(new)s", label=self._desk_lazy_label(label), old=old, new=new)
            for label, old, new in changes
        ]
        return join(parts, limit)

    # === HELPERS === #

    def _desk_get_line_facts(self, line, readable):
        """Return what the order confirmation tells about one line, a row."""
        if line.display_type:
            return {'Text': line.name}
        facts = {
            'Product': self._desk_fact(line.product_id, readable),
            'Description': line.name,
            'Quantity': round(line.product_uom_qty, 6),
            'Unit': self._desk_fact(line.product_uom_id, readable),
            'Unit price': round(line.price_unit, 6),
            'Discount': round(line.discount, 6),
        }
        columns = line._fields
        for name in LINE_TEXT_FIELDS + LINE_DATE_FIELDS:
            facts[columns[name].string] = self._desk_plain(getattr(line, name))
        facts['Drawing'] = self._desk_fact(line.desk_drawing_id, readable)
        return facts

    def _desk_lazy_label(self, label):
        parts = [LABELS.get(part, part) for part in label.split(' / ') if part != 'Lines']
        return reduce(lambda first, more: _lt("%(first)s, %(more)s", first=first, more=more), parts)

    def _desk_line_label(self, line_facts):
        product = line_facts.get('Product') or {}
        return product.get('name') or line_facts.get('Text') or str(product.get('id', ''))

    def _desk_fact(self, record, readable):
        if not record:
            return None
        # sudo: the name only, for whoever reads the difference
        return {'id': record.id, 'name': record.sudo().display_name} if readable else {'id': record.id}

    def _desk_plain(self, value):
        if hasattr(value, 'isoformat'):
            return fields.Date.to_string(value) if not hasattr(value, 'hour') else fields.Datetime.to_string(value)
        return value or None
