"""Filters over the ledger against plain Python over all of its rows."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.keeping import keep, mark_missing
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger.state import OPEN, State
from tests.invoices_ui.ledger.test_entries import record
from tests.invoices_ui.ledger.test_totals import random_invoice

FIRST, LAST = date(2026, 7, 2), date(2026, 7, 4)

CASES: dict[str, tuple[Filters, Callable[[LedgerInvoice], bool]]] = {
    "everything": (Filters(), lambda row: True),
    "states": (Filters(states=OPEN), lambda row: row.state in OPEN),
    "one state": (Filters(states=(State.UNKNOWN,)), lambda row: row.state == State.UNKNOWN),
    "currency": (Filters(currency="JPY"), lambda row: row.currency == "JPY"),
    "no currency": (Filters(currency=""), lambda row: row.currency == ""),
    "account": (Filters(account_id="AAA111"), lambda row: row.account_id == "AAA111"),
    "due days": (
        Filters(due_date_from=FIRST, due_date_to=LAST),
        lambda row: row.due_date is not None and FIRST <= row.due_date <= LAST,
    ),
    "no due day": (Filters(no_due_date=True), lambda row: row.due_date is None),
    "issued until": (Filters(issue_date_to=FIRST), lambda row: row.issue_date is not None and row.issue_date <= FIRST),
    "amounts": (
        Filters(due_from=Decimal(-5), total_to=Decimal("400000.5")),
        lambda row: row.due is not None and row.due >= -5 and row.total is not None and row.total <= 400000,
    ),
    "malformed": (Filters(malformed=True), lambda row: bool(row.malformed)),
    "words": (Filters(words=("bbb", "inv-1")), lambda row: "bbb" in row.search_text and "inv-1" in row.search_text),
}


@pytest.fixture
def rows(db: None) -> list[LedgerInvoice]:
    chance = random.Random(11)
    keep([random_invoice(chance) for _ in range(300)], walk=1)
    keep([record(id=f"INV-X{due}", total="9", paid=str(9 - due), due=str(due)) for due in range(-9, 10)], walk=1)
    mark_missing(LedgerInvoice.objects.order_by("pk")[:5], timezone.now())
    return list(LedgerInvoice.objects.all())


@pytest.mark.parametrize("case", CASES)
def test_gives_what_going_through_all_rows_gives(rows: list[LedgerInvoice], case: str) -> None:
    filters, wanted = CASES[case]
    expected = {row.invoice_id for row in rows if row.missing_since is None and wanted(row)}

    assert expected
    assert {row.invoice_id for row in matching(filters)} == expected


def test_what_is_no_longer_upstream_is_only_shown_when_asked_for(rows: list[LedgerInvoice]) -> None:
    assert {row.invoice_id for row in matching(Filters(missing=True))} == {
        row.invoice_id for row in rows if row.missing_since
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "word", ["GROSS", "große", "\N{FULLWIDTH LATIN CAPITAL LETTER G}ROSSE", "caf\N{LATIN SMALL LETTER E WITH ACUTE}"]
)
def test_words_are_found_in_any_spelling(word: str) -> None:
    keep([record(account_name="Große Cafe\N{COMBINING ACUTE ACCENT} GmbH")], walk=1)

    assert matching(Filters(words=(word,))).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["%", "_", "\\", "'", '"'])
def test_a_word_is_no_pattern(word: str) -> None:
    keep([record(id="INV-1", account_name="Acme"), record(id="INV-2", account_name=f"A{word}B")], walk=1)

    assert [row.invoice_id for row in matching(Filters(words=(word,)))] == ["INV-2"]
