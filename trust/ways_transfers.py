"""Ways for goods to leave: past the gates of their transfer."""
from odoo import Command

from .ways import import_rows, pick, run_list_actions, way


@way('stock.picking', 'validate', 'ready')
def validate(trial):
    pick(trial.documents[:1]).button_validate()


@way('stock.picking', 'validate several', 'ready')
def validate_several(trial):
    pick(trial.documents).button_validate()


@way('stock.picking', 'validate one that may leave with one that may not', 'ready')
def validate_mixed(trial):
    free = trial.env['stock.picking'].sudo().search([
        ('state', '=', 'assigned'), ('picking_type_code', '=', 'outgoing'), ('id', 'not in', trial.documents.ids),
        ('company_id', '=', trial.scene.company.id)])
    pick(trial.documents[:1] | free.with_env(trial.env)).button_validate()


def _validate_with(trial, **context):
    pick(trial.documents)
    trial.documents.with_context(skip_sms=True, **context).button_validate()


@way('stock.picking', 'validate, no backorder asked', 'ready')
def validate_skip(trial):
    _validate_with(trial, skip_backorder=True, skip_immediate=True, skip_sanity_check=True)


@way('stock.picking', 'validate, no backorder made', 'ready')
def validate_without(trial):
    _validate_with(trial, skip_backorder=True, picking_ids_not_to_backorder=trial.documents.ids, cancel_backorder=True)


@way('stock.picking', 'validate, under the name of others', 'ready')
def validate_named(trial):
    _validate_with(trial, button_validate_picking_ids=[])


@way('stock.picking', 'actions of the list', 'ready')
def list_transfers(trial):
    run_list_actions(trial.env, pick(trial.documents))


@way('stock.picking', 'save the state in the browser', 'ready')
def save_done(trial):
    move = trial.documents[0].move_ids[:1]
    trial.documents[0].web_save({'move_ids': [Command.update(move.id, {'state': 'done'})]}, {'state': {}})


@way('stock.picking', 'batch, or several at once', 'ready')
def validate_batch(trial):
    """The batch of the module of that name where it is installed; it validates its transfers together."""
    pick(trial.documents)
    if 'stock.picking.batch' not in trial.env:
        trial.documents.with_context(skip_backorder=True).button_validate()
        return
    batch = trial.env['stock.picking.batch'].create({'picking_ids': [Command.set(trial.documents.ids)]})
    batch.action_confirm()
    batch.action_done()


def _ask_backorder(trial):
    """Return the window that asks what is to become of the rest, and its context."""
    for move in trial.documents.sudo().move_ids:
        move.quantity = move.product_uom_qty / 2
        move.picked = True
    context = {'button_validate_picking_ids': trial.documents.ids, 'skip_sms': True}
    return trial.env['stock.backorder.confirmation'].with_context(context).create({
        'pick_ids': [Command.set(trial.documents.ids)],
        'backorder_confirmation_line_ids': [
            Command.create({'to_backorder': True, 'picking_id': picking.id}) for picking in trial.documents]})


@way('stock.backorder.confirmation', 'part of it now', 'ready')
def backorder(trial):
    _ask_backorder(trial).process()


@way('stock.backorder.confirmation', 'part of it and no more', 'ready')
def no_backorder(trial):
    _ask_backorder(trial).process_cancel_backorder()


# === MOVES === #

@way('stock.move', 'write the state', 'ready')
def write_move(trial):
    trial.documents[0].move_ids.write({'state': 'done'})


@way('stock.move', 'import over one', 'ready')
def import_move(trial):
    move = trial.documents[0].sudo().move_ids[:1]
    import_rows(trial.env['stock.move'], ['.id', 'state'], [str(move.id), 'done'])


def _copy_values(move, **values):
    return {
        'product_id': move.product_id.id, 'product_uom_qty': 1.0, 'product_uom': move.product_uom.id,
        'location_id': move.location_id.id, 'location_dest_id': move.location_dest_id.id,
        'company_id': move.company_id.id, 'sale_line_id': move.sale_line_id.id, **values}


@way('stock.move', 'create, done', 'ready')
def create_move(trial):
    move = trial.documents[0].sudo().move_ids[:1]
    trial.env['stock.move'].create([_copy_values(move, state='done', picking_id=move.picking_id.id)])


@way('stock.move', 'create, done, without a transfer', 'ready')
def create_loose_move(trial):
    move = trial.documents[0].sudo().move_ids[:1]
    trial.env['stock.move'].create([_copy_values(move, state='done')])


@way('stock.move', 'take it off its order, then validate', 'ready')
def unlink_order(trial):
    picking = pick(trial.documents[:1])
    picking.move_ids.write({'sale_line_id': False, 'reference_ids': [Command.clear()]})
    picking.with_context(skip_sms=True).button_validate()


@way('stock.move', 'into a transfer of its own, then validate', 'ready')
def own_transfer(trial):
    picking = pick(trial.documents[:1])
    source = picking.sudo()
    other = trial.env['stock.picking'].create({
        'picking_type_id': source.picking_type_id.id, 'location_id': source.location_id.id,
        'location_dest_id': source.location_dest_id.id})
    picking.move_ids.write({'picking_id': other.id})
    other.with_context(skip_sms=True).button_validate()


@way('stock.move', 'make the customer a place of the house, then validate', 'ready')
def another_place(trial):
    picking = pick(trial.documents[:1])
    place = picking.sudo().location_id
    picking.write({'location_dest_id': place.id})
    picking.with_context(skip_sms=True).button_validate()
    picking.move_ids.write({'location_dest_id': trial.env.ref('stock.stock_location_customers').id})


@way('stock.picking', 'another transfer for the same order', 'ready')
def second_transfer(trial):
    source = trial.documents[0].sudo()
    move = source.move_ids[:1]
    other = trial.env['stock.picking'].create({
        'picking_type_id': source.picking_type_id.id, 'location_id': source.location_id.id,
        'location_dest_id': source.location_dest_id.id, 'partner_id': source.partner_id.id,
        'move_ids': [Command.create(_copy_values(move))]})
    other.action_confirm()
    pick(other).with_context(skip_sms=True).button_validate()


@way('stock.scrap', 'scrapped at the customer', 'ready')
def scrap(trial):
    picking = trial.documents[0].sudo()
    move = picking.move_ids[:1]
    trial.env['stock.scrap'].create({
        'product_id': move.product_id.id, 'scrap_qty': 1.0, 'picking_id': picking.id,
        'location_id': move.location_id.id, 'scrap_location_id': move.location_dest_id.id,
    }).do_scrap()


@way('stock.quant', 'counted at the customer', 'ready', leads=False)
def count(trial):
    """Counting moves no goods of an order: what it makes belongs to none, and the order waits as before."""
    move = trial.documents[0].sudo().move_ids[:1]
    quant = trial.env['stock.quant'].with_context(inventory_mode=True).create({
        'product_id': move.product_id.id, 'location_id': move.location_dest_id.id, 'inventory_quantity': 1.0})
    quant.action_apply_inventory()


# === BACK AND FORTH === #

def _return(env, picking):
    wizard = env['stock.return.picking'].with_context(
        active_model='stock.picking', active_id=picking.id, active_ids=picking.ids).create({})
    for line in wizard.product_return_moves:
        line.quantity = line.sudo().move_id.quantity
    return wizard


@way('stock.return.picking', 'a return of the return', 'gone')
def send_again(trial):
    """Goods came back; sending them again is a shipment of its own, with gates of its own."""
    house = trial.documents[0].sudo()
    back = house.browse(_return(house.env, house).action_create_returns()['res_id'])
    pick(back).with_context(skip_sms=True, skip_backorder=True).button_validate()
    again = trial.documents.browse(_return(trial.env, back).action_create_returns()['res_id'])
    trial.watch(again)
    pick(again).with_context(skip_sms=True).button_validate()


@way('stock.return.picking', 'an exchange', 'gone')
def exchange(trial):
    gone = trial.documents[0].sudo()
    known = gone.sale_id.picking_ids
    _return(trial.env, gone).action_create_exchanges()
    gone.sale_id.invalidate_recordset(['picking_ids'])
    made = (gone.sale_id.picking_ids - known).filtered(lambda picking: picking.picking_type_code == 'outgoing')
    trial.watch(made)
    pick(made.with_env(trial.env)).with_context(skip_sms=True).button_validate()
