"""What administrators are told of the billing API."""

from __future__ import annotations

import os
import socket
import time

import pytest
import responses
from django.core.cache import cache
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.exsited import Call, Token
from dashboard.health import note_call
from dashboard.status import window
from dashboard.status.views import token_age
from dashboard.status.window import MOST, PROCESSES, told
from dashboard.upstream import token_store
from tests.conftest import BASE_URL

LIST = "/api/v3/invoices"


def seen(milliseconds: int, fault: str | None = None, endpoint: str = LIST) -> None:
    note_call(Call(endpoint=endpoint, fault=fault, status=None, attempts=1, milliseconds=milliseconds, bytes=0))


class TestWindow:
    def test_tells_times_of_answers_and_faults_by_their_words(self) -> None:
        for milliseconds in range(1, 81):
            seen(milliseconds)
        for fault in ("read_idle", "upstream_5xx", "upstream_5xx"):
            seen(9_000, fault)

        (one,) = told()

        assert (one.endpoint, one.calls, one.p50, one.p95) == (LIST, 83, 40, 76)
        assert one.faults == (("upstream_5xx", 2), ("read_idle", 1))
        assert one.answered_at

    def test_knows_no_times_where_nothing_answered(self) -> None:
        seen(9_000, "read_idle")

        (one,) = told()
        assert (one.p50, one.p95, one.answered_at) == (None, None, None)

    def test_stays_small(self) -> None:
        for _ in range(MOST * 3):
            seen(5)

        assert told()[0].calls == MOST

    def test_forgets_after_a_while(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen(5)
        later = time.time() + window.SPAN_SECONDS + 1
        monkeypatch.setattr("time.time", lambda: later)

        assert told()[0].calls == 0
        assert told()[0].answered_at

    def test_of_all_processes(self) -> None:
        seen(5)
        window.publish()
        other = f"another-machine:{os.getpid()}"
        cache.set(f"status:process:{other}", {LIST: ([(time.time(), 95, "read_idle")], None)})
        cache.set(PROCESSES, cache.get(PROCESSES) | {other: time.time()})

        (one,) = told()
        assert (one.calls, one.p50, one.faults) == (2, 5, (("read_idle", 1),))

    def test_is_written_to_the_cache_now_and_then(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(window, "_published_at", 0.0)
        seen(5)
        seen(6)

        assert len(cache.get(f"status:process:{socket.gethostname()}:{os.getpid()}")[LIST][0]) == 1


class TestTokenAge:
    @pytest.mark.parametrize(
        ("ends_in", "age", "left"), [(3600, 0, 59), (605, 49, 10), (-50, 60, 0), (99_999, 0, 1666)]
    )
    def test_is_never_negative(self, ends_in: int, age: int, left: int) -> None:
        token = Token(access_token="canary", refresh_token=None, expires_at=time.time() + ends_in)

        told = token_age(token)

        assert told
        assert (told.age, told.left) == (age, left)


class TestPage:
    def test_tells_all_of_it(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        exsited.get(f"{BASE_URL}{LIST}", status=500)
        administrator.get("/invoices/")
        administrator.get("/invoices/")
        administrator.get("/invoices/")

        response = administrator.get("/status/")

        assertContains(response, "/api/v3/invoices")
        assertContains(response, "<code>upstream_5xx</code>&nbsp;&times;&nbsp;3")
        assertContains(response, "Open")
        assertContains(response, "0 min old")
        assertContains(response, "ends in 59 minutes")
        assertContains(response, "0 of 8")
        assertNotContains(response, "canary")

    def test_asks_the_billing_api_nothing(self, administrator: Client, exsited: responses.RequestsMock) -> None:
        response = administrator.get("/status/")

        assertContains(response, "Nothing asked yet")
        assert len(exsited.calls) == 0

    def test_lives_without_a_cache(self, administrator: Client, settings: pytest.FixtureRequest) -> None:
        settings.CACHES = {  # type: ignore[attr-defined]
            "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "no_such_table"}
        }

        assertContains(administrator.get("/status/"), "Cache down")

    def test_is_where_the_state_in_the_header_leads_administrators(
        self, administrator: Client, support: Client, exsited: responses.RequestsMock
    ) -> None:
        exsited.get(f"{BASE_URL}{LIST}", status=404)

        assertContains(administrator.get("/nowhere/"), 'href="/status/"', count=2, status_code=404)
        assertNotContains(support.get("/invoices/"), "/status/", status_code=502)

    def test_knows_the_token_by_its_age_alone(self, administrator: Client) -> None:
        token_store().write(Token(access_token="canary", refresh_token="canary-too", expires_at=time.time() + 65))

        response = administrator.get("/status/")

        assertContains(response, "58 min old")
        assertContains(response, "ends in 1 minute<")
        assertNotContains(response, "canary")
