"""Snapshots of each day, and what became of them."""

from __future__ import annotations

import io
import random
import re
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from dashboard.formats import day_text, money_text
from invoices_ui.ledger.keeping import keep
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.receivables.figures import read_figures
from invoices_ui.receivables.models import DaySnapshot
from invoices_ui.receivables.movement.report import Movement, movement_of, movement_since
from invoices_ui.receivables.movement.snapshots import keep_snapshot, kept_of, last_snapshot, month_end_before
from tests.csv_files import parts_of
from tests.invoices_ui.ledger_sync.billing import Billing
from tests.invoices_ui.ledger_sync.conftest import _no_pauses as _no_pauses  # noqa: PLC0414  (a fixture)
from tests.invoices_ui.ledger_sync.conftest import billing as billing  # noqa: PLC0414  (a fixture)
from tests.invoices_ui.ledger_sync.test_sync import run
from tests.invoices_ui.receivables.made import TODAY, added_up, behind, fill, random_invoice

OPEN = {"unpaid", "part_paid"}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Australia/Sydney"))


def moved_since(day: date, seed: int) -> list[Movement]:
    """A snapshot of that day, and random changes since."""
    with time_machine.travel(noon(day), tick=False):
        fill(seed)
        keep_snapshot()
    chance = random.Random(seed)
    keep([random_invoice(chance, chance.randrange(200)) for _ in range(60)], walk=3)
    snapshot = last_snapshot(day)
    assert snapshot is not None
    return [movement_of(kept_of([snapshot], currency)[0], currency, TODAY) for currency in ("AUD", "JPY")]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [1, 7, 45])
class TestMovement:
    def test_begins_with_the_snapshot_and_ends_with_now(self, days: int) -> None:
        movements = moved_since(TODAY - timedelta(days=days), days)
        figures = {one.currency: one for one in read_figures(TODAY)}

        for one in movements:
            now = figures[one.currency].figures
            assert (one.now.invoices, one.now.amount) == (
                now["outstanding"].tally.invoices,
                now["outstanding"].tally.amount,
            )
            assert one.overdue_now.amount == now["overdue"].tally.amount
            assert added_up(row.then.amount for row in one.rows) == one.then.amount
            assert added_up(row.change for row in one.rows) == one.now.amount - one.then.amount
            assert one.overdue_then.amount + one.newly.amount - one.cured.amount == one.overdue_now.amount

    def test_leads_to_the_invoices_of_each_number(self, days: int) -> None:
        for one in moved_since(TODAY - timedelta(days=days), days):
            assert behind(one.newly_filters) == (one.newly.invoices, one.newly.amount)
            assert behind(one.overdue_filters) == (one.overdue_now.invoices, one.overdue_now.amount)
            for row in one.rows:
                assert behind(row.now_filters) == (row.now.invoices, row.now.amount)
                if row.older is not None and row.older_filters is not None:
                    assert behind(row.older_filters) == (row.older.invoices, row.older.amount)

    def test_grew_older_is_what_was_overdue_and_is_in_an_older_bucket(self, days: int) -> None:
        for one in moved_since(TODAY - timedelta(days=days), days):
            parts = [row.older_filters for row in one.rows if row.was_overdue and row.older_filters]
            assert one.older.amount == added_up(behind(filters)[1] for filters in parts)
            assert one.older.invoices == sum(behind(filters)[0] for filters in parts)

    def test_newly_overdue_is_what_fell_due_since(self, days: int) -> None:
        since = TODAY - timedelta(days=days)

        for one in moved_since(since, days):
            rows = [
                row
                for row in LedgerInvoice.objects.filter(currency=one.currency)
                if row.state in OPEN and row.due_date and since <= row.due_date < TODAY
            ]
            assert (one.newly.invoices, one.newly.amount) == (len(rows), added_up(row.due for row in rows))


@pytest.mark.django_db
class TestSnapshots:
    def test_a_completed_sync_keeps_one(self, billing: Billing) -> None:
        run()

        snapshot = DaySnapshot.objects.get()

        assert snapshot.invoices == len(billing.rows)
        kept = kept_of([snapshot], "AUD")[0]
        now = next(one for one in read_figures(snapshot.day) if one.currency == "AUD")
        assert kept.outstanding == now.outstanding.tally
        assert kept.overdue == now.figures["overdue"].tally

    def test_a_sync_that_is_not_complete_keeps_none(self, billing: Billing) -> None:
        billing.spoil = lambda order, offset, limit: 500 if offset <= 12 < offset + limit else None

        run()

        assert not DaySnapshot.objects.exists()

    def test_the_last_one_of_a_day_stands(self) -> None:
        with time_machine.travel(noon(TODAY), tick=False) as clock:
            fill(1)
            keep_snapshot()
            fill(2)
            clock.shift(3600)
            keep_snapshot()

            kept = kept_of([DaySnapshot.objects.get()], "AUD")[0]
            now = next(one for one in read_figures(TODAY) if one.currency == "AUD")
            assert kept.outstanding == now.outstanding.tally

    def test_the_day_is_the_tenants(self) -> None:
        with time_machine.travel("2026-11-20T14:00:00+00:00", tick=False):
            keep_snapshot()

        assert DaySnapshot.objects.get().day == date(2026, 11, 21)

    @pytest.mark.parametrize(
        ("day", "end"),
        [
            (date(2026, 11, 20), date(2026, 10, 31)),
            (date(2028, 3, 1), date(2028, 2, 29)),
            (date(2026, 1, 1), date(2025, 12, 31)),
        ],
    )
    def test_a_month_ends_on_its_last_day(self, day: date, end: date) -> None:
        assert month_end_before(day) == end


@pytest.mark.django_db
class TestPage:
    @pytest.mark.parametrize("query", ["", "?since=week", "?since=month&currency=JPY", "?since=x&currency=x"])
    def test_opens(self, finance: Client, query: str) -> None:
        moved_since(TODAY - timedelta(days=1), 1)

        with time_machine.travel(noon(TODAY), tick=False):
            assert finance.get(f"/finance/movement/{query}").status_code == 200

    def test_says_which_day_it_really_compares_with(self, finance: Client) -> None:
        moved_since(TODAY - timedelta(days=3), 1)

        with time_machine.travel(noon(TODAY), tick=False):
            page = finance.get("/finance/movement/").content.decode()

        assert "There is no snapshot of" in page
        assert "Moved between buckets" in page

    def test_says_what_cannot_be_told_yet(self, finance: Client) -> None:
        with time_machine.travel(noon(TODAY), tick=False):
            fill(1)
            keep_snapshot()
            page = finance.get("/finance/movement/").content.decode()

        assert "No snapshot that old" in page
        assert "A trend needs snapshots of two days" in page

    def test_draws_a_trend_of_several_days(self, finance: Client) -> None:
        for back in (3, 1):
            with time_machine.travel(noon(TODAY - timedelta(days=back)), tick=False):
                fill(back)
                keep_snapshot()

        with time_machine.travel(noon(TODAY), tick=False):
            assert "<polyline" in finance.get("/finance/movement/").content.decode()


@pytest.mark.django_db
class TestCard:
    def test_is_told_beside_the_figures(self, finance: Client) -> None:
        moved_since(TODAY - timedelta(days=1), 1)

        with time_machine.travel(noon(TODAY), tick=False):
            page = finance.get("/finance/?currency=JPY").content.decode()

        [found] = [one for one in [movement_since(TODAY - timedelta(days=1), "JPY", TODAY)] if one]
        card = page[page.index('id="since"') : page.index('id="beside-the-api"')]
        assert "Since yesterday" in card
        for tally in (found.newly, found.cured, found.older):
            assert money_text(tally.amount, "JPY") in card
            assert f"in {tally.invoices:,}" in re.sub(r"<[^>]+>", "", card)
        assert "/finance/movement/?currency=JPY" in card

    def test_names_the_day_where_yesterday_left_no_snapshot(self, finance: Client) -> None:
        moved_since(TODAY - timedelta(days=3), 1)

        with time_machine.travel(noon(TODAY), tick=False):
            page = finance.get("/finance/").content.decode()

        assert f"Since {day_text(TODAY - timedelta(days=3))}" in page
        assert "Since yesterday" not in page

    def test_says_so_where_there_is_nothing_to_compare_with(self, finance: Client) -> None:
        fill(1)

        with time_machine.travel(noon(TODAY), tick=False):
            assert "nothing to compare with" in finance.get("/finance/").content.decode()


@pytest.mark.django_db
class TestFile:
    def test_has_every_day_with_a_snapshot(self, finance: Client) -> None:
        for back in (3, 1):
            with time_machine.travel(noon(TODAY - timedelta(days=back)), tick=False):
                fill(back)
                keep_snapshot()

        with time_machine.travel(noon(TODAY), tick=False):
            rows, told = parts_of(finance.get("/finance/movement/?currency=AUD&format=csv"))

        kept = kept_of(DaySnapshot.objects.order_by("-day"), "AUD")
        assert [row[0] for row in rows[1:]] == [one.day.isoformat() for one in kept]
        for row, one in zip(rows[1:], kept, strict=True):
            assert Decimal(row[-2]) == one.outstanding.amount == added_up(Decimal(cell) for cell in row[3:-2])
            assert Decimal(row[-1]) == one.overdue.amount
        assert (told["As of"], told["Currency"]) == (TODAY.isoformat(), "AUD")

    def test_of_a_workbook_has_what_moved(self, finance: Client) -> None:
        moved_since(TODAY - timedelta(days=1), 1)

        with time_machine.travel(noon(TODAY), tick=False):
            page = finance.get("/finance/movement/?currency=JPY").content.decode()
            book = finance.get("/finance/movement/?currency=JPY&format=xlsx")
            content = io.BytesIO(b"".join(book.streaming_content))  # type: ignore[attr-defined]
            book.close()

        assert 'href="?since=yesterday&amp;currency=JPY&amp;format=xlsx"' in page
        with zipfile.ZipFile(content) as parts:
            assert 'name="Moved"' in parts.read("xl/workbook.xml").decode()
            assert "Of it grown older" in "".join(
                parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")
            )
