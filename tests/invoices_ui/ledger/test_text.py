"""The text index: always in step with the rows, and asked instead of looking at every row."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.keeping import keep, mark_missing
from invoices_ui.ledger.models import LedgerInvoice
from tests.invoices_ui.ledger.test_entries import record

SEARCHES = [("wombat",), ('ab"c',), ("日本語",), ("ete",), ("near(",), ("and", "wombat"), ("inv-1", "%_%"), ("x y",)]


def found(*words: str) -> set[str]:
    return {row.invoice_id for row in matching(Filters(words=words))}


def brute(*words: str) -> set[str]:
    rows = LedgerInvoice.objects.filter(missing_since=None)
    return {row.invoice_id for row in rows if all(word in row.search_text for word in words)}


@pytest.mark.django_db
class TestTextIndex:
    def test_is_in_step_after_random_changes(self) -> None:
        chance = random.Random(3)
        letters = ['ab"c', "x y", "été", "日本語", "%_%", "AND", "NEAR(", "*", "^a", "wombat", "-", "'", "\\"]
        for walk in range(8):
            keep(
                [
                    record(id=f"INV-{chance.randrange(40)}", account_name=" ".join(chance.choices(letters, k=3)))
                    for _ in range(20)
                ],
                walk=walk,
            )
            if walk % 3 == 2:
                mark_missing(LedgerInvoice.objects.filter(seen_walk__lt=walk)[:4], timezone.now())
                LedgerInvoice.objects.exclude(missing_since=None).first().delete()  # type: ignore[union-attr]
        for words in SEARCHES:
            assert found(*words) == brute(*words), words
            assert found(*words), words

    def test_counts_a_row_read_again_once(self) -> None:
        for walk in range(3):
            keep([record(id="INV-1", account_name=f"Wombat {walk}", version=str(walk))], walk=walk)

        assert [found("wombat 0"), found("wombat 2")] == [set(), {"INV-1"}]

    def test_a_short_word_narrows_what_a_longer_one_found(self) -> None:
        keep([record(id="INV-1", account_name="Wombat Q7"), record(id="INV-2", account_name="Wombat Z")], walk=1)

        assert found("wombat", "q7") == {"INV-1"}
        assert found("z") == {"INV-2"}

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite tells its plans")
    def test_no_search_looks_at_every_row(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            list(matching(Filters(words=("wombat", "inv-1"))))
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
            plans = [row[3] for row in cursor.fetchall()]

        assert not any(plan.startswith("SCAN invoices_ui_ledgerinvoice") for plan in plans), plans
        assert any("VIRTUAL TABLE" in plan for plan in plans), plans
