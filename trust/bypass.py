"""Every kind of user against every way to a gate: what is refused, what happens, and what must not.

    ./desk trust bypass                       everything
    ./desk trust bypass --model=sale.order    only this model
    ./desk trust bypass --only=own            only the addon's own methods (or host, paths, or ways)
    ./desk trust bypass --record              write trust/expected.json anew, for a person to read

The documents are those of the demo company, of every stage; the methods come from the registry.
"""
import json
import logging
import os
from collections import Counter, defaultdict
from pathlib import Path

from . import paths
from .contexts import try_contexts
from .guard import describe
from .people import SYSTEM, get_names
from .scene import Scene
from .surface import HOST_MODELS, get_host_methods, get_models, get_parameters, get_surface, is_for_model
from .ways import try_ways

EXPECTED = Path(__file__).with_name('expected.json')
MATRIX = Path(__file__).resolve().parent.parent / 'docs' / 'bypass.md'
# They end the transaction, leave the machine, or go on for minutes: not for a remote caller's sake.
SKIPPED = {
    'res.company': {'install_l10n_modules', 'iap_enrich_auto', 'cache_invalidation_fields'},
    'res.partner': {'iap_partner_enrich'},
}
PARTS = ('own', 'host', 'paths', 'ways')
MARKS = {'error': 'E', 'access': 'a', 'refused': 'r', 'nothing': '·', 'changed': '●', 'hole': '**✗**'}


def read_expected():
    return json.loads(EXPECTED.read_text()) if EXPECTED.exists() else {}


class Matrix:
    """One cell for each method and person: the worst that happened over all documents."""

    RANK = list(MARKS)

    def __init__(self):
        self.cells = {}
        self.effects = defaultdict(set)
        # Ways that do not arrive even without the desk: they prove nothing.
        self.holes, self.errors, self.vain = [], {}, []
        self.calls = 0

    def add(self, row, person, outcome, effects, wrong, detail=''):
        self.calls += 1
        if wrong:
            self.holes.append((row, person, "; ".join(wrong)))
            # At once: the whole takes long, and the first one can be looked at meanwhile.
            print(f"  HOLE {'.'.join(row)} as {person}: {self.holes[-1][2][:300]}", flush=True)
            outcome = 'hole'
        elif outcome == 'done':
            outcome = 'changed' if effects else 'nothing'
        if outcome == 'error':
            self.errors.setdefault((row, detail[:160]), person)
        key = row, person
        if key not in self.cells or self.RANK.index(outcome) > self.RANK.index(self.cells[key]):
            self.cells[key] = outcome
        if outcome == 'changed':
            self.effects[row].update(effects)


def call_methods(scene, matrix, model, methods, limit=8):
    """Call every method of a model as everybody, on a document of each phase."""
    ids = scene.get_documents(model, limit)
    for method in methods:
        if method in SKIPPED.get(model, ()):
            continue
        required, optional = get_parameters(scene.env[model], method)
        targets = [None] if is_for_model(scene.env[model], method) else ids
        for person in get_names():
            try:
                kwargs = scene.get_arguments(required, optional, person)
            except KeyError:
                continue
            for record_id in targets:
                args = [] if record_id is None else [[record_id]]
                outcome, changes, wrong = scene.call(person, model, method, args, kwargs)
                matrix.add((model, method), person, outcome, describe(changes), wrong, scene.detail)
                if outcome == 'access' and not scene.may_read(person, model):
                    break  # and none of the others either


def call_wizards(scene, matrix, model, methods):
    """Call a wizard from every window in which it was opened, and from the documents themselves."""
    for person in get_names():
        contexts = scene.windows[model, person] or [
            {'active_model': name, 'active_id': ids[0], 'active_ids': ids[:1]}
            for name in ('sale.order', 'stock.picking') if (ids := scene.get_documents(name, 1))]
        for method in methods:
            required, optional = get_parameters(scene.env[model], method)
            kwargs = scene.get_arguments(required, optional, person)
            for context in contexts:
                outcome, changes, wrong = scene.call(
                    person, model, 'create', [paths.fill_wizard(scene, model, person)], context=context,
                    then=(method, kwargs))
                matrix.add((model, method), person, outcome, describe(changes), wrong, scene.detail)


def run_matrix(scene, wanted=(), parts=PARTS, progress=print):
    """Return the matrices of the addon's own methods, of Odoo's, and of the paths."""
    own, host, ways = Matrix(), Matrix(), Matrix()
    surface = get_surface(scene.env)
    # Wizards last: they are called from the windows that the methods of the documents open.
    for model in sorted(surface, key=lambda name: scene.env[name]._transient) if 'own' in parts else ():
        if not wanted or model in wanted:
            act = call_wizards if scene.env[model]._transient else call_methods
            act(scene, own, model, surface[model])
            progress(f"  {model}: {len(surface[model])} methods, {own.calls} calls", flush=True)
    for model in HOST_MODELS if 'host' in parts else ():
        if not wanted or model in wanted:
            call_methods(scene, host, model, get_host_methods(scene.env[model]), 4)
            progress(f"  {model}, Odoo's own methods: {host.calls} calls", flush=True)
    for model in get_models(scene.env) if 'paths' in parts else ():
        if not wanted or model in wanted:
            paths.try_model(scene, ways, model)
            progress(f"  {model}, other paths: {ways.calls} calls", flush=True)
    if 'ways' in parts:
        ways.vain += try_ways(scene, ways, wanted)
        progress(f"  ways past a form: {ways.calls} calls", flush=True)
        try_contexts(scene, ways, wanted)
        progress(f"  contexts: {ways.calls} calls", flush=True)
    return own, host, ways


def get_unexpected(own, expected):
    """Return the cells in which somebody changes what the expectation does not grant him."""
    return [
        (row, person, f"changes {', '.join(sorted(own.effects[row]))[:120]}")
        for (row, person), outcome in own.cells.items()
        if outcome == 'changed' and person not in expected.get(row[0], {}).get(row[1], ())]


def record(env, own):
    """Write who changes something by each method; what is not called keeps its entry."""
    known, expected = read_expected(), {}
    for model, methods in get_surface(env).items():
        expected[model] = {}
        for method in methods:
            cells = [person for person in get_names() if (((model, method), person)) in own.cells]
            may = [person for person in cells if own.cells[(model, method), person] == 'changed']
            expected[model][method] = may if cells else known.get(model, {}).get(method, [])
    write_expected(expected)


def write_expected(expected):
    """One method a line, so that a change of one right is a change of one line."""
    models = [
        f'  {json.dumps(model)}: {{\n' + ',\n'.join(
            f'    {json.dumps(method)}: {json.dumps(may)}' for method, may in sorted(methods.items())) + '\n  }'
        for model, methods in sorted(expected.items())]
    EXPECTED.write_text('{\n' + ',\n'.join(models) + '\n}\n')


def get_table(matrix):
    """Return the matrix as markdown: a row for each method, a column for each person."""
    called = {person for _row, person in matrix.cells}
    names = [name for name in (*get_names(), SYSTEM) if name in called]
    lines = [f"| method | {' | '.join(name.replace('_', ' ') for name in names)} |", '|---' * (len(names) + 1) + '|']
    for row in sorted({row for row, _person in matrix.cells}):
        marks = [MARKS.get(matrix.cells.get((row, name)), '') for name in names]
        lines.append(f"| `{'.'.join(row)}` | {' | '.join(marks)} |")
    return lines


def get_report(own, host, ways, unexpected):
    lines = [
        "## Nobody gets around", "",
        "Called as a program would, on the documents of the demo company, one for each state, and undone.", "",
        "| what | methods | calls | refused: no right | refused: a reason | nothing changed | changed by who may "
        "| program errors | holes |", "|---|---|---|---|---|---|---|---|---|"]
    for words, matrix in (("methods of order_desk", own), ("Odoo's own methods of its documents", host),
                          ("other paths: create, import, copy, portal, payment, wizards, lists, contexts", ways)):
        counts = Counter(matrix.cells.values())
        holes = len(matrix.holes) + (len(unexpected) if matrix is own else 0)
        figures = (
            len({row for row, _person in matrix.cells}), matrix.calls,
            *(counts[outcome] for outcome in ('access', 'refused', 'nothing', 'changed', 'error')), holes)
        lines.append(f"| {words} | {' | '.join(map(str, figures))} |")
    lines += ["", f"As {len(get_names())} people: {', '.join(name.replace('_', ' ') for name in get_names())}.",
              "The whole matrix stands in [bypass.md](bypass.md)."]
    lines += [f"* IN VAIN: {'.'.join(row)}, which does not arrive without the desk either: {words}"
              for row, words in ways.vain]
    for row, person, words in (*own.holes, *unexpected, *host.holes, *ways.holes):
        lines.append(f"* HOLE: {'.'.join(row)} as {person}: {words}")
    return lines


def run(host, environ, rest):
    """Return the table as text, and whether nobody gets around a gate."""
    logging.disable(logging.ERROR)
    wanted = [word.removeprefix('--model=') for word in rest if word.startswith('--model=')]
    parts = [word.removeprefix('--only=') for word in rest if word.startswith('--only=')]
    copy = f'trust_bypass_{os.getpid()}'
    with host.database(environ['DESK_TEMPLATE_DEMO'], copy) as name, host.environment(name) as env:
        own, odoo, ways = run_matrix(Scene(env), wanted, parts or PARTS)
        if '--record' in rest:
            record(env, own)
        unexpected = get_unexpected(own, read_expected())
    lines = get_report(own, odoo, ways, unexpected)
    print('\n'.join(f"  {'.'.join(row)} as {person}: {words}" for matrix in (own, odoo, ways)
                    for (row, words), person in matrix.errors.items()))
    if not wanted and not parts:
        write_matrix(own, odoo, ways)
    return '\n'.join(lines), not (own.holes or odoo.holes or ways.holes or ways.vain or unexpected)


def write_matrix(own, odoo, ways):
    words = ', '.join(f"{mark} {name}" for name, mark in (
        ("no right", 'a'), ("refused with a reason", 'r'), ("nothing changed", '·'), ("changed, as it may", '●')))
    MATRIX.write_text('\n'.join([
        "# Who can do what", "", f"Written by `./desk trust bypass`. {words}; the most that happened on any document.",
        "", "## Methods of order_desk", "", *get_table(own), "", "## Odoo's own methods", "", *get_table(odoo),
        "", "## Other paths", "", *get_table(ways)]) + '\n')
