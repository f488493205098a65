"""Documents made of sections, one for each case, that a run of one case renews without touching the others."""
import re


def write_sections(path, head, cases, texts):
    """Write the sections of ``texts``; those of other cases stay as they were.

    :param pathlib.Path path: the document
    :param str head: its title and first lines
    :param cases: names of all cases, in the order of their sections
    :param dict texts: text by name of its case
    """
    parts = re.split(r'<!-- (\w+) -->\n', path.read_text(encoding='utf-8') if path.exists() else '')
    known = dict(zip(parts[1::2], parts[2::2], strict=True))
    known.update({name: f"{text}\n\n" for name, text in texts.items()})
    path.write_text(f"{head}\n\n" + ''.join(
        f"<!-- {name} -->\n{known[name]}" for name in cases if name in known).rstrip() + '\n', encoding='utf-8')
