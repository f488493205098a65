"""Papers of the kinds and states that the demo company happens not to have: typed in bare, for a call to act on."""
import psycopg2

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.order_desk.models.core.finding import PRODUCT_WRITE

from .surface import get_models


def seed(scene):
    """Have a document of every own model in every state; return the models of which none could be made."""
    missing = []
    for name in get_models(scene.env):
        model = scene.env[name].sudo()
        if not name.startswith('order.desk.') or not model._auto or name in ('order.desk.check', 'order.desk.decision'):
            continue
        made = model.search([], limit=1) or _make(scene, model)
        if not made:
            missing.append(name)
            continue
        state = model._fields.get('state')
        if not state or not state.store or state.type != 'selection' or state.related:
            continue
        there = {value for value, in model._read_group([], ['state'])}
        for value, _label in state._description_selection(scene.env):
            if value not in there:
                made = _make(scene, model)
                _try(scene, lambda made=made, value=value: made.with_context(
                    desk_product_write=PRODUCT_WRITE).write({'state': value}))
    return missing


def _try(scene, act):
    savepoint = scene.env.cr.savepoint()
    try:
        result = act()
        scene.env.flush_all()
    except (UserError, psycopg2.Error, ValueError, TypeError, AttributeError, KeyError):
        savepoint.close(rollback=True)
        return None
    savepoint.close(rollback=False)
    return result


def _make(scene, model):
    """Return a new record with everything that is required, or None."""
    values = {}
    for name, field in model._fields.items():
        wanted = field.required or name in ('order_id', 'picking_id', 'sale_line_id', 'company_id')
        if not wanted or not field.store or field.related or name.startswith(('create_', 'write_')) or (
                field.compute and field.readonly):
            continue
        if field.default and name not in ('company_id', 'order_id'):
            continue
        values[name] = _get_value(scene, model, field)
    return _try(scene, lambda: model.with_company(scene.company).create(values))


def _get_value(scene, model, field):
    if field.type == 'many2one':
        comodel = scene.env[field.comodel_name].sudo()
        if field.comodel_name == 'res.company':
            return scene.company.id
        domain = [('company_id', 'in', [scene.company.id, False])] if comodel._fields.get('company_id') else []
        try:
            return comodel.search(domain, limit=1, order='id desc').id
        except ValueError:
            return comodel.search([], limit=1).id
    if field.type == 'selection':
        return field._description_selection(scene.env)[0][0]
    if field.type == 'date':
        return fields.Date.today()
    if field.type == 'datetime':
        return fields.Datetime.now()
    if field.type in ('integer', 'float', 'monetary'):
        return 1
    return f"Seed {field.name}"
