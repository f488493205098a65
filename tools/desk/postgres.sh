# shellcheck shell=bash
# A private PostgreSQL cluster on a local socket. The machine's own is never touched.

PGROOT=
PGSOCK=
PGOWNER=

# PostgreSQL refuses to run as root, so root lends the cluster to another user.
AS_PG=()
as_pg() { (cd / && "${AS_PG[@]}" "$@"); }

# A checkout below /root is closed to that user: it then runs with the right to
# pass through folders, and where the system does not grant that, the cluster
# moves out. Its name is drawn once, so that a new .desk never meets old databases.
place_for_root() {
    PGOWNER=postgres
    id -u postgres >/dev/null 2>&1 || PGOWNER=nobody
    AS_PG=(runuser -u "$PGOWNER" --)
    ! as_pg ls -d "$STATE/." >/dev/null 2>&1 || return 0
    AS_PG=(setpriv "--reuid=$PGOWNER" "--regid=$(id -g "$PGOWNER")" --clear-groups
        --inh-caps=+dac_read_search --ambient-caps=+dac_read_search)
    ! as_pg ls -d "$STATE/." >/dev/null 2>&1 || return 0
    AS_PG=(runuser -u "$PGOWNER" --)
    [ -n "$(stamp pg-place)" ] || set_stamp pg-place "/var/lib/order_desk-$(date +%s)-$$"
    PGROOT=$(stamp pg-place)
}

place_postgres() {
    PGROOT=$STATE/pg
    PGOWNER=$(id -un)
    ! is_root || place_for_root
    PGSOCK=$PGROOT/run
    # A socket's path is limited to some hundred characters.
    ((${#PGSOCK} <= 80)) || PGSOCK=/tmp/order_desk-$(printf '%s' "$STATE" | short_hash)
    export PGHOST=$PGSOCK PGUSER=desk PGPORT=5432
    unset PGPASSWORD PGDATABASE PGSERVICE
}

private_folder() {
    [ -d "$1" ] || mkdir -m 700 "$1" || fail "cannot make the folder $1"
    if is_root; then chown "$PGOWNER" "$1"; fi
    [ ! -L "$1" ] || fail "$1 is a link; PostgreSQL's files cannot be put there"
    [ "$(stat -c %U "$1")" = "$PGOWNER" ] ||
        fail "$1 belongs to someone else; PostgreSQL's socket cannot be put there"
    chmod 700 "$1"
}

make_cluster() {
    say "PostgreSQL: new private cluster"
    local new=$PGROOT/data.new locale=C
    ! locale -a 2>/dev/null | grep -qixE 'c\.utf-?8' || locale=C.UTF-8
    rm -rf "$new"
    as_pg "$PGBIN/initdb" -D "$new" -U desk --auth=trust -E UTF8 --locale="$locale" >>"$LOG_DIR/postgres.log" 2>&1 ||
        fail_with_log postgres "PostgreSQL's cluster could not be made"
    # Losing the last second at a power cut is fine here; a broken cluster is not,
    # so fsync stays on.
    cat >>"$new/postgresql.conf" <<'CONF'
listen_addresses = ''
synchronous_commit = off
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
jit = off
CONF
    [ -z "${CI:-}" ] || echo "fsync = off" >>"$new/postgresql.conf" # nothing there outlives the run
    mv "$new" "$PGROOT/data"
}

postgres_answers() { "$PGBIN/pg_isready" -q -h "$PGSOCK" -d postgres; }

ensure_postgres() {
    local version
    place_postgres
    private_folder "$PGROOT"
    private_folder "$PGSOCK"
    ! postgres_answers || return 0
    if [ -f "$PGROOT/data/PG_VERSION" ]; then
        version=$(cat "$PGROOT/data/PG_VERSION")
        find_postgres "$version" ||
            fail "the databases in $STATE were made by PostgreSQL $version, which is no longer installed: install it, or \"./desk reset all\""
    else
        make_cluster
    fi
    say "PostgreSQL: start"
    start_postgres || fail_with_log postgres "PostgreSQL did not start"
}

start_postgres() {
    : >>"$PGROOT/server.log"
    if is_root; then chown "$PGOWNER" "$PGROOT/server.log"; fi
    as_pg "$PGBIN/pg_ctl" -D "$PGROOT/data" -l "$PGROOT/server.log" -w -t 60 \
        -o "-k '$PGSOCK' -p $PGPORT" start >>"$LOG_DIR/postgres.log" 2>&1 9>&- </dev/null || {
        tail -n 8 "$PGROOT/server.log" >>"$LOG_DIR/postgres.log"
        return 1
    }
}

stop_postgres() {
    place_postgres
    [ -f "$PGROOT/data/PG_VERSION" ] || return 0
    find_postgres "$(cat "$PGROOT/data/PG_VERSION")" || return 0
    if as_pg "$PGBIN/pg_ctl" -D "$PGROOT/data" status >/dev/null 2>&1; then
        as_pg "$PGBIN/pg_ctl" -D "$PGROOT/data" -m fast -w stop >>"$LOG_DIR/postgres.log" 2>&1 || true
    fi
}

# sql DATABASE STATEMENT
sql() { "$PGBIN/psql" -AtXq -v ON_ERROR_STOP=1 -d "$1" -c "$2"; }
