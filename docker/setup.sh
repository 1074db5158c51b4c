#!/bin/sh
# First start: the key of the vault, then the database. The key is made once. A lost one is not
# replaced silently: what it sealed would stay closed, and new entries would no longer find old ones.
set -eu
made=/var/lib/odoo/vault-key-made
if [ ! -f "$CITIZEN_VAULT_KEY_FILE" ]; then
    if [ -f "$made" ]; then
        echo "Thiếu tệp khóa $CITIZEN_VAULT_KEY_FILE: khôi phục từ bản sao lưu của khóa rồi khởi động lại." >&2
        exit 1
    fi
    python3 /mnt/extra-addons/citizen_dialogue/tools/vault.py "$CITIZEN_VAULT_KEY_FILE"
fi
touch "$made"
exec /entrypoint.sh odoo -d citizen_dialogue -i citizen_dialogue --stop-after-init --no-http
