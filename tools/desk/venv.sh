# shellcheck shell=bash
# The virtual environment with pinned packages, from wherever pip is configured to look.

pip_install() {
    [ -z "${DESK_CACHE:-}" ] || export PIP_CACHE_DIR=$DESK_CACHE/pip
    step pip "the Python packages could not be installed: check the network and pip's configuration, then call again" \
        "$VENV/bin/python" -m pip install --disable-pip-version-check --no-input \
        -c "$ROOT/requirements/constraints.txt" "$@"
}

# A package killed half-way looks installed to pip, so an environment without its
# stamp is built anew.
ensure_venv() {
    local base test
    base=$({ cat "$ROOT/requirements/odoo.txt" "$ROOT/requirements/constraints.txt"; "$PYTHON" -V; echo "$PYTHON $VENV"; } | short_hash)
    test=$(short_hash <"$ROOT/requirements/test.txt")-$base
    if [ "$(stamp venv)" != "$base" ] || ! "$VENV/bin/python" -c '' 2>/dev/null; then
        say "Python packages for Odoo"
        stop_server
        rm -rf "$VENV" "$STAMPS/venv" "$STAMPS/venv-test"
        step pip "the virtual environment could not be made" "$PYTHON" -m venv "$VENV"
        pip_install -r "$ROOT/requirements/odoo.txt"
        set_stamp venv "$base"
    fi
    if [ "$1" = test ] && [ "$(stamp venv-test)" != "$test" ]; then
        say "Python packages for tests and lint"
        rm -f "$STAMPS/venv" "$STAMPS/venv-test"
        pip_install -r "$ROOT/requirements/odoo.txt" -r "$ROOT/requirements/test.txt"
        set_stamp venv "$base"
        set_stamp venv-test "$test"
    fi
    point_venv_at_odoo
}

point_venv_at_odoo() {
    local pth
    pth=$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/order_desk_odoo.pth
    [ "$(cat "$pth" 2>/dev/null)" = "$ODOO_ROOT" ] || echo "$ODOO_ROOT" >"$pth"
    PATH=$VENV/bin:$PATH
}
