# shellcheck shell=bash
# What every part uses: places, messages, logs, the lock, stamps.

STATE=${DESK_STATE:-$ROOT/.desk}
case $STATE in /*) ;; *) STATE=$PWD/$STATE ;; esac
LOG_DIR=$STATE/log
STAMPS=$STATE/stamp
VENV=$STATE/venv
CHILD=
CHILD_MUST_FINISH=

# Long-running helpers die with this script even when it is killed with -9, so
# that the next call finds no half-dead builder in its way.
DIE_WITH_US=()
if setpriv --pdeathsig KILL true 2>/dev/null; then
    DIE_WITH_US=(setpriv --pdeathsig KILL)
fi

say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }

warn() { printf 'desk: %s\n' "$*" >&2; }

fail() {
    warn "$*"
    exit 1
}

on_signal() {
    trap '' INT TERM
    if [ -n "$CHILD" ] && [ -n "$CHILD_MUST_FINISH" ]; then
        warn "stopping as soon as the package manager is done"
    elif [ -n "$CHILD" ]; then
        kill -TERM "$CHILD" 2>/dev/null || true
    fi
    wait 2>/dev/null || true
    fail "interrupted; \"./desk $DESK_COMMAND\" carries on where it stopped"
}
trap on_signal INT TERM

# How far a database being built has come, from Odoo's own log.
progress_of() {
    tail -n 200 "$1" 2>/dev/null |
        sed -n 's/.*Loading module \([a-z0-9_]*\) (\([0-9/]*\)).*/: \2 \1/p' | tail -n 1
}

# logged NAME COMMAND...: run it with its output in .desk/log/NAME.log.
logged() {
    local log=$LOG_DIR/$1.log shown=$SECONDS code=0 prefix=()
    shift
    [ -n "$CHILD_MUST_FINISH" ] || prefix=("${DIE_WITH_US[@]}")
    printf '\n== %s\n' "$*" >>"$log"
    "${prefix[@]}" "$@" >>"$log" 2>&1 </dev/null &
    CHILD=$!
    while kill -0 "$CHILD" 2>/dev/null; do
        sleep 0.3
        if ((SECONDS - shown >= 10)); then
            shown=$SECONDS
            say "    still at it$(progress_of "$log")"
        fi
    done
    wait "$CHILD" || code=$?
    CHILD=
    return "$code"
}

# step NAME SENTENCE COMMAND...: as logged, but a failure ends the script with
# the sentence and the end of the log.
step() {
    local name=$1 sentence=$2
    shift 2
    logged "$name" "$@" || fail_with_log "$name" "$sentence"
}

fail_with_log() {
    warn "the last lines of ${LOG_DIR#"$ROOT"/}/$1.log:"
    tail -n 12 "$LOG_DIR/$1.log" | sed 's/^/    /' >&2
    if (($(free_space "$STATE") < 100)); then fail "$2: the disk that holds $STATE is full"; fi
    fail "$2"
}

is_root() { [ "$(id -u)" -eq 0 ]; }

stamp() { cat "$STAMPS/$1" 2>/dev/null || true; }

set_stamp() {
    { printf '%s' "$2" >"$STAMPS/$1.tmp" && mv "$STAMPS/$1.tmp" "$STAMPS/$1"; } ||
        fail "cannot write to $STAMPS: is the disk full?"
}

short_hash() { sha256sum | cut -c1-16; }

# The addon as it is now: whatever changes this must reach the databases.
addon_hash() {
    (cd "$ROOT" && find order_desk -type f ! -name '*.pyc' -print0 | LC_ALL=C sort -z |
        xargs -0 sha256sum) | short_hash
}

check_owner() {
    local owner
    [ -e "$STATE" ] || return 0
    owner=$(stat -c %U "$STATE")
    [ "$owner" = "$(id -un)" ] ||
        fail "$STATE belongs to $owner: call ./desk as that user, or remove the folder"
}

prepare_state() {
    check_owner
    mkdir -p "$STATE" "$LOG_DIR" "$STAMPS" "$STATE/run" "$STATE/data" 2>/dev/null ||
        fail "cannot write to $STATE: check its permissions, or set DESK_STATE to a folder that is yours"
}

# One set-up at a time; a second call waits for the first.
take_lock() {
    exec 9>"$STATE/lock"
    if ! flock -n 9; then
        say "another ./desk is setting up in $STATE: waiting for it"
        flock 9
    fi
}

drop_lock() { exec 9>&-; }

free_space() { echo $(($(df -Pk "$1" | awk 'NR == 2 {print $4}') / 1024)); }

# need_space MEGABYTES FOLDER WHAT-FOR
need_space() {
    local free
    free=$(free_space "$2")
    ((free >= $1)) ||
        fail "not enough room for $3: $2 has $free MB free and $1 MB are needed; make room and call again"
}
