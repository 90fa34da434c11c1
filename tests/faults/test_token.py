"""Rows 1 to 8: the access token."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate

import pytest

from tests.exsited.hostile import Script, answer
from tests.faults.dashboard import Dashboard
from tests.faults.upstream import LIST, TOKEN, Upstream, as_json, body_of, failing

REFUSED = as_json({"errors": [{"code": 401, "message": "Token expired"}]}, status="401 Unauthorized")


def outlive_latch() -> None:
    time.sleep(1.1)


def test_row_01_one_401_costs_one_grant_for_fifty_callers(dashboard: Dashboard, upstream: Upstream) -> None:
    assert dashboard.visit("/invoices/").status == 200
    dead = upstream.calls(LIST)[-1].head
    granted = upstream.tokens_asked
    bearer = next(line for line in dead.split(b"\r\n") if line.startswith(b"Authorization"))
    well = upstream.script

    def script(request: bytes) -> Script:
        return [REFUSED] if bearer in request and b"POST" not in request else well(request)

    upstream.server.script = script
    try:
        with ThreadPoolExecutor(10) as threads:
            pages = list(threads.map(lambda _: dashboard.visit("/invoices/", within=10, check=False), range(50)))
    finally:
        upstream.server.script = well

    assert {page.status for page in pages} <= {200, 503}
    assert [page.status for page in pages].count(200) >= 40
    assert upstream.tokens_asked - granted == 1
    assert "token_refreshed" in dashboard.events()
    assert "not answering" not in dashboard.visit("/invoices/").text


def test_row_02_401_after_a_fresh_grant_is_told_and_latched(dashboard: Dashboard, upstream: Upstream) -> None:
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
    assert "refresh_refused" in dashboard.events()


def test_row_04_a_redirect_to_sign_in_is_a_refusal_and_never_followed(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.on(TOKEN, answer(b"", f"Location: {upstream.server.url}/sign-in", status="302 Found", kind="text/html"))

    seen = dashboard.visit("/invoices/")

    assert seen.status == 502
    assert "rejects our credentials" in seen.words
    assert upstream.tokens_asked == 1
    assert upstream.calls("/sign-in") == []
    assert upstream.calls(LIST) == []
    assert [line["redirect_host"] for line in dashboard.lines(seen, "redirect_refused")] == ["127.0.0.1"]
    outlive_latch()


@pytest.mark.parametrize("trouble", ["slow", "down", "500 Oops"])
def test_row_05_no_token_to_be_had_is_told_with_a_time_and_asked_for_once(
    dashboard: Dashboard, upstream: Upstream, trouble: str
) -> None:
    scripts: dict[str, Script] = {"slow": [4.0, b""], "down": ["close"]}
    upstream.on(TOKEN, scripts.get(trouble) or failing(trouble))

    with ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(lambda _: dashboard.visit("/invoices/", within=4), range(8)))

    assert {page.status for page in pages} <= {503, 504}
    assert pages[0].status == 503 or pages[-1].status == 503
    assert upstream.tokens_asked <= 3
    assert upstream.calls(LIST) == []
    outlive_latch()


@pytest.mark.parametrize(
    ("odd", "works"),
    [
        ({"expires_in": 3600}, 0),
        ({"access_token": "a\r\nX-Injected: 1", "expires_in": 3600}, 0),
        ({"access_token": "not b64 token \u00e9", "expires_in": 3600}, 0),
        ({"access_token": "canary-own-access-token-a", "expires_in": ""}, 1),
        ({"access_token": "canary-own-access-token-b", "expires_in": "3600"}, 1),
        ({"access_token": "canary-own-access-token-c", "expires_in": -1}, 1),
        ({"access_token": "canary-own-access-token-d", "expires_in": 1e9}, 1),
        ({"access_token": "canary-own-access-token-e"}, 1),
    ],
)
def test_row_06_an_odd_token_works_only_if_it_may_stand_in_a_header(
    dashboard: Dashboard, upstream: Upstream, odd: dict[str, object], works: int
) -> None:
    upstream.says(TOKEN, odd)

    seen = dashboard.visit("/invoices/")

    assert seen.status == (200 if works else 502)
    assert upstream.tokens_asked == 1
    assert len(upstream.calls(LIST)) == works
    assert not any(b"X-Injected" in one.head for one in upstream.calls())
    if not works:
        assert "token_malformed" in dashboard.events()
        outlive_latch()


def test_row_07_two_processes_share_one_grant(
    dashboard: Dashboard, upstream: Upstream, second_dashboard: Dashboard
) -> None:
    granted = upstream.tokens_asked
    with ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(lambda one: one.visit("/invoices/", within=6), [dashboard, second_dashboard] * 4))

    assert {page.status for page in pages} == {200}
    assert upstream.tokens_asked - granted == 1


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
    page = dashboard.visit("/status/", role="admin").words
    assert "0 min old" in page
    assert "-1 min" not in page
