"""Ways to production and procurement of an order that is held."""
from odoo import Command

from .people import SYSTEM
from .ways import import_rows, run_list_actions, way


def _make_draft(trial):
    """Return a draft that serves a held order, as a person types it."""
    order = trial.documents[0].sudo()
    product = order.order_line.product_id.filtered('bom_ids')[:1] or order.order_line.product_id[:1]
    return trial.env['mrp.production'].sudo().create({
        'product_id': product.id, 'product_qty': 1, 'origin': order.name, 'company_id': order.company_id.id,
    }).with_env(trial.env)


@way('mrp.production', 'create, confirmed', 'held')
def produce_at_once(trial):
    draft = _make_draft(trial).sudo()
    values = {'product_id': draft.product_id.id, 'product_qty': 1, 'origin': draft.origin, 'bom_id': draft.bom_id.id,
              'product_uom_id': draft.product_uom_id.id, 'company_id': draft.company_id.id, 'state': 'confirmed'}
    trial.env['mrp.production'].create([values])


@way('mrp.production', 'import over a draft', 'held')
def produce_import(trial):
    draft = _make_draft(trial)
    import_rows(trial.env['mrp.production'], ['.id', 'state'], [str(draft.id), 'confirmed'])


@way('mrp.production', 'save in the browser', 'held')
def produce_save(trial):
    _make_draft(trial).web_save({'state': 'progress'}, {'state': {}})


@way('mrp.production', 'confirm', 'held')
def produce_confirm(trial):
    _make_draft(trial).action_confirm()


@way('mrp.production', 'plan', 'held')
def produce_plan(trial):
    _make_draft(trial).button_plan()


@way('mrp.production', 'quantity produced', 'held')
def produce_quantity(trial):
    draft = _make_draft(trial)
    draft.write({'qty_producing': 1})
    draft.button_mark_done()


@way('mrp.production', 'actions of the list', 'held')
def list_productions(trial):
    run_list_actions(trial.env, _make_draft(trial))


@way('sale.order.line', 'one more, of an order that is held', 'held')
def add_line(trial):
    order = trial.documents[0]
    order.write({'order_line': [Command.create({
        'product_id': order.sudo().order_line.product_id[:1].id, 'product_uom_qty': 1})]})


@way('sale.order.line', 'a greater quantity of an order that is held', 'held')
def raise_quantity(trial):
    line = trial.documents[0].order_line.filtered('product_id')[:1]
    line.write({'product_uom_qty': line.sudo().product_uom_qty + 1})


@way('stock.rule', 'scheduler', 'held', (SYSTEM,), leads=False)
def schedule(trial):
    trial.env['stock.rule'].run_scheduler(company_id=trial.scene.company.id)
