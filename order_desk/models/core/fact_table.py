"""Facts as people read them: records by name, labels in the reader's language, small tables."""
from collections import Counter
from functools import reduce

from markupsafe import Markup

from odoo.exceptions import MissingError
from odoo.tools.translate import LazyTranslate, get_translation

from .finding import data_to_text, message_to_data, raw_differences, readable
from .messages import join

_lt = LazyTranslate(__name__)

# The words under which facts are kept; a fact of another word is shown as it is.
LABELS = {label._source: label for label in (
    _lt("Customer"), _lt("Delivery address"), _lt("Currency"), _lt("Payment terms"), _lt("Lines"), _lt("Product"),
    _lt("Quantity"), _lt("Unit"), _lt("Price"), _lt("Discount"), _lt("Price list"), _lt("Terms explained"), _lt("Net"),
    _lt("Measured by"), _lt("Negotiated"), _lt("Reviewed"), _lt("Explained"), _lt("Sales configuration"),
    _lt("Production configuration"), _lt("Grade"), _lt("Translated by"), _lt("Unusual"), _lt("Request"),
    _lt("Measurements"), _lt("Formula"), _lt("Raw material"), _lt("Verdict"), _lt("Alternative"), _lt("Risk told"),
    _lt("Settled"), _lt("Released"), _lt("Approved"), _lt("Statement"), _lt("Completed"), _lt("Booked date"),
    _lt("Materials"), _lt("Arrivals"), _lt("Production date"), _lt("Days late"), _lt("Terms"), _lt("Delivery date"),
    _lt("Tolerance (%)"), _lt("Packing"), _lt("Special provisions"), _lt("Goods"), _lt("Missing"), _lt("Found"),
    _lt("Address"), _lt("Receiver"), _lt("Contact"), _lt("Conditions"), _lt("Remarks"),
    _lt("Shipping advice"), _lt("Advice sent"), _lt("Delivery receipt"), _lt("Received"), _lt("Incoterm"),
    _lt("Payment method"), _lt("Rule"), _lt("Finished goods"), _lt("Deposit required"), _lt("Total"), _lt("Invoiced"),
    _lt("Finished"), _lt("Suspension"), _lt("Stock check"), _lt("Vetoed by"), _lt("Reason"), _lt("Inspection"),
)}
# Facts that are words of selections, as facts keep them.
WORDS = {
    'no': _lt("No"), 'yes': _lt("Yes"), 'on_hand': _lt("On hand"), 'ordered': _lt("Ordered"),
    'to_order': _lt("To be ordered"), 'unavailable': _lt("Not to be had"), 'producible': _lt("Producible"),
    'not_producible': _lt("Not producible"), 'proposed': _lt("Alternative proposed"), 'accepts': _lt("Accepts"),
    'accepted': _lt("Alternative accepted"), 'insists': _lt("Insists"), 'insisting': _lt("Customer insists"),
    'insisted': _lt("Customer insists, risk told"),
}
# Facts that are kept as ids: what counts is the record, not its name.
MODELS = {
    'Customer': 'res.partner', 'Delivery address': 'res.partner', 'Payment terms': 'account.payment.term',
    'Price list': 'product.pricelist', 'Product': 'product.product', 'Unit': 'uom.uom', 'Translated by': 'res.users',
    'Incoterm': 'account.incoterms', 'Vetoed by': 'res.users',
}
# Facts by record: the keys are ids, or begin with the id of a row that names its own product.
KEYED = {'Lines': 'sale.order.line', 'Arrivals': 'stock.move', 'Goods': None}


class Names:
    """The names of the records among facts: those kept with a decision first, else as they are today.

    :param dict known: ``{"model,id": name}``, see :func:`get_names`
    """

    def __init__(self, env, known=None):
        self.env = env
        self.known = dict(known or {})

    def of_value(self, label, value):
        """Return a fact's value with the name in the place of an id."""
        if isinstance(value, bool) or not isinstance(value, int) or label not in MODELS:
            return value
        return self._get(MODELS[label], value)

    def of_key(self, label, key, row):
        """Return what a key below ``label`` stands for; ``row`` is what is kept under it."""
        if label not in KEYED:
            return key
        if isinstance(row, dict) and row.get('Product') and label != 'Lines':
            return self._get('product.product', row['Product'])
        return self._get(KEYED[label], int(key)) if KEYED[label] and str(key).isdigit() else key

    def walk(self, label, value):
        """Return a value, nested ones included, with names in the place of ids."""
        if not isinstance(value, dict) or 'id' in value:
            return self.of_value(label, value)
        named = {}
        for key, item in value.items():
            name = self.of_key(label, key, item)
            named[f"{name} #{key}" if name in named else name] = self.walk(key, item)
        return named

    def _get(self, model, record_id):
        key = f'{model},{record_id}'
        if key not in self.known:
            self.known[key] = self._read(model, record_id)
        return self.known[key]

    def _read(self, model, record_id):
        # sudo: who may read the facts reads the names in them
        record = self.env[model].sudo().browse(record_id)
        try:
            if model == 'sale.order.line':
                return (record.name or '').split('\n', 1)[0] or record.product_id.display_name or str(record_id)
            return (record.product_id if model == 'stock.move' else record).display_name
        except MissingError:
            return str(record_id)


def get_names(env, facts):
    """Return the names of the records whose ids a snapshot keeps, and the signer's, to be kept with it.

    :rtype: dict
    """
    # sudo: his own name
    names = Names(env, {f'res.users,{env.uid}': env.user.sudo().name})
    names.walk(None, facts or {})
    return names.known


def get_signer_name(decision):
    """Return who took a decision, by the name kept with it: nobody is read."""
    decision._get_facts()
    return (decision.fact_names or {}).get(f'res.users,{decision.user_id.id}') or decision.user_id.name


def label_text(env, label):
    """Return a label in the reader's language."""
    return get_translation('order_desk', env.lang or 'en_US', label, {}) if label in LABELS else label


def _name_changes(names, old, new):
    """Return ``[(labels, old text, new text)]`` of what changed, records by their names.

    Lines of the same name are told apart by their ids.
    """
    twice = {name for label in KEYED for name in _get_doubles(names, label, old, new)}
    found = []
    for path, before, after in raw_differences(old, new):
        labels, rows = [], (old, new)
        for position, key in enumerate(path):
            rows = [row.get(key) if isinstance(row, dict) else None for row in rows]
            parent = path[position - 1] if position else None
            name = names.of_key(parent, key, rows[1] or rows[0])
            if name in twice and parent in KEYED:
                name = f"{name} #{key}"
            if key != 'Lines' or len(path) == 1:
                labels.append(name)
        label = path[-2] if len(path) > 1 and path[-1] not in LABELS else path[-1]
        found.append((labels, _said(names.walk(label, before)), _said(names.walk(label, after))))
    return found


def _said(value):
    """Return a value for whoever reads it, words in his language; of a whole row what it says, without labels."""
    if isinstance(value, dict) and 'id' not in value:
        value = [item for key, item in value.items() if key != 'Product']
    if isinstance(value, list | tuple):
        said = [_said(item) for item in value if _is_said(item)]
        return reduce(lambda first, more: _lt("%(first)s, %(more)s", first=first, more=more), said) if said \
            else readable(None)
    if value is True:
        return WORDS['yes']
    return WORDS.get(value, readable(value)) if isinstance(value, str) else readable(value)


def _is_said(value):
    if isinstance(value, list | tuple):
        return any(_is_said(item) for item in value)
    return value not in (None, False, '', {})


def _get_doubles(names, label, old, new):
    # What stands under the word today may have been a plain value in an older snapshot.
    rows = {}
    for facts in (old, new):
        own = facts.get(label)
        rows |= own if isinstance(own, dict) else {}
    counted = Counter(names.of_key(label, key, row) for key, row in rows.items())
    return [name for name, count in counted.items() if count > 1]


def changes_message(env, decision, facts, limit=3):
    """Return what changed since a decision as one lazily translated text.

    :param decision: the order.desk.decision, with its snapshot
    :param dict facts: what is true now
    :return: "label: old → new; …"
    """
    then = decision._get_facts()
    changes = _name_changes(Names(env, decision.fact_names), then, facts or {})
    parts = [
        _lt("%(label)s: %(old)s → %(new)s", label=_lazy_label(labels), old=before, new=after)
        for labels, before, after in changes
    ]
    return join(parts, limit) if parts else "…"


def _lazy_label(labels):
    return reduce(
        lambda first, more: _lt("%(first)s / %(more)s", first=first, more=more),
        [LABELS.get(label, label) for label in labels])


def facts_table(env, facts, known=None):
    """Return a snapshot as an HTML table, or False.

    :param dict known: the names kept with it
    """
    names = Names(env, known)
    rows = []
    for label, value in (facts or {}).items():
        value = names.walk(label, value)
        items = value.items() if isinstance(value, dict) and 'id' not in value else [('', value)]
        for name, item in items:
            if label in KEYED and isinstance(item, dict):
                item = {key: part for key, part in item.items() if key != 'Product'}  # the row is named after it
                rows.append((name, _value_text(env, item)))
            else:
                rows.append((" / ".join(filter(None, (label_text(env, label), name))), _value_text(env, item)))
    return fact_table((env._("Fact"), env._("Value")), rows)


def changes_table(env, decision, facts):
    """Return what changed since a decision as an HTML table, or False."""
    names = Names(env, decision.fact_names)
    return fact_table((env._("Fact"), env._("Then"), env._("Now")), [
        (" / ".join(label_text(env, label) for label in labels), _to_text(env, before), _to_text(env, after))
        for labels, before, after in _name_changes(names, decision.facts or {}, facts or {})])


def _value_text(env, value):
    if isinstance(value, dict) and 'id' not in value:
        return ", ".join(f"{label_text(env, key)}: {_to_text(env, _said(item))}" for key, item in value.items())
    return _to_text(env, _said(value))


def _to_text(env, said):
    return data_to_text(message_to_data(said), env)


def fact_table(titles, rows):
    """Return an HTML table of text cells, or False without rows.

    :param titles: headings of the columns
    :param rows: sequences of texts, escaped here
    """
    if not rows:
        return False
    head = Markup().join(Markup("<th>%s</th>") % title for title in titles)
    body = Markup().join(
        Markup("<tr>%s</tr>") % Markup().join(Markup("<td>%s</td>") % cell for cell in row) for row in rows)
    return Markup('<table class="table table-sm o_desk_facts"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>') % (
        head, body)
