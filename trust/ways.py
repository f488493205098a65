"""The ways past a gate that no method of the document shows: import, portal, payment, lists, wizards, schedules.

Each is tried on documents with an open gate, as everybody who can go it. So that no trial proves nothing, each is gone
once more with the desk switched off and all rights: there it must arrive.
"""
from typing import Any, NamedTuple

from odoo.exceptions import UserError

from .guard import describe
from .people import SYSTEM, get_names


class Way(NamedTuple):
    """One way.

    :param str model: and ``name``: the row of the matrix
    :param str place: the documents of :func:`get_places` on which it is tried
    :param act: function of a :class:`Trial`; returns nothing, or sentences about what should never be
    :param tuple people: who can go it; everybody, if empty
    :param bool leads: False where the host itself lets nobody through, with the desk or without it
    """
    model: str
    name: str
    place: str
    act: Any
    people: tuple = ()
    leads: bool = True


class Trial(NamedTuple):
    """What an act gets: the documents and the environment of the person."""
    scene: Any
    env: Any
    documents: Any

    def watch(self, pickings):
        """Note transfers made within the call that stand before a gate; they must not leave."""
        self.scene.watched.update(
            picking.id for picking in pickings.sudo() if any(row['blocking'] for row in picking.desk_dry_run('ship')))


WAYS = []


def way(model, name, place, people=(), leads=True):
    """Register a function as one way."""
    def register(act):
        WAYS.append(Way(model, name, place, act, people, leads))
        return act
    return register


def get_places(scene):
    """Return ``{word: records}``: what stands before a gate, by the act that it waits for."""
    blocked = {stage: scene.env['sale.order'].browse(sorted(ids)) for stage, ids in scene.blocked.items()}
    quotations = blocked['confirm'].filtered(lambda order: order.state in ('draft', 'sent'))
    held = blocked['release'].filtered(lambda order: order.state == 'sale' and not order.desk_released)
    ready = blocked['ship'].picking_ids.filtered(
        lambda picking: picking.state == 'assigned' and picking.picking_type_code == 'outgoing')
    gone = scene.env['stock.picking'].search([
        ('state', '=', 'done'), ('desk_shipped_on', '!=', False), ('company_id', '=', scene.company.id),
        ('return_ids', '=', False)])
    return {
        'quotation': quotations[:1] | quotations.filtered(lambda order: order.state == 'sent')[:1],
        'held': held[:1] | held[-1:],
        'ready': ready[:2],
        'gone': gone[:1],
    }


def try_ways(scene, matrix, wanted=()):
    """Go every way as everybody, and once without the desk.

    :return: the rows that do not even arrive without it, with what stopped them
    """
    from . import ways_orders, ways_production, ways_transfers  # noqa: F401  they register themselves
    places, vain = get_places(scene), []
    for going in WAYS:
        if wanted and going.model not in wanted:
            continue
        row, documents = (going.model, going.name), places[going.place]
        if not documents:
            vain.append((row, "there is no document to try it on"))
            continue
        for person in going.people or get_names():
            outcome, changes, wrong = _go(scene, going, person, documents)
            matrix.add(row, person, outcome, describe(changes), wrong, scene.detail)
        if going.leads:
            outcome, _changes, wrong = _go(scene, going, SYSTEM, documents, switched_off=True)
            if not wrong:
                vain.append((row, f"{outcome} {scene.detail}".strip()))
    return vain


def _go(scene, going, person, documents, switched_off=False):
    scene.watched.clear()
    scene.switched_off = switched_off

    def act(env):
        if switched_off:
            scene.company.desk_enabled = False
        return going.act(Trial(scene, env, documents.with_env(env)))
    try:
        return scene.attempt(person, act)
    finally:
        scene.switched_off = False


def pick(pickings):
    """Put all goods of transfers on the lorry, as the warehouse does before it validates; return the transfers."""
    for move in pickings.sudo().move_ids:
        move.quantity = move.product_uom_qty
        move.picked = True
    return pickings


def run_list_actions(env, records):
    """Run every server action that the list of these records offers."""
    actions = env['ir.actions.server'].sudo().search([
        ('binding_model_id.model', '=', records._name), ('state', '=', 'code')])
    refused, done = None, False
    for action in actions:
        for chosen in (records, *records):
            try:
                with env.cr.savepoint():
                    env['ir.actions.server'].browse(action.id).with_context(
                        active_model=chosen._name, active_ids=chosen.ids, active_id=chosen[:1].id).run()
                done = True
            except UserError as error:
                refused = error
            except ValueError:
                # Some of the host's actions fail on several records, with or without the desk.
                if len(chosen) == 1:
                    raise
    if refused and not done:
        raise refused


def import_rows(model, columns, *rows):
    """Import, and raise what the import only reports."""
    result = model.load(columns, [list(row) for row in rows])
    if not result['ids']:
        raise UserError("; ".join(message['message'] for message in result['messages']))
