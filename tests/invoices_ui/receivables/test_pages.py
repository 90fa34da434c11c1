"""The pages of what is owed, over a ledger of made rows."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from dashboard.formats import money_text
from invoices_ui.ledger.models import LedgerRun
from invoices_ui.receivables.figures import read_figures
from tests.invoices_ui.receivables.made import NOON, TODAY, added_up, fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def ended(status: str, *, records: int, reason: str = "") -> None:
    now = timezone.now()
    LedgerRun.objects.create(
        kind="full",
        status=status,
        started_at=now,
        resumed_at=now,
        renewed_at=now,
        ended_at=now,
        verified_at=now if status == "complete" else None,
        records=records,
        reason=reason,
    )


def lines_of(response: object) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


class TestFinance:
    def test_shows_every_figure_of_every_currency(self, finance: Client) -> None:
        fill(1)
        ended("complete", records=160)

        page = finance.get("/finance/").content.decode()

        for one in read_figures(TODAY):
            assert f'aria-label="{one.currency or "No currency"}"' in page
            for figure in one.figures.values():
                assert money_text(figure.tally.amount, one.currency) in page
        assert "partial" not in page

    def test_shows_each_definition(self, finance: Client) -> None:
        fill(1)

        page = finance.get("/finance/").content.decode()

        assert "due_date before the day of the report" in page
        assert "Voided, deleted, cancelled, draft and inactive invoices are in no number." in page

    def test_partial_looks_partial_beside_every_number(self, finance: Client) -> None:
        rows = fill(1)
        ended("partial", records=161, reason="One page failed.")

        page = finance.get("/finance/").content.decode()

        assert f"{len(rows):,} of 161 invoices" in page
        assert "One page failed." in page
        tiles = re.findall(r'<li class="tile.*?</li>', page, re.DOTALL)
        assert tiles
        assert all(">partial</span>" in tile for tile in tiles)

    def test_says_what_could_not_be_judged(self, finance: Client) -> None:
        fill(1)

        assert "could not be judged" in finance.get("/finance/").content.decode()

    def test_an_empty_ledger_invites_to_fill_it(self, finance: Client) -> None:
        page = finance.get("/finance/").content.decode()

        assert "The ledger is empty" in page
        assert "0.00" not in page

    def test_shows_the_currency_asked_for(self, finance: Client) -> None:
        fill(1)

        assert "JPY in detail" in finance.get("/finance/?currency=JPY").content.decode()
        assert "No currency in detail" in finance.get("/finance/?currency=").content.decode()
        assert "AUD in detail" in finance.get("/finance/?currency=XXX").content.decode()


class TestAgeing:
    @pytest.mark.parametrize(
        "query",
        [
            "",
            "?by=issue_date&edges=7,14,21",
            "?as_of=2026-11-10",
            "?as_of=2027-02-28",
            "?bucket=past-1&currency=AUD",
            "?bucket=nonsense&currency=XXX&account_id=%00",
            "?as_of=2026-11-10&account_id=AAA111&bucket=past-1",
            "?as_of=2026-11-10&account_id=&page=9",
            "?page=1000000",
        ],
    )
    def test_opens(self, finance: Client, query: str) -> None:
        fill(2)

        assert finance.get(f"/finance/ageing/{query}").status_code == 200

    def test_says_what_it_does_not_understand(self, finance: Client) -> None:
        fill(2)

        response = finance.get("/finance/ageing/?edges=30,20")

        assert response.status_code == 400
        assert "Each edge must be larger than the one before it" in response.content.decode()

    def test_of_a_past_day_says_how_far_it_is_known(self, finance: Client) -> None:
        fill(2)

        page = finance.get("/finance/ageing/?as_of=2026-11-10").content.decode()

        assert "without an issue date: left out" in page

    def test_of_a_past_day_leads_to_exactly_the_invoices_of_a_bucket(self, finance: Client) -> None:
        fill(2)
        report = finance.get("/finance/ageing/?as_of=2026-11-10&currency=AUD")
        ageing, leads = report.context["ageing"].ageing, report.context["ageing"].leads

        for aged in [*ageing.aged, None]:
            tally = aged.tally if aged else ageing.whole
            page = finance.get(leads(ageing, aged).partition("#")[0] + "&per_page=100")
            rows = page.context["invoices"].source

            assert rows.records == tally.invoices
            assert sum(row.balance for row in rows.items) == tally.amount

    def test_of_a_day_to_come_says_that_nobody_knows(self, finance: Client) -> None:
        fill(2)

        assert "A day to come" in finance.get("/finance/ageing/?as_of=2027-01-01").content.decode()

    def test_the_table_alone_answers_a_fragment(self, finance: Client) -> None:
        fill(2)

        page = finance.get("/finance/ageing/", headers={"HX-Request": "true", "HX-Target": "account-table"})

        assert "<h1" not in page.content.decode()

    def test_the_file_adds_up_to_what_is_outstanding_and_says_what_it_is(self, finance: Client) -> None:
        fill(2)
        ended("partial", records=999, reason="One page failed.")

        lines = lines_of(finance.get("/finance/ageing/?format=csv&currency=AUD"))

        blank = lines.index([])
        outstanding = next(one.outstanding for one in read_figures(TODAY) if one.currency == "AUD")
        assert added_up(Decimal(line[-1]) for line in lines[1:blank]) == outstanding.tally.amount
        assert sum(int(line[3]) for line in lines[1:blank]) == outstanding.tally.invoices
        about = {line[0]: line[1] for line in lines[blank + 1 :]}
        assert about["As of"] == "2026-11-20"
        assert about["Currency"] == "AUD"
        assert "of 999 invoices" in about["Completeness"]
        assert "Partial: One page failed." in about["Completeness"]

    def test_the_workbook_has_the_report_its_accounts_and_what_it_is(self, finance: Client) -> None:
        fill(2)

        response = finance.get("/finance/ageing/?format=xlsx&as_of=2026-11-10")

        book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
        names = book.read("xl/workbook.xml").decode()
        assert re.findall(r'<sheet name="([^"]+)"', names) == ["Ageing", "By account", "About"]
