"""What a caller can put into the context: every key that the code asks for, read from its source."""
import re
from pathlib import Path

import odoo.addons

from .people import get_names
from .ways import get_places, pick

ASKED = re.compile(r"""context(?:\.get\(|\[)\s*['"](\w+)['"]|with_context\(\s*(\w+)=""")
OWN = re.compile(r"\bdesk_\w+")
# Whose environment it is, not what it may do.
NOT_MEANT = {'allowed_company_ids', 'lang', 'tz', 'uid', 'bin_size', 'params'}
# Modules that documents of an order pass through.
MODULES = (
    'sale', 'sale_management', 'sale_stock', 'sale_mrp', 'stock', 'stock_account', 'stock_delivery', 'delivery', 'mrp',
    'mrp_account', 'purchase_stock', 'purchase_mrp', 'account', 'account_payment', 'payment', 'product', 'mail', 'base')
# Names under which a way round is often offered elsewhere, and forms in which our own marks might be guessed.
GUESSED = ('bypass', 'bypass_gate', 'bypass_checks', 'force', 'force_confirm', 'skip_gate', 'skip_checks', 'no_check',
           'skip_immediate', 'mark_as_sent', 'import_file', 'install_mode', 'default_state', 'sudo', 'su', 'superuser')


def _find_root(module):
    return next((Path(path) / module for path in odoo.addons.__path__ if (Path(path) / module).is_dir()), None)


def get_own_keys():
    """Return the context keys that order_desk reads or sets, from its source."""
    found = set()
    for path in _find_root('order_desk').rglob('*.py'):
        text = path.read_text()
        for asked, given in ASKED.findall(text):
            found.add(asked or given)
        for call in re.findall(r"with_context\(([^)]*)\)", text):
            found.update(OWN.findall(call))
    return sorted(name for name in found if name.startswith('desk_'))


def get_host_keys():
    """Return the context keys that the host's modules of these documents ask for."""
    found = set(GUESSED)
    for root in filter(None, map(_find_root, MODULES)):
        for path in root.rglob('*.py'):
            if 'tests' not in path.parts:
                found.update(asked or given for asked, given in ASKED.findall(path.read_text()))
    return sorted(found - NOT_MEANT)


def get_forms(ids, stage):
    """Return the values under which a mark of the product might be forged over RPC."""
    return (True, stage, ids, {'stage': stage, 'order_ids': ids}, '<object object>')


def try_contexts(scene, matrix, wanted=()):
    """Send each key with the acts of three stages: all of them as everybody, each alone as who has most rights."""
    places = get_places(scene)
    acts = [
        ('sale.order', 'confirm', 'order_supervisor', places['quotation'][:1], lambda order: order.action_confirm()),
        ('sale.order', 'write', 'order_supervisor', places['quotation'][:1],
         lambda order: order.write({'state': 'sale'})),
        ('sale.order', 'cancel', 'order_supervisor', places['held'][:1], lambda order: order._action_cancel()),
        ('stock.picking', 'validate', 'stock_manager', places['ready'][:1],
         lambda picking: pick(picking).button_validate()),
    ]
    own, host = get_own_keys(), get_host_keys()
    for model, name, expert, documents, act in acts:
        if (wanted and model not in wanted) or not documents:
            continue
        row = (model, f"{name}, with a context")
        stage = 'ship' if name == 'validate' else 'withdraw' if name == 'cancel' else 'confirm'
        for value in get_forms(documents.ids, stage):
            for person in get_names():
                _send(scene, matrix, row, person, documents, act, dict.fromkeys(own, value))
            for key in own:
                _send(scene, matrix, row, expert, documents, act, {key: value})
        for key in host:
            # What the host does with a value that it does not expect is its own matter.
            for value in (True, documents.ids):
                outcome = _send(scene, matrix, row, expert, documents, act, {key: value}, quiet=True)
                if outcome != 'error':
                    break


def _send(scene, matrix, row, person, documents, act, context, quiet=False):
    def do(env):
        # A caller's context is plain data: no object of ours is in it.
        act(documents.with_env(env))
    outcome, _changes, wrong = scene.attempt(person, do, context)
    told = 'refused' if quiet and outcome == 'error' else outcome
    matrix.add(row, person, told, (), [f"{sentence}, with {', '.join(context)}" for sentence in wrong], scene.detail)
    return outcome
