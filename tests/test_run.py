"""./run itself, in a place of its own: first start, a second one refused, a power cut,
Ctrl-C, --fresh; by this user and, where the tests run as root, by an ordinary one."""

import getpass
import os
import re
import shutil
import signal
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import ROOT, Client, Server, free_port, sh

BASE = Path(os.environ["CITIZEN_STATE"])
READY = "quantri"  # the last line of the list of logins
# as long as a first start may take, with everything downloaded
PATIENCE = 240


def running():
    """[(user, pid, command)] of this machine."""
    listing = subprocess.run(
        ["ps", "-ww", "-eo", "user:32,pid,args"], text=True, capture_output=True
    ).stdout
    rows = (line.split(None, 2) for line in listing.splitlines()[1:])
    return [(user, int(pid), args) for user, pid, args in rows]


def kill(rows):
    for _user, pid, _args in rows:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Run:
    """One folder with its state; Odoo and the Python packages are those of ./test."""

    def __init__(self, folder, root=ROOT, user=None, odoo=None):
        self.state, self.root = folder, root
        self.port = free_port()
        self.before = ["runuser", "-u", user, "--"] if user else []
        self.process = None
        folder.mkdir(parents=True)
        (folder / "venv").symlink_to(BASE / "venv")
        if not odoo:
            (folder / "odoo").symlink_to(BASE / "odoo")
        (folder / "stamps").mkdir()
        if not odoo:
            shutil.copy(BASE / "stamps" / "odoo", folder / "stamps")
        # ./test has installed these and more
        packages = sh(
            'hash_of "$ROOT/requirements.txt" "$ROOT/docker/requirements.txt"'
        )
        (folder / "stamps" / "python-0").write_text(packages.strip())
        if user:
            subprocess.run(["chown", "-R", user, str(folder)], check=True)
        self.env = os.environ | {"CITIZEN_STATE": str(folder)}
        if odoo:
            self.env["ODOO_SRC"] = str(odoo)

    def command(self, *options):
        return [*self.before, str(self.root / "run"), *options]

    def start(self, *options):
        self.process = subprocess.Popen(
            self.command("--port", str(self.port), *options),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.env,
            start_new_session=True,
        )
        # a start that hangs is ended, and its output shown
        watch = threading.Timer(PATIENCE, self.process.kill)
        watch.start()
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.strip().startswith(READY):
                break
        else:
            raise AssertionError("".join(lines))
        watch.cancel()
        return "".join(lines)

    def client(self, login):
        server = Server("citizen_dialogue")
        server.url = f"http://127.0.0.1:{self.port}"
        return Client(server, login)

    def processes(self):
        """[(user, pid, command)] of everything that serves this folder."""
        return [
            row
            for row in running()
            if f"http-port={self.port} " in row[2] + " " or str(self.state) in row[2]
        ]

    def cut_power(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        kill(self.processes())
        self.process.wait(30)

    def interrupt(self):
        """Ctrl-C: the terminal tells the whole foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.stdout.read()
        self.process.wait(60)


@pytest.fixture
def place():
    place = BASE / "home" / "run"

    def clear():
        kill(row for row in running() if str(place) in row[2])
        if place.exists():
            shutil.rmtree(place)

    # a run that was itself killed leaves its server behind
    clear()
    yield lambda name, **kwargs: Run(place / name, **kwargs)
    clear()


def test_first_start_power_cut_and_ctrl_c(place):
    run = place("own")
    shown = run.start()
    assert f"http://127.0.0.1:{run.port}" in shown
    for login in ("thuky", "chanhvp", "chutich", "vanthu", "canbo_xa"):
        assert re.search(rf"^  {login} ", shown, re.MULTILINE)
    owners = {user for user, _pid, args in run.processes() if args.startswith("/")}
    assert owners == {"postgres" if os.getuid() == 0 else getpass.getuser()}

    second = subprocess.run(
        run.command("--port", str(free_port())),
        text=True,
        capture_output=True,
        env=run.env,
        timeout=60,
    )
    assert second.returncode != 0
    assert "đang chạy" in second.stderr

    units = run.client("quantri").call(
        "citizen.unit", "create", [{"name": "Trước khi mất điện", "kind": "other"}]
    )
    run.cut_power()
    again = run.start()
    assert "cài đặt lần đầu" not in again
    rows = run.client("thuky").read("citizen.unit", units, ["name"])
    assert rows[0]["name"] == "Trước khi mất điện"

    run.interrupt()
    assert run.processes() == []

    fresh = run.start("--fresh")
    assert "xóa cơ sở dữ liệu" in fresh
    found = run.client("thuky").call(
        "citizen.unit", "search", [("name", "=", "Trước khi mất điện")]
    )
    assert found == []
    run.interrupt()
    assert run.processes() == []


def test_an_ordinary_user_needs_nothing_of_root(place):
    (BASE / "home" / "run").mkdir(exist_ok=True)
    copy = BASE / "home" / "run" / "ban sao"
    shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns(".git", ".local", "__pycache__")
    )
    user = getpass.getuser()
    if os.getuid() == 0:
        user = "postgres"
        subprocess.run(["chown", "-R", user, str(copy.parent)], check=True)
    # and may bring an Odoo of his own
    run = place(
        "ban sao/.local",
        root=copy,
        user=user if os.getuid() == 0 else None,
        odoo=BASE / "odoo/usr/lib/python3/dist-packages",
    )
    run.start()
    assert not (run.state / "odoo").exists()
    assert {owner for owner, _pid, _args in run.processes()} == {user}
    assert run.client("thuky").uid
    run.interrupt()
    assert run.processes() == []


def test_wrong_option_is_told_in_vietnamese():
    done = subprocess.run(
        [str(ROOT / "run"), "--port", "abc"], text=True, capture_output=True
    )
    assert done.returncode != 0
    assert "--port cần một số" in done.stderr
