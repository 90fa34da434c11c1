"""The sums above a list against adding up its rows one by one, whichever way they come."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.keeping import keep
from invoices_ui.ledger.models import DueTotal, IssueTotal
from invoices_ui.ledger.state import DEAD, OPEN, State
from invoices_ui.ledger_list.sums import SUMMED, count_of, from_rows, kept_total, left_out, sums_of_list
from tests.invoices_ui.ledger.test_totals import random_invoice

DAYS = {"first": date(2026, 7, 2), "last": date(2026, 7, 4)}
CASES = {
    "everything": Filters(),
    "open": Filters(states=OPEN),
    "voided alone": Filters(states=(State.VOIDED,)),
    "voided and open": Filters(states=(State.VOIDED, *OPEN)),
    "currency": Filters(currency="JPY"),
    "no currency": Filters(currency=""),
    "due days": Filters(due_date_from=DAYS["first"], due_date_to=DAYS["last"], currency="AUD"),
    "no due day": Filters(no_due_date=True),
    "issue days": Filters(issue_date_from=DAYS["first"], issue_date_to=DAYS["last"]),
    "no issue day": Filters(no_issue_date=True, states=(*OPEN, State.IN_CREDIT)),
    "both days": Filters(issue_date_from=DAYS["first"], due_date_to=DAYS["last"]),
    "amounts": Filters(due_from=Decimal(0), total_to=Decimal(400000)),
    "account": Filters(account_id="AAA111"),
    "words": Filters(words=("inv-1",)),
    "malformed": Filters(malformed=True),
    "nothing": Filters(currency="XXX"),
}


@pytest.fixture
def rows(db: None) -> None:
    chance = random.Random(5)
    keep([random_invoice(chance) for _ in range(400)], walk=1)


def brute(filters: Filters) -> dict[str, list[object]]:
    found: dict[str, list[object]] = defaultdict(lambda: [0, 0, *[Decimal(0), 0] * len(SUMMED)])
    for row in matching(filters):
        sums = found[row.currency]
        dead = row.state in left_out(filters)
        sums[dead] += 1  # type: ignore[operator]
        for place, name in enumerate(SUMMED):
            value = getattr(row, name)
            if not dead:
                sums[2 + 2 * place + (value is None)] += 1 if value is None else value  # type: ignore[operator]
    return dict(found)


@pytest.mark.parametrize("case", CASES)
def test_are_what_adding_up_gives(rows: None, case: str) -> None:
    filters = CASES[case]

    found = sums_of_list(filters)

    assert {
        one.currency: [
            one.invoices,
            one.not_payable,
            *(part for name in SUMMED for part in (getattr(one, name).amount, getattr(one, name).left_out)),
        ]
        for one in found
    } == brute(filters)
    assert count_of(found) == matching(filters).count()


def test_totals_and_rows_agree(rows: None) -> None:
    for filters in CASES.values():
        assert sums_of_list(filters) == sorted(from_rows(filters), key=lambda one: (not one.currency, one.currency))


def test_a_list_is_added_up_from_totals_where_they_know_it() -> None:
    assert kept_total(CASES["due days"]) is DueTotal
    assert kept_total(CASES["no issue day"]) is IssueTotal
    assert [kept_total(CASES[case]) for case in ("both days", "amounts", "account", "malformed")] == [None] * 4
    assert kept_total(Filters(missing=True)) is None


def test_what_cannot_be_paid_is_in_no_sum_unless_it_is_all_there_is() -> None:
    assert left_out(Filters()) == set(DEAD.values())
    assert left_out(Filters(states=(State.VOIDED, State.CANCELLED))) == set()
