"""The ways that lead to a record without an action: write, create, import, preset, copy, the web client's save."""
from odoo import fields

from .people import get_names

FORGED_TEXT = "Forged"
FORGED_DAY = '2020-01-02'
# Columns that name what a paper belongs to, or that every copy has of its own.
# The administrator enrols orders; every new one of a company under the desk is enrolled.
GRANTED = {('sale.order', 'desk_enrolled')}
HARMLESS = {'company_id', 'currency_id', 'order_id', 'sequence', 'name', 'partner_id', 'active'}


def get_protected(scene, model):
    """Return the stored fields that only the product writes: by its own word, or shown read-only everywhere."""
    records = scene.env[model]
    names = set()
    if hasattr(records, '_desk_get_protected'):
        names |= records._desk_get_protected()
    if hasattr(records, '_get_product_fields'):
        names |= records._get_product_fields()
    own = model.startswith('order.desk.')
    names |= {
        name for name, field in records._fields.items()
        if (own or name.startswith('desk_')) and field.readonly and not field.compute and not field.related}
    return sorted(
        name for name in names if name in records._fields and records._fields[name].store
        and (model, name) not in GRANTED
        and records._fields[name].column_type and name not in HARMLESS
        and not name.startswith(('message_', 'activity_', 'create_', 'write_', 'rating_'))
        and name != 'id' and records._fields[name].type not in ('binary', 'json', 'properties'))


def forge(scene, record, name):
    """Return another valid value for a field of ``record``."""
    field = record._fields[name]
    if field.type == 'boolean':
        return not record[name]
    if field.type == 'selection':
        values = [value for value, _label in field._description_selection(scene.env)]
        return next((value for value in reversed(values) if value != record[name]), values[0])
    if field.type in ('integer', 'float', 'monetary'):
        return record[name] + 1
    if field.type in ('date', 'datetime'):
        return FORGED_DAY if field.type == 'date' else f'{FORGED_DAY} 03:04:05'
    if field.type == 'many2one':
        other = scene.env[field.comodel_name].sudo().search([('id', '!=', record[name].id)], limit=1)
        return other.id
    return FORGED_TEXT


def fill_wizard(scene, model, person):
    """Return values for what a wizard asks for and does not preset."""
    values = {}
    for name, field in scene.env[model]._fields.items():
        if field.compute or field.related or field.default or field.readonly or name.startswith(('create_', 'write_')):
            continue
        if field.type in ('char', 'text', 'html') and name in ('reason', 'note', 'answer', 'text', 'person', 'code'):
            values[name] = "Because it is so"
        elif field.type in ('date', 'datetime') and (field.required or 'date' in name):
            values[name] = fields.Date.to_string(fields.Date.add(fields.Date.today(), days=2))
        elif field.type == 'selection' and field.required:
            values[name] = field._description_selection(scene.env)[0][0]
        elif field.type == 'many2many' and field.comodel_name == 'ir.attachment':
            values[name] = [[6, 0, [scene.files[person]]]]
    return values


def _is_taken(changes, table, name, value, record_id=None):
    """Tell whether a forged value stands in the table now."""
    def same(new):
        return str(new)[:19] == str(value)[:19] or (new is True and value is True)
    for row_id, row in changes.get(table, {}).items():
        if '+' in row and same(row['+'][1].get(name)):
            return True
        if record_id in (None, row_id) and name in row and same(row[name][1]):
            return True
    return False


def _template(scene, record, protected):
    """Return the values with which a colleague would type in another record like this one."""
    values = {}
    for name, field in record._fields.items():
        if not field.store or not field.column_type or field.related or name in protected or (
                field.compute and field.readonly):
            continue
        if name == 'id' or name.startswith(('create_', 'write_', 'message_', 'activity_')) or not record[name]:
            continue
        if field.type in ('json', 'properties', 'properties_definition', 'binary'):
            continue
        value = field.convert_to_write(record[name], record)
        values[name] = str(value)[:19] if field.type in ('date', 'datetime') else value
    return values


def try_model(scene, matrix, model):
    """Try every path to the protected fields of one model, as everybody."""
    protected = get_protected(scene, model)
    # What has nothing to protect is not even searched: some of the host's models refuse it.
    ids = scene.get_documents(model, 3) if protected else []
    if not ids:
        return
    for person in get_names():
        records = scene.env[model].with_user(scene.people[person])
        if records.has_access('write'):
            for record in scene.env[model].browse(ids[:2]):
                _try_write(scene, matrix, person, record, protected)
        else:
            matrix.add((model, 'write'), person, 'access', (), ())
        if records.has_access('create'):
            _try_create(scene, matrix, person, scene.env[model].browse(ids[-1]), protected)
        else:
            matrix.add((model, 'create'), person, 'access', (), ())


def _try_write(scene, matrix, person, record, protected):
    model, table = record._name, record._table
    for name in protected:
        value = forge(scene, record, name)
        calls = {
            'write': ('write', [[record.id], {name: value}]),
            'import': ('load', [['.id', name], [[str(record.id), str(value)]]]),
        }
        if name == protected[0] or name in ('state', 'verdict'):
            calls['web_save'] = ('web_save', [[record.id], {name: value}, {name: {}}])
        if record[name]:
            # What is signed is not unsigned by a write either.
            matrix.add(
                (model, 'clear'), person, *_try_clear(scene, person, record, name), f"{name}: {scene.detail}")
        for path, (method, args) in calls.items():
            outcome, changes, wrong = scene.call(person, model, method, args)
            if outcome == 'done' and _is_taken(changes, table, name, value, record.id):
                wrong = [*wrong, f"{path} set {name}"]
            matrix.add((model, path), person, outcome, (), wrong, f"{name}: {scene.detail}")


def _try_clear(scene, person, record, name):
    """Return outcome, effects and what is wrong of emptying a field."""
    outcome, changes, wrong = scene.call(person, record._name, 'write', [[record.id], {name: False}])
    new = changes.get(record._table, {}).get(record.id, {})
    if outcome == 'done' and name in new and not new[name][1]:
        wrong = [*wrong, f"write cleared {name}"]
    return outcome, (), wrong


def _try_create(scene, matrix, person, record, protected):
    model, table = record._name, record._table
    outcome, changes, wrong = scene.call(person, model, 'copy', [[record.id], {}])
    columns = scene.guard.columns.get(table, ())
    old = dict(zip(columns, scene.guard.baseline[table][record.id], strict=True)) if columns else {}
    for row in changes.get(table, {}).values():
        new = row['+'][1] if '+' in row else {}
        # What is not copied and stands there all the same was found out anew, by the creation.
        kept = [name for name in protected if new.get(name) and not record._fields[name].default
                and record._fields[name].copy and str(new[name]) == str(old[name])]
        if kept:
            wrong = [*wrong, f"a copy carries {', '.join(kept)}"]
    matrix.add((model, 'copy'), person, outcome, (), wrong, scene.detail)
    template = _template(scene, record, protected)
    forged = {name: forge(scene, record.new({}), name) for name in protected}
    for name, value in forged.items():
        outcome, changes, wrong = scene.call(person, model, 'create', [[{**template, name: value}]])
        if outcome == 'done' and _is_taken(changes, table, name, value):
            wrong = [*wrong, f"create set {name}"]
        matrix.add((model, 'create'), person, outcome, (), wrong, f"{name}: {scene.detail}")
    outcome, changes, wrong = scene.call(
        person, model, 'create', [[template]], context={f'default_{name}': value for name, value in forged.items()})
    preset = [name for name, value in forged.items() if _is_taken(changes, table, name, value)]
    if preset:
        wrong = [*wrong, f"a context preset {', '.join(preset)}"]
    matrix.add((model, 'preset'), person, outcome, (), wrong, scene.detail)
