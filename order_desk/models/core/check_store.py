import json
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from .days import get_day_end
from .finding import OPEN_STATES, message_to_data

COMPARED = (
    'severity', 'stage', 'sequence', 'finding_code', 'message_data', 'action_data', 'amount', 'owner_id', 'turn_key',
    'is_due')


class Row(NamedTuple):
    """One stored check, as far as a new verdict is compared with it."""
    id: int
    state: str
    deadline: datetime | None
    values: dict


class OrderDeskCheckStore(models.Model):
    """How verdicts become rows: only what changed is written, in a few statements for any number."""
    _inherit = 'order.desk.check'

    @api.model
    def _store(self, documents, verdicts):
        """Bring the stored checks of ``documents`` in line with ``verdicts``.

        :param documents: list of recordsets, one per model, that were evaluated at all stages
        :param list[Verdict] verdicts: the engine's answers for them
        :return: the checks that changed
        """
        documents = {some._desk_check_inverse(): some for some in documents if some}
        if not documents:
            return self.browse()
        existing = self._get_existing(documents)
        to_create, changes, stages, reopened = [], {}, set(), []
        now = fields.Datetime.now()
        deadlines = {}
        for verdict in verdicts:
            values = self._prepare_values(verdict)
            inverse = verdict.document._desk_check_inverse()
            check = existing.pop((verdict.gate.id, inverse, verdict.document.id), None)
            if check is None:
                values.update(self._prepare_identity(verdict, inverse))
                values.update(self._prepare_clock(verdict, now, deadlines))
                values['group_ids'] = [fields.Command.set(verdict.group_ids)]
                to_create.append(values)
                stages.add(values['stage'])
                continue
            due = self._get_due_moment(verdict)
            is_moved = due and due != check.deadline
            if check.state == verdict.state and check.values.items() <= values.items() and not is_moved:
                continue
            changed = {name: values[name] for name in COMPARED if check.values[name] != values[name]}
            if is_moved:
                changed['deadline'] = due
            if check.state != verdict.state:
                changed['state'] = verdict.state
                if verdict.outdated and check.state in ('passed', 'waived') and verdict.state in OPEN_STATES:
                    reopened.append(verdict)
            if 'state' in changed or 'is_due' in changed:  # the clock runs while it is somebody's turn
                changed.update(self._prepare_clock(verdict, now, deadlines))
            if 'turn_key' in changed:
                changed['group_ids'] = [fields.Command.set(verdict.group_ids)]
            if changed:
                changes.setdefault(_hashable(changed), (changed, []))[1].append(check.id)
                stages.update((values['stage'], check.values['stage']))
        kept = self._get_kept(documents, existing)
        gone = [
            check for check in existing.values() if check.state != 'not_applicable' and check.id not in kept]
        if gone:
            changes['gone'] = (self._prepare_gone(), [check.id for check in gone])
            stages.update(check.values['stage'] for check in gone)
        self._write_rows(list(changes.values()))
        stored = self.create(to_create) | self.browse([i for _values, ids in changes.values() for i in ids])
        self._log_reopened(reopened)
        stored._after_store(stages)
        return stored

    def _retire(self):
        """Close those of these checks that are open: their document is cancelled and judged no more."""
        gone = self.filtered(lambda check: check.state in OPEN_STATES)
        if gone:
            gone.write(self._prepare_gone())
            gone._after_store(set(gone.mapped('stage')))

    # === HOOKS === #

    def _after_store(self, stages):
        """Called on the checks that changed.

        :param set stages: words of the stages at which any of them stands or stood
        """

    # === HELPERS === #

    @api.model
    def _prepare_gone(self):
        """Return the values of a check that concerns its document no longer."""
        return {
            'state': 'not_applicable', 'message_data': False, 'action_data': False, 'finding_code': False,
            'deadline': False, 'owner_id': False, 'turn_key': False, 'group_ids': [fields.Command.clear()],
        }

    @api.model
    def _write_rows(self, changes):
        """Write changes of checks, plain columns in one statement whatever their number.

        The ORM would send one for every hundred rows.

        :param changes: list of ``(values, ids)``
        """
        plain = {}
        for values, ids in changes:
            if 'group_ids' in values:
                self.browse(ids).write(values)
            else:
                plain.setdefault(tuple(sorted(values)), []).append((values, ids))
        for names, rows in plain.items():
            fields_written = [self._fields[name] for name in names]
            self.env.execute_query(SQL(
                """UPDATE order_desk_check AS own SET %(set)s, write_date = %(now)s, write_uid = %(uid)s
                     FROM (VALUES %(rows)s) AS new(id, %(columns)s) WHERE own.id = new.id RETURNING own.id""",
                set=SQL(', ').join(
                    SQL('%s = new.%s::%s', SQL.identifier(field.name), SQL.identifier(field.name),
                        SQL(field.column_type[1])) for field in fields_written),
                now=self.env.cr.now(), uid=self.env.uid,
                rows=SQL(', ').join(
                    SQL('(%s)', SQL(', ').join(
                        [SQL('%s', check_id)] + [
                            SQL('%s', field.convert_to_column_insert(values[field.name], self))
                            for field in fields_written]))
                    for values, ids in rows for check_id in ids),
                columns=SQL(', ').join(SQL.identifier(name) for name in names)))
            written = self.browse(check_id for _values, ids in rows for check_id in ids)
            written.invalidate_recordset([*names, 'write_date', 'write_uid'], flush=False)
            written.modified(names)

    @api.model
    def _get_kept(self, documents, existing):
        """Return the ids of settled checks whose act is behind their document: they stay as the act found them."""
        settled = {}
        for (_gate_id, inverse, document_id), check in existing.items():
            if check.state in ('passed', 'waived'):
                settled.setdefault((inverse, check.values['stage']), []).append((document_id, check.id))
        kept = set()
        for (inverse, stage), pairs in settled.items():
            asked = documents[inverse].browse([document_id for document_id, _check_id in pairs])
            standing = set(asked._desk_filter_stage(stage)._ids)
            kept.update(check_id for document_id, check_id in pairs if document_id not in standing)
        return kept

    @api.model
    def _get_existing(self, documents):
        """Return the stored checks in one query; plain rows: a record for each would cost more than the verdict.

        :param dict documents: recordsets by the field of checks that points to them
        :return: ``{(gate id, field, document id): Row}``
        """
        self.flush_model()
        own = [
            SQL('SELECT %(inverse)s AS field, %(column)s AS document_id, %(all)s FROM order_desk_check WHERE %(which)s',
                inverse=inverse, column=SQL.identifier(inverse),
                all=SQL(', ').join(SQL.identifier(name) for name in ('id', 'gate_id', 'state', 'deadline', *COMPARED)),
                which=SQL(
                    '%s = ANY(%s)%s', SQL.identifier(inverse), some.ids,
                    SQL(' AND picking_id IS NULL AND production_id IS NULL' if inverse == 'order_id' else '')))
            for inverse, some in documents.items()]
        return {
            (gate_id, inverse, document_id): Row(
                check_id, state, deadline, dict(zip(COMPARED, map(_plain, values), strict=True)))
            for inverse, document_id, check_id, gate_id, state, deadline, *values in self.env.execute_query(
                SQL(' UNION ALL ').join(own))
        }

    @api.model
    def _prepare_values(self, verdict):
        spec = verdict.spec
        finding = verdict.finding
        message = finding.message if finding else verdict.note
        return {
            'state': verdict.state,
            'severity': spec.severity,
            'stage': spec.stage,
            'sequence': spec.sequence,
            'finding_code': finding.code if finding else False,
            'message_data': json.dumps(message_to_data(message), ensure_ascii=False) if message else False,
            'action_data': self._prepare_action_data(finding.action) if finding else False,
            'amount': verdict.document._desk_order().currency_id.round(
                finding.amount) if finding and finding.amount else 0.0,
            'owner_id': finding.owner.id if finding and finding.owner else False,
            'turn_key': self._prepare_turn_key(
                finding.owner.id if finding and finding.owner else False, verdict.group_ids),
            'is_due': verdict.is_due,
        }

    @api.model
    def _prepare_action_data(self, action):
        """Return a window action as it comes back from the database, its name still untranslated."""
        if not action:
            return False
        return json.loads(json.dumps(action, default=message_to_data))

    @api.model
    def _prepare_identity(self, verdict, inverse):
        document = verdict.document
        return {
            'gate_id': verdict.gate.id,
            'order_id': document._desk_order().id,
            inverse: document.id,
            'company_id': document.company_id.id,
        }

    @api.model
    def _prepare_clock(self, verdict, now, deadlines):
        """Return since when the state holds and when it should be settled (company calendar)."""
        if verdict.state not in OPEN_STATES or not verdict.is_due:
            return {'since': now, 'deadline': False}
        due = self._get_due_moment(verdict)
        if due:
            return {'since': now, 'deadline': due}
        company = verdict.document.company_id
        hours = verdict.spec.hours_allowed
        if not hours:
            return {'since': now, 'deadline': False}
        if (company, hours) not in deadlines:
            calendar = company.resource_calendar_id
            deadlines[company, hours] = calendar.plan_hours(hours, now, compute_leaves=True) if calendar else False
        return {'since': now, 'deadline': deadlines[company, hours] or False}

    @api.model
    def _get_due_moment(self, verdict):
        """Return until when an open finding with a day of its own should be settled, else None.

        The whole day counts, on the company's clock: late is what is still open on the next.
        """
        if verdict.state in OPEN_STATES and verdict.is_due and verdict.finding.due:
            return get_day_end(verdict.finding.due, verdict.document.company_id)
        return None


def _hashable(values):
    return repr(sorted(values.items()))


def _plain(value):
    """Return a database value in the form in which :meth:`_prepare_values` gives it."""
    if value is None:
        return False
    return float(value) if isinstance(value, Decimal) else value
