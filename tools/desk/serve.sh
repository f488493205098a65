# shellcheck shell=bash
# ./desk run, shell, status, stop, reset.

PORT=${DESK_PORT:-8069}

server_pid() {
    local pid
    pid=$(cat "$STATE/run/odoo.pid" 2>/dev/null) || return 1
    # After a reboot the number may be somebody else's.
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "-c $STATE/odoo.conf" && echo "$pid"
}

stop_server() {
    local pid tries=0
    pid=$(server_pid) || return 0
    kill -TERM "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null && ((tries++ < 100)); do sleep 0.1; done
    ! kill -0 "$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
    rm -f "$STATE/run/odoo.pid"
}

check_port() {
    if [[ ! $PORT =~ ^[0-9]{1,5}$ ]] || ((10#$PORT < 1 || 10#$PORT > 65535)); then
        fail "DESK_PORT must be a port number, not \"$PORT\""
    fi
    if server_pid >/dev/null && [ "$(cat "$STATE/run/odoo.port" 2>/dev/null)" = "$PORT" ]; then return; fi
    "$PYTHON" "$ROOT/tools/desk/web.py" free "$PORT" ||
        fail "port $PORT is taken by another program: stop that, or choose another port: DESK_PORT=$((PORT + 1)) ./desk run"
}

# set_up run|test: first everything that can be refused, then the work.
set_up() {
    [ -f "$ROOT/order_desk/__manifest__.py" ] || fail "there is no order_desk beside this script"
    check_owner
    find_python
    check_odoo
    [ "$DESK_COMMAND" != run ] || check_port
    check_space
    prepare_state
    take_lock
    ensure_packages "$1"
    ensure_odoo
    ensure_venv "$1"
    ensure_postgres
    write_conf
}

check_space() {
    local needed=300 place=$STATE
    while [ ! -d "$place" ]; do place=$(dirname -- "$place"); done
    [ "$(stamp venv)" ] || needed=1500
    if [ ! -d "$STATE/odoo" ] && [ -z "$(odoo_source)" ]; then needed=3500; fi
    need_space "$needed" "$place" "the set-up"
}

server_command() {
    SERVER=("$VENV/bin/python" -m odoo -c "$STATE/odoo.conf" -d desk_demo --http-port "$PORT")
}

cmd_run() {
    case ${1:-} in "" | --foreground) ;; *) fail "./desk run knows --foreground only, not \"$1\"" ;; esac
    set_up run
    ensure_demo
    server_command
    if [ "${1:-}" = --foreground ]; then
        stop_server
        print_logins
        say "in the foreground on http://127.0.0.1:$PORT; Ctrl-C stops it"
        drop_lock
        trap - INT TERM
        exec "${SERVER[@]}"
    fi
    if ! server_pid >/dev/null || [ "$(cat "$STATE/run/odoo.port" 2>/dev/null)" != "$PORT" ]; then
        stop_server
        start_server
    fi
    say "ready: http://127.0.0.1:$PORT"
    print_logins
    echo
    echo "Log: ${LOG_DIR#"$PWD"/}/odoo.log. Stop with ./desk stop."
}

start_server() {
    local pid
    say "Odoo: start"
    setsid "${SERVER[@]}" --logfile "$LOG_DIR/odoo.log" >>"$LOG_DIR/odoo.out" 2>&1 </dev/null 9>&- &
    pid=$!
    disown "$pid"
    echo "$pid" >"$STATE/run/odoo.pid"
    echo "$PORT" >"$STATE/run/odoo.port"
    if ! "$PYTHON" "$ROOT/tools/desk/web.py" wait "$PORT" "$pid" 120; then
        stop_server
        fail_with_log odoo "Odoo did not answer on port $PORT"
    fi
}

# The demo users and the roles each was given, as they are in the database now.
print_logins() {
    echo
    printf '  %-24s %-24s %s\n' "log in as" "password" "role"
    printf '  %-24s %-24s %s\n' admin admin Administrator
    sql desk_demo "
        SELECT u.login, u.login, coalesce(string_agg(g.name->>'en_US', ', ' ORDER BY g.id), p.name)
          FROM res_users u
          JOIN res_partner p ON p.id = u.partner_id
          LEFT JOIN res_groups_users_rel r ON r.uid = u.id
               AND r.gid IN (SELECT res_id FROM ir_model_data WHERE model = 'res.groups' AND module = 'order_desk')
          LEFT JOIN res_groups g ON g.id = r.gid
         WHERE u.active AND u.login <> 'admin'
           AND (u.login LIKE 'desk\\_%' OR u.id IN (SELECT res_id FROM ir_model_data
                                                    WHERE model = 'res.users' AND module = 'order_desk'))
         GROUP BY u.id, u.login, p.name ORDER BY u.id" |
        while IFS='|' read -r login password role; do
            printf '  %-24s %-24s %s\n' "$login" "$password" "$role"
        done
}

cmd_shell() {
    set_up run
    ensure_demo
    drop_lock
    trap - INT TERM
    exec "$VENV/bin/python" -m odoo shell -c "$STATE/odoo.conf" -d desk_demo --no-http --log-level=warn "$@"
}

cmd_status() {
    local pid
    if pid=$(server_pid); then
        echo "Odoo runs on http://127.0.0.1:$(cat "$STATE/run/odoo.port") (process $pid)"
    else
        echo "Odoo does not run"
    fi
    [ -d "$STATE" ] || return 0
    place_postgres
    find_postgres "$(cat "$PGROOT/data/PG_VERSION" 2>/dev/null)" || true
    if [ -n "$PGBIN" ] && postgres_answers; then
        echo "PostgreSQL runs, socket in $PGSOCK; databases:"
        sql postgres "SELECT '  ' || datname || '  ' || pg_size_pretty(pg_database_size(oid))
                        FROM pg_database WHERE datname LIKE 'desk%' ORDER BY 1"
    else
        echo "PostgreSQL does not run"
    fi
    echo "State in $STATE: $(du -sh "$STATE" 2>/dev/null | cut -f1)"
}

cmd_stop() {
    [ -d "$STATE" ] || return 0
    check_owner
    stop_server
    stop_postgres
    say "stopped"
}

cmd_reset() {
    local names=() name
    case $1 in
        demo) names=(desk_demo desk_fresh) ;;
        test) names=(desk_test desk_fresh) ;;
        all)
            cmd_stop
            [ -z "$PGROOT" ] || rm -rf "$PGROOT" "$PGSOCK"
            rm -rf "$STATE"
            say "everything set up is gone"
            return
            ;;
        *) fail "say what to reset: ./desk reset demo, test or all" ;;
    esac
    set_up run
    stop_server
    for name in "${names[@]}"; do drop_database "$name"; done
    say "gone: ${names[*]}; the next call makes them anew"
}
