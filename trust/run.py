"""./desk trust: the long proofs that the host stays whole.

    ./desk trust              all cases
    ./desk trust host         Odoo's own test suites, with the addon and without it
    ./desk trust bypass       everybody against every method and path, on the demo company
    ./desk trust concurrency  real transactions at the same moment, 200 rounds each
    ./desk trust fuzz         odd arguments for the public names
    ./desk trust life         installed beside years of data, upgraded from the commit before, removed without a trace
    ./desk trust neighbours   beside sixty of Odoo's other applications
    ./desk trust --write      and write their sections of docs/trust.md
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

CASES = ('host', 'bypass', 'concurrency', 'fuzz', 'life', 'neighbours')


def main():
    parser = argparse.ArgumentParser(prog='./desk trust', description=__doc__)
    parser.add_argument('cases', nargs='*', help=', '.join(CASES))
    parser.add_argument('--write', action='store_true', help="write the tables to docs/trust.md")
    options, rest = parser.parse_known_args()
    unknown = set(options.cases).difference(CASES)
    if unknown:
        parser.error(f"there is no case {', '.join(sorted(unknown))}")
    from benchmarks import host
    from benchmarks.sections import write_sections
    host.configure(os.environ['ODOO_RC'])
    start = time.monotonic()
    texts, failed = {}, False
    for name in options.cases or CASES:
        print(f"{name} …", flush=True)
        text, holds = import_module(f'trust.{name}').run(host, os.environ, rest)
        print(f"\n{text}\n", flush=True)
        texts[name] = text
        failed |= not holds
    print(f"{time.monotonic() - start:.0f} s on {os.cpu_count()} cores, Python {platform.python_version()}")
    if options.write:
        head = "# What was proved, and how\n\nWritten by `./desk trust --write`."
        write_sections(ROOT / 'docs' / 'trust.md', head, CASES, texts)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
