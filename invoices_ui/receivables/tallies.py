"""Invoices counted and their amounts added, out of the ledger's totals, by currency, state and span of days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Case, IntegerField, Sum, Value, When

from invoices_ui.ledger.amounts import DIGITS, added
from invoices_ui.ledger.state import State
from invoices_ui.receivables.spans import Kind, Span

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """`unheld` counts those whose amount the ledger cannot hold: they are among the invoices, but not in the amount."""

    invoices: int = 0
    amount: Decimal = Decimal(0)
    unheld: int = 0

    def __add__(self, other: Tally) -> Tally:
        with localcontext(prec=DIGITS):
            return Tally(
                invoices=self.invoices + other.invoices,
                amount=self.amount + other.amount,
                unheld=self.unheld + other.unheld,
            )


NOTHING = Tally()


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """All invoices of one currency and state whose day lies in one span."""

    currency: str
    state: State
    span: Span
    tally: Tally


Chosen: TypeAlias = Callable[[Cell], bool]


def tallied(cells: Iterable[Cell], chosen: Chosen) -> Tally:
    return sum((cell.tally for cell in cells if chosen(cell)), NOTHING)


def cells_of(
    totals: QuerySet[Any], day: str, spans: Sequence[Span], *, states: Iterable[State], measure: str = "due"
) -> list[Cell]:
    """One query over the totals by `day`, which is a field of theirs, whatever the number of invoices."""
    units, micros, unknown = (f"{measure}_{part}" for part in ("units", "micros", "unknown"))
    found = (
        totals.filter(state__in=list(states))
        .annotate(span=place_of(day, spans))
        .values("currency", "state", "span")
        .annotate(
            counted=Sum("invoices"), **{f"sum_{name}": Sum(name) for name in (units, micros)}, unheld=Sum(unknown)
        )
        .order_by("currency", "state", "span")
    )
    return [
        Cell(
            currency=row["currency"],
            state=State(row["state"]),
            span=spans[row["span"]],
            tally=Tally(invoices=row["counted"], amount=added(row, f"sum_{measure}"), unheld=row["unheld"]),
        )
        for row in found
    ]


def place_of(day: str, spans: Sequence[Span]) -> Case:
    """The number of the span that a row's `day` lies in."""
    return Case(
        *(When(then=Value(place), **within(day, span)) for place, span in enumerate(spans)), output_field=IntegerField()
    )


def within(day: str, span: Span) -> dict[str, object]:
    if span.kind is Kind.DAYLESS:
        return {f"{day}__isnull": True}
    ends = {f"{day}__gte": span.first, f"{day}__lte": span.last}
    return {name: value for name, value in ends.items() if value is not None}
