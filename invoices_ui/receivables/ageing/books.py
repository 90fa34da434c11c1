"""
The invoices behind a report, each with its `balance` and the `side` it stands on: as they are, or as they were at the
end of a past day, as far as the billing API lets that be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, Value, When

from invoices_ui.ledger.amounts import AmountField, added, sums_of
from invoices_ui.ledger.keeping import tenant_zone
from invoices_ui.ledger.models import LedgerInvoice
from invoices_ui.ledger.state import COUNTED, OWED, State
from invoices_ui.receivables.spans import Span
from invoices_ui.receivables.tallies import Cell, Tally, place_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

LATER_ENDS = {
    State.VOIDED: "kpis_voided_on",
    State.CANCELLED: "kpis_last_cancelled_on",
    State.DELETED: "kpis_deleted_on",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """So many invoices are in no bucket of a past day, because of this."""

    invoices: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """`unknown` is empty unless the day is past: then it says what the API does not let be known of it."""

    rows: QuerySet[LedgerInvoice]
    unknown: tuple[Unknown, ...] = ()


def book_of(as_of: date | None) -> Book:
    """None is now."""
    present = LedgerInvoice.objects.filter(missing_since=None)
    if as_of is None:
        return Book(rows=present.filter(state__in=OWED).annotate(balance=F("due"), side=F("state")))
    return past_book(present, as_of)


def past_book(present: QuerySet[LedgerInvoice], as_of: date) -> Book:
    """
    Issued by then, neither voided, cancelled nor deleted by then, and with what was paid after it undone where one
    payment is all that was paid.
    """
    after = midnight_after(as_of)
    alive, ended = alive_at(after), ended_without_day()
    issued = Q(issue_date__lte=as_of)
    paid_since, one_payment = Q(last_payment_created_at__gte=after), Q(last_payment_amount=F("paid"))
    undated = ~Q(paid=0) & Q(last_payment_created_at=None)
    rows = present.filter(alive)
    readable = Q(total__isnull=False, paid__isnull=False, due__isnull=False)
    known = readable & ~undated & (~paid_since | one_payment)
    credited = Q(kpis_credit_applied__isnull=False) & ~Q(kpis_credit_applied=0)
    unknown = [
        (rows.filter(issue_date=None), "without an issue date: left out"),
        (rows.filter(issued & ~readable), "with an amount that is absent or too long: left out"),
        (
            rows.filter(issued & readable & paid_since & ~one_payment),
            "paid in several parts, the last of them later: left out",
        ),
        (rows.filter(issued & readable & undated), "paid on a day that is not told: left out"),
        (
            present.filter(issued & ended),
            "voided, cancelled or deleted on a day that is not told: left out",
        ),
        (present.filter(issued, state=State.UNKNOWN), "impossible to judge: left out"),
        (
            rows.filter(issued & known & credited),
            "with credit applied on a day that is not told: counted as if it had been by then",
        ),
    ]
    balance = Case(
        When(paid_since & Q(state__in=COUNTED), then=F("due") + F("paid")),
        When(paid_since, then=F("total")),
        When(state__in=COUNTED, then=F("due")),
        default=F("total") - F("paid"),
        output_field=AmountField(),
    )
    side = Case(
        When(balance__lt=0, then=Value(State.IN_CREDIT.value)),
        default=Value(State.UNPAID.value),
        output_field=CharField(),
    )
    return Book(
        rows=rows.filter(issued & known).annotate(balance=balance).exclude(balance=0).annotate(side=side),
        unknown=tuple(Unknown(invoices=count, reason=reason) for found, reason in unknown if (count := found.count())),
    )


def midnight_after(day: date) -> datetime:
    """When `day` ends in the tenant's zone."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=tenant_zone())


def alive_at(after: datetime) -> Q:
    alive = Q(state__in=COUNTED)
    for state, field in LATER_ENDS.items():
        alive |= Q(**{"state": state, f"{field}__gte": after})
    return alive


def ended_without_day() -> Q:
    ended = Q()
    for state, field in LATER_ENDS.items():
        ended |= Q(**{"state": state, f"{field}__isnull": True})
    return ended


def cells_of_book(
    rows: QuerySet[LedgerInvoice], day: str, spans: Sequence[Span], *, by_account: bool = False
) -> dict[str, list[Cell]]:
    """The cells of each account, or all of them under an empty name."""
    keys = ["currency", "side", "span", *(["account_id"] if by_account else [])]
    found: Iterable[dict[str, Any]] = (
        rows.annotate(span=place_of(day, spans))
        .values(*keys)
        .annotate(counted=Count("pk"), unheld=Count("pk", filter=Q(balance=None)), **sums_of("balance"))
        .order_by(*keys)
    )
    cells: dict[str, list[Cell]] = {}
    for row in found:
        tally = Tally(invoices=row["counted"], amount=added(row, "balance"), unheld=row["unheld"])
        cell = Cell(currency=row["currency"], state=State(row["side"]), span=spans[row["span"]], tally=tally)
        cells.setdefault(row.get("account_id", ""), []).append(cell)
    return cells
