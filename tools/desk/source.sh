# shellcheck shell=bash
# Odoo 19: the one ODOO_SOURCE names, or the one from Debian's development suite.

ODOO_ROOT=   # the folder that holds odoo/release.py
ODOO_ADDONS= # its addons folders, for addons_path
ODOO_ID=     # tells one Odoo from another

odoo_root_in() {
    local dir
    for dir in "$1" "$1/usr/lib/python3/dist-packages" "$1/lib/python3/dist-packages" "$1/src" "$1/.."; do
        if [ -f "$dir/odoo/release.py" ]; then
            (cd "$dir" && pwd)
            return
        fi
    done
}

use_odoo() {
    local series
    ODOO_ROOT=$(odoo_root_in "$1")
    [ -n "$ODOO_ROOT" ] ||
        fail "there is no Odoo in $1 (no odoo/release.py): ODOO_SOURCE must name the folder of an Odoo 19"
    series=$(sed -n 's/^version_info *= *(\([0-9a-z~'"'"']*\), *\([0-9]*\),.*/\1.\2/p' "$ODOO_ROOT/odoo/release.py" | tr -d "'")
    [ "$series" = 19.0 ] ||
        fail "the Odoo in $1 is of series ${series:-unknown}: order_desk needs Odoo 19.0"
    ODOO_ADDONS=$ODOO_ROOT/odoo/addons
    if [ ! -d "$ODOO_ADDONS/sale" ]; then
        [ -d "$ODOO_ROOT/addons/sale" ] ||
            fail "the Odoo in $1 has no standard addons (no addons/sale)"
        ODOO_ADDONS=$ODOO_ROOT/addons,$ODOO_ADDONS
    fi
    ODOO_ID=$(cat "$ODOO_ROOT/odoo/release.py" - <<<"$ODOO_ROOT" | short_hash)
}

# ODOO_SOURCE is remembered, so that ./desk shell and ./desk test mean the same Odoo.
odoo_source() {
    if [ -n "${ODOO_SOURCE+given}" ]; then
        printf '%s' "$ODOO_SOURCE"
    else
        stamp odoo-source
    fi
}

# Before anything is built: a wrong ODOO_SOURCE is told at once.
check_odoo() {
    local source
    source=$(odoo_source)
    if [ -n "$source" ]; then
        [ -d "$source" ] || fail "ODOO_SOURCE names $source, which is no folder"
        use_odoo "$(cd "$source" && pwd)"
    fi
}

ensure_odoo() {
    local source
    source=$(odoo_source)
    if [ -n "$source" ]; then
        source=$(cd "$source" && pwd)
        use_odoo "$source"
        say "Odoo 19.0 in $source"
    else
        [ -d "$STATE/odoo" ] || fetch_odoo
        use_odoo "$STATE/odoo"
    fi
    set_stamp odoo-source "$source"
}

# A private apt configuration: own lists, own sources, no root needed, signatures
# checked as ever. This machine's release is preferred over sid, because the
# icon font Odoo links to has moved on there.
write_apt_conf() {
    local apt=$STATE/apt codename
    codename=$(. /etc/os-release 2>/dev/null && echo "${VERSION_CODENAME:-}")
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts"
    : >"$apt/status"
    "$PYTHON" "$ROOT/tools/desk/aptsource.py" "$codename" >"$apt/parts/odoo.sources" 2>>"$LOG_DIR/odoo.log" ||
        fail "this machine's apt sources name no Debian mirror to take Odoo 19 from: set ODOO_SOURCE to the folder of an Odoo 19"
    printf 'Package: *\nPin: release n=%s\nPin-Priority: 900\n' "$codename" >"$apt/preferences"
    cat >"$apt/apt.conf" <<CONF
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$apt/parts";
Dir::Etc::Preferences "$apt/preferences";
Dir::Etc::PreferencesParts "/dev/null";
Acquire::Languages "none";
Acquire::http::Timeout "30";
Acquire::Retries "2";
CONF
    ! is_root || echo 'APT::Sandbox::User "root";' >>"$apt/apt.conf"
}

# The scripts and fonts that Odoo's files only link to.
LINKED_PACKAGES=(libjs-jquery libjs-underscore libjs-jquery-form fonts-font-awesome fonts-roboto-unhinted
    fonts-inconsolata fonts-ocr-b fonts-montserrat)

# "name file" for each package, as apt names the file it downloads.
package_files() {
    apt-cache show --no-all-versions "$@" 2>>"$LOG_DIR/odoo.log" | awk '
        /^Package:/ {name = $2} /^Version:/ {version = $2; gsub(":", "%3a", version)}
        /^Architecture:/ {arch = $2} /^$/ {print name, name "_" version "_" arch ".deb"}'
}

fetch_odoo() {
    { command -v apt-get && command -v dpkg-deb; } >/dev/null ||
        fail "without apt Odoo cannot be fetched: set ODOO_SOURCE to the folder of an Odoo 19"
    local debs=${DESK_CACHE:-$STATE/apt}/debs names=(odoo-19 "${LINKED_PACKAGES[@]}") name deb
    local -A file=()
    say "Odoo 19: download (about 130 MB)"
    write_apt_conf
    mkdir -p "$debs" || fail "cannot write to $debs"
    export APT_CONFIG=$STATE/apt/apt.conf
    step odoo "the package lists for Odoo could not be fetched: check the network, or set ODOO_SOURCE" apt-get update
    while read -r name deb; do file[$name]=$deb; done < <(package_files "${names[@]}")
    for name in "${names[@]}"; do
        [ -n "${file[$name]:-}" ] ||
            fail "Debian no longer offers the package $name: get Odoo 19 Community elsewhere and set ODOO_SOURCE to its folder"
    done
    step odoo "Odoo could not be downloaded: check the network and call again, or set ODOO_SOURCE" \
        env -C "$debs" apt-get download "${names[@]}"
    unset APT_CONFIG
    say "Odoo 19: unpack"
    rm -rf "$STATE/odoo.new"
    mkdir "$STATE/odoo.new"
    for name in "${names[@]}"; do
        step odoo "the package $name could not be unpacked" dpkg-deb -x "$debs/${file[$name]}" "$STATE/odoo.new"
    done
    mend_odoo "$STATE/odoo.new/usr/lib/python3/dist-packages"
    mv "$STATE/odoo.new" "$STATE/odoo"
    rm -rf "$STATE/apt"
}

mend_odoo() {
    local web=$1/odoo/addons/web/static selfie=$1/odoo/addons/mail/static/lib/selfie_segmentation link
    for link in jquery/jquery.js underscore/underscore.js jquery.form/jquery.form.js; do
        [ -e "$web/lib/$link" ] ||
            fail "the packages of this mirror do not fit together (lib/$link is missing): set ODOO_SOURCE to the folder of an Odoo 19"
    done
    [ -e "$web/src/libs/fontawesome/fonts/fontawesome-webfont.ttf" ] ||
        warn "this mirror has another icon font than Odoo expects; icons will be missing on screen"
    # Left out of the package for its licence. Every page asks for it; only
    # background blur in video calls needs what was in it.
    if [ ! -e "$selfie/selfie_segmentation.js" ]; then
        mkdir -p "$selfie"
        echo '/* not part of this distribution; only background blur in calls needs it */' >"$selfie/selfie_segmentation.js"
    fi
    rm -rf "${1:?}/addons" # a partial second copy
}
