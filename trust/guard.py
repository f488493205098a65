"""What a call has changed that only some may change, and what must never come to be."""
from collections import defaultdict

from odoo.tools import SQL

# The verdicts of the engine: they follow from facts, and are compared to a fresh evaluation instead.
COMPUTED = {'desk_state', 'desk_stage', 'desk_decision_count', 'desk_closed_on', 'desk_turn'}
STATES = {
    'sale_order': ('state',), 'stock_picking': ('state',), 'stock_move': ('state',), 'mrp_production': ('state',),
    'mrp_workorder': ('state',), 'account_payment': ('state',), 'account_move': ('state',)}
PASSING = (
    'create_', 'write_', 'message_', 'activity_', 'access_token', 'rating_', 'access_warning')
# Written by the engine or by the host for everybody: neither evidence nor permission.
FREE = {'order_desk_check', 'order_desk_check_res_groups_rel'}


class Guard:
    """Rows as they were when the scene was set, against rows after a call that is rolled back afterwards."""

    def __init__(self, env):
        self.env = env
        self.columns = self._get_columns()
        env.cr.execute("SELECT relname, oid::int FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s)",
                       [list(self.columns)])
        self.oids, self.counts = dict(env.cr.fetchall()), {}
        self.baseline = {table: self._read(table) for table in self.columns}
        self.touched()

    def _get_columns(self):
        columns = defaultdict(set)
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            own = model._name.startswith('order.desk.')
            for name, field in model._fields.items():
                if not field.store or not field.column_type or name.startswith(PASSING):
                    continue
                if own or name.startswith('desk_') or name in STATES.get(model._table, ()):
                    columns[model._table].add(name)
        columns = {table: sorted(names - COMPUTED) for table, names in columns.items() if table not in FREE}
        return {**columns, 'res_groups_users_rel': ['gid', 'uid']}

    def _read(self, table):
        is_pairs = table == 'res_groups_users_rel'
        key = SQL("uid::bigint * 1000000 + gid") if is_pairs else SQL("id")
        rows = self.env.execute_query(SQL(
            "SELECT %s, %s FROM %s", key, SQL(', ').join(map(SQL.identifier, self.columns[table])),
            SQL.identifier(table)))
        return {row[0]: row[1:] for row in rows}

    def touched(self):
        """Return the tables with rows inserted, changed or deleted since the last call, undone ones too."""
        self.env.cr.execute("""
            SELECT name, pg_stat_get_xact_tuples_inserted(id) + pg_stat_get_xact_tuples_updated(id)
                       + pg_stat_get_xact_tuples_deleted(id)
              FROM unnest(%s, %s::oid[]) AS guarded(name, id)""", [list(self.oids), list(self.oids.values())])
        counts = dict(self.env.cr.fetchall())
        changed = {table for table, count in counts.items() if count != self.counts.get(table)}
        self.counts = counts
        return changed

    def get_changes(self, touched):
        """Return ``{table: {id: {column: (old, new)}}}``; the column of a row that came is ``+``, that went ``-``."""
        changes = {}
        for table in touched & set(self.columns):
            before, after = self.baseline[table], self._read(table)
            found = {}
            for key in after.keys() - before.keys():
                found[key] = {'+': (None, dict(zip(self.columns[table], after[key], strict=True)))}
            for key in before.keys() - after.keys():
                found[key] = {'-': (before[key], None)}
            for key in before.keys() & after.keys():
                if before[key] != after[key]:
                    found[key] = {
                        name: (old, new) for name, old, new in
                        zip(self.columns[table], before[key], after[key], strict=True) if old != new}
            if found:
                changes[table] = found
        return changes


def describe(changes):
    return {f"{table}.{column}" for table, rows in changes.items() for row in rows.values() for column in row}
