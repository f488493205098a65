"""Print apt sources for this machine's own release and for sid, taken from its own apt configuration.

Mirror and keyring are whatever the machine already uses; nothing is named here.
Usage: aptsource.py CODENAME [ETC_APT]
"""

import sys
from pathlib import Path

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
KEPT = ("signed-by", "trusted", "check-valid-until", "check-date")


def read_stanzas(text):
    """The stanzas of a deb822 .sources file as dicts with lower-case keys."""
    stanzas, stanza, key = [], {}, None
    for line in [*text.splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if stanza:
                stanzas.append(stanza)
            stanza, key = {}, None
        elif line[0] in " \t":
            if key:
                stanza[key] += "\n" + line.rstrip()
        elif ":" in line:
            key, value = line.split(":", 1)
            key = key.strip().lower()
            stanza[key] = value.strip()
    return stanzas


def read_list(text):
    """The lines of a one-line .list file in the same shape."""
    stanzas = []
    for line in text.splitlines():
        line = line.split("#", 1)[0].strip()
        kind, _, rest = line.partition(" ")
        if kind != "deb":
            continue
        stanza, rest = {"types": "deb"}, rest.strip()
        if rest.startswith("["):
            options, _, rest = rest[1:].partition("]")
            for option in options.split():
                key, _, value = option.partition("=")
                stanza[key.lower()] = value.replace(",", " ")
        words = rest.split()
        if len(words) < 3:
            continue
        stanza.update(uris=words[0], suites=words[1], components=" ".join(words[2:]))
        stanzas.append(stanza)
    return stanzas


def all_stanzas(etc):
    files = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]
    for path in files:
        if path.suffix == ".sources" and path.is_file():
            yield from read_stanzas(path.read_text())
        elif path.suffix == ".list" and path.is_file():
            yield from read_list(path.read_text())


def archive_stanza(etc, codename):
    """The first entry that brings this release's own main packages."""
    names = {codename, "stable", "oldstable", "testing", "unstable", "sid"}
    for stanza in all_stanzas(etc):
        if stanza.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        if "deb" not in stanza.get("types", "").split() or "main" not in stanza.get("components", "").split():
            continue
        suites = [suite for suite in stanza.get("suites", "").split() if suite in names]
        if suites and stanza.get("uris"):
            return stanza, suites[0]
    return None, None


def main(codename, etc="/etc/apt"):
    stanza, suite = archive_stanza(Path(etc), codename)
    if not stanza:
        return f"no Debian mirror for {codename} in {etc}"
    options = {key: stanza[key] for key in KEPT if key in stanza}
    if "signed-by" not in options and KEYRING.exists():
        options["signed-by"] = str(KEYRING)
    for name in dict.fromkeys([suite, "sid"]):
        print(f"Types: deb\nURIs: {stanza['uris']}\nSuites: {name}\nComponents: main")
        for key, value in options.items():
            print(f"{key.title()}: {value}")
        print()
    return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
