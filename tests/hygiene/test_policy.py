"""The times, sizes and cookies that are promised: tests of what happens then run with shorter times."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

import dashboard
from dashboard.accounts.sessions import LONGEST_HOURS
from dashboard.exsited import Limits
from dashboard.exsited.http.breaker import CALLS, FAILURES, SPAN_SECONDS
from dashboard.exsited.http.retry import DEFAULT_WAIT, LONGEST_WAIT
from dashboard.exsited.stale import STALE_SECONDS
from invoices_ui.ledger_sync.fetching import CALL_SECONDS, LONGEST_PAUSE, PAUSES

KIB, MIB = 1024, 1024 * 1024


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("HTTPS_ONLY", "true")
    return runpy.run_path(str(Path(dashboard.__file__).with_name("settings.py")))


def test_of_a_call(deployed: dict[str, Any]) -> None:
    limits: Limits = deployed["UPSTREAM_LIMITS"]

    assert (limits.connect, limits.silence, limits.total, deployed["PAGE_SECONDS"]) == (2, 5, 8, 8)
    assert (limits.file_start, limits.file_silence, limits.file_total) == (15, 15, 300)
    assert (limits.in_flight, limits.queue, limits.retry_share) == (8, 1, 0.1)
    assert (limits.json_bytes, limits.head_bytes) == (8 * MIB, 64 * KIB)
    assert (limits.breaker_open, limits.no_token, limits.refused) == (10, 10, 30)


def test_of_what_is_shared_by_all() -> None:
    assert (FAILURES, CALLS, SPAN_SECONDS) == (5, 20, 10)
    assert (DEFAULT_WAIT, LONGEST_WAIT) == (5, 60)
    assert STALE_SECONDS == 15 * 60


def test_of_work_in_the_background() -> None:
    assert CALL_SECONDS == 60
    assert len(PAUSES) == 3
    assert 0.5 <= min(PAUSES) <= max(PAUSES) <= LONGEST_PAUSE == 20


def test_of_a_session(deployed: dict[str, Any]) -> None:
    assert (deployed["SESSION_COOKIE_AGE"], LONGEST_HOURS) == (30 * 60, 12)
    assert deployed["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert deployed["SESSION_COOKIE_SECURE"]
    assert deployed["SESSION_COOKIE_HTTPONLY"]
    assert deployed["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert not {"SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH"} & set(deployed), "a __Host- cookie has none"
    assert deployed["CSRF_USE_SESSIONS"], "else scripts could read its cookie"
    assert deployed["SECURE_HSTS_SECONDS"] > 0
