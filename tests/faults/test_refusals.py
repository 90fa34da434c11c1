"""Rows 9 to 23: statuses that are not 200."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.exsited.hostile import answer
from tests.faults.dashboard import BUSY, Dashboard
from tests.faults.upstream import CONNECTIONS, DETAIL, INVOICE, LIST, MARKER, NOTES, Upstream, as_json, failing

NOW = datetime(2026, 7, 1, 12, 0, 0, tzinfo=UTC)
REFUSED_ORDER = "The billing API turned down an order by due date, so the list is in the API's own order."
SAID = {"errors": [{"code": 0, "message": "It said so"}]}


def busy(*headers: str) -> bytes:
    return failing("429 Too Many Requests", *headers)


def test_row_09_403_on_one_endpoint_leaves_the_other_panels_alive(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.says(NOTES, SAID, status="403 Forbidden")

    seen = dashboard.visit(f"/invoices/{INVOICE}/?wait=1")

    assert seen.status == 200
    assert "Notes Not allowed" in seen.words
    assert "110.00" in seen.words
    assert len(upstream.calls(NOTES)) == 1
    assert upstream.tokens_asked == 1
    (line,) = [one for one in dashboard.lines(seen, "exsited_call") if one["fault"]]
    assert (line["fault"], line["endpoint"]) == ("upstream_forbidden", "/api/v3/invoices/{id}/notes")
    upstream.says(LIST, SAID, status="403 Forbidden")
    refused = dashboard.visit("/invoices/")
    assert refused.status == 403
    assert "No invoices" not in refused.words
    upstream.reset()
    assert "Notes Not allowed" not in dashboard.visit(f"/invoices/{INVOICE}/?wait=1").words
    assert INVOICE in dashboard.visit("/invoices/").words


def test_row_10_403_everywhere_is_one_banner(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.says("/api/v*", SAID, status="403 Forbidden")
    upstream.on("/api/v1/oauth2/token", as_json({"access_token": "canary-own-access-token-f", "expires_in": 3600}))

    home = dashboard.visit("/?wait=1", role="admin")
    page = dashboard.visit(f"/invoices/{INVOICE}/")

    for seen in (home, page):
        assert seen.status == 403
        assert seen.words.count("does not let this dashboard read") == 1
        assert len(dashboard.lines(seen, "problem")) == 1


def test_row_11_404_for_a_detail_id_is_our_404_page(dashboard: Dashboard, upstream: Upstream) -> None:
    seen = dashboard.visit("/invoices/INV-0/")

    assert seen.status == 404
    assert "no such record" in seen.words
    assert "Asked for /invoices/INV-0/ . Back to /invoices/" in seen.words
    assert '<a href="/invoices/">Back' in seen.text
    assert len(upstream.calls(f"{LIST}/INV-0")) == 1
    assert {line["level"] for line in dashboard.lines(seen, "exsited_call")} == {"info"}
    odd = dashboard.visit("/invoices/%3Cimg%20src=x%3E/")
    assert odd.status == 404
    assert "Asked for /invoices/<img src=x>/" in odd.words or "&lt;img src=x&gt;" in odd.text
    assert "<img" not in odd.text


def test_row_12_404_for_a_list_is_no_empty_list(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.says(LIST, SAID, status="404 Not Found")

    seen = dashboard.visit("/invoices/")

    assert seen.status == 502
    assert "this list does not exist" in seen.words
    assert "check the API's base URL and version" in seen.words
    assert "No invoices" not in seen.words
    assert dashboard.call(seen, LIST)["fault"] == "endpoint_missing"
    assert len(upstream.calls(LIST)) == 1


@pytest.mark.parametrize("status", ["400 Bad Request", "422 Unprocessable"])
def test_row_13_a_refused_order_is_left_out_and_told(dashboard: Dashboard, upstream: Upstream, status: str) -> None:
    upstream.on(LIST, as_json(SAID, status=status), then_well=True)

    seen = dashboard.visit("/invoices/?sort=due_date")

    assert seen.status == 200
    assert INVOICE in seen.words
    assert ["order_by" in one.query for one in upstream.calls(LIST)] == [True, False]
    (line,) = dashboard.lines(seen, "param_refused")
    assert (line["param"], line["field"]) == ("order_by", "due_date")
    assert REFUSED_ORDER in seen.words

    told = {"errors": [{"code": 0, "message": "<script>alert(1)</script>" + "x" * 1000, "raw": MARKER}]}
    upstream.says(LIST, told, status=status)
    refused = dashboard.visit("/invoices/")
    assert refused.status == 400
    assert "&lt;script&gt;alert(1)" in refused.text
    assert "x" * 100 in refused.text
    assert "x" * 276 not in refused.text


@pytest.mark.parametrize("status", [405, 406, 410, 451, 418, 499])
def test_row_14_other_4xx_are_told_once(dashboard: Dashboard, upstream: Upstream, status: int) -> None:
    upstream.on(DETAIL, failing(f"{status} No"))

    seen = dashboard.visit(f"/invoices/{INVOICE}/")

    assert seen.status == 502
    assert ("No longer available" in seen.words) == (status == 410)
    assert ("turned this request down" in seen.words) == (status != 410)
    assert len(upstream.calls(DETAIL)) == 1
    assert dashboard.call(seen, "/api/v3/invoices/{id}")["status"] == status


@pytest.mark.parametrize("status", ["409 Conflict", "423 Locked"])
def test_row_15_a_lock_is_tried_again_and_then_told(dashboard: Dashboard, upstream: Upstream, status: str) -> None:
    upstream.on(LIST, as_json(SAID, status=status), then_well=True)
    assert dashboard.visit("/invoices/").status == 200
    assert len(upstream.calls(LIST)) == 2
    upstream.says(DETAIL, SAID, status=status)

    seen = dashboard.visit(f"/invoices/{INVOICE}/")

    assert seen.status == 409
    assert "being changed" in seen.words
    assert dashboard.call(seen, "/api/v3/invoices/{id}")["fault"] == "conflict"
    assert len(upstream.calls(DETAIL)) == 2


def test_row_16_a_short_wait_is_waited_for_by_all(
    dashboard: Dashboard, upstream: Upstream, second_dashboard: Dashboard
) -> None:
    upstream.on(LIST, busy("Retry-After: 1"), then_well=True)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(dashboard.visit, "/invoices/")
        while not upstream.calls(LIST):
            time.sleep(0.01)
        time.sleep(0.1)
        others = [threads.submit(one.visit, "/invoices/?per_page=50") for one in (dashboard, second_dashboard)]
        assert [one.result().status for one in others] == [200, 200]
        seen = first.result()

    assert seen.status == 200
    assert seen.seconds > 1
    turned_away, *later = upstream.calls(LIST)
    assert len(later) == 3
    assert min(one.at for one in later) - turned_away.at > 0.9, "somebody did not wait"
    assert [line["wait"] for line in dashboard.lines(seen, "rate_limited")] == [1.0]


def test_row_17_a_long_wait_is_told_and_nobody_asks_meanwhile(dashboard: Dashboard, upstream: Upstream) -> None:
    assert dashboard.visit("/invoices/?per_page=50").status == 200
    upstream.on("/api/v3/*", busy("Retry-After: 30"))

    seen = dashboard.visit("/invoices/")
    asked = len(upstream.calls())
    again = [dashboard.visit(path) for path in ("/invoices/", f"/invoices/{INVOICE}/", "/")]
    old = dashboard.visit("/invoices/?per_page=50")

    assert seen.status == 503
    assert 25 <= int(seen.response.headers["Retry-After"]) <= 30
    assert 'data-seconds="30"' in seen.text
    assert [one.status for one in again[:2]] == [503, 503]
    assert old.status == 200
    assert "not answering: shown as of" in old.words
    assert "less than a minute ago" in old.words
    assert len(upstream.calls()) == asked
    assert "asked us to wait" in seen.words
    assert 'href="/invoices/"' in seen.text

    dashboard.forget()
    upstream.on("/api/v3/*", busy("Retry-After: 2"))
    told = dashboard.visit("/invoices/")
    upstream.reset()
    assert (told.status, dashboard.visit("/invoices/").status) == (503, 503)
    assert upstream.calls() == []
    time.sleep(2.1 - told.seconds)
    assert dashboard.visit("/invoices/").status == 200


@pytest.mark.parametrize(
    "form",
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"],
    ids=["imf", "rfc850", "asctime"],
)
def test_row_18_a_date_is_a_wait_by_the_upstreams_own_clock(
    dashboard: Dashboard, upstream: Upstream, form: str
) -> None:
    date = f"Date: {format_datetime(NOW, usegmt=True)}"
    later = (NOW + timedelta(seconds=40)).strftime(form)
    upstream.on(LIST, busy(date, f"Retry-After: {(NOW - timedelta(hours=1)).strftime(form)}"), then_well=True)
    assert dashboard.visit("/invoices/", within=1.0 + BUSY).status == 200
    assert len(upstream.calls(LIST)) == 2
    upstream.on(DETAIL, busy(date, f"Retry-After: {later}"))

    seen = dashboard.visit(f"/invoices/{INVOICE}/")

    assert seen.status == 503
    assert 35 <= int(seen.response.headers["Retry-After"]) <= 40


@pytest.mark.parametrize("said", ["", "soon", "-5", "1e9", "999999999999"])
def test_row_19_a_wait_that_says_nothing_is_five_seconds(dashboard: Dashboard, upstream: Upstream, said: str) -> None:
    upstream.on(LIST, busy(*([f"Retry-After: {said}"] if said else [])))

    seen = dashboard.visit("/invoices/")

    assert seen.status == 503
    assert int(seen.response.headers["Retry-After"]) == 5
    assert dashboard.call(seen, LIST)["fault"] == "retry_after_bad"
    assert len(upstream.calls(LIST)) == 1
    dashboard.forget()
    upstream.on(LIST, busy("Retry-After: 3600"))
    assert int(dashboard.visit("/invoices/").response.headers["Retry-After"]) == 60


def test_row_20_a_500_that_passes_is_not_seen(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.on(LIST, failing("500 Oops"), then_well=True)

    seen = dashboard.visit("/invoices/")

    assert seen.status == 200
    assert "not answering" not in seen.words
    assert dashboard.call(seen, LIST)["attempts"] == 2
    assert len(upstream.calls(LIST)) == 2


def test_row_21_a_500_that_stays_is_told_with_what_was_read_before(dashboard: Dashboard, upstream: Upstream) -> None:
    assert dashboard.visit("/invoices/?per_page=50").status == 200
    upstream.on(LIST, failing("500 Oops"))
    before = len(upstream.calls(LIST))

    seen = dashboard.visit("/invoices/")

    assert seen.status == 502
    assert len(upstream.calls(LIST)) - before == 2
    assert dashboard.call(seen, LIST)["fault"] == "upstream_5xx"
    old = dashboard.visit("/invoices/?per_page=50")
    assert old.status == 200
    assert "not answering: shown as of" in old.words
    later = [dashboard.visit("/invoices/") for _ in range(3)]
    assert [one.status for one in later] == [502, 503, 503]
    assert "failed again and again" in later[-1].words
    assert len(upstream.calls(LIST)) - before == 5
    assert dashboard.events().count("breaker_opened") == 1


@pytest.mark.parametrize(("status", "ours"), [(502, 502), (503, 502), (504, 504)])
def test_row_22_gateway_pages_are_never_shown(dashboard: Dashboard, upstream: Upstream, status: int, ours: int) -> None:
    upstream.on(LIST, failing(f"{status} Gateway"))

    seen = dashboard.visit("/invoices/")

    assert seen.status == ours
    assert len(upstream.calls(LIST)) == 2
    upstream.on(DETAIL, failing("503 Busy", "Retry-After: 30"))
    waiting = dashboard.visit(f"/invoices/{INVOICE}/")
    assert waiting.status == 503
    assert int(waiting.response.headers["Retry-After"]) >= 25
    assert len(upstream.calls(DETAIL)) == 1
    if status == 503:
        dashboard.forget()
        upstream.reset()
        upstream.on(LIST, failing("503 Busy", "Retry-After: 1"), then_well=True)
        late = dashboard.visit("/invoices/")
        assert late.status == 200
        assert late.seconds > 1


@pytest.mark.parametrize("status", ["204 No Content", "202 Accepted", "206 Partial Content", "207 Multi-Status"])
def test_row_23_other_2xx_and_endless_1xx_are_unexpected(dashboard: Dashboard, upstream: Upstream, status: str) -> None:
    upstream.on(LIST, as_json({"invoices": []}, status=status) if "204" not in status else answer(status=status))
    upstream.on(CONNECTIONS, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 200 + as_json({}))
    upstream.on(DETAIL, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3 + as_json({"invoice": {}}))

    seen = dashboard.visit("/invoices/")
    flood = dashboard.visit("/integrations/", role="admin")
    few = dashboard.visit(f"/invoices/{INVOICE}/")

    assert (seen.status, flood.status) == (502, 502)
    assert "an answer that could not be read" in seen.words
    assert "No invoices" not in seen.words
    assert len(upstream.calls(CONNECTIONS)) == 1
    assert dashboard.call(seen, LIST)["fault"] == "unexpected_status"
    assert dashboard.call(flood, CONNECTIONS)["fault"] == "unexpected_status"
    assert dashboard.lines(few, "exsited_call")[0]["fault"] != "unexpected_status"
    assert len(upstream.calls(LIST)) == 1
