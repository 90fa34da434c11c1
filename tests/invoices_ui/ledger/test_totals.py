"""The totals against brute force: after any changes they are what adding up every invoice gives."""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from invoices_ui.ledger.amounts import added
from invoices_ui.ledger.keeping import keep, mark_missing
from invoices_ui.ledger.models import MEASURES, AccountTotal, DueTotal, IssueTotal, LedgerInvoice
from invoices_ui.ledger_sync.recording import present_count
from tests.invoices_ui.ledger.test_entries import record

Sums = dict[tuple[Any, ...], list[Any]]


def random_invoice(chance: random.Random) -> Any:
    def amount() -> str:
        return chance.choice(["", "abc", f"{chance.randint(-(10**9), 10**12)}.{chance.randrange(10**6):06d}"])

    day = chance.choice(["", "yesterday", f"2026-07-{chance.randint(1, 5):02d}T14:00:00Z"])
    return record(
        id=f"INV-{chance.randrange(60)}",
        version=str(chance.randrange(9)),
        status=chance.choice(["ACTIVE", "ACTIVE", "ACTIVE", "VOID", "DRAFT", "WOMBAT"]),
        currency={"uuid": "u", "name": chance.choice(["AUD", "JPY", ""])},
        account_id=chance.choice(["AAA111", "BBB222", ""]),
        issue_date=chance.choice([day, "2026-06-30T14:00:00Z"]),
        due_date=day,
        kpis={name: chance.choice([0, 12.5, "", amount()]) for name in ("outstanding", "overdue", "credit_issued")},
        **{name: amount() for name in ("total", "paid", "due")},
    )


def brute(*names: str, owed_only: bool = False) -> Sums:
    """Invoices, and for each measure the sum and the number of unknown ones, by these fields."""
    sums: Sums = defaultdict(lambda: [0, *([Decimal(0), 0] * len(MEASURES))])
    for row in LedgerInvoice.objects.filter(missing_since=None):
        if owed_only and row.state not in {"unpaid", "part_paid", "in_credit"}:
            continue
        found = sums[tuple(getattr(row, name) for name in names)]
        found[0] += 1
        for place, measure in enumerate(MEASURES):
            value = getattr(row, measure)
            found[1 + 2 * place + (value is None)] += 1 if value is None else value
    return dict(sums)


def kept_totals(model: Any, *names: str) -> Sums:
    return {
        tuple(getattr(total, name) for name in names): [
            total.invoices,
            *(
                part
                for measure in MEASURES
                for part in (added(vars(total), measure), getattr(total, f"{measure}_unknown"))
            ),
        ]
        for total in model.objects.all()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_totals_are_what_adding_up_gives_after_random_changes(seed: int) -> None:
    chance = random.Random(seed)
    for step in range(12):
        keep([random_invoice(chance) for _ in range(chance.randint(1, 25))], walk=step)
        if step % 3 == 2:
            mark_missing(LedgerInvoice.objects.filter(seen_walk__lt=step)[:9], timezone.now())

    assert LedgerInvoice.objects.exclude(missing_since=None).exists()
    assert kept_totals(DueTotal, "currency", "state", "due_date") == brute("currency", "state", "due_date")
    assert kept_totals(IssueTotal, "currency", "state", "issue_date") == brute("currency", "state", "issue_date")
    assert kept_totals(AccountTotal, "currency", "account_id") == brute("currency", "account_id", owed_only=True)
    assert present_count() == LedgerInvoice.objects.filter(missing_since=None).count()


@pytest.mark.django_db
def test_one_whose_millionths_have_a_sign_stays_exact() -> None:
    """As they had until the database came to add up by itself."""
    keep([record(due="-2.700000")], walk=1)
    DueTotal.objects.update(due_units=-2, due_micros=-700_000)

    keep([record(id="INV-2", due="0.400000"), record(id="INV-3", due="-0.400001", paid="1")], walk=1)
    keep([record(id="INV-4", due="-1.000000")], walk=1)

    assert kept_totals(DueTotal, "currency", "state", "due_date") == brute("currency", "state", "due_date")


@pytest.mark.django_db
def test_a_total_of_nothing_goes() -> None:
    keep([record()], walk=1)

    mark_missing(LedgerInvoice.objects.all(), timezone.now())

    assert [DueTotal.objects.count(), IssueTotal.objects.count(), AccountTotal.objects.count()] == [0, 0, 0]
