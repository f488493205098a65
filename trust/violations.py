"""What must never be, whoever called whatever."""


def find_violations(scene, user, changes):
    """Return sentences about what must not be, whoever called whatever."""
    env, wrong = scene.env, []
    for row_id, row in changes.get('order_desk_decision', {}).items():
        if '+' not in row:
            wrong.append(f"decision {row_id} was changed: {sorted(row)}")
            continue
        values = row['+'][1]
        signer = env['res.users'].browse(values['on_behalf_id'] or values['user_id'])
        if values['user_id'] != user.id:
            wrong.append(f"a decision in the name of user {values['user_id']}")
        if values['group_id'] and values['group_id'] not in signer.all_group_ids.ids:
            wrong.append("a decision in a role that the signer does not have")
    wrong += _find_early(scene, changes, 'sale_order', 'state', lambda old, new: new == 'sale' != old, 'confirm')
    wrong += _find_early(scene, changes, 'sale_order', 'desk_released', lambda old, new: new and not old, 'release')
    is_admin = user.has_group('order_desk.group_administrator')
    for row_id, row in changes.get('sale_order', {}).items():
        if 'desk_enrolled' in row and not is_admin:
            wrong.append(f"order {row_id} changed its enrolment")
    wrong += _find_ended(scene, changes)
    wrong += _find_moves(scene, changes)
    wrong += _find_productions(scene, changes)
    if 'res_groups_users_rel' in changes and not (is_admin or user._is_system()):
        wrong.append("roles were given")
    return wrong


def _find_early(scene, changes, table, column, is_act, stage):
    wrong = []
    for row_id, row in changes.get(table, {}).items():
        if row.get('desk_enrolled', (None, True))[1] is False:
            continue  # the administrator has let it go from the desk, which is looked at by itself
        if column in row:
            acted = is_act(*row[column]) and row_id in scene.blocked[stage]
        else:
            acted = '+' in row and is_act(None, row['+'][1][column]) and _is_open(scene, row_id, stage)
        if acted:
            wrong.append(f"order {row_id} passed {stage} with an open gate")
    return wrong


def _is_open(scene, order_id, stage):
    order = scene.env['sale.order'].browse(order_id)
    if order.company_id.id not in scene.env['res.company']._desk_get_enabled_ids():
        return scene.switched_off  # where it is the trial itself that has switched it off
    return not order.desk_enrolled or any(row['blocking'] for row in order.desk_dry_run(stage))


def _find_ended(scene, changes):
    """Confirmed orders that ended without a withdrawal that was decided."""
    wrong = []
    for row_id, row in changes.get('sale_order', {}).items():
        if row.get('state') != ('sale', 'cancel') or row.get('desk_enrolled', (None, True))[1] is False:
            continue
        order = scene.env['sale.order'].browse(row_id)
        if order.desk_enrolled and not order.desk_withdrawal_ids.filtered(lambda asked: asked.decided_on):
            wrong.append(f"{order.name} was confirmed and ended without a withdrawal")
    return wrong


def _find_moves(scene, changes):
    """Goods that left for a customer, or were called for, while a gate of their transfer or order was open."""
    wrong = []
    for row_id, row in changes.get('stock_move', {}).items():
        new = row['state'][1] if 'state' in row else row['+'][1]['state'] if '+' in row else None
        move = scene.env['stock.move'].browse(row_id)
        # Those of the scene count too: who takes a move off its order has still moved its goods.
        order_ids = {*(move.sale_line_id.order_id | move.picking_id.reference_ids.sale_ids).ids,
                     *scene.served.get(row_id, ())}
        orders = scene.env['sale.order'].browse(sorted(order_ids)).filtered('desk_enrolled')
        if '+' in row and new not in ('cancel', None):
            early = orders.filtered(lambda order: not order.desk_released and not order.desk_held_since)
            wrong += [f"goods of {order.name} are called for without release" for order in early]
        if new == 'done' and move.location_dest_id.usage == 'customer' and move.location_id.usage != 'customer':
            is_watched = move.picking_id.id in scene.watched
            early = orders if is_watched else orders.filtered(lambda order: order.id in scene.blocked['ship'])
            wrong += [f"goods of {order.name} left with an open gate" for order in early]
    return wrong


def _find_productions(scene, changes):
    """Production that began for an order without release."""
    wrong = []
    for row_id, row in changes.get('mrp_production', {}).items():
        new = row['state'][1] if 'state' in row else row['+'][1]['state'] if '+' in row else None
        if new not in ('confirmed', 'progress', 'to_close', 'done'):
            continue
        production = scene.env['mrp.production'].browse(row_id)
        orders = production._desk_get_sale_orders()[production]
        held = orders.filtered(lambda order: order.desk_enrolled and not order.desk_released)
        wrong += [f"{production.name} runs for {order.name} without release" for order in held]
    return wrong
