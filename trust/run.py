"""./desk trust: the long proofs that the host stays whole.

    ./desk trust              all cases
    ./desk trust host         Odoo's own test suites, with the addon and without it
    ./desk trust --write      and write docs/trust.md
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

CASES = ('host',)


def main():
    parser = argparse.ArgumentParser(prog='./desk trust', description=__doc__)
    parser.add_argument('cases', nargs='*', help=', '.join(CASES))
    parser.add_argument('--write', action='store_true', help="write the tables to docs/trust.md")
    options, rest = parser.parse_known_args()
    unknown = set(options.cases).difference(CASES)
    if unknown:
        parser.error(f"there is no case {', '.join(sorted(unknown))}")
    from benchmarks import host
    host.configure(os.environ['ODOO_RC'])
    start = time.monotonic()
    texts, failed = [], False
    for name in options.cases or CASES:
        print(f"{name} …", flush=True)
        text, holds = import_module(f'trust.{name}').run(host, os.environ, rest)
        print(f"\n{text}\n", flush=True)
        texts.append(text)
        failed |= not holds
    print(f"{time.monotonic() - start:.0f} s on {os.cpu_count()} cores, Python {platform.python_version()}")
    if options.write:
        (ROOT / 'docs' / 'trust.md').write_text(
            "# What was proved, and how\n\nWritten by `./desk trust --write`.\n\n" + "\n\n".join(texts) + "\n")
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
