"""Pages by keyset: together they are the whole list in order, forwards and backwards, whatever stands in it."""

from __future__ import annotations

import random
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.keeping import keep
from invoices_ui.ledger.keyset import FIELDS, Order, Place, UnknownPlace, every, slice_of
from invoices_ui.ledger.models import LedgerInvoice
from tests.invoices_ui.ledger.test_totals import random_invoice

ORDERS = [
    Order(field=field, descending=descending)
    for field in ("invoice_id", "currency", "due_date", "total", "due", "account_name", "last_updated_on", "state")
    for descending in (False, True)
]


@pytest.fixture
def rows(db: None) -> list[LedgerInvoice]:
    chance = random.Random(7)
    keep([random_invoice(chance) for _ in range(300)], walk=1)
    return list(LedgerInvoice.objects.all())


def in_order(rows: list[LedgerInvoice], order: Order) -> list[int]:
    named = [row for row in rows if getattr(row, order.field) is not None]
    nameless = [row for row in rows if getattr(row, order.field) is None]

    def by_pk(row: LedgerInvoice) -> int:
        return row.pk

    def by_field(row: LedgerInvoice) -> tuple[Any, int]:
        return getattr(row, order.field), row.pk

    down = order.descending
    return [row.pk for row in (*sorted(named, key=by_field, reverse=down), *sorted(nameless, key=by_pk, reverse=down))]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
class TestEveryPage:
    def test_forwards_together_they_are_the_list(self, rows: list[LedgerInvoice], order: Order) -> None:
        met, after = [], None
        while True:
            page = slice_of(matching(Filters()), order, size=7, after=after)
            met += [row.pk for row in page.rows]
            if page.after is None:
                break
            after = Place.read(page.after.written(), order)

        assert met == in_order(rows, order)

    def test_backwards_too(self, rows: list[LedgerInvoice], order: Order) -> None:
        whole = in_order(rows, order)
        last = LedgerInvoice.objects.get(pk=whole[-1])
        met, before = [last.pk], Place.of(last, order)
        while True:
            page = slice_of(matching(Filters()), order, size=7, before=before)
            met = [row.pk for row in page.rows] + met
            assert page.after is not None
            if page.before is None:
                break
            before = Place.read(page.before.written(), order)

        assert met == whole

    def test_all_at_once_in_parts(self, rows: list[LedgerInvoice], order: Order) -> None:
        assert [row.pk for row in every(matching(Filters()), order, at_once=11)] == in_order(rows, order)


class TestPlace:
    @pytest.mark.parametrize(
        "written",
        ["", "x", "ÿ", "W10=", "WzEsMl0=", "WyJhIiwibiJd", "WyJhIiwtMV0=", "WyJOYU4iLDFd", "WyIxZTk5OTkiLDFd"],
    )
    def test_nonsense_is_told_from_a_place(self, written: str) -> None:
        with pytest.raises(UnknownPlace):
            Place.read(written, Order(field="due"))

    @pytest.mark.parametrize("field", ["due_date", "last_updated_on", "total"])
    def test_a_value_of_another_kind_is_no_place(self, field: str) -> None:
        with pytest.raises(UnknownPlace):
            Place.read(Place(value="wombat", pk=1).written(), Order(field=field))

    @pytest.mark.parametrize(
        ("field", "value"),
        [("due_date", date(2024, 2, 29)), ("last_updated_on", datetime.fromisoformat("2026-03-01T00:00:00+11:00"))],
    )
    def test_days_and_moments_come_back(self, field: str, value: object) -> None:
        order = Order(field=field)

        assert Place.read(Place(value=value, pk=3).written(), order) == Place(value=value, pk=3)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the words of its plans are SQLite's own")
@pytest.mark.parametrize("field", ["due_date", "total", "due", "account_name", "last_updated_on", "issue_date"])
def test_no_page_sorts_or_skips(rows: list[LedgerInvoice], field: str) -> None:
    order = Order(field=field)
    middle = slice_of(matching(Filters()), order, size=40).after

    with CaptureQueriesContext(
        connection,
    ) as queries:
        slice_of(LedgerInvoice.objects.all(), order, size=10, after=middle)

    plans = []
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [row[3] for row in cursor.fetchall()]
    assert plans
    assert field in FIELDS
    assert all("SEARCH" in plan and "INDEX" in plan for plan in plans), plans
