"""Rows 85 to 91: the dashboard's own stores, load, ends and logs."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest
import requests

from tests import builders
from tests.console_process import CSRF_FIELD, ROOT, cookie_of
from tests.exsited.hostile import Step
from tests.faults.dashboard import Dashboard
from tests.faults.proxy import Proxy
from tests.faults.upstream import LIST, Upstream, as_json, healthy

CHECK = f"/integrations/{builders.CONNECTION_UUID}/check/"


@pytest.fixture
def copied(dashboard: Dashboard, tmp_path: Path) -> Iterator[Path]:
    """A database of one's own to break, with the same people in it."""
    path = tmp_path / "dashboard.sqlite3"
    with closing(sqlite3.connect(dashboard.database_path)) as file:
        file.execute("VACUUM INTO ?", (str(path),))
    yield path
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_row_85_without_a_store_there_is_one_clear_answer(dashboard: Dashboard, copied: Path) -> None:
    copied.with_suffix(".cache.sqlite3").mkdir()
    with dashboard.another(DATABASE_URL=f"sqlite:///{copied}") as broken:
        seen = broken.visit("/invoices/", within=6)
        assert seen.status == 503
        assert "own store is down" in seen.words
        assert len(broken.lines(seen, "store_down")) == 1
        assert broken.visit("/status/", role="admin", within=6).status == 200
        assert requests.get(broken.console.url("/readyz"), timeout=10).status_code == 503

        with closing(sqlite3.connect(copied, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            locked = broken.visit("/invoices/", within=8)
            assert locked.status == 503
            assert "own store is down" in locked.words
            assert len(broken.lines(locked, "store_down")) == 1
            assert requests.get(broken.console.url("/healthz"), timeout=10).status_code == 200
        assert "Traceback" not in broken.console.log_path.read_text()


def test_row_86_what_cannot_be_recorded_does_not_happen(dashboard: Dashboard, upstream: Upstream, copied: Path) -> None:
    with closing(sqlite3.connect(copied)) as file, file:
        refusing = "CREATE TRIGGER full BEFORE INSERT ON access_log_line BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        file.execute(refusing)
    with dashboard.another(DATABASE_URL=f"sqlite:///{copied}") as broken:
        page = broken.visit("/search/", role="admin")
        token = CSRF_FIELD.search(page.text)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "field": "client_secret", "value": builders.CLIENT_SECRET}

        refused = broken.visit(CHECK, role="admin", method="POST", data=form, within=6)

        assert refused.status == 503
        assert upstream.calls() == []
        assert len(broken.lines(refused, "check_refused")) == 1
        assert "was not compared" in refused.words
        assert "Matches" not in refused.words
        assert broken.visit("/invoices/", within=6).status == 200


def test_row_87_beyond_capacity_refusals_are_quick_and_the_rest_goes_on(
    dashboard: Dashboard, upstream: Upstream
) -> None:
    lock = threading.Lock()
    now, most = 0, 0
    well = upstream.script

    def slow(request: bytes) -> Iterator[Step]:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        yield 0.25
        yield from well(request)
        with lock:
            now -= 1

    def load(console: Dashboard, clients: int, seconds: float) -> tuple[list[tuple[int, float, str]], float]:
        end = time.monotonic() + seconds
        host = console.console.base_url.removeprefix("http://")
        cookie = cookie_of(dashboard.sessions["support"])

        def least() -> list[float]:
            """What the machine takes meanwhile for an answer that nothing is done for."""
            told = []
            while time.monotonic() < end:
                started = time.monotonic()
                requests.get(console.console.url("/healthz"), timeout=20)
                told.append(time.monotonic() - started)
                time.sleep(0.2)
            return told

        def client(_: int) -> list[tuple[int, float, str]]:
            told = []
            with closing(http.client.HTTPConnection(host, timeout=20)) as connection:
                while time.monotonic() < end:
                    started = time.monotonic()
                    connection.request("GET", "/invoices/?per_page=50", headers={"Cookie": cookie})
                    response = connection.getresponse()
                    response.read()
                    told.append((response.status, time.monotonic() - started, response.headers.get("Retry-After", "")))
                    if response.status == 503:
                        time.sleep(0.5)
            return told

        with ThreadPoolExecutor(clients + 1) as threads:
            floor = threads.submit(least)
            return [one for told in threads.map(client, range(clients)) for one in told], median(floor.result())

    upstream.server.script = slow
    try:
        with dashboard.another(threads=32) as console:
            load(console, 2, 0.3)
            peak = [status for status, _, _ in load(console, 8, 2.5)[0]].count(200)
            told, floor = load(console, 32, 2.5)
            shed = [line["count"] for line in console.console.log_lines() if line["event"] == "shed"]
    finally:
        upstream.server.script = well

    assert 1 <= len(shed) <= 6
    assert sum(shed) > len(shed)
    refusals = [(took, wait) for status, took, wait in told if status == 503]
    assert {status for status, _, _ in told} == {200, 503}
    assert all(wait for _, wait in refusals)
    assert median(took for took, _ in refusals) < 0.1 + 2 * floor
    assert [status for status, _, _ in told].count(200) >= 0.8 * peak
    assert most <= 8


def test_row_88_an_upstream_that_dies_and_comes_back(
    dashboard: Dashboard, upstream: Upstream, proxy: Proxy, second_dashboard: Dashboard
) -> None:
    assert dashboard.visit("/invoices/?per_page=50").status == 200
    before = proxy.connections
    start = len(dashboard.console.log_lines())
    with proxy.refusing():
        statuses = []
        end = time.monotonic() + 3.5
        while time.monotonic() < end:
            statuses.append(dashboard.visit("/invoices/").status)
            time.sleep(0.1)
        old = dashboard.visit("/invoices/?per_page=50")
        other = second_dashboard.visit("/invoices/")
    assert other.status in {502, 503}
    assert second_dashboard.call(other, LIST)["attempts"] <= 1, "more than the one call that tries for all"
    assert set(statuses) == {502, 503}
    assert statuses.count(503) >= 2
    assert old.status == 200
    assert "shown as of" in old.words
    assert proxy.connections == before

    back = time.monotonic()
    while dashboard.visit("/invoices/").status != 200:
        assert time.monotonic() - back < 3
        time.sleep(0.1)
    assert "shown as of" not in dashboard.visit("/invoices/?per_page=50").words
    lines = dashboard.console.log_lines()[start:]
    events = [line["event"] for line in lines if line.get("circuit") == "upstream"]
    assert events == ["breaker_opened", "breaker_closed"]
    tried = [line for line in lines if line["event"] == "exsited_call" and line["fault"] == "connect_refused"]
    assert sum(line["attempts"] for line in tried) <= 5 + 4


def test_row_89_what_is_under_way_is_finished_before_the_end(dashboard: Dashboard, upstream: Upstream) -> None:
    with dashboard.another() as console, ThreadPoolExecutor(4) as threads:
        assert console.visit("/invoices/").status == 200
        upstream.on(LIST, [1.0, b""], [1.0, b""])
        upstream.on(LIST, [0.8, as_json(healthy(upstream.calls(LIST)[0]))])
        under_way = [threads.submit(console.visit, "/invoices/?per_page=50") for _ in range(3)]
        while len(upstream.calls(LIST)) < 2:
            time.sleep(0.02)
        told = time.monotonic()
        os.kill(console.console.pid, signal.SIGTERM)

        assert [one.result().status for one in under_way] == [200] * 3
        assert console.console.wait() == 0
        assert time.monotonic() - told < 10
        assert dashboard.visit("/invoices/").status == 200


BAD = {
    "EXSITED_BASE_URL": ["", "http://api.example.com", "https://user:hush@api.example.com", "https://a.example/path"],
    "EXSITED_CLIENT_SECRET": ["", "changeme"],
    "EXSITED_CLIENT_ID": [""],
    "EXSITED_REDIRECT_URI": ["", "nowhere-hush"],
    "SECRET_KEY": ["", "hush-too-short"],
    "DATABASE_URL": ["hush://nothing"],
}
TRY = """
import json, os, runpy, sys
from django.core.exceptions import ImproperlyConfigured
told, whole = [], dict(os.environ)
for name, value in json.loads(sys.argv[1]):
    os.environ.clear(); os.environ.update(whole | {name: value})
    for module in [module for module in sys.modules if module == "dashboard.env"]: del sys.modules[module]
    try:
        runpy.run_module("dashboard.settings")
        told.append([name, value, None])
    except ImproperlyConfigured as error:
        told.append([name, value, str(error)])
print(json.dumps(told))
"""


def test_row_90_a_start_with_bad_settings_is_refused_and_names_them(dashboard: Dashboard) -> None:
    cases = [(name, value) for name, values in BAD.items() for value in values]
    environment = dashboard.console.settings | {"DJANGO_SETTINGS_MODULE": "dashboard.settings"}
    told = subprocess.run(
        [sys.executable, "-c", TRY, json.dumps(cases)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    for name, value, said in json.loads(told.stdout):
        assert said, (name, value)
        assert name in said
        assert "hush" not in said
        assert not value or value not in said

    serve = subprocess.run(
        [sys.executable, "-m", "gunicorn", "dashboard.wsgi", "--bind", "127.0.0.1:0"],
        cwd=ROOT, env=environment | {"EXSITED_BASE_URL": "http://hush.example"}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert serve.returncode != 0
    assert "EXSITED_BASE_URL" in serve.stdout + serve.stderr
    assert "hush" not in serve.stdout + serve.stderr


FORGED = (
    b'GET / HTTP/1.1\r\nHost: localhost\r\nX\x1b[31m: 1\r\n{"event": "forged"}\r\n\r\n',
    b'GET /\x1b[31m HTTP/9.9\r\n{"event": "forged"}\r\n\r\n',
)
"""What the server turns down before we see it, and tells of in lines of its own."""


def test_row_91_no_log_line_is_forged_and_no_mistake_tells_more_than_its_place(
    dashboard: Dashboard, upstream: Upstream
) -> None:
    before = len(dashboard.console.log_path.read_text().splitlines())
    odd = {"User-Agent": "y" * 7000, "Referer": "http://a/?canary-odd-place"}
    seen = dashboard.visit("/invoices/%0d%0a%7b%22event%22:%22forged%22%7d/", headers=odd)
    assert seen.status == 404
    huge = requests.get(dashboard.console.url("/"), headers={"User-Agent": "z" * 1_000_000}, timeout=10)
    assert huge.status_code in {400, 431}
    port = int(dashboard.console.base_url.rpartition(":")[2])
    for forged in FORGED:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
            sock.sendall(forged)
            assert b" 400 " in sock.recv(100)
    bug = dashboard.visit("/invoices/?make-a-mistake=1")

    assert bug.status == 500
    assert bug.reference in bug.text
    assert "canary" not in bug.text
    (line,) = [line for line in dashboard.lines(bug) if "exception" in line]
    assert line["exception"] == "RuntimeError"
    assert line["places"]
    log = dashboard.console.log_path.read_text()
    new = log.splitlines()[before:]
    assert all(isinstance(json.loads(line), dict) for line in new if line.startswith("{"))
    assert not any(json.loads(line)["event"] == "forged" for line in new if line.startswith("{"))
    assert all(line.startswith(("{", "[20")) for line in new), "neither ours nor the server's"
    assert "\x1b" not in log
    assert "canary" not in "\n".join(new)
