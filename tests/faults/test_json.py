"""Rows 38 to 55: bodies that are not what the API documents."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Iterator
from decimal import Decimal, localcontext

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests import builders
from tests.exsited.hostile import Step, answer
from tests.faults.dashboard import Dashboard, Seen
from tests.faults.upstream import (
    CLIENT_SECRET,
    CONNECTIONS,
    DETAIL,
    INVOICE,
    LIST,
    MARKER,
    NOTES,
    Upstream,
    as_json,
    body_of,
)

ACCOUNT = "/api/v3/accounts/76GOU2/invoices"
ACCOUNT_PAGE = "/accounts/76GOU2/invoices/"
CONNECTION = f"/integrations/{builders.CONNECTION_UUID}/"
ONE = f"{CONNECTIONS}/{builders.CONNECTION_UUID}"


def told_once(dashboard: Dashboard, upstream: Upstream, script: bytes | list[Step], fault: str) -> None:
    """The list fails with that fault, after one call, and is not taken for an empty one."""
    upstream.on(LIST, script)

    seen = dashboard.visit("/invoices/")

    assert seen.status == 502
    assert "No invoices" not in seen.words
    assert dashboard.call(seen, LIST)["fault"] == fault
    assert len(upstream.calls(LIST)) == 1


def cells(seen: Seen, table: int = 0) -> list[list[str]]:
    """What is read in each cell of each row of one of the page's tables, the records' own first."""
    rows = LexborHTMLParser(seen.text).css("table")[table].css("tbody tr")
    return [[" ".join(cell.text(separator=" ").split()) for cell in row.css("th, td")] for row in rows]


def list_of_account(*changes: dict[str, object]) -> bytes:
    rows = [builders.account_invoice_json(id=f"INV-{number}", **change) for number, change in enumerate(changes)]
    return body_of(builders.page_of(*rows, within="account"))


def list_of(**changes: object) -> bytes:
    return as_json(builders.page_of(builders.invoice_json(**changes)))


@pytest.mark.parametrize("body", [b'{"invoices": []}<html>', b'{"invoices": [],}', b'{"invoices": [{"id": "INV'])
def test_row_38_malformed_json_is_told_by_its_digest(dashboard: Dashboard, upstream: Upstream, body: bytes) -> None:
    told_once(dashboard, upstream, answer(body + MARKER.encode()), "bad_json")
    (line,) = [line for line in dashboard.log_lines() if line["event"] == "bad_json"]
    assert line["sha256"] == hashlib.sha256(body + MARKER.encode()).hexdigest()
    assert 0 < line["offset"] <= len(body)


def test_row_39_a_web_page_is_no_answer(dashboard: Dashboard, upstream: Upstream) -> None:
    told_once(dashboard, upstream, answer(b"<html>Sign in</html>", kind="text/html"), "bad_content_type")
    assert "Not an API answer" in dashboard.visit("/invoices/").words


@pytest.mark.parametrize("odd", ['{"a": 1}'.encode("utf-16"), b'{"a": "\xff\xfe"}', b'{"a": "\\ud800"}'])
def test_row_40_only_utf_8_is_read(dashboard: Dashboard, upstream: Upstream, odd: bytes) -> None:
    upstream.on(LIST, answer(b"\xef\xbb\xbf" + body_of(builders.page_of(builders.invoice_json()))))
    assert dashboard.visit("/invoices/").status == 200
    dashboard.forget()
    upstream.asked.clear()
    told_once(dashboard, upstream, answer(odd), "bad_encoding")
    assert dashboard.visit("/invoices/").response.content.decode("utf-8")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"42"])
def test_row_41_what_is_no_object_is_no_empty_list(dashboard: Dashboard, upstream: Upstream, body: bytes) -> None:
    told_once(dashboard, upstream, answer(body), "bad_shape")


def test_row_42_nesting_without_end(dashboard: Dashboard, upstream: Upstream) -> None:
    told_once(dashboard, upstream, answer(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"), "bad_json")
    deep = b'{"a":' * 900 + b"1" + b"}" * 900
    body = body_of({"invoice": builders.invoice_json(odd="@@")})
    upstream.on(DETAIL, answer(body.replace(b'"@@"', deep)))
    for path in (f"/invoices/{INVOICE}/?wait=1", f"/invoices/{INVOICE}/json/"):
        assert dashboard.visit(path).status == 200


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "9" * 5000, '"5", "total": "6"'])
def test_row_43_odd_numbers_are_flagged_and_the_rest_is_shown(
    dashboard: Dashboard, upstream: Upstream, number: str
) -> None:
    body = body_of({"invoice": builders.invoice_json(total="@@")}).replace(b'"@@"', number.encode())
    upstream.on(DETAIL, answer(body))

    seen = dashboard.visit(f"/invoices/{INVOICE}/?wait=1")

    assert seen.status == 200
    assert "not an amount" in seen.words
    assert "55.00" in seen.words
    assert "total" in {line["field"] for line in dashboard.lines(seen, "bad_number")}

    body = list_of_account({"total": "@@"}, {"total": "50.00"}).replace(b'"@@"', number.encode())
    upstream.on(ACCOUNT, answer(body))
    summed = dashboard.visit(ACCOUNT_PAGE)
    assert summed.status == 200
    assert cells(summed)[0][:3] == ["AUD", "2", "AUD 50.00 without 1"]


@pytest.mark.parametrize("announced", [True, False])
def test_row_44_an_answer_too_large_is_not_read(
    dashboard: Dashboard,
    upstream: Upstream,
    announced: bool,  # noqa: FBT001
) -> None:
    kind = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    length = b"Content-Length: 1000000000\r\n\r\n" if announced else b"Connection: close\r\n\r\n"
    megabyte = b" " * 1024 * 1024
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield kind + length
        for _ in range(1000):
            sent += 1
            yield megabyte

    upstream.on(LIST, endless())
    seen = dashboard.visit("/invoices/")

    assert seen.status == 502
    assert "more than this page can take" in seen.words
    line = dashboard.call(seen, LIST)
    assert (line["fault"], line["attempts"]) == ("answer_too_large", 1)
    assert sent < 60


def bomb() -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(100):
            file.write(b" " * 1024 * 1024)
    return packed.getvalue()


@pytest.mark.parametrize("kind", ["bomb", "br", "zstd", "gzip, gzip", "gzip, gzip, gzip, gzip, gzip, gzip"])
def test_row_45_only_one_gzip_is_unpacked_and_only_so_far(dashboard: Dashboard, upstream: Upstream, kind: str) -> None:
    if kind == "bomb":
        script = answer(bomb(), "Content-Encoding: gzip")
    else:
        script = answer(gzip.compress(gzip.compress(b"{}")), f"Content-Encoding: {kind}")
    told_once(dashboard, upstream, script, "decompress_limit")


def test_row_46_an_error_inside_a_200_counts_as_its_code(dashboard: Dashboard, upstream: Upstream) -> None:
    said = {"errors": [{"code": 403, "message": f"No <b>rights</b> for {CLIENT_SECRET}"}]}
    upstream.says(DETAIL, said)
    forbidden = dashboard.visit(f"/invoices/{INVOICE}/")
    assert forbidden.status == 403
    assert len(upstream.calls(DETAIL)) == 1
    assert "No &lt;b&gt;rights&lt;/b&gt; for [hidden]" in forbidden.text

    upstream.on(LIST, as_json({"errors": [{"code": 401, "message": "No"}]}), then_well=True)
    before = upstream.tokens_asked
    assert dashboard.visit("/invoices/").status == 200
    assert upstream.tokens_asked == before + 1

    upstream.says(NOTES, {"object": "error", "message": "It is broken"})
    assert dashboard.visit(f"/invoices/{INVOICE}/notes/").status == 502


def test_row_47_missing_keys(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.says(LIST, {"pagination": {"records": 0}})
    seen = dashboard.visit("/invoices/")
    assert seen.status == 502
    assert "No invoices" not in seen.words
    assert dashboard.lines(seen, "schema_missing")[0]["field"] == "invoices"

    bare = builders.invoice_json(total=builders.ABSENT, due=builders.ABSENT, issue_date=builders.ABSENT)
    upstream.says(LIST, {"invoices": [bare], "pagination": {}})
    seen = dashboard.visit("/invoices/")
    assert seen.status == 200
    assert "\N{EN DASH}" in seen.words
    assert "0.00" not in seen.words

    upstream.says(LIST, {"invoices": [{"total": "5"}], "pagination": {}})
    assert dashboard.visit("/invoices/").status == 502


def test_row_48_unknown_keys_are_text_and_of_connections_are_hidden(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.says(DETAIL, {"invoice": builders.invoice_json(newer={"a": ["<i>b</i>"]}, status={"odd": 1})})
    seen = dashboard.visit(f"/invoices/{INVOICE}/?wait=1")
    assert seen.status == 200
    assert "&lt;i&gt;b&lt;/i&gt;" in seen.text
    newer = {
        "odd": "canary-odd-place-q8Zr71kLp",
        "password": "x-canary-odd-place",
        "plain": {"api_key": "canary-odd-place"},
    }
    upstream.says(ONE, {"integration_connection": builders.connection_json(**newer)})
    page = dashboard.visit(f"{CONNECTION}?wait=1", role="admin")
    assert page.status == 200
    assert page.words.count("[hidden]") >= 3


def test_row_49_a_list_or_an_object_and_a_text_or_an_object(dashboard: Dashboard, upstream: Upstream) -> None:
    upstream.says(ONE, {"integration_connection": [builders.connection_json()]})
    seen = dashboard.visit(f"{CONNECTION}?wait=1", role="admin")
    assert seen.status == 200
    assert "Harbour Lane Trading" in seen.words
    assert not dashboard.lines(seen, "schema_variant")
    upstream.says(ONE, {"integration_connection": builders.connection_json()})
    seen = dashboard.visit(f"{CONNECTION}?wait=1", role="admin")
    assert "Harbour Lane Trading" in seen.words
    assert {line["field"] for line in dashboard.lines(seen, "schema_variant")} == {"integration_connection"}
    currency = {"uuid": builders.CURRENCY_UUID, "name": "AUD", "link": {"href": "https://elsewhere.example"}}
    upstream.says(DETAIL, {"invoice": builders.invoice_json(currency=currency)})
    assert "110.00" in dashboard.visit(f"/invoices/{INVOICE}/?wait=1").words


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (True, "Enabled"),
        ("true", "Enabled"),
        (False, "Disabled"),
        ("false", "Disabled"),
        ("False", "Disabled"),
        (1, "1 neither true nor false"),
        ("BOOLEAN_FLAG", "BOOLEAN_FLAG neither true nor false"),
        (None, "\N{EN DASH}"),
        ("", "\N{EN DASH}"),
    ],
)
def test_row_50_flags_are_true_false_or_shown_raw(
    dashboard: Dashboard, upstream: Upstream, raw: object, shown: str
) -> None:
    function = builders.partner_function_json(enabled=raw)
    path = f"/api/v3/integration/{builders.CONNECTION_UUID}/partner-function"
    upstream.says(path, builders.page_of(function, key="partner_functions"))

    seen = dashboard.visit(f"{CONNECTION}partner-functions/", role="admin")

    assert seen.status == 200
    (row,) = cells(seen)
    assert row[1] == shown
    assert ("badge ok" in seen.text.partition("<tbody")[2].partition("</tr>")[0]) == (shown == "Enabled")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("50.000000", "50.00"),
        (50, "50.00"),
        (50.1, "50.10"),
        ("", "\N{EN DASH}"),
        (None, "\N{EN DASH}"),
        ("1,234.50", "1,234.50 not an amount"),
        ("abc", "abc not an amount"),
        ("123456789012345678901234567890.12", "123,456,789,012,345,678,901,234,567,890.12"),
        ("0.30", "0.30"),
        ("12345678901234567.89", "12,345,678,901,234,567.89"),
    ],
)
def test_row_51_money_is_exact_or_shown_raw(dashboard: Dashboard, upstream: Upstream, raw: object, shown: str) -> None:
    upstream.on(LIST, list_of(total=raw, due=raw))

    seen = dashboard.visit("/invoices/")

    assert seen.status == 200
    (row,) = cells(seen)
    assert [cell.removeprefix("AUD ") for cell in row[-2:]] == [shown, shown]

    upstream.on(ACCOUNT, answer(list_of_account({"total": "0.1"}, {"total": "0.2"}, {"total": raw})))
    summed = dashboard.visit(ACCOUNT_PAGE)
    if raw in {"", None, "abc", "1,234.50"}:
        assert cells(summed)[0][:3] == ["AUD", "3", "AUD 0.30 without 1"]
        return
    with localcontext(prec=60):
        assert cells(summed)[0][2] == f"AUD {Decimal(str(raw)) + Decimal('0.3'):,.2f}"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("", "\N{EN DASH}"),
        (None, "\N{EN DASH}"),
        ("NULL", "\N{EN DASH}"),
        ("2025-02-30T00:00:00Z", "2025-02-30T00:00:00Z not a day"),
        (1735689600, "1735689600 not a day"),
        ("2025-01-31T00:00:00", "2025-01-31T00:00:00 not a day"),
        ("2025-01-31T00:00:00+10:00", "31 Jan 2025"),
        ("2025-01-30T14:00:00Z", "31 Jan 2025"),
    ],
)
def test_row_52_days_are_the_tenants_or_shown_raw(
    dashboard: Dashboard, upstream: Upstream, raw: object, shown: str
) -> None:
    upstream.on(LIST, list_of(due_date=raw, issue_date=raw))

    seen = dashboard.visit("/invoices/")

    assert seen.status == 200
    (row,) = cells(seen)
    assert row[3:5] == [shown, shown]


@pytest.mark.parametrize("word", ["PAIDISH", "<b>PAID</b>", "X" * 10_000, "\u202eDIAP", "PA\u200bID", "\x1b[31mPAID"])
def test_row_53_an_unknown_word_is_neutral_escaped_and_cut(dashboard: Dashboard, upstream: Upstream, word: str) -> None:
    upstream.on(LIST, list_of(payment_status=word, status=word))

    seen = dashboard.visit("/invoices/")

    assert seen.status == 200
    body = re.search(r"<tbody.*?</tbody>", seen.text, re.DOTALL)
    assert body
    assert "<b>PAID" not in body[0]
    assert "X" * 200 not in body[0]
    assert not re.search(r'class="badge ok"', body[0])
    assert 'class="badge ' in body[0]
    assert "\x1b" not in body[0]
    assert "\u202e" not in body[0]


def test_row_54_currencies_are_never_added_up(dashboard: Dashboard, upstream: Upstream) -> None:
    yen = builders.account_invoice_json(id="INV-JPY", currency={"name": "JPY"}, total="700.000000", due="700.000000")
    page = builders.page_of(builders.account_invoice_json(), yen, within="account")
    upstream.says("/api/v3/accounts/76GOU2/invoices", page)

    seen = dashboard.visit("/accounts/76GOU2/invoices/")

    assert seen.status == 200
    assert "810" not in seen.words
    assert "755" not in seen.words
    assert [row[:3] for row in cells(seen)] == [["AUD", "1", "AUD 110.00"], ["JPY", "1", "JPY 700"]]


def test_row_55_a_secret_in_an_odd_place_is_hidden_everywhere(dashboard: Dashboard, upstream: Upstream) -> None:
    odd = "canary-odd-place-5dK2pW9x"
    invoice = builders.invoice_json(
        api_key=odd,
        invoice_note=f"Bearer {odd}",
        account_id=f"x {odd}",
        custom_attributes=[{"name": "client_secret", "value": odd}],
        currency={"name": "AUD", "link": f"https://a.example/?token={odd}"},
    )
    upstream.says(LIST, builders.page_of(invoice))
    upstream.says(DETAIL, {"invoice": invoice})
    upstream.says(NOTES, {"errors": [{"code": 400, "message": f"secret={odd}"}]}, status="400 Bad Request")
    leaky = builders.connection_json(remote_instance_name=f"Shop {builders.CLIENT_SECRET}", api_key=odd)
    upstream.says(CONNECTIONS, builders.page_of(leaky, key="integration_connection"))
    upstream.says(ONE, {"integration_connection": leaky})

    pages = [dashboard.visit(path) for path in ("/invoices/", f"/invoices/{INVOICE}/?wait=1")]
    pages += [dashboard.visit(path, role="admin") for path in ("/integrations/", f"{CONNECTION}?wait=1")]
    pages += [dashboard.visit(f"/invoices/{INVOICE}/json/")]

    upstream.says(ACCOUNT, builders.page_of(invoice, within="account"))
    pages += [dashboard.visit(f"{ACCOUNT_PAGE}{file}") for file in ("", "?format=csv")]

    assert [page.status for page in pages] == [200] * 7
    assert "[hidden]" in pages[1].words
