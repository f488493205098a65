"""Coming, growing and going: the addon is installed, upgraded and removed beside years of data.

    ./desk trust life                    all of it
    ./desk trust life --orders=20000     fewer orders in the company that has years of data
    ./desk trust life --from=COMMIT      upgrade from this commit instead of the last one with another addon
"""
from . import installing, removing, upgrading


def _get_option(rest, name, default):
    return next((word.partition('=')[2] for word in rest if word.startswith(f'--{name}=')), default)


def run(host, environ, rest):
    """Return the table as text, and whether the host is as it was where it must be."""
    rows, notes = [], []
    for part in (
        lambda: removing.prove(host, environ),
        lambda: upgrading.prove(host, environ, _get_option(rest, 'from', '')),
        lambda: installing.prove(host, environ, int(_get_option(rest, 'orders', 200_000))),
    ):
        part_rows, part_notes = part()
        rows += part_rows
        notes += part_notes
        print('\n'.join(map(str, [*part_rows, *part_notes])), flush=True)
    lines = [
        "## Installed, upgraded, removed", "",
        "| what | found | limit | holds |", "|---|---|---|---|",
        *(f"| {row.what} | {row.found} | {row.limit} | {'yes' if row.holds else '**no**'} |" for row in rows)]
    if notes:
        lines += ["", *notes]
    return '\n'.join(lines), all(row.holds for row in rows)
