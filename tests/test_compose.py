"""docker-compose.yml: valid, no password inside, settings shared with ./run."""

import os
import subprocess
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def compose(**environment):
    return subprocess.run(
        ["docker-compose", "-f", str(ROOT / "docker-compose.yml"), "config"],
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
    )


def test_valid_with_a_password():
    done = compose(POSTGRES_PASSWORD="thu-nghiem")
    assert done.returncode == 0, done.stderr


def test_refused_without_a_password():
    done = compose(POSTGRES_PASSWORD="")
    assert done.returncode != 0
    assert "POSTGRES_PASSWORD" in done.stderr


def test_no_password_in_any_file():
    for path in ("docker-compose.yml", "docker/env.example", "config/odoo.conf"):
        for line in (ROOT / path).read_text().splitlines():
            if "PASSWORD" in line.upper() and "=" in line and "$" not in line:
                assert line.strip().endswith("=") or line.startswith("#"), line


def test_websocket_and_tls_at_the_proxy():
    text = (ROOT / "docker/nginx/default.conf.template").read_text()
    assert "location /websocket" in text
    assert "odoo:8072" in text
    assert "listen 443 ssl" in text
    assert "return 301 https" in text


def test_settings_are_those_of_run():
    config = ConfigParser()
    config.read(ROOT / "config/odoo.conf")
    assert config["options"]["list_db"] == "False"
    assert config["options"]["db_template"] == "citizen_template"
    assert "config/odoo.conf" in (ROOT / "docker/Dockerfile").read_text()
    assert "config/odoo.conf" in (ROOT / "scripts/lib.sh").read_text()
    compose_text = (ROOT / "docker-compose.yml").read_text()
    assert "--proxy-mode" in compose_text
    assert "docker/postgres/template.sql" in compose_text
    assert "docker/postgres/template.sql" in (ROOT / "scripts/lib.sh").read_text()


def test_the_key_of_the_vault_lies_outside_the_database():
    text = (ROOT / "docker-compose.yml").read_text()
    db = text.split("  db:\n")[1].split("  setup:\n")[0]
    assert "vault-key" not in db
    assert "CITIZEN_VAULT_KEY_FILE: /var/lib/citizen-vault/vault.key" in text
    assert "- vault-key:/var/lib/citizen-vault" in text
    assert (
        "-o odoo -g odoo -m 700 /var/lib/citizen-vault"
        in (ROOT / "docker/Dockerfile").read_text()
    )


def setup_key(tmp_path):
    """Run the first start with folders of our own and without Odoo."""
    script = (ROOT / "docker/setup.sh").read_text()
    for old, new in (
        ("/var/lib/odoo/", f"{tmp_path}/"),
        ("/mnt/extra-addons/", f"{ROOT}/"),
        ("/entrypoint.sh odoo", "echo odoo"),
    ):
        assert old in script
        script = script.replace(old, new)
    return subprocess.run(
        ["sh", "-c", script],
        env={**os.environ, "CITIZEN_VAULT_KEY_FILE": f"{tmp_path}/vault.key"},
        text=True,
        capture_output=True,
    )


def test_the_key_is_made_once_and_a_lost_one_is_not_replaced(tmp_path):
    assert setup_key(tmp_path).returncode == 0
    key = tmp_path / "vault.key"
    first = key.read_text()
    assert key.stat().st_mode & 0o777 == 0o600
    assert setup_key(tmp_path).returncode == 0
    assert key.read_text() == first
    key.unlink()
    lost = setup_key(tmp_path)
    assert lost.returncode == 1
    assert "Thiếu tệp khóa" in lost.stderr
    assert not key.exists()
