"""Whatever index a page goes by, it is the list that the filters ask for, in its order, without a look at every row."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from invoices_ui.ledger import arranging
from invoices_ui.ledger.arranging import arranged
from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.keeping import keep, mark_missing
from invoices_ui.ledger.keyset import Order, every, slice_of
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger.state import OPEN, State
from invoices_ui.ledger_list.table import FIELDS
from tests.invoices_ui.ledger.test_filters import CASES
from tests.invoices_ui.ledger.test_keyset import in_order
from tests.invoices_ui.ledger.test_totals import random_invoice

ORDERS = [Order(field=field, descending=bool(at % 2)) for at, field in enumerate(sorted(set(FIELDS.values())))]
NARROWED = {
    "nothing": Filters(),
    "open": Filters(states=OPEN),
    "one state": Filters(states=(State.UNPAID,)),
    "state and currency": Filters(states=(State.UNKNOWN, State.IN_CREDIT), currency="AUD"),
    "currency": Filters(currency="JPY"),
    "account": Filters(account_id="AAA111"),
    "account and state": Filters(account_id="BBB222", states=OPEN),
}


@pytest.fixture
def rows(db: None) -> None:
    chance = random.Random(11)
    for walk in range(4):
        keep([random_invoice(chance) for _ in range(100)], walk=walk)
    mark_missing(LedgerInvoice.objects.order_by("pk")[:5], timezone.now())


@pytest.mark.parametrize("few", [0, 5_000])
@pytest.mark.parametrize("case", sorted(CASES.keys() | NARROWED.keys()))
def test_is_the_list_in_order(rows: None, monkeypatch: pytest.MonkeyPatch, case: str, few: int) -> None:
    monkeypatch.setattr(arranging, "FEW", few)
    filters = NARROWED[case] if case in NARROWED else CASES[case][0]
    wanted = list(matching(filters))

    for order in (Order(field="due_date"), Order(field="due", descending=True), Order(field="invoice_id")):
        expected = in_order(wanted, order)
        assert [row.pk for row in every(arranged(filters, order), order, at_once=7)] == expected
        last = slice_of(arranged(filters, order), order, size=len(expected) or 1).rows
        if len(last) > 3:
            at = slice_of(arranged(filters, order), order, size=3).after
            back = slice_of(arranged(filters, order), order, size=2, before=at).rows
            assert [row.pk for row in back] == expected[:2]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite tells its plans")
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
@pytest.mark.parametrize("case", NARROWED)
def test_no_page_of_many_rows_sorts_them_all_or_looks_at_every_row(
    rows: None, monkeypatch: pytest.MonkeyPatch, case: str, order: Order
) -> None:
    monkeypatch.setattr(arranging, "FEW", -1)  # nothing is few
    filters = NARROWED[case]
    middle = slice_of(arranged(filters, order), order, size=10).after

    plans = plans_of(lambda: slice_of(arranged(filters, order), order, size=10, after=middle))

    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN") and "USING INDEX" not in plan], plans
    if order.field != "account_id":  # which sorts within one account
        assert not [plan for plan in plans if "B-TREE FOR ORDER BY" in plan], plans


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite tells its plans")
def test_each_of_several_states_goes_by_an_index_of_its_own(rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranging, "FEW", -1)
    order = Order(field="due", descending=True)

    plans = plans_of(lambda: slice_of(arranged(Filters(states=OPEN, currency="AUD"), order), order, size=10))

    assert len(plans) >= len(OPEN)
    assert all("USING INDEX ledger_state_due (state=?" in plan for plan in plans), plans


def plans_of(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        work()
    plans: list[str] = []
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [row[3] for row in cursor.fetchall()]
    return plans
