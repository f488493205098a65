"""Export the addon's terms and keep its Chinese translation whole.

    python tools/i18n.py --database NAME [--config odoo.conf] [--from words.json ...] [--check]

needs a database in which order_desk is installed in its present version, and Odoo in the Python that runs
this. Writes order_desk/i18n/order_desk.pot and order_desk/i18n/zh_CN.po. Translations there are kept; a term
without one is looked up in the JSON files ({"English": "translation"}, the first file wins), then in what
Odoo itself calls the same thing. What is still missing is listed, and makes the command fail.

The files carry no dates and a fixed order: the same terms give the same bytes.
"""

import argparse
import io
import json
import os
import re
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
MODULE = "order_desk"
FOLDER = ROOT / MODULE / "i18n"
TEMPLATE = FOLDER / f"{MODULE}.pot"
LANGUAGE = "zh_CN"
CATALOG = FOLDER / f"{LANGUAGE}.po"

#: Modules whose words the addon speaks, the most specific first.
HOST_MODULES = (
    "sale", "sale_management", "sale_stock", "sale_mrp", "mrp", "stock", "stock_delivery", "delivery",
    "purchase", "purchase_mrp", "account", "product", "payment", "portal", "mail", "uom", "base",
)  # fmt: skip
METADATA = {
    "Project-Id-Version": "Order Desk 19.0",
    "Report-Msgid-Bugs-To": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "",
    "Plural-Forms": "",
}
#: Terms that are written the same in Chinese: codes, formats, names of files, marks without words.
SAME = re.compile(
    r"^(?:PDF|UBL|CSV|XLSX|Excel|ERP|ID|URL|QR|[ABC]|A4|SKU|object\..*|(?:<(?!\S+[^>]* (?:title|alt)=)[^>]+>|\W|\d)+)$"
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[#0 +-]*[\d.]*[a-z]|%[sdf]|\{\{.*?\}\}|\$\{.*?\}")
_TAG = re.compile(r"</?(\w+)")


def export_terms(env):
    """Return the addon's terms as a catalogue without translations.

    :param env: an environment on a database where the addon is installed
    """
    from odoo.tools.translate import trans_export

    buffer = io.BytesIO()
    trans_export(None, [MODULE], buffer, "po", env)
    catalog = polib.pofile(buffer.getvalue().decode())
    for entry in catalog:
        entry.occurrences = sorted(entry.occurrences)
    return catalog


def sort_key(entry):
    return (entry.msgid.casefold(), entry.msgid)


def render(entries, path):
    """Return a catalogue as text, without dates and in a fixed order."""
    catalog = polib.POFile(wrapwidth=110)
    catalog.header = "Translation of the Odoo addon order_desk."
    catalog.metadata = dict(METADATA)
    if path.suffix == ".po":
        catalog.metadata["Language"] = LANGUAGE
    catalog.extend(sorted(entries, key=sort_key))
    return str(catalog).rstrip("\n") + "\n"


def save(entries, path):
    """Write a catalogue, and touch the file only when something changed."""
    text = render(entries, path)
    path.parent.mkdir(exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def read_catalog(path=CATALOG):
    """Return ``{term: translation}`` of a catalogue; fuzzy and obsolete entries do not count."""
    if not path.exists():
        return {}
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if entry.translated()}


def read_words(paths):
    """Return ``{term: translation}`` of JSON files; of two translations the first counts."""
    words = {}
    for path in paths:
        for source, translation in json.loads(Path(path).read_text()).items():
            if words.setdefault(source, translation) != translation:
                print(f"two translations, the first is taken: {source!r}: {words[source]!r}, {translation!r}")
    return words


def read_host_words():
    """Return ``{term: translation}`` of Odoo's own modules."""
    import odoo.addons

    words = {}
    for module in HOST_MODULES:
        for folder in odoo.addons.__path__:
            path = Path(folder) / module / "i18n" / f"{LANGUAGE}.po"
            for source, translation in read_catalog(path).items():
                words.setdefault(source, translation)
    return words


def is_same(term):
    """Tell whether a term is written the same in Chinese."""
    return bool(SAME.match(_PLACEHOLDER.sub("1", term)))


def problems(source, translation):
    """Yield what is wrong with one translation."""
    if not translation:
        yield "has no translation"
        return
    if sorted(_PLACEHOLDER.findall(source)) != sorted(_PLACEHOLDER.findall(translation)):
        yield f"has other placeholders in its translation {translation!r}"
    if sorted(_TAG.findall(source)) != sorted(_TAG.findall(translation)):
        yield f"has other tags in its translation {translation!r}"
    if source == translation and not is_same(source):
        yield "is translated by itself"


def merge(terms, *dictionaries):
    """Return the entries of ``terms`` with the first translation found in ``dictionaries``."""
    entries = []
    for term in terms:
        found = (words[term.msgid] for words in dictionaries if words.get(term.msgid))
        translation = next(found, term.msgid if is_same(term.msgid) else "")
        entries.append(
            polib.POEntry(msgid=term.msgid, msgstr=translation, comment=term.comment, occurrences=term.occurrences)
        )
    return entries


def connect(database, config_file):
    """Return a context manager for a cursor on ``database``, with Odoo's configuration read."""
    from odoo.modules.registry import Registry
    from odoo.tools import config

    arguments = ["--no-http", "-d", database]
    config.parse_config(arguments + (["-c", config_file] if config_file else []))
    return Registry(database).cursor()


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--config", default=os.environ.get("ODOO_RC"), help="Odoo's configuration file")
    parser.add_argument("--from", dest="words", nargs="*", default=[], metavar="FILE", help="JSON dictionaries")
    parser.add_argument("--overwrite", action="store_true", help="let the JSON files replace what is translated")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)

    from odoo.api import SUPERUSER_ID, Environment

    with connect(options.database, options.config) as cursor:
        terms = export_terms(Environment(cursor, SUPERUSER_ID, {}))
    dictionaries = [read_catalog(), read_words(options.words)]
    if options.overwrite:
        dictionaries.reverse()
    entries = merge(terms, *dictionaries, read_host_words())
    if not options.check:
        save(merge(terms), TEMPLATE)
        save(entries, CATALOG)
    found = [f"{entry.msgid!r} {problem}" for entry in entries for problem in problems(entry.msgid, entry.msgstr)]
    print("\n".join([*found, f"{len(entries)} terms, {len(found)} problems"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
