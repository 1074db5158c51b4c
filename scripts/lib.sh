# shellcheck shell=bash
# What ./run, ./test and scripts/odoo share. Everything big lies in $STATE: the git-ignored .local/ of
# this folder, or, run by root, one folder under /var/lib, because the server never runs as root and
# the user it runs as may not be able to read this folder. CITIZEN_STATE names another place; the tests
# of ./run use it.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
if [ "$(id -u)" = 0 ]; then
    STATE=${CITIZEN_STATE:-/var/lib/citizen-dialogue/$(printf %s "$ROOT" | sha256sum | cut -c1-8)}
    RUN_AS=postgres
    ADDONS=$STATE/addons
else
    STATE=${CITIZEN_STATE:-$ROOT/.local}
    RUN_AS=$(id -un)
    ADDONS=$ROOT
fi
STAMPS=$STATE/stamps
VENV=$STATE/venv
PREFIX=$STATE/odoo
PGDATA=$STATE/postgres
PGSOCKET=$STATE/run
# a Unix socket's path has at most 107 characters
[ ${#PGSOCKET} -lt 80 ] || PGSOCKET=/tmp/citizen-dialogue-$(printf %s "$STATE" | sha256sum | cut -c1-8)
PACKAGES="postgresql postgresql-contrib python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0
    libharfbuzz-subset0 fonts-liberation2 fontconfig gettext poppler-utils rsync curl ca-certificates procps"
TEST_PACKAGES="chromium docker-compose"
# changes with the packages and with what is done to them below
ODOO_STAMP=19.0-1.2
STEP=0 STEPS=${STEPS:-6}

step() { STEP=$((STEP + 1)); printf '\033[1m[%d/%d]\033[0m %s\n' "$STEP" "$STEPS" "$*"; }
die() { printf '\n\033[31mKhông tiếp tục được:\033[0m %s\n' "$*" >&2; exit 1; }
done_for() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
stamp() { mkdir -p "$STAMPS"; printf %s "$2" >"$STAMPS/$1"; }
hash_of() { cat "$@" | sha256sum | cut -c1-16; }

as_server() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u "$RUN_AS" -- env HOME="$STATE/home" LANG=C.UTF-8 "$@"
    else
        env LANG=C.UTF-8 "$@"
    fi
}

quietly() { # LOG command…: run it, show the log only when it fails
    local log=$1; shift
    mkdir -p "$STATE/log"
    "$@" >"$STATE/log/$log.log" 2>&1 || {
        tail -n 25 "$STATE/log/$log.log" >&2
        die "bước trên bị lỗi; toàn bộ nhật ký: $STATE/log/$log.log"
    }
}

need_packages() { # install what is missing, with sudo when not root
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return 0
    local sudo=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "thiếu gói ${missing[*]}; hãy cài bằng root hoặc cài sudo"
        sudo=(sudo)
    fi
    echo "      cài gói: ${missing[*]}"
    quietly apt-update "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update
    quietly apt-install "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

setup_state() {
    mkdir -p "$STATE" "$STAMPS" "$STATE/log" "$STATE/home" "$STATE/data" "$PGSOCKET"
    if [ "$(id -u)" = 0 ]; then
        chmod 755 /var/lib/citizen-dialogue "$STATE"
        chown "$RUN_AS" "$STATE/home" "$STATE/data" "$PGSOCKET"
    fi
}

setup_odoo() {
    if [ -n "${ODOO_SRC:-}" ]; then
        [ -f "$ODOO_SRC/odoo/release.py" ] || die "ODOO_SRC=$ODOO_SRC không phải thư mục mã nguồn Odoo"
        ODOO_PATH=$ODOO_SRC
        ODOO_ADDONS=$ODOO_SRC/odoo/addons
        [ -d "$ODOO_SRC/addons" ] && ODOO_ADDONS=$ODOO_ADDONS,$ODOO_SRC/addons
        return 0
    fi
    ODOO_PATH=$PREFIX/usr/lib/python3/dist-packages
    ODOO_ADDONS=$ODOO_PATH/odoo/addons
    done_for odoo "$ODOO_STAMP" && return 0
    # a machine may have npm from elsewhere, which Debian's package would conflict with
    command -v npm >/dev/null || need_packages npm
    # Odoo is in Debian's sid only: its own apt configuration leaves the system's alone, and the
    # mirror is the one this machine already uses
    local apt=$STATE/apt new=$PREFIX.new site
    rm -rf "$new"; mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/deb" "$new"
    site=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk '$2 !~ /security|updates|backports/ {print $1; exit}')
    [ -n "$site" ] || die "apt chưa có nguồn gói nào (apt-get indextargets)"
    echo "deb $site sid main" >"$apt/sources.list"
    cat >"$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::Lists "$apt/lists";
Dir::Cache "$apt/cache";
Acquire::Languages "none";
APT::Sandbox::User "root";
CONF
    quietly odoo-index apt-get -c "$apt/apt.conf" update
    (
        cd "$apt/deb" && rm -f ./*.deb ./*.tgz
        quietly odoo-download apt-get -c "$apt/apt.conf" download odoo-19 libjs-jquery libjs-jquery-form \
            libjs-underscore fonts-roboto-unhinted fonts-montserrat fonts-ocr-b
        # sid's Font Awesome has other file names than the web client asks for
        quietly fonts-download apt-get download fonts-font-awesome fonts-inconsolata
        for deb in ./*.deb; do dpkg-deb -x "$deb" "$new"; done
        # Debian strips this file; without it every page logs an error
        quietly selfie npm pack --silent @mediapipe/selfie_segmentation
        tar -xzf ./*.tgz
        mkdir -p "$new/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation"
        # the package's own mode would keep the server, which is not root, from reading it
        install -m 644 package/selfie_segmentation.js \
            "$new/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation/"
    )
    rm -rf "$PREFIX"; mv "$new" "$PREFIX"; rm -rf "$apt/deb"
    stamp odoo "$ODOO_STAMP"
}

setup_python() { # requirement files…
    local key
    key=$(hash_of "$ROOT/requirements.txt" "$ROOT/docker/requirements.txt" "$@")
    done_for "python-$#" "$key" && return 0
    [ -x "$VENV/bin/python" ] || quietly venv /usr/bin/python3 -m venv "$VENV"
    local args=(-r "$ROOT/requirements.txt") file
    for file in "$@"; do args+=(-r "$file"); done
    quietly pip "$VENV/bin/pip" install --disable-pip-version-check "${args[@]}"
    stamp "python-$#" "$key"
}

PGBIN() { ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1; }
psql_admin() { as_server "$(PGBIN)/psql" -h "$PGSOCKET" -U dba -v ON_ERROR_STOP=1 -qAt "$@"; }

pg_running() {
    # a process killed or lost in a power cut may leave its file behind: a zombie, or a number that
    # another program has by now, would look like a running server to pg_ctl and to PostgreSQL
    local pid state
    pid=$(as_server head -n 1 "$PGDATA/postmaster.pid" 2>/dev/null) || return 1
    state=$(ps -o stat=,comm= -p "$pid" 2>/dev/null || true)
    case $state in
        Z* | '') ;;
        *postgres*) return 0 ;;
    esac
    as_server rm -f "$PGDATA/postmaster.pid"
    return 1
}

start_server_process() {
    # the children of a killed server hold its shared memory for a moment longer
    local _try
    for _try in $(seq 10); do
        as_server "$(PGBIN)/pg_ctl" -D "$PGDATA" -l "$STATE/home/postgres.log" -w -t 120 start && return 0
        sleep 1
    done
    tail -n 25 "$STATE/home/postgres.log"
    return 1
}

start_postgres() {
    local bin; bin=$(PGBIN)
    if ! done_for cluster "$bin"; then
        # made beside and renamed, so that a half-made cluster never counts
        as_server true
        rm -rf "$PGDATA.new" "$PGDATA"
        mkdir -p "$PGDATA.new"
        [ "$(id -u)" != 0 ] || chown "$RUN_AS" "$PGDATA.new"
        chmod 700 "$PGDATA.new"
        quietly initdb as_server "$bin/initdb" -D "$PGDATA.new" -U dba -E UTF8 --locale=C.UTF-8 -A trust
        as_server tee -a "$PGDATA.new/postgresql.conf" >/dev/null <<CONF
# reached through its own socket only, by its owner only
listen_addresses = ''
unix_socket_directories = '$PGSOCKET'
unix_socket_permissions = 0700
shared_buffers = 256MB
max_connections = 120
CONF
        mv "$PGDATA.new" "$PGDATA"
        stamp cluster "$bin"
    fi
    if ! pg_running; then
        # after a power cut it recovers what was committed before it answers
        quietly postgres start_server_process
        PG_STARTED=1
    fi
    [ "$(psql_admin -d postgres -c "SELECT count(*) FROM pg_roles WHERE rolname = 'odoo'")" = 1 ] ||
        psql_admin -d postgres -c "CREATE ROLE odoo LOGIN CREATEDB"
    # a refused statement may hold a person's name: PostgreSQL's log shows the error without it
    psql_admin -d postgres -c "ALTER ROLE odoo SET log_min_error_statement = 'panic'"
    if [ "$(psql_admin -d postgres -c "SELECT count(*) FROM pg_database WHERE datistemplate AND datname = 'citizen_template'")" != 1 ]; then
        psql_admin -d postgres -c "DROP DATABASE IF EXISTS citizen_template"
        quietly template psql_admin -d postgres -f - <"$ROOT/docker/postgres/template.sql"
        # the mark of a template that is complete
        psql_admin -d postgres -c "ALTER DATABASE citizen_template IS_TEMPLATE true"
    fi
}

stop_postgres() { as_server "$(PGBIN)/pg_ctl" -D "$PGDATA" -m fast -w -t 60 stop >/dev/null 2>&1 || true; }

setup_vault() { # the keys of the vault of persons: made once, never inside the database or the repository
    [ -f "$STATE/home/vault.key" ] && return 0
    quietly vault-key as_server "$VENV/bin/python" - "$STATE/home/vault.key" <"$ROOT/citizen_dialogue/tools/vault.py"
}

sync_addon() {
    [ "$ADDONS" != "$ROOT" ] || return 0
    mkdir -p "$ADDONS"
    rsync -a --delete --exclude __pycache__ --exclude .git "$ROOT/citizen_dialogue" "$ROOT/config" "$ADDONS/"
    chmod -R a+rX "$ADDONS"
}

addon_hash() { (cd "$ROOT/citizen_dialogue" && find . -type f ! -name '*.pyc' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16); }

odoo() { # run Odoo as the server's user; a first word "shell" is its subcommand
    local sub=()
    if [ "${1:-}" = shell ]; then sub=(shell); shift; fi
    setup_vault
    as_server env PYTHONPATH="$ODOO_PATH" PYTHONDONTWRITEBYTECODE=1 CITIZEN_VAULT_KEY_FILE="$STATE/home/vault.key" "$VENV/bin/python" -m odoo "${sub[@]}" \
        -c "$ADDONS/config/odoo.conf" --db_host="$PGSOCKET" --db_user=odoo \
        --addons-path="$ODOO_ADDONS,$ADDONS" --data-dir="$STATE/data" --http-interface=127.0.0.1 "$@"
}

has_database() { [ "$(psql_admin -d postgres -c "SELECT count(*) FROM pg_database WHERE datname = '$1'")" = 1 ]; }

create_database() { # NAME odoo options…: installed under another name and renamed, so that it is whole or not there
    local name=$1; shift
    psql_admin -d postgres -c "DROP DATABASE IF EXISTS ${name}_new WITH (FORCE)"
    psql_admin -d postgres -c "CREATE DATABASE ${name}_new OWNER odoo TEMPLATE citizen_template"
    quietly "install-$name" odoo -d "${name}_new" -i citizen_dialogue --stop-after-init --no-http "$@"
    # Odoo goes on without demo data that failed, and only warns of it
    local bad=' (ERROR|CRITICAL) |demo data failed to install'
    if grep -qE "$bad" "$STATE/log/install-$name.log"; then
        grep -E -A 20 "$bad" "$STATE/log/install-$name.log" | head -n 40 >&2
        die "cài đặt cơ sở dữ liệu có lỗi; nhật ký: $STATE/log/install-$name.log"
    fi
    psql_admin -d postgres -c "DROP DATABASE IF EXISTS $name WITH (FORCE)"
    psql_admin -d postgres -c "ALTER DATABASE ${name}_new RENAME TO $name"
    as_server sh -c "rm -rf '$STATE/data/filestore/$name' && if [ -d '$STATE/data/filestore/${name}_new' ]; then mv '$STATE/data/filestore/${name}_new' '$STATE/data/filestore/$name'; fi"
}
