from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from invoices_ui.ledger.keeping import keep
from invoices_ui.ledger.models import LedgerRun
from tests.invoices_ui.ledger.test_entries import record


def synced(**told: object) -> LedgerRun:
    """A sync that ended just now, with the ledger as it stands."""
    now = timezone.now()
    usual = {"kind": "full", "status": "complete", "started_at": now, "resumed_at": now, "renewed_at": now}
    return LedgerRun.objects.create(**(usual | {"ended_at": now, "verified_at": now} | told))


def in_days(days: int) -> str:
    """A due date of the API: the tenant's day so many days from today."""
    return (timezone.localtime() + timedelta(days=days)).isoformat()


@pytest.fixture
def ledger(db: None) -> None:
    """Forty invoices of two currencies, an open one every fourth, one of each other kind."""
    rows = [
        record(
            id=f"INV-{number:03}",
            currency={"uuid": "u", "name": "JPY" if number % 2 else "AUD"},
            account_id=f"ACC{number % 5}",
            account_name=f"Wombat {number % 5} & Sons",
            order_id=f"ORD-{number // 10}",
            total="100",
            paid="0" if number % 4 == 0 else "100",
            due="100" if number % 4 == 0 else "0",
            due_date=in_days(number - 30),
        )
        for number in range(40)
    ]
    rows += [
        record(id="INV-VOID", status="VOIDED", total="7", paid="0", due="7"),
        record(id="INV-ODD", total="one hundred", due="", customer_purchase_order_id="=1+1"),
        record(id="INV-BARE", currency="", account_id="", due_date="", total="5", paid="9", due="-4"),
    ]
    keep(rows, walk=1)
    synced()
