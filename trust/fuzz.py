"""Odd arguments for the names that other programs may call: wrong types, huge numbers, foreign ids, strange text.

    ./desk trust fuzz                 5,000 calls
    ./desk trust fuzz --calls=20000   more

Each call is refused with a sentence or does what it says; none ends in a traceback, and none that
carries a value which cannot be meant changes anything.
"""
import logging
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from .people import get_names
from .scene import Scene
from .surface import get_parameters

# The names of design section 6, and what each argument must be for the call to be meant.
METHODS = {
    'sale.order': (
        'action_desk_check', 'action_desk_send_confirmation', 'action_desk_register_return', 'action_desk_release',
        'desk_dry_run', 'desk_decide'),
    'mrp.production': ('desk_decide',),
    'stock.picking': (
        'desk_decide', 'action_desk_apply_shipping', 'action_desk_emergency_release', 'action_desk_register_receipt'),
    'order.desk.rebate.agreement': ('compute_rebate', 'action_settle'),
}
FREE_TEXT = {'reason', 'note', 'received_by'}
ODD_TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", " ", "\x00", "a\x00b", "\ud800", "\u202eabc", "𝔊𝔞𝔱𝔢", "é" * 5000, "%(gate)s %s {0}", "'; DROP",
                     "<script>", "nan", "1e999", "2026-13-45", "0000-00-00", "9999999-01-01"]))
ODD_NUMBERS = st.one_of(
    st.integers(), st.integers(min_value=2 ** 31 - 1, max_value=2 ** 70), st.floats(),
    st.sampled_from([0, -1, 2 ** 31, 2 ** 63, 10 ** 400, -0.0, float('nan'), float('inf')]))
ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), ODD_NUMBERS, ODD_TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(ODD_TEXT, inner, max_size=2)), max_leaves=4)


def get_good(scene, person):
    """Return values that are meant, for each parameter."""
    return {
        'gate_code': scene.codes, 'decision': ['approve', 'reject', 'waive', 'revoke'],
        'stage': ['review', 'confirm', 'release', 'ship', 'close'], 'verdict': ['clean', 'unclear'],
        'attachment': [scene.files[person]], 'attachment_ids': [[], [scene.files[person]]], 'checks': [None],
        'differences': [None, []], 'cap': [None, 10.0],
        **dict.fromkeys(('until', 'on_date', 'due_date', 'arrived_on', 'date_from', 'date_to'), [
            None, scene.get_value('due_date', person), scene.get_value('date_to', person)]),
        **dict.fromkeys(FREE_TEXT, ["Because", "Ä ü €"]),
    }


def make_calls(scene):
    """Return the strategy of calls: (person, model, method, ids, arguments, whether all of it may be meant)."""
    targets = [(model, method) for model, methods in METHODS.items() for method in methods]
    parameters = {target: sum(get_parameters(scene.env[target[0]], target[1]), []) for target in targets}
    documents = {model: scene.get_documents(model, 12) for model in METHODS}
    good = {person: get_good(scene, person) for person in get_names()}

    @st.composite
    def calls(draw):
        person, (model, method) = draw(st.sampled_from(get_names())), draw(st.sampled_from(targets))
        meant, arguments = True, {}
        for name in parameters[model, method]:
            if draw(st.integers(0, 2)):
                arguments[name] = draw(st.sampled_from(good[person][name]))
                continue
            arguments[name] = draw(ODD)
            meant = meant and name in FREE_TEXT
        ids = [draw(st.sampled_from(documents[model]))] if documents[model] else []
        if not draw(st.integers(0, 4)):
            # What is no list and no number never reaches a method: the host itself cannot make records of it.
            ids, meant = draw(st.one_of(
                st.integers(), ODD_TEXT, st.lists(ODD, max_size=3), st.just(documents[model] * 2),
                st.just(scene.foreign[model]))), False
        return person, model, method, ids, arguments, meant
    return calls()


def run_calls(scene, number, seed=0):
    """Make ``number`` calls; returns how they ended, and sentences about those that should not have."""
    scene.codes = sorted({check.gate_id.code for check in scene.env['order.desk.check'].search([])})
    scene.foreign = {
        model: scene.env[model].search([('company_id', '!=', scene.company.id)], limit=2).ids for model in METHODS}
    outcomes, wrong = Counter(), {}

    @settings(max_examples=number, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(make_calls(scene))
    def try_one(call):
        person, model, method, ids, arguments, meant = call
        outcome, changes, violations = scene.call(person, model, method, [ids], arguments)
        outcomes[outcome] += 1
        words = f"{model}.{method} as {person}, {ids!r:.80}, {arguments!r:.300}"
        if outcome == 'error':
            wrong.setdefault((model, method, scene.detail[:60]), f"{words}: {scene.detail[:200]}")
        if violations or (changes and not meant):
            wrong.setdefault((model, method, 'changed'), f"{words}: changed {sorted(changes)} {violations}")

    try_one()
    return outcomes, list(wrong.values())


def run(host, environ, rest):
    """Return the table as text, and whether no call ended in a traceback or changed what it should not."""
    logging.disable(logging.ERROR)
    number = next((int(word.removeprefix('--calls=')) for word in rest if word.startswith('--calls=')), 5000)
    with host.database(environ['DESK_TEMPLATE_DEMO'], 'trust_fuzz') as name, host.environment(name) as env:
        outcomes, wrong = run_calls(Scene(env), number)
    lines = [
        "## Odd arguments", "",
        f"{sum(map(len, METHODS.values()))} public names, {len(get_names())} people, values drawn by Hypothesis.", "",
        "| calls | refused: no right | refused with a sentence | done | tracebacks | changed what was not meant |",
        "|---|---|---|---|---|---|",
        f"| {sum(outcomes.values())} | {outcomes['access']} | {outcomes['refused']} | {outcomes['done']} "
        f"| {outcomes['error']} | {sum(': changed ' in words for words in wrong)} |"]
    lines += [f"* {words}" for words in wrong]
    return '\n'.join(lines), not wrong
