# shellcheck shell=bash
# ./desk lint, test, bench, trust.

PYTEST_LIMIT=${DESK_TEST_LIMIT:-28m}

run_lint() {
    local bad=0
    say "lint"
    (cd "$ROOT" && "$VENV/bin/ruff" check .) || bad=1
    (cd "$ROOT" && "$VENV/bin/pylint" --rcfile=pyproject.toml order_desk) || bad=1
    return "$bad"
}

cmd_lint() {
    set_up test
    drop_lock
    run_lint || fail "lint found something"
    say "lint: clean"
}

# A browser test that is skipped for want of a browser proves nothing.
forbidden_skips() {
    grep -E '^SKIPPED' "$1" | grep -iE 'chrome|chromium|websocket|odoo-http|wkhtmltopdf' || true
}

# One process a core, each on a copy of the database that pytest-odoo makes with
# PostgreSQL's own programs. A selection of tests is quicker without the copies.
test_workers() {
    local cores=${DESK_TEST_WORKERS:-}
    [ -n "$cores" ] || { [ $# -gt 0 ] && cores=1; } || cores=$(nproc 2>/dev/null || echo 1)
    ((cores <= 4)) || cores=4
    echo "$cores"
}

run_pytest() {
    local log=$LOG_DIR/pytest.log codes limit=(timeout -k 30) workers
    workers=$(test_workers "$@")
    ((workers == 1)) || set -- -n "$workers" --dist loadscope "$@"
    # With a terminal Ctrl-C must reach pytest.
    [ ! -t 0 ] || limit+=(--foreground)
    say "tests"
    cd "$ROOT"
    set +e
    PATH=$PGBIN:$PATH ODOO_RC=$STATE/test.conf DESK_DEMO_DATABASE=desk_fresh PYTHONUNBUFFERED=1 \
        "${limit[@]}" "$PYTEST_LIMIT" "$VENV/bin/python" -m pytest --odoo-database=desk_test \
        -o cache_dir="$STATE/pytest" "$@" 2>&1 | tee "$log"
    codes=("${PIPESTATUS[@]}")
    set -e
    PYTEST_CODE=${codes[0]}
}

cmd_test() {
    local bad=() skips closing
    set_up test
    have_chromium || fail "there is no Chromium for the browser tests"
    command -v wkhtmltopdf >/dev/null || fail "there is no wkhtmltopdf for the papers"
    ensure_installed plain || fail_with_log db-desk_test__new "order_desk could not be installed"
    ensure_installed demo || {
        tail -n 12 "$LOG_DIR/db-desk_fresh__new.log"
        bad+=("order_desk could not be installed with demo data")
    }
    drop_lock
    ((${#TROUBLE[@]} == 0)) || bad+=("${TROUBLE[@]}")
    run_lint || bad+=("lint found something")
    run_pytest "$@"
    skips=$(forbidden_skips "$LOG_DIR/pytest.log")
    [ -z "$skips" ] || bad+=("tests were skipped that must run: $skips")
    ((PYTEST_CODE != 124 && PYTEST_CODE != 137)) || bad+=("the tests took longer than $PYTEST_LIMIT and were stopped")
    closing=$(grep -E '^=+ .* in [0-9.]+s.* =+$' "$LOG_DIR/pytest.log" | tail -n 1)
    if ((${#bad[@]})); then
        printf 'desk: %s\n' "${bad[@]}"
        echo "$closing"
        exit 1
    fi
    exit "$PYTEST_CODE"
}

# benchmarks/run.py and trust/run.py get databases to copy: desk_base is Odoo
# alone (desk_base_demo with Odoo's demo data), desk_test has order_desk, desk_fresh
# the demo company too.
run_measured() { # run_measured FOLDER ARGUMENTS...
    local script=$1/run.py
    shift
    set_up test
    ensure_installed plain || fail_with_log db-desk_test__new "order_desk could not be installed"
    # The demo company has documents of every state.
    [ "$script" != trust/run.py ] || ensure_installed demo ||
        fail_with_log db-desk_fresh__new "order_desk could not be installed with demo data"
    drop_lock
    trap - INT TERM
    cd "$ROOT"
    export ODOO_RC=$STATE/odoo.conf DESK_TEST_RC=$STATE/test.conf DESK_DATA=$STATE/data
    export DESK_TEMPLATE_HOST=desk_base DESK_TEMPLATE=desk_test DESK_TEMPLATE_DEMO=desk_fresh
    export DESK_TEMPLATE_HOST_DEMO=desk_base_demo
    export PATH=$PGBIN:$PATH
    exec "$VENV/bin/python" "$script" "$@"
}

cmd_bench() { run_measured benchmarks "$@"; }

cmd_trust() { run_measured trust "$@"; }
