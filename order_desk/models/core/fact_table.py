"""Facts as people read them: records by name, labels in the reader's language, small tables."""
from functools import reduce

from markupsafe import Markup

from odoo.tools.translate import LazyTranslate, get_translation

from .finding import differences, readable

_lt = LazyTranslate(__name__)

# The words under which facts are kept; a fact of another word is shown as it is.
LABELS = {label._source: label for label in (
    _lt("Customer"), _lt("Delivery address"), _lt("Currency"), _lt("Payment terms"), _lt("Lines"), _lt("Product"),
    _lt("Quantity"), _lt("Unit"), _lt("Price"), _lt("Discount"), _lt("Price list"), _lt("Terms explained"), _lt("Net"),
    _lt("Measured by"), _lt("Negotiated"), _lt("Explained"), _lt("Sales configuration"),
    _lt("Production configuration"), _lt("Grade"), _lt("Translated by"), _lt("Unusual"), _lt("Request"),
    _lt("Measurements"), _lt("Formula"), _lt("Raw material"), _lt("Verdict"), _lt("Alternative"), _lt("Risk told"),
    _lt("Settled"), _lt("Released"), _lt("Approved"), _lt("Statement"), _lt("Completed"), _lt("Booked date"),
    _lt("Materials"), _lt("Production date"), _lt("Days late"), _lt("Terms"), _lt("Delivery date"),
    _lt("Tolerance (%)"), _lt("Packing"), _lt("Special provisions"), _lt("Goods"), _lt("Missing"), _lt("Found"),
    _lt("Address"), _lt("Receiver"), _lt("Contact"), _lt("Conditions"), _lt("Remarks"),
    _lt("Shipping advice"), _lt("Advice sent"), _lt("Delivery receipt"), _lt("Received"),
)}
# Facts that are kept as ids: what counts is the record, not its name.
MODELS = {
    'Customer': 'res.partner', 'Delivery address': 'res.partner', 'Payment terms': 'account.payment.term',
    'Price list': 'product.pricelist', 'Product': 'product.product', 'Unit': 'uom.uom', 'Translated by': 'res.users',
    'Lines': 'sale.order.line',
}


def name_facts(env, facts):
    """Return facts with the names of the records whose ids they keep.

    :param dict facts: a snapshot, as evaluators return it
    """
    def name_one(label, value):
        if isinstance(value, bool) or not isinstance(value, int) or label not in MODELS:
            return value
        # sudo: who may read the facts reads the names in them
        record = env[MODELS[label]].sudo().browse(value).exists()
        if record and label == 'Lines':
            return (record.name or '').split('\n', 1)[0] or record.product_id.display_name
        return record.display_name if record else value

    def walk(label, value):
        if not isinstance(value, dict) or 'id' in value:
            return name_one(label, value)
        if label != 'Lines':
            return {key: walk(key, item) for key, item in value.items()}
        names = {key: name_one(label, int(key)) if str(key).isdigit() else key for key in value}
        twice = [name for name in names.values() if list(names.values()).count(name) > 1]
        return {
            f"{names[key]} #{key}" if names[key] in twice else str(names[key]): walk(key, item)
            for key, item in value.items()}

    return {key: walk(key, item) for key, item in (facts or {}).items()}


def label_text(env, label):
    """Return a label, or a path of labels divided by " / ", in the reader's language."""
    parts = [part for part in label.split(' / ') if part != 'Lines' or label == part]
    return " / ".join(
        get_translation('order_desk', env.lang or 'en_US', part, {}) if part in LABELS else part for part in parts)


def changes_message(env, old, new, limit=3):
    """Return what changed between two snapshots as one lazily translated text.

    :return: "label: old → new; …"
    """
    changes = differences(name_facts(env, old), name_facts(env, new))
    parts = [
        _lt("%(label)s: %(old)s → %(new)s", label=_lazy_label(label), old=before, new=after)
        for label, before, after in changes[:limit]
    ]
    return reduce(lambda first, more: _lt("%(first)s; %(more)s", first=first, more=more), parts) if parts else "…"


def _lazy_label(label):
    parts = [LABELS.get(part, part) for part in label.split(' / ') if part != 'Lines' or label == part]
    return reduce(lambda first, more: _lt("%(first)s / %(more)s", first=first, more=more), parts)


def facts_table(env, facts):
    """Return a snapshot as an HTML table, or False."""
    rows = []
    for label, value in name_facts(env, facts).items():
        items = value.items() if isinstance(value, dict) and 'id' not in value else [('', value)]
        for name, item in items:
            if label == 'Lines' and isinstance(item, dict):
                item = {key: part for key, part in item.items() if key != 'Product'}  # the row is named after it
                rows.append((name, _value_text(env, item)))
            else:
                rows.append((" / ".join(filter(None, (label_text(env, label), name))), _value_text(env, item)))
    return fact_table((env._("Fact"), env._("Value")), rows)


def changes_table(env, old, new):
    """Return what changed between two snapshots as an HTML table, or False."""
    return fact_table((env._("Fact"), env._("Then"), env._("Now")), [
        (label_text(env, label), before, after)
        for label, before, after in differences(name_facts(env, old), name_facts(env, new))])


def _value_text(env, value):
    if isinstance(value, dict) and 'id' not in value:
        return ", ".join(f"{label_text(env, key)}: {readable(item)}" for key, item in value.items())
    return readable(value)


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
