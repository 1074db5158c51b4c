"""The running product: one server with demo data for all tests of this folder."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
]


def sh(script, **kwargs):
    """Run a line of bash with the functions of scripts/lib.sh."""
    # setup_odoo only sets its variables here: ./test has done the work before
    line = f"source {shlex.quote(str(ROOT / 'scripts/lib.sh'))}; setup_odoo; {script}"
    return subprocess.run(
        ["bash", "-c", line], check=True, text=True, capture_output=True, **kwargs
    ).stdout


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Server:
    """A served copy of the database with demo data."""

    def __init__(self, database="test_system"):
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def create(self):
        sh(
            f"psql_admin -d postgres -c 'DROP DATABASE IF EXISTS {self.database} "
            f"WITH (FORCE)'; psql_admin -d postgres -c 'CREATE DATABASE {self.database}"
            f" OWNER odoo TEMPLATE test_system_base'; as_server sh -c "
            f'"rm -rf $STATE/data/filestore/{self.database}; '
            f"cp -r $STATE/data/filestore/test_system_base "
            f'$STATE/data/filestore/{self.database}"'
        )

    def start(self, *options, path=None):
        line = (
            f"source {shlex.quote(str(ROOT / 'scripts/lib.sh'))}; setup_odoo; "
            f"odoo -d {self.database} --db-filter='^{self.database}$' "
            f"--http-port={self.port} --max-cron-threads=0 {' '.join(options)}"
        )
        log = Path(os.environ["CITIZEN_STATE"]) / "log" / f"{self.database}.log"
        with log.open("a") as stream:
            self.process = subprocess.Popen(
                ["bash", "-c", line],
                stdout=stream,
                stderr=stream,
                start_new_session=True,
                env=os.environ | ({"PATH": path} if path else {}),
            )
        self.wait()

    def wait(self):
        for _attempt in range(600):
            assert self.process.poll() is None, "the server has stopped"
            try:
                with urllib.request.urlopen(f"{self.url}/web/health", timeout=1):
                    return
            except OSError:
                # give the server the processor until it answers
                os.sched_yield()
                self.process_wait(0.1)
        raise AssertionError("the server does not answer")

    def process_wait(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(60)

    def drop(self):
        sh(
            f"psql_admin -d postgres -c 'DROP DATABASE IF EXISTS {self.database} "
            "WITH (FORCE)'"
        )

    def psql(self, query):
        return sh(f"psql_admin -d {self.database} -c {shlex.quote(query)}").strip()


class Client:
    """JSON-RPC as a user of the web client."""

    def __init__(self, server, login):
        self.server = server
        self.login = login
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        answer = self.rpc(
            "/web/session/authenticate",
            {"db": server.database, "login": login, "password": login},
        )
        self.uid = answer["uid"]
        assert self.uid, f"login of {login} failed"

    def rpc(self, path, params):
        request = urllib.request.Request(
            self.server.url + path,
            json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=120) as response:
            answer = json.load(response)
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        # as the web client does: the user's language goes with every call
        kwargs.setdefault("context", {"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
        return self.rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def read(self, model, ids, fields):
        return self.call(model, "read", ids, fields)

    def get(self, path):
        with self.opener.open(self.server.url + path, timeout=120) as response:
            return response.headers, response.read()


class RpcError(Exception):
    def __init__(self, error):
        self.name = error.get("data", {}).get("name", "")
        super().__init__(error.get("data", {}).get("message") or error["message"])


@pytest.fixture(scope="module")
def server():
    """Each file of tests has a copy of its own: what one issues, reports or locks is
    nobody else's surprise."""
    server = Server()
    server.create()
    server.start()
    yield server
    server.stop()
    server.drop()


@pytest.fixture(scope="module")
def client(server):
    clients = {}

    def get(login):
        if login not in clients:
            clients[login] = Client(server, login)
        return clients[login]

    return get


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def page_of(chromium, server):
    """A logged-in page for a user; errors of its console fail the test."""
    contexts, errors = [], []

    def open_page(login, width=1280, height=900, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{server.url}/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.click("button[type=submit]")
        page.wait_for_selector(".o_web_client")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors


def words(text):
    """Words of a text, however lines and spaces fall."""
    return re.sub(r"\s+", " ", text).strip()
