"""Rows 1 to 8: the access token."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.utils import formatdate

import pytest

from tests.exsited.hostile import HostileServer, Script, answer
from tests.faults.dashboard import BUSY, Dashboard
from tests.faults.upstream import LIST, TOKEN, Upstream, as_json, body_of, failing

REFUSED = as_json({"errors": [{"code": 401, "message": "Token expired"}]}, status="401 Unauthorized")


NEGATIVE_AGE = re.compile(r"(?<![\w-])[-\N{MINUS SIGN}]\d+ (?:s|min|hour|day|minute|second)")


def outlive_latch() -> None:
    time.sleep(1.1)


@contextmanager
def turned_down(upstream: Upstream, bearer: bytes) -> Iterator[None]:
    """That token has ended, whatever was said of its time."""
    well = upstream.script

    def script(request: bytes) -> Script:
        answer = well(request)
        return [REFUSED] if bearer in request and b"POST" not in request else answer

    upstream.server.script = script
    try:
        yield
    finally:
        upstream.server.script = well


def bearer_of(upstream: Upstream) -> bytes:
    head = upstream.calls(LIST)[-1].head
    return next(line for line in head.split(b"\r\n") if line.startswith(b"Authorization"))


def test_row_01_one_401_costs_one_grant_for_fifty_callers(dashboard: Dashboard, upstream: Upstream) -> None:
    assert dashboard.visit("/invoices/").status == 200
    granted = upstream.tokens_asked
    with turned_down(upstream, bearer_of(upstream)), ThreadPoolExecutor(50) as threads:
        pages = list(threads.map(lambda _: dashboard.visit("/invoices/", within=10), range(50)))

    assert {page.status for page in pages} == {200}
    assert not [page for page in pages if "not answering" in page.words]
    assert upstream.tokens_asked - granted == 1
    assert max(dashboard.call(page, LIST)["attempts"] for page in pages) == 2
    assert dashboard.events().count("token_refreshed") == 2


def test_row_02_401_after_a_fresh_grant_is_told_and_latched(
    dashboard: Dashboard, upstream: Upstream, second_dashboard: Dashboard
) -> None:
    upstream.on(LIST, REFUSED)

    seen = dashboard.visit("/invoices/")

    assert seen.status == 502
    assert "rejects our credentials; an administrator must check them" in seen.words
    assert len(upstream.calls(LIST)) == 2
    assert upstream.tokens_asked == 2
    assert dashboard.visit("/invoices/").status == 502
    assert dashboard.visit("/").status == 200
    assert len(upstream.calls()) == 2
    assert upstream.tokens_asked == 2
    assert dashboard.call(seen, LIST)["fault"] == "auth_rejected"
    assert dashboard.events().count("auth_rejected") == 1
    assert second_dashboard.visit("/invoices/").status == 502
    assert len(upstream.calls()) == 3
    assert upstream.tokens_asked == 2
    outlive_latch()


def test_row_03_a_refused_refresh_leads_to_a_full_grant(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.expires_in = 3600
    assert dashboard.visit("/invoices/").status == 200
    upstream.on(LIST, REFUSED, then_well=True)
    refused = {"error": "invalid_grant", "error_description": "canary-odd-place"}
    upstream.on(TOKEN, as_json(refused, status="400 Bad Request"), then_well=True)
    before = upstream.tokens_asked

    assert dashboard.visit("/invoices/").status == 200
    kinds = [b'"refresh_token"' in one.body for one in upstream.calls(TOKEN, "POST")[before:]]
    assert kinds == [True, False]
    assert dashboard.events().count("refresh_refused") == 1

    upstream.on(LIST, REFUSED, then_well=True)
    upstream.says(TOKEN, refused, status="400 Bad Request")
    before = upstream.tokens_asked
    seen = dashboard.visit("/invoices/")
    assert seen.status == 502
    assert "rejects our credentials; an administrator must check them" in seen.words
    kinds = [b'"refresh_token"' in one.body for one in upstream.calls(TOKEN, "POST")[before:]]
    assert kinds == [True, False]
    outlive_latch()


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect"])
def test_row_04_a_redirect_to_sign_in_is_a_refusal_and_never_followed(
    dashboard: Dashboard, upstream: Upstream, status: str
) -> None:
    with HostileServer([answer()]) as elsewhere:
        location = f"Location: {elsewhere.url}/sign-in"
        upstream.on(TOKEN, answer(b"<form>", location, status=status, kind="text/html"))

        seen = dashboard.visit("/invoices/")

        assert elsewhere.connections == 0
    assert seen.status == 502
    assert "rejects our credentials; an administrator must check them" in seen.words
    assert upstream.tokens_asked == 1
    assert upstream.calls() == []
    assert dashboard.events().count("auth_rejected") == 1
    assert [line["redirect_host"] for line in dashboard.lines(seen, "redirect_refused")] == ["127.0.0.1"]
    outlive_latch()


@pytest.mark.parametrize("trouble", ["slow", "down", "500 Oops"])
def test_row_05_no_token_to_be_had_is_told_with_a_time_and_asked_for_once(
    dashboard: Dashboard, upstream: Upstream, second_dashboard: Dashboard, trouble: str
) -> None:
    scripts: dict[str, Script] = {"slow": [4.0, b""], "down": ["close"]}
    upstream.on(TOKEN, scripts.get(trouble) or failing(trouble))

    with ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(lambda _: dashboard.visit("/invoices/"), range(8)))
    later = dashboard.visit("/invoices/", within=1.0 + BUSY)
    elsewhere = second_dashboard.visit("/invoices/", within=1.0 + BUSY)

    assert {page.status for page in [*pages, later, elsewhere]} == {503}
    assert "did not hand out an access token" in later.words
    assert upstream.tokens_asked == 1
    assert upstream.calls() == []
    assert dashboard.events().count("token_unavailable") == 1
    outlive_latch()


@pytest.mark.parametrize(
    ("odd", "minutes"),
    [
        ({"expires_in": 3600}, None),
        ({"access_token": "canary-own-access-token\r\nX-Injected: 1", "expires_in": 3600}, None),
        ({"access_token": "canary-own-access-token \u00e9", "expires_in": 3600}, None),
        ({"access_token": "canary-own-access-token-a", "expires_in": ""}, 59),
        ({"access_token": "canary-own-access-token-b", "expires_in": "3600"}, 59),
        ({"access_token": "canary-own-access-token-c", "expires_in": -1}, 0),
        ({"access_token": "canary-own-access-token-d", "expires_in": 1e9}, 24 * 60 - 1),
        ({"access_token": "canary-own-access-token-e"}, 59),
    ],
)
def test_row_06_an_odd_token_works_only_if_it_may_stand_in_a_header(
    dashboard: Dashboard, upstream: Upstream, odd: dict[str, object], minutes: int | None
) -> None:
    works = minutes is not None
    upstream.says(TOKEN, odd)

    seen = dashboard.visit("/invoices/")

    assert seen.status == (200 if works else 502)
    assert upstream.tokens_asked == 1
    assert len(upstream.calls(LIST)) == works
    assert not any(b"X-Injected" in one.head for one in upstream.calls())
    if works:
        assert f"ends in {minutes} minutes" in dashboard.visit("/status/", role="admin").words
        return
    assert "rejects our credentials" in seen.words
    assert [line["field"] for line in dashboard.lines(seen, "token_malformed")] == ["access_token"]
    outlive_latch()


def test_row_07_two_processes_share_one_grant(
    dashboard: Dashboard, upstream: Upstream, second_dashboard: Dashboard
) -> None:
    granted = upstream.tokens_asked
    with ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(lambda one: one.visit("/invoices/", within=6), [dashboard, second_dashboard] * 4))

    assert {page.status for page in pages} == {200}
    assert upstream.tokens_asked - granted == 1
    with turned_down(upstream, bearer_of(upstream)), ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(lambda one: one.visit("/invoices/", within=6), [dashboard, second_dashboard] * 4))

    assert {page.status for page in pages} == {200}
    assert upstream.tokens_asked - granted == 2


@pytest.mark.parametrize("hours", [-1, 1])
def test_row_08_an_upstream_with_another_clock_is_noticed_and_nothing_else(
    dashboard: Dashboard, upstream: Upstream, hours: int
) -> None:
    date = formatdate(time.time() + hours * 3600, usegmt=True)
    token = {"access_token": "canary-own-access-token-x", "expires_in": 3600}
    upstream.on(TOKEN, answer(body_of(token), f"Date: {date}"))

    assert dashboard.visit("/invoices/").status == 200
    assert dashboard.visit("/invoices/").status == 200
    assert upstream.tokens_asked == 1
    skew = [line["seconds"] for line in dashboard.console.log_lines() if line["event"] == "clock_skew"]
    assert abs(skew[-1] - hours * 3600) < 5
    assert dashboard.events().count("clock_skew") == 1
    page = dashboard.visit("/status/", role="admin").words
    assert "0 min old" in page
    assert not NEGATIVE_AGE.search(page)


@pytest.mark.parametrize("seconds", [-600, 600])
def test_row_08_a_clock_of_our_own_that_jumps_is_not_noticed(
    dashboard: Dashboard, upstream: Upstream, second_dashboard: Dashboard, seconds: int
) -> None:
    console = second_dashboard
    assert console.visit("/invoices/").status == 200
    assert upstream.tokens_asked == 1
    try:
        console.visit(f"/healthz?clock-jumps={seconds}", check=False)
        seen = console.visit("/invoices/")
        state = console.visit("/status/", role="admin")
        assert dashboard.visit("/invoices/").status == 200
    finally:
        console.visit("/healthz?clock-jumps=0", check=False)

    assert (seen.status, state.status) == (200, 200)
    assert "not answering" not in seen.words
    assert not NEGATIVE_AGE.search(seen.words + state.words)
    assert upstream.tokens_asked <= 2
    assert console.visit("/invoices/").status == 200
    assert upstream.tokens_asked <= 2
