"""./desk bench: every figure that is promised, with Odoo's own beside it in the same run.

    ./desk bench                 all cases
    ./desk bench confirm my_desk only these
    ./desk bench --check         and fail where a number of queries has risen since the last written run
    ./desk bench --quick         three cases of every day; fails for that alone, says what has become slower
    ./desk bench --write         and keep the figures that --check compares with, and write docs/performance.md
"""
import argparse
import os
import platform
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

CASES = (
    'switched_off', 'confirm', 'ship', 'check', 'save', 'fingerprint', 'my_desk', 'shipments', 'rebate', 'settle',
    'change', 'returns_pivot')
# What every change is held to in CI: exact numbers of queries; times are only said, for a shared machine is noisy.
# Those of confirming and shipping are held by the tests.
QUICK = ('switched_off', 'save', 'fingerprint')


def main():
    parser = argparse.ArgumentParser(
        prog='./desk bench', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('cases', nargs='*', help=', '.join(CASES))
    parser.add_argument('--quick', action='store_true', help=f"{', '.join(QUICK)}: compare with the last written run")
    parser.add_argument('--check', action='store_true', help="compare with the last written run")
    parser.add_argument(
        '--write', action='store_true', help="keep the figures, write docs/performance.md")
    options = parser.parse_args()
    unknown = set(options.cases).difference(CASES)
    if unknown:
        parser.error(f"there is no case {', '.join(sorted(unknown))}")
    from benchmarks import baseline, host
    from benchmarks.sections import write_sections
    host.configure(os.environ['ODOO_RC'])
    table = host.Table()
    start, sections = time.monotonic(), {}
    for name in options.cases or (QUICK if options.quick else CASES):
        print(f"{name} …", flush=True)
        case, first = import_module(f'benchmarks.{name}'), len(table.rows)
        case.run(host, table, os.environ)
        sections[name] = f"## {case.__doc__.splitlines()[0].rstrip('.')}\n\n{table.markdown(first)}"
    text = table.markdown()
    print(f"\n{text}\n\n{time.monotonic() - start:.0f} s on {os.cpu_count()} cores, Python {platform.python_version()}")
    failures, remarks = baseline.compare(table.figures) if options.check or options.quick else ((), ())
    for sentence in (*failures, *remarks):
        print(sentence)
    if options.write:
        baseline.keep(table.figures)
        write_sections(
            ROOT / 'docs' / 'performance.md', "# Performance\n\nWritten by `./desk bench --write`: each figure beside "
            f"Odoo's own, measured in the same run on {os.cpu_count()} cores.", CASES, sections)
    return 1 if failures or (table.failed and not options.quick) else 0


if __name__ == '__main__':
    sys.exit(main())
