"""What the last written run has measured, and what has become worse since."""
import json
from pathlib import Path

FILE = Path(__file__).with_name('baseline.json')
#: Times vary from run to run; less than this is not worth a word.
WORTH_SAYING = 1.10


def load():
    """Return the figures kept, as :class:`benchmarks.host.Table` has them."""
    return json.loads(FILE.read_text(encoding='utf-8')) if FILE.exists() else {'queries': {}, 'times': {}}


def keep(figures):
    """Keep the figures of a run; those of cases that were not run stay."""
    kept = load()
    for kind, own in figures.items():
        kept[kind].update(own)
    FILE.write_text(json.dumps(kept, indent=2, sort_keys=True, ensure_ascii=False) + '\n', encoding='utf-8')


def compare(figures):
    """Return what has become worse, as ``(failures, remarks)``, each a list of sentences.

    One query more is a failure, whatever the limit; a time that is worse by a tenth is said.
    """
    kept = load()
    failures = [
        f"{what}: {count} queries, {kept['queries'][what]} at the last written run"
        for what, count in figures['queries'].items() if count > kept['queries'].get(what, count)]
    remarks = [
        f"{what}: {ratio} times the host's own, {kept['times'][what]} at the last written run"
        for what, ratio in figures['times'].items() if ratio > WORTH_SAYING * kept['times'].get(what, ratio)]
    remarks += [
        f"{what}: not measured before; ./desk bench --write keeps it"
        for kind in figures for what in figures[kind] if what not in kept[kind]]
    return failures, remarks
