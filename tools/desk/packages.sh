# shellcheck shell=bash
# What has to come from the system: found where it is, installed by apt where it is not.

PYTHON=
PGBIN=

find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11 python3.10; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            PYTHON=$(command -v "$candidate")
            return
        fi
    done
    fail "Python 3.10 or newer is needed and none was found as python3"
}

# The newest PostgreSQL from 13 on; an existing cluster needs its own version.
find_postgres() {
    local dir version wanted=${1:-} best=0
    for dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/lib*/pgsql/bin /usr/local/pgsql/bin \
        "$(dirname -- "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")"; do
        if [ ! -x "$dir/initdb" ] || [ ! -x "$dir/pg_ctl" ] || [ ! -x "$dir/psql" ]; then continue; fi
        version=$("$dir/postgres" --version | grep -o '[0-9]*' | head -n 1)
        if [ -n "$wanted" ]; then
            [ "$version" = "$wanted" ] || continue
        fi
        if ((version >= 13 && version > best)); then
            best=$version PGBIN=$dir
        fi
    done
    ((best > 0))
}

have_cjk_fonts() {
    if command -v fc-list >/dev/null; then
        [ -n "$(fc-list :lang=zh-cn file 2>/dev/null)" ]
    else
        [ -n "$(find /usr/share/fonts -iname '*cjk*' -print -quit 2>/dev/null)" ]
    fi
}

have_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome ||
        command -v google-chrome-stable
} >/dev/null

have_venv() { "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; }

have_libmagic() {
    "$PYTHON" -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("magic"))'
}

# missing_packages run|test: Debian names of what is not there.
missing_packages() {
    have_venv || echo python3-venv
    find_postgres || echo postgresql
    command -v wkhtmltopdf >/dev/null || echo wkhtmltopdf
    have_cjk_fonts || echo fonts-noto-cjk
    have_libmagic || echo libmagic1
    if [ "$1" = test ]; then
        have_chromium || echo chromium
        command -v pdftotext >/dev/null || echo poppler-utils
    fi
}

# Everything that can be known beforehand is said before anything is built.
ensure_packages() {
    local missing sudo=()
    find_python
    mapfile -t missing < <(missing_packages "$1")
    if ((${#missing[@]})); then
        command -v apt-get >/dev/null ||
            fail "these are missing: ${missing[*]} (Debian's names); install them with your system's package manager and call again"
        if ! is_root; then
            command -v sudo >/dev/null ||
                fail "these are missing: ${missing[*]}, and there is no sudo: as root, call \"apt-get install ${missing[*]}\", then ./desk $DESK_COMMAND again"
            if [ -t 0 ]; then sudo -v; else sudo -n true 2>/dev/null; fi ||
                fail "these are missing: ${missing[*]}, and sudo refused: as root, call \"apt-get install ${missing[*]}\", then ./desk $DESK_COMMAND again"
            sudo=(sudo)
        fi
        install_packages "${missing[@]}"
    fi
    find_python
    find_postgres || fail "PostgreSQL 13 or newer is needed and none was found"
}

# A dpkg killed half-way is left alone to finish, or finished first next time.
install_packages() {
    need_space 1800 /usr "the packages $*"
    say "system packages: $*"
    local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive)
    CHILD_MUST_FINISH=1
    logged apt "${apt[@]}" dpkg --configure -a || true
    logged apt "${apt[@]}" apt-get -o DPkg::Lock::Timeout=300 update ||
        say "    the package lists could not be refreshed; going on with the ones that are there"
    local gone=() name
    for name in "$@"; do
        apt-get -s install --no-install-recommends "$name" >/dev/null 2>>"$LOG_DIR/apt.log" || gone+=("$name")
    done
    ((${#gone[@]} == 0)) ||
        fail_with_log apt "the package mirror of this machine does not offer ${gone[*]}: install it another way and call again"
    step apt "the system packages could not be installed" \
        "${apt[@]}" apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
    CHILD_MUST_FINISH=
}
