"""Invoices of all kinds in a ledger, and what plain Python adds up over its rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.keeping import keep
from invoices_ui.ledger.models import LedgerInvoice
from tests.invoices_ui.ledger.test_entries import record

TODAY = date(2026, 11, 20)
"""A Friday."""
NOON = "2026-11-20T12:00:00+11:00"

STATUSES = ("ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "VOID", "DRAFT", "CANCELLED", "DELETED", "INACTIVE", "WOMBAT")
CURRENCIES = ("AUD", "AUD", "JPY", "KWD", "")


def random_day(chance: random.Random) -> str:
    day = TODAY + timedelta(days=chance.choice([*range(-9, 9), chance.randint(-130, 130)]))
    return chance.choice([*([f"{day}T09:00:00+11:00"] * 8), "", "yesterday"])


def random_invoice(chance: random.Random, number: int) -> Any:
    due = Decimal(chance.randint(-(10**6), 10**9)).scaleb(-chance.choice([0, 2, 3, 6]))
    due = chance.choice([due, due, Decimal(0)])
    paid = chance.choice([Decimal(0), abs(due)])
    return record(
        id=f"INV-{number}",
        status=chance.choice(STATUSES),
        currency={"uuid": "u", "name": chance.choice(CURRENCIES)},
        account_id=chance.choice(["AAA111", "BBB222", "CCC333", ""]),
        account_name=chance.choice(["Kestrel", ""]),
        issue_date=random_day(chance),
        due_date=random_day(chance),
        total=f"{due + paid:f}",
        paid=f"{paid:f}",
        due=chance.choice([*([f"{due:f}"] * 12), "", "n/a", "0.0000001", "9" * 30]),
        kpis={
            "overdue": chance.choice([0, 12.5, "", f"{due:f}"]),
            "outstanding": f"{due:f}",
            "voided_on": random_day(chance),
            "last_cancelled_on": random_day(chance),
        },
        last_payment=chance.choice([None, payment(random_day(chance), chance.choice([paid, paid, paid / 2]))]),
    )


def payment(moment: str, amount: Decimal) -> dict[str, str]:
    return {"uuid": "p", "id": "PAY-1", "amount": f"{amount:.6f}", "created_at": moment}


def fill(seed: int, many: int = 160) -> list[LedgerInvoice]:
    """Then random changes to a third of them."""
    chance = random.Random(seed)
    keep([random_invoice(chance, number) for number in range(many)], walk=1)
    keep([random_invoice(chance, chance.randrange(many)) for _ in range(many // 3)], walk=2)
    return list(LedgerInvoice.objects.filter(missing_since=None))


def added_up(values: Iterable[Decimal | None]) -> Decimal:
    with localcontext(prec=200):
        return sum((value for value in values if value is not None), Decimal(0))


def due_of(rows: Iterable[LedgerInvoice], chosen: Callable[[LedgerInvoice], bool]) -> tuple[int, Decimal]:
    found = [row for row in rows if chosen(row)]
    return len(found), added_up(row.due for row in found)


def behind(filters: Filters, measure: str = "due") -> tuple[int, Decimal]:
    """What stands behind a link: how many invoices its list has, and their amount."""
    found = list(matching(filters))
    return len(found), added_up(getattr(row, measure) for row in found)
