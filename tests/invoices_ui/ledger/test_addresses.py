"""What the address of a list says, for every filter there is."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from invoices_ui.ledger.addresses import parameters_of
from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.state import OPEN, State

DAY = date(2026, 2, 28)

CASES: dict[str, tuple[Filters, list[tuple[str, str]]]] = {
    "nothing": (Filters(), []),
    "open": (Filters(states=OPEN), [("state", "open")]),
    "owed": (Filters(states=(State.IN_CREDIT, *OPEN)), [("state", "owed")]),
    "states": (Filters(states=(State.PAID, State.UNKNOWN)), [("state", "paid"), ("state", "unknown")]),
    "currency": (Filters(currency="JPY"), [("currency", "JPY")]),
    "no currency": (Filters(currency=""), [("currency", "")]),
    "ids": (
        Filters(account_id="A&B", order_id="", customer_purchase_order_id="P"),
        [("account_id", "A&B"), ("order_id", ""), ("customer_purchase_order_id", "P")],
    ),
    "days": (
        Filters(issue_date_from=DAY, issue_date_to=DAY, due_date_from=DAY, due_date_to=DAY),
        [(f"{name}_date_{end}", "2026-02-28") for name in ("issue", "due") for end in ("from", "to")],
    ),
    "no days": (
        Filters(no_due_date=True, no_issue_date=True),
        [("no_issue_date", "1"), ("no_due_date", "1")],
    ),
    "amounts": (
        Filters(total_from=Decimal("1E+3"), total_to=Decimal("0.000001"), due_from=Decimal(-5), due_to=Decimal(0)),
        [("total_from", "1000"), ("total_to", "0.000001"), ("due_from", "-5"), ("due_to", "0")],
    ),
    "words": (Filters(words=("café", "inv-1")), [("q", "café inv-1")]),
    "missing": (Filters(missing=True), [("missing", "1")]),
    "doubt": (Filters(doubt="balance"), [("doubt", "balance")]),
    "malformed": (Filters(malformed=True), [("malformed", "1")]),
}


@pytest.mark.parametrize("case", CASES)
def test_an_address_says_all_that_is_asked_for(case: str) -> None:
    filters, expected = CASES[case]

    assert parameters_of(filters) == expected


def test_no_filter_is_left_untold() -> None:
    told = {
        field.name
        for filters, _ in CASES.values()
        for field in fields(Filters)
        if getattr(filters, field.name) != field.default
    }

    assert told == {field.name for field in fields(Filters)}


def test_the_order_comes_last() -> None:
    assert parameters_of(Filters(malformed=True), sort="-due") == [("malformed", "1"), ("sort", "-due")]
