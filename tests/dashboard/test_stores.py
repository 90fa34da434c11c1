"""What a person is told when the database or the cache is down: one clear answer, never a trace."""

import sqlite3
from collections.abc import Iterator

import pytest
import responses
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import IntegrityError, OperationalError, connection
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from dashboard.exsited import Call
from dashboard.health import note_call, upstream_state
from dashboard.stores import store_is_down


@pytest.fixture
def no_cache(settings: pytest.FixtureRequest) -> None:
    """A cache in a folder that is not there, and so a cache that is down."""
    settings.CACHES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "dashboard.machine_cache.MachineCache", "LOCATION": "/no/such/folder/cache.sqlite3"}
    }


@pytest.fixture
def no_sessions(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session RENAME TO elsewhere")
        yield
        cursor.execute("ALTER TABLE elsewhere RENAME TO django_session")


def assert_tells(response: HttpResponseBase) -> None:
    assertContains(response, "Our own store is down", status_code=503)
    assertNotContains(response, "Traceback", status_code=503)
    assert response.headers["Retry-After"] == "5"
    assert response.headers["Content-Security-Policy"]


class TestNoCache:
    def test_a_page_that_needs_the_token_says_so(
        self, support: Client, exsited: responses.RequestsMock, no_cache: None
    ) -> None:
        support.raise_request_exception = False

        assert_tells(support.get("/invoices/"))
        assert_tells(support.get("/"))
        assert len(exsited.calls) == 0

    def test_a_page_that_does_not_goes_on(self, support: Client, no_cache: None) -> None:
        assertContains(support.get("/nowhere/"), "no page at this address", status_code=404)

    def test_the_probe_says_so(self, client: Client, db: None, no_cache: None) -> None:
        assertContains(client.get("/readyz"), "cache down", status_code=503)

    def test_news_of_a_call_are_lost_and_nothing_else(self, db: None, no_cache: None) -> None:
        note_call(Call(endpoint="/api", fault=None, status=200, attempts=1, milliseconds=7, bytes=1))

        assert upstream_state().label == "API not asked yet"


class TestNoDatabase:
    def test_nobody_can_sign_in(self, client: Client, no_sessions: None) -> None:
        client.raise_request_exception = False

        assert_tells(client.get("/login/"))

    def test_nobody_is_signed_in(self, support: Client, no_sessions: None) -> None:
        support.raise_request_exception = False

        assert_tells(support.get("/invoices/"))

    def test_the_probes_tell_alive_from_ready(self, client: Client, no_sessions: None) -> None:
        assert client.get("/healthz").status_code == 200
        assertContains(client.get("/readyz"), "database down", status_code=503)


class TestStoreIsDown:
    def test_when_a_session_could_not_be_saved(self) -> None:
        """Django's sessions hide a locked database behind two errors of their own."""
        refused, hidden = SessionInterrupted(), UpdateError()
        refused.__context__, hidden.__context__ = hidden, OperationalError("database is locked")

        assert store_is_down(refused)

    def test_not_when_something_else_failed(self) -> None:
        assert not store_is_down(SessionInterrupted())
        assert not store_is_down(None)

    def test_not_when_it_does_not_take_what_it_is_given(self) -> None:
        refused = IntegrityError()
        refused.__cause__ = sqlite3.IntegrityError()

        assert not store_is_down(refused)


class TestUpstreamState:
    @pytest.mark.parametrize(
        ("fault", "status", "label"),
        [
            (None, 200, "API up"),
            ("missing", 404, "API up"),
            ("upstream_forbidden", 403, "API up"),
            ("rate_limited", 429, "API not asked yet"),
            ("unexpected_status", 202, "API not asked yet"),
            ("connect_refused", None, "API failing"),
            ("upstream_5xx", 500, "API failing"),
            ("auth_rejected", 401, "API failing"),
            ("bad_content_type", 200, "API failing"),
        ],
    )
    def test_is_what_the_last_call_showed(self, fault: str | None, status: int | None, label: str) -> None:
        note_call(Call(endpoint="/api", fault=fault, status=status, attempts=1, milliseconds=7, bytes=1))

        assert upstream_state().label == label

    def test_is_well_again_with_the_first_answer(self) -> None:
        note_call(Call(endpoint="/api", fault="connect_refused", status=None, attempts=2, milliseconds=7, bytes=0))
        note_call(Call(endpoint="/api", fault="missing", status=404, attempts=1, milliseconds=7, bytes=1))

        assert upstream_state().label == "API up"
