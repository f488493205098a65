"""./desk refuses what it cannot do, in one sentence, before it builds anything."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def desk(state, *args, **env):
    return subprocess.run(
        [ROOT / "desk", *args],
        env={**os.environ, "DESK_STATE": str(state), **env},
        capture_output=True, text=True, timeout=60, check=False,
    )


def assert_refused(answer, state, *words):
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert all(word in answer.stderr for word in words), answer.stderr
    assert not state.exists()


def odoo_of(folder, version_info):
    (folder / "odoo").mkdir(parents=True)
    (folder / "odoo" / "release.py").write_text(f"version_info = {version_info}\n")
    return str(folder)


def test_help():
    answer = subprocess.run([ROOT / "desk", "help"], capture_output=True, text=True, check=True)
    assert "./desk run" in answer.stdout


def test_odoo_of_another_series(tmp_path):
    state, source = tmp_path / "state", odoo_of(tmp_path / "old", "(18, 0, 0, FINAL, 0, '')")
    assert_refused(desk(state, "test", ODOO_SOURCE=source), state, "18.0", "19.0")
    source = odoo_of(tmp_path / "between", "('saas~18', 4, 0, FINAL, 0, '')")
    assert_refused(desk(state, "test", ODOO_SOURCE=source), state, "saas~18.4")


def test_source_that_is_no_odoo(tmp_path):
    state = tmp_path / "state"
    assert_refused(desk(state, "test", ODOO_SOURCE=str(tmp_path)), state, "odoo/release.py")
    assert_refused(desk(state, "test", ODOO_SOURCE=str(tmp_path / "none")), state, "no folder")


def test_port_that_is_none(tmp_path):
    state = tmp_path / "state"
    assert_refused(desk(state, "run", DESK_PORT="http"), state, "DESK_PORT")


def sources(etc, name, text):
    path = etc / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return subprocess.run(
        [sys.executable, ROOT / "tools/desk/aptsource.py", "bookworm", etc],
        capture_output=True, text=True, check=False,
    )


def test_mirror_from_one_line_sources(tmp_path):
    answer = sources(tmp_path, "sources.list", (
        "# deb http://other.test/debian bookworm main\n"
        "deb-src http://mirror.test/debian bookworm main\n"
        "deb http://mirror.test/security bookworm-security main\n"
        "deb [arch=amd64 signed-by=/keys/a.gpg] http://mirror.test/debian bookworm main contrib # ours\n"
    ))
    assert answer.stdout.count("URIs: http://mirror.test/debian\n") == 2
    assert "Suites: sid" in answer.stdout
    assert answer.stdout.count("Signed-By: /keys/a.gpg") == 2


def test_mirror_from_deb822_sources(tmp_path):
    answer = sources(tmp_path, "sources.list.d/debian.sources", (
        "Types: deb\nURIs: http://off.test/debian\nSuites: bookworm\nComponents: main\nEnabled: no\n\n"
        "Types: deb\n# a comment\nURIs: http://mirror.test/debian\nSuites: bookworm bookworm-updates\n"
        "Components: main\nSigned-By:\n -----BEGIN KEY-----\n .\n abc\n"
    ))
    assert "off.test" not in answer.stdout
    assert answer.stdout.count("URIs: http://mirror.test/debian\n") == 2
    assert " -----BEGIN KEY-----\n .\n abc\n" in answer.stdout


def test_no_debian_mirror(tmp_path):
    answer = sources(tmp_path, "sources.list", "deb http://mirror.test/ubuntu noble main\n")
    assert answer.returncode == 1
    assert "no Debian mirror" in answer.stderr
