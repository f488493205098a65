"""Keep docs/requirements.md and the tests in step.

    python tools/requirements.py --check    say what does not agree, and fail
    python tools/requirements.py --write    set the states and totals from the tests

A test proves a requirement by naming it at the beginning of its docstring:
``\"\"\"PRC-01, PRC-05: a deviation asks for a higher signature.\"\"\"``. No word of a
person makes a row ``proven``: only such a test does.
"""

import argparse
import ast
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "requirements.md"
TESTS = ROOT / "tests"

#: How many requirements each group has, in the order of the table.
GROUPS = {
    "INT": 32, "CUS": 16, "PRC": 16, "TEC": 15, "CTR": 20, "MAT": 6, "DEL": 11, "CNF": 8, "CSG": 10,
    "DEP": 3, "PRD": 14, "FUP": 10, "QCS": 7, "PAY": 13, "SHP": 12, "ADV": 10, "RCP": 4, "CHG": 8,
    "INV": 14, "RET": 7, "CMP": 13, "REB": 1, "REC": 6, "RPT": 16, "KPI": 21, "TRK": 9, "CUT": 11,
    "PUR": 15, "SMP": 8, "TRN": 3, "ARC": 9, "SEC": 8, "SVC": 6, "EXP": 4,
}  # fmt: skip
TOTAL = 366
KNOWN = [f"{group}-{number:02}" for group, count in GROUPS.items() for number in range(1, count + 1)]
STATES = ("proven", "built", "not yet", "outside")
NOWHERE = "—"

_ROW = re.compile(r"^\| *(?P<id>[A-Z]{3}-\d{2}) *\| *(?P<text>.*?) *\| *(?P<where>.*?) *\| *(?P<state>.*?) *\|$")
_STATE = re.compile(rf"^(?:{'|'.join(STATES)})(?::.*)?$")
_ID = re.compile(r"\b([A-Z]{3})-(\d{2})(?: *(?:…|\.\.+|–|-) *(?:[A-Z]{3}-)?(\d{2}))?\b")
_LEAD = re.compile(r"^\s*[A-Z]{3}-\d{2}\b")
_TOTALS = re.compile(r"^\*\*Totals:\*\*.*$", re.MULTILINE)
_PATH = re.compile(r"`([\w./-]+/[\w.-]+)`")


class Row(NamedTuple):
    """One line of the table."""

    id: str
    text: str
    where: str
    state: str

    @property
    def kind(self):
        """The state without the subject it waits for: ``not yet: shipping`` is ``not yet``."""
        return self.state.split(":")[0]

    def to_line(self):
        return f"| {self.id} | {self.text} | {self.where} | {self.state} |"


def parse_table(text):
    """Return the rows of the table, in their order."""
    matches = (_ROW.match(line) for line in text.splitlines())
    return [Row(**match.groupdict()) for match in matches if match]


def ids_of_docstring(docstring):
    """Return the requirement IDs at the beginning of a docstring, ranges written out."""
    if not docstring or not _LEAD.match(docstring):
        return []
    lead = docstring.strip().split("\n")[0].split(":")[0]
    found = []
    for group, first, last in _ID.findall(lead):
        found += [f"{group}-{number:02}" for number in range(int(first), int(last or first) + 1)]
    return found


def named_by_source(source, filename="<source>"):
    """Yield ``(id, test name)`` for the tests of one file."""
    for node in ast.walk(ast.parse(source, filename)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            for requirement in ids_of_docstring(ast.get_docstring(node)):
                yield requirement, f"{filename}::{node.name}"


def named_by_tests(folder=TESTS):
    """Return ``{id: [tests that name it]}``."""
    named = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        for requirement, test in named_by_source(path.read_text(), path.relative_to(folder.parent).as_posix()):
            named[requirement].append(test)
    return dict(named)


def _problems_of_ids(rows, named):
    counts = Counter(row.id for row in rows)
    known = set(KNOWN)
    yield from (f"{one} stands in the table {count} times" for one, count in counts.items() if count > 1)
    yield from (f"{one} is missing from the table" for one in KNOWN if one not in counts)
    yield from (f"{one} in the table is no known requirement" for one in counts if one not in known)
    for one in named.keys() - known:
        yield f"{one} is no known requirement, named by {', '.join(named[one])}"
    if len(rows) != TOTAL:
        yield f"the table has {len(rows)} rows, not {TOTAL}"


def _problems_of_states(rows, named):
    for row in rows:
        tests = named.get(row.id)
        if not _STATE.match(row.state):
            yield f"{row.id} has the state {row.state!r}; known are {', '.join(STATES)}"
        elif tests and row.kind != "proven":
            yield f"{row.id} is {row.state!r}, but {tests[0]} names it: run tools/requirements.py --write"
        elif row.kind == "proven" and not tests:
            yield f"{row.id} is proven, but no test names it"
        if row.kind in ("proven", "built") and row.where in ("", NOWHERE):
            yield f"{row.id} is {row.kind}, but the table does not say where"
        if not row.text:
            yield f"{row.id} has no text"


def _problems_of_places(rows, root):
    for row in rows:
        for path in _PATH.findall(row.where):
            if not (root / path).exists() and not (root / "order_desk" / path).exists():
                yield f"{row.id} lives in {path}, which does not exist"


def problems(text, named, root=ROOT):
    """Return one sentence per disagreement between the table and the tests."""
    rows = parse_table(text)
    found = [*_problems_of_ids(rows, named), *_problems_of_states(rows, named), *_problems_of_places(rows, root)]
    if totals(rows) not in text:
        found.append("the line of totals is not up to date: run tools/requirements.py --write")
    return found


def totals(rows):
    """Return the line that counts the states."""
    counts = Counter(row.kind for row in rows)
    return "**Totals:** " + ", ".join(f"{counts[state]} {state}" for state in STATES) + f", of {len(rows)}."


def rewrite(text, named):
    """Return ``text`` with the states and the totals that the tests give."""
    lines, rows = [], []
    for line in text.splitlines():
        match = _ROW.match(line)
        if match:
            row = Row(**match.groupdict())
            if row.id in named:
                row = row._replace(state="proven")
            elif row.kind == "proven":
                row = row._replace(state="not yet" if row.where == NOWHERE else "built")
            rows.append(row)
            line = row.to_line()
        lines.append(line)
    return _TOTALS.sub(totals(rows), "\n".join(lines) + "\n")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="fail when table and tests do not agree")
    action.add_argument("--write", action="store_true", help="set states and totals from the tests")
    options = parser.parse_args(arguments)
    named = named_by_tests()
    if options.write:
        TABLE.write_text(rewrite(TABLE.read_text(), named))
    found = problems(TABLE.read_text(), named)
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(totals(parse_table(TABLE.read_text())))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
