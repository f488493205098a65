"""Documents at every stage, the values a caller would send, and one call as one person."""
import base64
from collections import defaultdict
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.service.model import call_kw

from .guard import Guard
from .people import OUTSIDERS, make_people
from .seed import seed

PNG = b'\x89PNG\r\n\x1a\n' + b'0' * 64
# What tells two documents of one model apart; the rest of them is alike enough.
PHASES = ('state', 'desk_stage', 'verdict', 'picking_type_code', 'move_type', 'payment_type', 'customer_state')


class Scene:
    """A company with orders of every stage, by default the demo company, in a transaction that is never committed."""

    def __init__(self, env, company=None):
        self.company = company or env.ref('order_desk.demo_company')
        self.env = env(context={'allowed_company_ids': self.company.ids, 'lang': 'en_US', 'tz': 'Asia/Shanghai'})
        orders = self.env['sale.order'].search([('company_id', '=', self.company.id), ('desk_enrolled', '=', True)])
        orders._desk_refresh()
        self.people = make_people(self.env, self.company, orders[:1].partner_id.commercial_partner_id)
        self.files = {name: self._file(name) for name in self.people}
        self.windows = defaultdict(list)
        self.unseeded = seed(self)
        self.blocked = {stage: self._get_blocked(orders, stage) for stage in ('confirm', 'release', 'ship')}
        self.env.flush_all()
        self.guard = Guard(self.env)

    def _refuse(self):
        raise AssertionError("business code ended the transaction")

    def _file(self, name):
        user = self.people[name if name not in OUTSIDERS else 'order_clerk']
        return self.env['ir.attachment'].with_user(user).create({
            'name': f"{name}.png", 'datas': base64.b64encode(PNG)}).id

    def _get_blocked(self, orders, stage):
        return {
            order.id for order in orders
            if any(row['blocking'] for row in order.desk_dry_run(stage))}

    # === DOCUMENTS === #

    def get_documents(self, model, limit=6):
        """Return ids of documents of ``model``, one for each phase, ``limit`` at most."""
        records = self.env[model]
        domain = []
        if 'company_id' in records._fields and model not in ('res.partner', 'res.company'):
            domain = [('company_id', 'in', [self.company.id, False])]
        if model == 'res.company':
            return self.company.ids
        found = {}
        phases = [name for name in PHASES if name in records._fields and records._fields[name].store]
        try:
            candidates = records.search(domain, order='id desc', limit=400)
        except ValueError:
            return []
        for record in candidates:
            found.setdefault(tuple(record[name] for name in phases), record.id)
        ids = sorted(found.values())
        return ids[:limit] if len(ids) > 1 else candidates[:2].ids

    def may_read(self, person, model):
        return self.env[model].with_user(self.people[person]).has_access('read')

    # === VALUES === #

    def get_value(self, name, person):
        """Return what a caller would send for a parameter of this name.

        :raise KeyError: for a name that nobody has given a value yet
        """
        return VALUES[name](self, person)

    def get_arguments(self, required, optional, person):
        return {name: self.get_value(name, person) for name in (*required, *(
            word for word in optional if word in VALUES))}

    # === CALLS === #

    def call(self, person, model, method, args, kwargs=None, context=None, then=None):
        """Call as ``person``, look what has changed, undo it.

        :param then: (method, keyword arguments) to call on the record that the first call has made
        :return: (outcome, what has changed, what should never be); outcome is ``access``, ``refused``,
            ``done`` or ``error``
        """
        user = self.people[person]
        outcome, changes, wrong, detail = '', {}, [], ''
        savepoint = self.env.cr.savepoint()
        try:
            with quiet(), patch.object(self.env.cr, 'commit', self._refuse):
                env = self.env(user=user, su=False, context={**self.env.context, **(context or {})})
                result = call_kw(env[model], method, args, {**(kwargs or {}), 'context': {
                    'allowed_company_ids': self.company.ids, 'lang': 'en_US', **(context or {})}})
                if then:
                    ids = [result] if isinstance(result, int) else result
                    result = call_kw(env[model], then[0], [ids], then[1])
                self.env.flush_all()
                self.env.cr.precommit.run()
                self.env.flush_all()
            outcome = 'done'
            self._keep_window(person, result)
            touched = self.guard.touched()
            changes = self.guard.get_changes(touched)
            if changes:
                wrong = find_violations(self, user, changes)
        except (AccessError, AccessDenied) as error:
            outcome, detail = 'access', str(error)
        except (UserError, psycopg2.IntegrityError) as error:
            outcome, detail = 'refused', str(error)
        except AssertionError:
            raise
        except Exception as error:  # noqa: BLE001  every other error is what is being looked for
            outcome, detail = 'error', f"{type(error).__name__}: {error}"
        finally:
            savepoint.close(rollback=True)
            self.env.cr.precommit.clear()
            self.env.cr.postcommit.clear()
            if self.env.registry.cache_invalidated:
                self.env.registry.clear_all_caches()
                self.env.registry.cache_invalidated.clear()
            if outcome != 'done':
                self.guard.touched()
        self.detail = detail
        return outcome, changes, wrong

    def _keep_window(self, person, result):
        """Remember the window that an action opens: its wizard is called in turn."""
        if isinstance(result, dict) and result.get('res_model') in self.env and result.get('target') == 'new':
            context = result.get('context')
            kept = self.windows[result['res_model'], person]
            if isinstance(context, dict) and len(kept) < 3 and context not in kept:
                kept.append(context)


def _later(days):
    return lambda scene, person: fields.Date.to_string(fields.Date.add(fields.Date.today(), days=days))


def _first(model, domain=()):
    return lambda scene, person: scene.env[model].search(list(domain), limit=1).id


# What a caller sends for a parameter of this name. A method with a parameter that is missing here
# fails the quick test: give it a value with which the call has every chance to succeed.
VALUES = {
    'reason': lambda scene, person: "Because it is so",
    'note': lambda scene, person: "Seen",
    'notes': lambda scene, person: "Seen",
    'text': lambda scene, person: "Two boxes short",
    'answer': lambda scene, person: "agreed",
    'description': lambda scene, person: "A box is wet",
    'kind': lambda scene, person: 'transport',
    'person': lambda scene, person: "Li",
    'received_by': lambda scene, person: "Li",
    'code': lambda scene, person: "X-77",
    'pairs': lambda scene, person: [],
    'cause': lambda scene, person: 'customer',
    'standing': lambda scene, person: 'good',
    'stage': lambda scene, person: 'ship',
    'on_date': _later(1), 'date': _later(40), 'day': _later(0), 'due_date': _later(2), 'until': _later(3),
    'date_from': _later(-30), 'date_to': _later(0), 'arrived_on': _later(0), 'moment': _later(0),
    'delivery_at': _later(1),
    'percent': lambda scene, person: 0.0, 'amount': lambda scene, person: 1.0, 'price': lambda scene, person: 1.0,
    'cap': lambda scene, person: 100.0, 'qty': lambda scene, person: 1.0,
    'attachment': lambda scene, person: scene.files[person],
    'attachment_ids': lambda scene, person: [scene.files[person]],
    'verdict': lambda scene, person: 'clean',
    'checks': lambda scene, person: None,
    'differences': lambda scene, person: [],
    'settlement': lambda scene, person: 'credit',
    'user_id': lambda scene, person: scene.people[person].id,
    'drawing_id': _first('order.desk.drawing', [('state', '=', 'released')]),
    'move_id': _first('stock.move', [('state', '=', 'assigned')]),
    'move_ids': lambda scene, person: scene.env['stock.move'].search([('state', '=', 'assigned')], limit=1).ids,
    'qtys': lambda scene, person: [1.0], 'in_ids': lambda scene, person: [],
    'gate_code': lambda scene, person: 'countersign', 'decision': lambda scene, person: 'approve',
    'reason_code': lambda scene, person: 'customer',
    'rate': lambda scene, person: 5, 'quantity': lambda scene, person: 1.0,
    'raise_on_invalid_state': lambda scene, person: False,
}


@contextmanager
def quiet():
    """Nothing leaves the machine: no mail, no page printed."""
    root = 'odoo.addons.base.models.'
    with (
        patch(f'{root}ir_actions_report.IrActionsReport._run_wkhtmltopdf', lambda *args, **kwargs: b'%PDF-1.4\n'),
        patch(f'{root}ir_mail_server.IrMail_Server._connect__', lambda *args, **kwargs: None),
        patch(f'{root}ir_mail_server.IrMail_Server.send_email', lambda *args, **kwargs: 'kept'),
    ):
        yield


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
        return False
    return not order.desk_enrolled or any(row['blocking'] for row in order.desk_dry_run(stage))


def _find_moves(scene, changes):
    """Goods that left for a customer while a gate of their transfer or order was open."""
    wrong = []
    for row_id, row in changes.get('stock_move', {}).items():
        new = row['state'][1] if 'state' in row else row['+'][1]['state'] if '+' in row else None
        if new != 'done':
            continue
        move = scene.env['stock.move'].browse(row_id)
        orders = move.sale_line_id.order_id | move.picking_id._desk_get_orders()
        if move.location_dest_id.usage == 'customer' and move.location_id.usage != 'customer':
            early = orders.filtered(lambda order: order.desk_enrolled and order.id in scene.blocked['ship'])
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
