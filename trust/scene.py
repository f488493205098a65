"""Documents at every stage, the values a caller would send, and one call as one person."""
import base64
import io
from collections import defaultdict
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.service.model import call_kw
from odoo.tools.pdf import PdfFileWriter

from .guard import Guard
from .people import OUTSIDERS, SYSTEM, make_people
from .seed import seed
from .values import VALUES
from .violations import find_violations


def _make_pdf():
    """Return a page with nothing on it, instead of printing one."""
    writer, file = PdfFileWriter(), io.BytesIO()
    writer.addBlankPage(595, 842)
    writer.write(file)
    return file.getvalue()


EMPTY_PDF = _make_pdf()
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
        self.people[SYSTEM] = self.env.ref('base.user_root')
        self.windows = defaultdict(list)
        self.unseeded = seed(self)
        self.blocked = {stage: self._get_blocked(orders, stage) for stage in ('confirm', 'release', 'ship')}
        # The orders for which each move takes goods out; transfers that were held back within a call.
        self.served = {
            move.id: (move.sale_line_id.order_id | move.picking_id.reference_ids.sale_ids).ids
            for move in orders.picking_ids.move_ids if move.location_dest_id.usage == 'customer'}
        self.watched, self.switched_off = set(), False
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
        """Call as ``person`` over RPC, look what has changed, undo it.

        :param then: (method, keyword arguments) to call on the record that the first call has made
        :return: as :meth:`attempt`
        """
        def act(env):
            result = call_kw(env[model], method, args, {**(kwargs or {}), 'context': {
                'allowed_company_ids': self.company.ids, 'lang': 'en_US', **(context or {})}})
            if then:
                ids = [result] if isinstance(result, int) else result
                result = call_kw(env[model], then[0], [ids], then[1])
            self._keep_window(person, result)
        return self.attempt(person, act, context)

    def attempt(self, person, act, context=None):
        """Have ``act`` called with the environment of ``person``, look what has changed, undo it.

        :param act: function of an environment; it may return sentences about what should never be
        :return: (outcome, what has changed, what should never be); outcome is ``access``, ``refused``,
            ``done`` or ``error``
        """
        user = self.people[person]
        outcome, changes, wrong, detail = '', {}, [], ''
        savepoint = self.env.cr.savepoint()
        try:
            with quiet(), patch.object(self.env.cr, 'commit', self._refuse):
                env = self.env(user=user, su=person == SYSTEM, context={**self.env.context, **(context or {})})
                found = act(env)
                self.env.flush_all()
                self.env.cr.precommit.run()
                self.env.flush_all()
            outcome = 'done'
            changes = self.guard.get_changes(self.guard.touched())
            wrong = [*(found or ()), *(find_violations(self, user, changes) if changes else ())]
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


@contextmanager
def quiet():
    """Nothing leaves the machine: no mail, no page printed."""
    root = 'odoo.addons.base.models.'
    with (
        patch(f'{root}ir_actions_report.IrActionsReport._run_wkhtmltopdf', lambda *args, **kwargs: EMPTY_PDF),
        patch(f'{root}ir_mail_server.IrMail_Server._connect__', lambda *args, **kwargs: None),
        patch(f'{root}ir_mail_server.IrMail_Server.send_email', lambda *args, **kwargs: 'kept'),
    ):
        yield


