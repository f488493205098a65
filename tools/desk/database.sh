# shellcheck shell=bash
# Databases: Odoo alone, Odoo with order_desk, with and without demo data.
# Each is built under another name and renamed when it is complete; a comment on
# the database says what it was built from.

TROUBLE=() # what "./desk test" has to report about installing

write_conf() {
    local conf
    for conf in odoo test; do
        {
            echo "[options]"
            echo "addons_path = $ROOT,$ODOO_ADDONS"
            echo "data_dir = $STATE/data"
            echo "db_host = $PGSOCK"
            echo "db_port = $PGPORT"
            echo "db_user = desk"
            echo "db_template = template0"
            echo "list_db = False"
            echo "http_interface = 127.0.0.1"
            echo "workers = 0"
            echo "limit_time_cpu = 0"
            echo "limit_time_real = 0"
            echo "limit_memory_hard = 0"
            echo "limit_memory_soft = 0"
            if [ "$conf" = test ]; then
                echo "db_name = desk_test"
                echo "log_level = warn"
                echo "max_cron_threads = 0"
            else
                echo "log_level = info"
                echo "max_cron_threads = 1"
            fi
        } >"$STATE/$conf.conf.tmp"
        mv "$STATE/$conf.conf.tmp" "$STATE/$conf.conf"
    done
}

host_modules() {
    "$PYTHON" - "$ROOT/order_desk/__manifest__.py" <<'PY'
import ast, sys
print(",".join(ast.literal_eval(open(sys.argv[1], encoding="utf-8").read())["depends"]))
PY
}

# What a database was built from; empty when there is none.
note_of() {
    sql postgres "SELECT coalesce(shobj_description(oid, 'pg_database'), '-') FROM pg_database WHERE datname = '$1'"
}

set_note() { sql postgres "COMMENT ON DATABASE \"$1\" IS '$2'"; }

drop_database() {
    "$PGBIN/dropdb" --if-exists --force "$1" 2>>"$LOG_DIR/postgres.log" ||
        "$PGBIN/dropdb" --if-exists "$1" 2>>"$LOG_DIR/postgres.log" || return 1
    rm -rf "$STATE/data/filestore/${1:?}"
}

# copy_database FROM TO: files in Odoo's filestore never change, so links will do.
copy_database() {
    local try files=$STATE/data/filestore
    drop_database "$2"
    for try in 1 2 3 4 5; do
        ! "$PGBIN/createdb" -T "$1" "$2" 2>>"$LOG_DIR/postgres.log" || break
        ((try < 5)) || fail_with_log postgres "the database $1 could not be copied (is something connected to it?)"
        sleep 1
    done
    [ -d "$files/$1" ] || return 0
    cp -al "$files/$1" "$files/$2" 2>/dev/null || { rm -rf "${files:?}/$2" && cp -a "$files/$1" "$files/$2"; }
}

# Odoo goes on after a broken demo file or a doubtful field; its log tells.
log_trouble() {
    grep -E '^[0-9-]{10} [0-9:,]+ [0-9]+ (WARNING|ERROR|CRITICAL) ' "$1" |
        grep -iE ' (ERROR|CRITICAL) |order[._]desk|desk_|demo data' || true
}

note_trouble() { # note_trouble WHAT DATABASE: fails when there was some
    local found
    found=$(log_trouble "$LOG_DIR/db-$2.log")
    [ -z "$found" ] || {
        TROUBLE+=("$1 (${LOG_DIR#"$ROOT"/}/db-$2.log): $found")
        return 1
    }
}

odoo_on() { # odoo_on DATABASE ARGUMENTS...
    local name=$1
    shift
    : >"$LOG_DIR/db-$name.log"
    logged "db-$name" "$VENV/bin/python" -m odoo -c "$STATE/odoo.conf" -d "$name" \
        --stop-after-init --no-http --max-cron-threads=0 "$@"
}

# build_database NAME NOTE TEMPLATE-OR-NOTHING ODOO-ARGUMENTS...
build_database() {
    local name=$1 note=$2 from=$3 new=$1__new files=$STATE/data/filestore
    shift 3
    drop_database "$new"
    [ -z "$from" ] || copy_database "$from" "$new"
    odoo_on "$new" "$@" || return 1
    drop_database "$name" || return 1
    mkdir -p "$files/$new"
    mv "$files/$new" "$files/$name"
    sql postgres "ALTER DATABASE \"$new\" RENAME TO \"$name\""
    set_note "$name" "$note"
}

# Odoo without order_desk: what the others are copied from, and what the
# measurements are compared to.
ensure_host() { # plain | demo
    local name=desk_base modules note extra=() words="Odoo's own modules"
    modules=$(host_modules) || fail "order_desk/__manifest__.py cannot be read"
    note="$ODOO_ID $modules"
    if [ "$1" = demo ]; then
        name=desk_base_demo extra=(--with-demo --load-language=zh_CN) words+=" with demo data"
    fi
    [ "$(note_of "$name")" != "$note" ] || return 0
    say "database: $words"
    build_database "$name" "$note" "" -i "$modules" "${extra[@]}" ||
        fail_with_log "db-${name}__new" "Odoo's own modules could not be installed"
}

# order_desk just installed: desk_test without, desk_fresh with demo data.
ensure_installed() { # plain | demo
    local name=desk_test from=desk_base note
    ensure_host "$1"
    if [ "$1" = demo ]; then name=desk_fresh from=desk_base_demo; fi
    note="$(note_of "$from") $(addon_hash)"
    [ "$(note_of "$name")" != "$note" ] || return 0
    say "database: order_desk installed on $1 Odoo"
    build_database "$name" "$note" "$from" -i order_desk --without-demo="$([ "$1" = demo ] || echo True)" ||
        return 1
    # Not remembered as good, so that the next test looks again.
    note_trouble "installing order_desk on $1 Odoo" "${name}__new" || set_note "$name" "-"
}

# The database of ./desk run keeps what people entered and is updated in place.
ensure_demo() {
    local note have
    note="$ODOO_ID $(addon_hash)"
    have=$(note_of desk_demo)
    if [ -z "$have" ]; then
        ensure_installed demo || fail_with_log db-desk_fresh__new "order_desk could not be installed"
        say "database: demo company"
        copy_database desk_fresh desk_demo__new
        mv "$STATE/data/filestore/desk_demo__new" "$STATE/data/filestore/desk_demo"
        sql postgres 'ALTER DATABASE desk_demo__new RENAME TO desk_demo'
    elif [ "$have" != "$note" ]; then
        say "database: order_desk has changed, updating"
        stop_server
        local modules=order_desk
        [ "${have%% *}" = "$ODOO_ID" ] || modules=base
        odoo_on desk_demo -u "$modules" --i18n-overwrite ||
            fail_with_log db-desk_demo "order_desk could not be updated; your data is as it was"
        note_trouble "updating order_desk" desk_demo || true
    fi
    set_note desk_demo "$note"
    if ((${#TROUBLE[@]})); then
        warn "Odoo complained: ${TROUBLE[*]}"
        TROUBLE=()
    fi
}
