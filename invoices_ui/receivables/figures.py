"""The numbers of each currency on one day, and the invoices that each of them leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.db.models import Sum

from invoices_ui.ledger.amounts import DIGITS, added
from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.models import DueTotal, IssueTotal
from invoices_ui.ledger.state import COUNTED, OWED, State
from invoices_ui.receivables.definitions import FIGURES, OUTSTANDING, SALES_DAYS, Definition
from invoices_ui.receivables.spans import spans_of
from invoices_ui.receivables.tallies import NOTHING, Cell, Tally, cells_of, tallied

TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """`share` is of the outstanding amount, in per cent; None where that is not above zero."""

    definition: Definition
    tally: Tally
    filters: Filters
    share: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sales:
    """
    Days sales outstanding, and what it is made of. `days` is None where nothing was invoiced in the period of
    `first` to `last`.
    """

    first: date
    last: date
    invoiced: Tally
    filters: Filters
    days: Decimal | None

    @property
    def period(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrencyFigures:
    """`unjudged` are invoices whose state is unknown: they are in no figure."""

    currency: str
    figures: dict[str, Figure]
    sales: Sales
    unjudged: Tally
    unjudged_filters: Filters
    cells: list[Cell]

    @property
    def outstanding(self) -> Figure:
        return self.figures[OUTSTANDING.key]


def read_figures(as_of: date) -> list[CurrencyFigures]:
    """Of each currency in which anything is owed, cannot be judged or was invoiced in the period, by its name."""
    cells = cells_of(DueTotal.objects.all(), "due_date", spans_of(as_of), states=[*OWED, State.UNKNOWN])
    first = as_of - timedelta(days=SALES_DAYS - 1)
    invoiced = invoiced_between(first, as_of)
    currencies = {cell.currency for cell in cells} | set(invoiced)
    return [
        figures_of(
            currency,
            [cell for cell in cells if cell.currency == currency],
            invoiced.get(currency, NOTHING),
            first=first,
            as_of=as_of,
        )
        for currency in sorted(currencies, key=lambda name: (not name, name))
    ]


def figures_of(currency: str, cells: list[Cell], invoiced: Tally, *, first: date, as_of: date) -> CurrencyFigures:
    tallies = {definition.key: tallied(cells, definition.has) for definition in FIGURES}
    whole = tallies[OUTSTANDING.key]
    return CurrencyFigures(
        currency=currency,
        figures={
            definition.key: Figure(
                definition=definition,
                tally=tallies[definition.key],
                filters=definition.filters(currency, as_of),
                share=share_of(tallies[definition.key].amount, whole.amount),
            )
            for definition in FIGURES
        },
        sales=Sales(
            first=first,
            last=as_of,
            invoiced=invoiced,
            filters=Filters(states=COUNTED, currency=currency, issue_date_from=first, issue_date_to=as_of),
            days=days_of_sales(whole.amount, invoiced.amount, (as_of - first).days + 1),
        ),
        unjudged=tallied(cells, lambda cell: cell.state == State.UNKNOWN),
        unjudged_filters=Filters(states=(State.UNKNOWN,), currency=currency),
        cells=[cell for cell in cells if cell.state != State.UNKNOWN],
    )


def invoiced_between(first: date, last: date) -> dict[str, Tally]:
    """By currency."""
    found = (
        IssueTotal.objects.filter(state__in=COUNTED, issue_date__gte=first, issue_date__lte=last)
        .values("currency")
        .annotate(
            counted=Sum("invoices"),
            sum_units=Sum("total_units"),
            sum_micros=Sum("total_micros"),
            unheld=Sum("total_unknown"),
        )
    )
    return {
        row["currency"]: Tally(invoices=row["counted"], amount=added(row, "sum"), unheld=row["unheld"]) for row in found
    }


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """In per cent, to one decimal."""
    return None if whole <= 0 else ratio(part, whole, 100)


def days_of_sales(outstanding: Decimal, invoiced: Decimal, days: int) -> Decimal | None:
    return None if invoiced <= 0 else ratio(outstanding, invoiced, days)


def ratio(part: Decimal, whole: Decimal, times: int) -> Decimal:
    with localcontext(prec=DIGITS):
        return (part * times / whole).quantize(TENTH, rounding=ROUND_HALF_UP)
