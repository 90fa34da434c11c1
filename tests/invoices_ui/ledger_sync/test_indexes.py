"""The indexes of the ledger: left out while it is filled, and there again however that ended."""

from __future__ import annotations

import pytest
from django.db import connection

from dashboard.upstream import process_client
from invoices_ui.ledger.keeping import keep
from invoices_ui.ledger.lease import Kind, Status
from invoices_ui.ledger_sync import indexes, walking
from invoices_ui.ledger_sync.indexes import INDEXES, leave_out, put_back_one
from invoices_ui.ledger_sync.sync import sync
from tests.invoices_ui.ledger.test_entries import record
from tests.invoices_ui.ledger.test_text import brute, found
from tests.invoices_ui.ledger_sync.billing import Billing

pytestmark = pytest.mark.django_db

SCHEMA = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes",
}


def schema() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA[connection.vendor])
        return {name: " ".join(sql.split()) for name, sql in cursor.fetchall()}


def put_back() -> None:
    while put_back_one():
        pass


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "MANY", 20)


def synced(kind: str | None = None) -> tuple[str, list[bool]]:
    """How it ended; and whether the indexes were there, each time that it had kept something."""
    seen: list[bool] = []
    done = sync(process_client(), kind=kind, tell=lambda _: seen.append("ledger_due" in indexes.names()))
    return done.status, seen


class TestLeftOut:
    def test_are_the_same_again(self) -> None:
        before = schema()
        leave_out()
        left = schema()
        put_back()

        assert not {*INDEXES, "ledger_text", *indexes.TRIGGERS} & set(left)
        assert schema() == before

    def test_as_often_as_you_like(self) -> None:
        before = schema()
        for _ in range(2):
            leave_out()
        put_back()

        assert not put_back_one()
        assert schema() == before

    def test_find_the_texts_that_came_meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(indexes, "TEXTS_AT_ONCE", 2)
        keep([record(id="INV-0", account_name="Wombat")], walk=1)
        leave_out()
        keep([record(id=f"INV-{number}", account_name="Wombat") for number in range(1, 6)], walk=1)
        keep([record(id="INV-0", account_name="Kestrel", version="9")], walk=1)
        put_back()
        keep([record(id="INV-1", account_name="Kestrel", version="9")], walk=1)

        assert found("wombat") == brute("wombat") == {"INV-2", "INV-3", "INV-4", "INV-5"}
        assert found("kestrel") == {"INV-0", "INV-1"}


class TestAWalk:
    def test_that_fills_the_ledger_goes_without(self, billing: Billing) -> None:
        before = schema()
        status, seen = synced()

        assert (status, False in seen) == (Status.COMPLETE, True)
        assert schema() == before
        assert found("inv-00001") == {"INV-00001"}

    def test_over_a_full_one_keeps_them(self, billing: Billing) -> None:
        synced()
        _, seen = synced(Kind.FULL)

        assert all(seen)

    def test_that_fails_leaves_them_behind(self, billing: Billing) -> None:
        before = schema()
        billing.spoil = lambda order, offset, _: 403 if order == "created_on" and offset > 9 else None
        status, seen = synced()

        assert (status, False in seen) == (Status.FAILED, True)
        assert schema() == before

    def test_after_one_that_was_killed_begins_with_what_is_missing(self, billing: Billing) -> None:
        before = schema()
        keep([record(id=f"OLD-{number}") for number in range(20)], walk=1)
        leave_out()
        _, seen = synced()

        assert all(seen)
        assert schema() == before
