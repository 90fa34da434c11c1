"""One dashboard on one hostile upstream for the run; each test begins with nothing remembered and ends healthy."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.console_process import PASSWORD, ConsoleProcess, signed_in
from tests.exsited.hostile import HostileServer
from tests.faults.dashboard import MOST_GROWTH, ROLES, Dashboard, kept_nothing_secret
from tests.faults.proxy import WELL, Proxy
from tests.faults.upstream import CLIENT_SECRET, TOKEN, Upstream

ROWS = 91
ROW = re.compile(r"test_row_(\d\d)_")
HERE = "tests/faults/"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
"""What a client that trusts its environment would send everything to: nobody listens there."""


@pytest.fixture(scope="session")
def hostile_server() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


@pytest.fixture(scope="session")
def the_upstream(hostile_server: HostileServer) -> Upstream:
    upstream = Upstream(hostile_server)
    hostile_server.script = upstream.script
    return upstream


@pytest.fixture(scope="session")
def the_proxy(hostile_server: HostileServer) -> Iterator[Proxy]:
    with Proxy(hostile_server.port) as proxy:
        yield proxy


def place_of(url: str) -> Any:
    """What a ConsoleProcess takes for its sandbox."""
    return SimpleNamespace(
        base_url=url,
        client_id="faults",
        client_secret=CLIENT_SECRET,
        redirect_uri="https://dashboard.example/callback",
    )


@pytest.fixture(scope="session")
def the_dashboard(the_upstream: Upstream, the_proxy: Proxy) -> Iterator[Dashboard]:
    variables = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", **dict.fromkeys(PROXIES, "http://127.0.0.1:9")}
    with ConsoleProcess(place_of(the_proxy.url), variables=variables) as console:
        sessions = {role: signed_in(console.base_url, role, PASSWORD) for role in ROLES}
        for session in sessions.values():
            session.headers["Connection"] = "close"  # what is kept may be closed at the moment it is used again
        yield Dashboard(console, sessions, home=console.log_path.parent)
        for session in sessions.values():
            session.close()


@pytest.fixture
def upstream(the_upstream: Upstream) -> Upstream:
    return the_upstream


@pytest.fixture
def proxy(the_proxy: Proxy) -> Proxy:
    return the_proxy


@pytest.fixture
def dashboard(the_dashboard: Dashboard, the_upstream: Upstream, the_proxy: Proxy) -> Iterator[Dashboard]:
    the_upstream.reset()
    the_proxy.trouble = WELL
    the_dashboard.forget()
    worker = the_dashboard.worker
    the_dashboard.forget_peak()
    memory = the_dashboard.memory
    since = the_dashboard.since = the_dashboard.console.log_path.stat().st_size
    yield the_dashboard
    the_proxy.trouble = WELL
    the_proxy.drop_all()
    assert {one.method for one in the_upstream.asked if one.path != TOKEN} <= {"GET"}
    assert {one.method for one in the_upstream.asked if one.path == TOKEN} <= {"POST"}
    the_upstream.reset()
    started = time.monotonic()
    assert the_dashboard.visit("/healthz", check=False).status == 200
    assert time.monotonic() - started < 1.0, "the worker did not answer the next healthy request"
    assert the_dashboard.worker == worker, "the worker died"
    assert the_dashboard.peak - memory < MOST_GROWTH
    kept_nothing_secret(the_dashboard, since)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(HERE):
            item.add_marker(pytest.mark.sandbox)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    def rows(outcome: str) -> set[int]:
        reports = terminalreporter.getreports(outcome)
        return {int(match[1]) for report in reports if (match := ROW.search(report.nodeid))}

    passed = rows("passed") - rows("failed") - rows("error") - rows("skipped")
    if passed or rows("failed") or rows("error"):
        terminalreporter.write_sep("=", f"fault rows passed: {len(passed)} / {ROWS}")


@pytest.fixture(scope="session")
def the_second(the_dashboard: Dashboard) -> Iterator[Dashboard]:
    with the_dashboard.another() as other:
        yield other


@pytest.fixture
def second_dashboard(dashboard: Dashboard, the_second: Dashboard) -> Dashboard:
    """Another process on the same database and cache, as another worker is."""
    del dashboard
    the_second.since = the_second.console.log_path.stat().st_size
    return the_second
