"""Rows 56 to 65: lists that do not keep to their own paging."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests import builders
from tests.console_process import ROOT
from tests.exsited.hostile import HostileServer, answer
from tests.faults.dashboard import Dashboard
from tests.faults.upstream import INVOICE, LIST, Asked, Upstream, as_json, failing

ACCOUNT = "/api/v3/accounts/76GOU2/invoices"
PAGE = "/accounts/76GOU2/invoices/?per_page=100"
ODD_LENGTHS = {"short_page", "limit_ignored"}
EACH = 110
"""What an invoice comes to."""


def rows(first: int, count: int) -> list[builders.Json]:
    return [builders.account_invoice_json(id=f"INV-{number:05}") for number in range(first, first + count)]


def account(
    upstream: Upstream, page: Callable[[int, int], Sequence[builders.Json]], records: Callable[[int], Any]
) -> None:
    """The account's list: `page` by limit and offset, and how many records it says there are, by the offset."""

    def made(asked: Asked) -> bytes:
        limit, offset = int(asked.query["limit"]), int(asked.query["offset"])
        body = builders.page_of(*page(limit, offset), within="account", limit=limit, offset=offset)
        body["account"]["pagination"]["records"] = records(offset)
        return as_json(body)

    upstream.makes(ACCOUNT, made)


def total(invoices: int) -> str:
    return f"{invoices * EACH:,}.00"


def test_row_56_a_record_on_two_pages_is_counted_once(dashboard: Dashboard, upstream: Upstream) -> None:
    everything = rows(0, 100) + rows(99, 1) + rows(100, 49)
    account(upstream, lambda limit, offset: everything[offset : offset + limit], lambda _: 150)

    seen = dashboard.visit(PAGE)

    assert seen.status == 200
    assert total(149) in seen.words
    assert "more than once" in seen.words
    assert [line["count"] for line in dashboard.lines(seen, "duplicates")] == [1]


@pytest.mark.parametrize("change", [3, -3])
def test_row_57_a_list_that_changes_while_it_is_read(dashboard: Dashboard, upstream: Upstream, change: int) -> None:
    now = 150 + change
    everything = rows(0, now)
    account(upstream, lambda limit, offset: everything[offset : offset + limit], lambda offset: now if offset else 150)

    seen = dashboard.visit(PAGE)

    assert seen.status == 200
    assert total(now) in seen.words
    assert "Changed while reading" in seen.words
    assert len(upstream.calls(ACCOUNT)) <= 4
    assert dashboard.lines(seen, "total_changed")


def test_row_58_the_same_page_for_ever_is_incomplete(dashboard: Dashboard, upstream: Upstream) -> None:
    account(upstream, lambda limit, _: rows(0, limit), lambda _: 700)

    seen = dashboard.visit(PAGE)

    assert seen.status == 200
    assert "Not the whole list" in seen.words
    assert "pagination loop" in seen.words.lower()
    assert total(700) not in seen.words
    assert len(upstream.calls(ACCOUNT)) <= 4
    assert dashboard.lines(seen, "pagination_loop")


@pytest.mark.parametrize(
    "next_page",
    ["{}", "javascript:alert(1)", "file:///etc/passwd", "http://169.254.169.254/", "https://u:p@evil.example/"],
)
def test_row_59_the_next_page_is_never_where_the_answer_says(
    dashboard: Dashboard, upstream: Upstream, next_page: str
) -> None:
    with HostileServer([answer()]) as elsewhere:
        link = next_page.format(elsewhere.url)

        def made(asked: Asked) -> bytes:
            page = builders.page_of(builders.invoice_json(), records=45, offset=int(asked.query["offset"]))
            page["pagination"] |= {"next_page": link, "previous_page": link}
            return as_json(page)

        upstream.makes(LIST, made)
        seen = dashboard.visit("/invoices/")
        second = dashboard.visit("/invoices/?page=2")

        assert (seen.status, second.status) == (200, 200)
        assert link not in seen.text + second.text
        assert "page=2" in seen.text
        assert elsewhere.connections == 0
        assert [call.query["offset"] for call in upstream.calls(LIST)] == ["0", "20"]


@pytest.mark.parametrize("next_page", ["NULL", "", None, "https://x.example/?offset=7&limit=3"])
def test_row_60_the_computed_offset_decides(dashboard: Dashboard, upstream: Upstream, next_page: object) -> None:
    everything = rows(0, 150)

    def made(asked: Asked) -> bytes:
        limit, offset = int(asked.query["limit"]), int(asked.query["offset"])
        page = builders.page_of(*everything[offset : offset + limit], within="account", records=150)
        page["account"]["pagination"]["next_page"] = next_page
        return as_json(page)

    upstream.makes(ACCOUNT, made)
    seen = dashboard.visit(PAGE)

    assert total(150) in seen.words
    assert [call.query["offset"] for call in upstream.calls(ACCOUNT)] == ["0", "100"]


def test_row_61_a_limit_that_is_ignored_leaves_no_gap(dashboard: Dashboard, upstream: Upstream) -> None:
    everything = rows(0, 130)
    account(upstream, lambda _, offset: everything[offset : offset + 50], lambda _: 130)
    walked = dashboard.visit(PAGE)
    assert total(130) in walked.words
    assert [line["event"] for line in dashboard.lines(walked) if line["event"] in ODD_LENGTHS] == ["limit_ignored"]
    assert [call.query["offset"] for call in upstream.calls(ACCOUNT)] == ["0", "50", "100"]

    many = [builders.invoice_json(id=f"INV-{number:05}") for number in range(300)]
    upstream.says(LIST, builders.page_of(*many, records=300))
    seen = dashboard.visit("/invoices/")
    assert seen.status == 200
    assert "INV-00019" in seen.words
    assert "INV-00020" not in seen.words
    assert [(line["asked"], line["got"]) for line in dashboard.lines(seen, "limit_ignored")] == [(20, 300)]
    second = dashboard.visit("/invoices/?page=2")
    assert "INV-00019" not in second.words
    assert "INV-00020" in second.words


def test_row_62_a_short_and_an_empty_page_before_the_end(dashboard: Dashboard, upstream: Upstream) -> None:
    everything = rows(0, 250)

    def page(limit: int, offset: int) -> list[builders.Json]:
        return everything[offset : offset + (40 if offset == 100 else limit)]

    account(upstream, page, lambda _: 250)
    seen = dashboard.visit(PAGE)
    assert total(250) in seen.words
    assert "Not the whole list" not in seen.words
    assert [call.query["offset"] for call in upstream.calls(ACCOUNT)] == ["0", "100", "140", "240"]
    assert [line["event"] for line in dashboard.lines(seen) if line["event"] in ODD_LENGTHS] == ["short_page"]

    empty_once = [True]

    def with_hole(limit: int, offset: int) -> list[builders.Json]:
        if offset == 100 and empty_once:
            empty_once.clear()
            return []
        return everything[offset : offset + limit]

    upstream.reset()
    account(upstream, with_hole, lambda _: 250)
    holed = dashboard.visit(PAGE)
    assert total(250) in holed.words
    assert "Not the whole list" not in holed.words
    assert len(upstream.calls(ACCOUNT)) == 6

    upstream.reset()
    account(upstream, lambda limit, offset: [] if offset == 100 else everything[offset : offset + limit], lambda _: 250)
    never = dashboard.visit(PAGE)
    assert total(250) not in never.words
    assert "Not the whole list" in never.words
    assert [line["missing"] for line in dashboard.lines(never, "short_list")] == [100]


def test_row_63_rows_that_move_between_pages_are_found_or_missed_aloud(
    dashboard: Dashboard, upstream: Upstream
) -> None:
    everything = rows(0, 150)
    moved = [*everything[:99], everything[100], everything[99], *everything[101:]]
    passes = [0]

    def page(limit: int, offset: int) -> list[builders.Json]:
        passes[0] += offset == 0
        order = everything if offset == 0 and passes[0] == 1 else moved
        return order[offset : offset + limit]

    account(upstream, page, lambda _: 150)
    seen = dashboard.visit(PAGE)
    assert total(150) in seen.words
    assert "Not the whole list" not in seen.words

    upstream.reset()
    account(upstream, lambda limit, offset: everything[:140][offset : offset + limit], lambda _: 150)
    missing = dashboard.visit(PAGE)
    assert "Not the whole list" in missing.words
    assert [line["missing"] for line in dashboard.lines(missing, "short_list")] == [10]


@pytest.mark.parametrize("records", ["45", -1, 1e12, None, "many"])
def test_row_64_a_size_that_says_nothing_leaves_previous_and_next(
    dashboard: Dashboard, upstream: Upstream, records: object
) -> None:
    page = builders.page_of(*[builders.invoice_json(id=f"INV-{number:05}") for number in range(20)])
    page["pagination"]["records"] = records
    upstream.says(LIST, page)

    seen = dashboard.visit("/invoices/?page=2")

    assert seen.status == 200
    assert "page=3" in seen.text
    assert "page=1" in seen.text or 'href="/invoices/"' in seen.text
    size = "45" if records == "45" else "a number the API does not tell"
    assert f"21 to 40 of {size}" in seen.words
    assert ("Page 2 of 3" in seen.words) == (records == "45")
    assert "-1 " not in seen.words


def test_row_65_a_walk_that_fails_goes_on_where_it_stopped(dashboard: Dashboard, upstream: Upstream) -> None:
    everything = [
        builders.invoice_json(id=f"INV-{number:05}", uuid=f"5d2c1f60-7b0e-4c39-9a41-{number:012}")
        for number in range(250)
    ]
    broken = [True]
    passing: list[bytes] = []

    def made(asked: Asked) -> bytes:
        limit, offset = int(asked.query["limit"]), int(asked.query["offset"])
        if offset >= 100 and broken:
            return answer(b"{}", status="418 No")
        if passing:
            return passing.pop()
        page = everything[offset : offset + min(limit, 50)]
        return as_json(builders.page_of(*page, records=250, limit=limit, offset=offset))

    upstream.makes(LIST, made)

    def sync() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", "sync_ledger"],
            cwd=ROOT,
            env=dashboard.console.settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    failed = sync()
    assert failed.returncode != 0
    partial = dashboard.visit("/finance/", role="finance")
    assert partial.status == 200
    assert re.search(r"\b\d+ of 250 invoices", partial.words)
    assert "Against the API\N{RIGHT SINGLE QUOTATION MARK}s own figure partial" in partial.words

    broken.clear()
    upstream.asked.clear()
    passing[:] = [failing("500 Oops")] * 3
    done = sync()
    assert done.returncode == 0, done.stdout + done.stderr
    offsets = [int(call.query["offset"]) for call in upstream.calls(LIST)]
    assert offsets[0] >= 98, "it began anew"
    tries = [(call.query["offset"], call.query["limit"]) for call in upstream.calls(LIST)[:4]]
    assert tries == [tries[0]] * 4, "a failure that passes was not outlived"
    assert {call.query["order_by"] for call in upstream.calls(LIST)} <= {"created_on", "last_updated_on"}
    whole = dashboard.visit("/finance/", role="finance")
    assert not re.search(r"\b\d+ of 250 invoices", whole.words)
    assert "figure partial" not in whole.words
    assert "250 invoices" in done.stdout
    assert INVOICE not in done.stdout
