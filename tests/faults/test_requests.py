"""Rows 77 to 84: what people and browsers send."""

from __future__ import annotations

import csv
import http.client
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from urllib.parse import quote

import pytest
import requests
from django.urls import reverse

from tests import builders
from tests.console_process import CSRF_FIELD, PASSWORD, cookie_of, signed_in
from tests.every_page import ONLY_POSTED, PARAMETERS, patterns_by_name
from tests.exsited.hostile import answer
from tests.faults.dashboard import Dashboard, leaks
from tests.faults.upstream import CONNECTIONS, INVOICE, LIST, Asked, Upstream, bodies

ACCOUNT_PAGE = "/accounts/76GOU2/invoices/"
HOSTILE_IDS = [
    "..", ".", "%2e%2e", "..%2f..%2fv2%2fintegration-connections", "a%3fb", "a%23b", "a%0d%0aX-Injected:1", "a%00b",
    "x" * 3000, "x" * 10_000, "%E2%80%AE", "a%20b", "-a",
]  # fmt: skip
FORMULAS = ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\tx", "\rx", "\x00=1"]


def asked_as_it_is(dashboard: Dashboard, path: str) -> http.client.HTTPResponse:
    """No library tidies the path up: each would take dots away. Read to its end."""
    host = dashboard.console.base_url.removeprefix("http://")
    with closing(http.client.HTTPConnection(host, timeout=10)) as connection:
        connection.putrequest("GET", path)
        connection.putheader("Cookie", cookie_of(dashboard.sessions["admin"]))
        connection.endheaders()
        response = connection.getresponse()
        assert leaks(f"{response.headers}{response.read().decode()}") == []
    return response


def hostile_paths() -> Iterator[str]:
    """Each hostile id for an invoice and for a connection, and each place for an id in any address with one of them."""
    for hostile in HOSTILE_IDS:
        yield f"/invoices/{hostile}/"
        yield f"/integrations/{hostile}/"
    turn = cycle(HOSTILE_IDS)
    for name, pattern in patterns_by_name().items():
        for place in pattern.pattern.converters:
            if isinstance(PARAMETERS[place], str) and name not in ONLY_POSTED:
                marked = reverse(name, kwargs={key: PARAMETERS[key] for key in pattern.pattern.converters})
                assert str(PARAMETERS[place]) in marked
                yield marked.replace(str(PARAMETERS[place]), next(turn), 1)


def test_row_77_a_hostile_id_is_never_sent(dashboard: Dashboard, upstream: Upstream) -> None:
    paths = list(hostile_paths())
    assert len(paths) > 60
    for path in paths:
        response = asked_as_it_is(dashboard, path)

        assert response.status in {400, 404, 414}, path
        assert "X-Injected" not in response.headers

    intended = {one for one in bodies(Asked("GET", "", {}, b"", b"")) if one not in {LIST, CONNECTIONS}}
    assert {call.path for call in upstream.calls()} <= intended
    assert "bad_id" in dashboard.events()
    told = asked_as_it_is(dashboard, "/invoices/../")
    assert told.status == 404
    (line,) = [one for one in dashboard.log_lines() if one.get("reference") == told.headers["X-Request-ID"]][-1:]
    assert line["answer"] == 404


@pytest.mark.parametrize(
    "query",
    [
        "limit=1000000000", "offset=-1", "order_by=secret", "page=NaN", "page=-5", "page=99999999999999999999",
        "per_page=1000000", "sort=client_secret", "sort=<script>alert(1)</script>",
        "page=1&page=2&page=<script>alert(1)</script>", "columns=<script>alert(1)</script>", "q=%00%ff",
        "q=<script>alert(1)</script>&state=<script>alert(1)</script>&format=<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_row_78_a_hostile_query_is_clamped_or_ignored(dashboard: Dashboard, upstream: Upstream, query: str) -> None:
    pages = {
        "/invoices/": "support",
        ACCOUNT_PAGE: "support",
        "/integrations/": "admin",
        "/finance/invoices/": "finance",
    }
    for path, role in pages.items():
        seen = dashboard.visit(f"{path}?{query}", role=role)

        assert seen.status in {200, 400}, path
        assert "<script>alert" not in seen.text
    for call in upstream.calls():
        assert set(call.query) <= {"limit", "offset", "order_by", "direction", "fields"}
        assert int(call.query["limit"]) <= 100
        assert 0 <= int(call.query["offset"]) < 10**12
        assert call.query.get("order_by") not in {"secret", "client_secret", "<script>"}


def signed_in_to(dashboard: Dashboard, target: str) -> requests.Response:
    """What is answered to the form of somebody who signs in on the way to `target`."""
    url = dashboard.console.url(f"/login/?next={quote(target)}")
    with requests.Session() as session:
        page = session.get(url, timeout=10)
        token = CSRF_FIELD.search(page.text)
        assert token
        form = {"username": "support", "password": PASSWORD, "csrfmiddlewaretoken": token[1], "next": target}
        answered = session.post(url, form, timeout=10, allow_redirects=False)
    assert answered.status_code == 302
    return answered


def test_row_79_no_address_is_made_of_what_the_request_says(dashboard: Dashboard, upstream: Upstream) -> None:
    evil = {"Host": "evil.example"}
    assert dashboard.visit("/invoices/", headers=evil, check=False).status == 400
    seen = dashboard.visit("/nowhere/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert seen.status == 404
    assert "evil.example" not in seen.text + str(seen.response.headers)
    posted = dashboard.visit("/invoices/", headers={"X-HTTP-Method-Override": "DELETE"}, method="GET")
    assert posted.status == 200
    assert dashboard.visit("/x/healthz", headers={"SCRIPT_NAME": "/x"}).status == 404
    assert dashboard.visit("/nowhere/", headers={"PATH_INFO": "/healthz"}).status == 404
    for target in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        login = dashboard.visit(f"/login/?next={quote(target)}", check=False)
        assert login.status == 302
        assert "evil" not in login.response.headers["Location"]
    assert "evil" not in signed_in_to(dashboard, "//evil.example/").headers["Location"]
    assert [call.method for call in upstream.calls()] == ["GET"]


def test_row_80_what_may_not_be_done_is_refused_before_anything_is_asked(
    dashboard: Dashboard, upstream: Upstream
) -> None:
    page = dashboard.visit("/search/")
    token = CSRF_FIELD.search(page.text)
    assert token
    upstream.asked.clear()
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = dashboard.visit("/invoices/", method=method, headers={"X-CSRFToken": token[1]})
        assert refused.status == 405
        assert refused.response.headers["Allow"]
    assert dashboard.visit("/search/", method="POST", data={"q": INVOICE}).status == 403
    known = dashboard.visit(f"/integrations/{builders.CONNECTION_UUID}/")
    unknown = dashboard.visit("/integrations/00000000-0000-4000-8000-000000000000/")
    assert (known.status, unknown.status) == (403, 403)

    def bare(text: str) -> str:
        return re.sub(r"[0-9a-f]{8}|\d\d:\d\d:\d\d|/integrations/[^\"]*|datetime=\"[^\"]*\"|value=\"\w{64}\"", "", text)

    assert bare(known.text) == bare(unknown.text)
    assert upstream.calls() == []
    (line,) = dashboard.lines(known, "denied")
    assert line["user_id"]
    assert [role.lower() for role in line["roles"]] == ["support"]
    assert line["route"] == "integrations/<str:connection_uuid>/"


def test_row_81_no_cell_of_a_file_is_a_formula(dashboard: Dashboard, upstream: Upstream) -> None:
    invoices = [
        builders.account_invoice_json(id=f"INV-{number}", customer_purchase_order_id=formula, total="-12.500000")
        for number, formula in enumerate(FORMULAS)
    ]
    upstream.says("/api/v3/accounts/76GOU2/invoices", builders.page_of(*invoices, within="account"))

    columns = "column=total&column=customer_purchase_order_id"
    told = dashboard.visit(f"{ACCOUNT_PAGE}?{columns}&format=csv")
    xlsx = dashboard.visit(f"{ACCOUNT_PAGE}?{columns}&format=xlsx")

    assert (told.status, xlsx.status) == (200, 200)
    rows = csv.reader(io.StringIO(told.response.content.decode("utf-8-sig"), newline=""))
    cells = [cell for row in rows for cell in row]
    numbers = [cell for cell in cells if re.fullmatch(r"-?\d+(\.\d+)?", cell)]
    assert numbers.count("-12.50") + numbers.count("-12.5") + numbers.count("-12.500000") == len(FORMULAS)
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\x00") and cell not in numbers]
    assert {"'=1+1", "'+1", "'-1+cmd", "'@SUM(A1)"} <= set(cells)
    with zipfile.ZipFile(io.BytesIO(xlsx.response.content)) as book:
        sheets = b"".join(book.read(name) for name in book.namelist() if "sheet" in name)
    assert b"<f" not in sheets
    assert sheets.count(b"<v>-12.5</v>") == len(FORMULAS)


def test_row_82_nothing_is_left_behind_for_the_next_person(dashboard: Dashboard, upstream: Upstream) -> None:
    session = signed_in(dashboard.console.base_url, "finance", PASSWORD)
    mine = session.get(dashboard.console.url("/invoices/"), timeout=10)
    assert "no-store" in mine.headers["Cache-Control"]
    upstream.on(LIST, answer(status="500 Oops"))
    failed = session.get(dashboard.console.url("/invoices/?per_page=50"), timeout=10)
    assert failed.status_code == 502
    assert "no-store" in failed.headers["Cache-Control"]
    token = CSRF_FIELD.search(mine.text)
    assert token
    out = session.post(dashboard.console.url("/logout/"), {"csrfmiddlewaretoken": token[1]}, timeout=10)
    assert out.ok
    after = session.get(dashboard.console.url("/invoices/"), timeout=10, allow_redirects=False)
    assert after.status_code == 302
    assert INVOICE not in after.text
    # Another role asks the same address while the API fails: what finance read is not theirs.
    assert dashboard.visit("/invoices/").status == 502
    session.close()


def test_row_83_a_session_that_ended_sends_the_whole_page_to_sign_in(dashboard: Dashboard, upstream: Upstream) -> None:
    fragment = {"HX-Request": "true", "HX-Target": "invoice-table"}
    response = requests.get(dashboard.console.url("/invoices/"), headers=fragment, timeout=10, allow_redirects=False)

    assert response.status_code in {200, 401}
    assert response.headers["HX-Redirect"].startswith("/login/?next=")
    assert "<form" not in response.text
    assert upstream.calls() == []


def test_row_84_a_role_taken_away_acts_on_the_next_request(dashboard: Dashboard, upstream: Upstream) -> None:
    assert dashboard.visit("/invoices/", role="finance").status == 200
    asked = len(upstream.calls())

    def change(statement: str) -> None:
        with closing(sqlite3.connect(dashboard.database_path, timeout=5)) as file, file:
            file.execute(statement)

    def fetched(statement: str) -> list[tuple[int, int]]:
        with closing(sqlite3.connect(dashboard.database_path, timeout=5)) as file:
            return file.execute(statement).fetchall()

    of_finance = "user_id = (SELECT id FROM auth_user WHERE username = 'finance')"
    groups = fetched(f"SELECT user_id, group_id FROM auth_user_groups WHERE {of_finance}")
    try:
        change(f"DELETE FROM auth_user_groups WHERE {of_finance}")
        refused = dashboard.visit("/invoices/", role="finance")
        assert refused.status == 403
        assert dashboard.lines(refused, "denied")
        change("UPDATE auth_user SET is_active = 0 WHERE username = 'finance'")
        gone = dashboard.visit("/invoices/", role="finance", check=False)
        assert gone.status in {302, 403}
        assert INVOICE not in gone.text
    finally:
        change("UPDATE auth_user SET is_active = 1 WHERE username = 'finance'")
        for user, group in groups:
            change(f"INSERT INTO auth_user_groups (user_id, group_id) VALUES ({user}, {group})")
    assert len(upstream.calls()) == asked
