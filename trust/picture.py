"""A picture of a whole database, schema and rows, and the differences of two of them by name."""
import re
import subprocess
from typing import NamedTuple

from odoo import sql_db
from odoo.tools import SQL

# Who wrote a row and when is no part of what it says; the order in which views are loaded is none of ours.
VOLATILE = ['write_date', 'write_uid', 'create_date', 'create_uid']


class Difference(NamedTuple):
    """One thing that is not as it was.

    :ivar where: ``schema``, or the name of a table
    :ivar kind: ``gone``, ``added`` or ``changed``
    :ivar detail: the statement, or the row and its columns
    """
    where: str
    kind: str
    detail: str

    def __str__(self):
        return f"{self.where}, {self.kind}: {self.detail[:200]}"


class Picture(NamedTuple):
    """:ivar schema: set of statements; a column is a statement of its own, wherever it stands in its table
    :ivar rows: ``{table: {key: {column: value}}}``
    """
    schema: set
    rows: dict


def read_schema(dump):
    """Return the statements of what pg_dump wrote, one a column, in no order."""
    statements = set()
    text = re.sub(r'^(--.*|\\.*|SET .*;|SELECT pg_catalog.*;)$', '', dump, flags=re.MULTILINE)
    for statement in re.split(r';\n', text):
        words = statement.strip()
        if words.startswith('CREATE TABLE'):
            head, _paren, body = words.partition(' (\n')
            statements.add(head)
            columns = (line.strip().rstrip(',') for line in body.splitlines())
            statements.update(f"{head.rpartition('.')[2]}.{line}" for line in columns if line not in ('', ')'))
        elif words:
            statements.add(' '.join(words.split()))
    return statements


def dump_schema(host, database):
    return subprocess.run(
        ['pg_dump', *host._connection(), '--schema-only', '--no-owner', '--no-privileges', database],
        check=True, capture_output=True, text=True).stdout


def _read_rows(cursor, table):
    cursor.execute(SQL(
        "SELECT to_jsonb(t) - %s::text[] FROM %s t", VOLATILE, SQL.identifier(table)))
    rows = [row for (row,) in cursor.fetchall()]
    if rows and 'id' in rows[0]:
        return {row['id']: row for row in rows}
    return {tuple(sorted((name, str(value)) for name, value in row.items())): {} for row in rows}


def take(host, database):
    """Return the picture of a database at rest."""
    with sql_db.db_connect(database).cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        rows = {table: _read_rows(cursor, table) for (table,) in cursor.fetchall()}
    sql_db.close_db(database)
    return Picture(read_schema(dump_schema(host, database)), rows)


def _name(row):
    words = [str(row[name]) for name in ('module', 'model', 'key', 'name', 'login', 'res_model') if row.get(name)]
    return ' '.join(words)


def compare_rows(table, before, after):
    """Yield the differences of one table's rows."""
    for key in sorted(before.keys() | after.keys(), key=str):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            yield Difference(table, 'gone' if new is None else 'added', f"{key} {_name(old or new or {})}".strip())
            continue
        columns = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        if columns:
            changes = ', '.join(f"{name} {old.get(name)!r:.60} → {new.get(name)!r:.60}" for name in columns)
            yield Difference(table, 'changed', f"{key} {_name(old)}: {changes}")


def compare(before, after):
    """Return every difference of two pictures, by name."""
    found = [Difference('schema', 'gone', words) for words in sorted(before.schema - after.schema)]
    found += [Difference('schema', 'added', words) for words in sorted(after.schema - before.schema)]
    # A table that is there only once is a difference of the schema.
    for table in sorted(before.rows.keys() & after.rows.keys()):
        found += compare_rows(table, before.rows[table], after.rows[table])
    return found
