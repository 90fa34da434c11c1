"""What each number means: in words for people, and as the states and days of the invoices that it adds up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.state import COUNTED, OPEN, OWED, State
from invoices_ui.receivables.spans import COMING, Kind, Span, spans_of
from invoices_ui.receivables.tallies import Cell

LEFT_OUT = "Voided, deleted, cancelled, draft and inactive invoices are in no number."
ANY_DAY = frozenset(Kind)
SALES_DAYS = 90


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """`states` and `kinds` (of the due day) choose the invoices of which `due` is added up."""

    key: str
    name: str
    words: str
    formula: str
    states: tuple[State, ...] = OPEN
    kinds: frozenset[Kind] = ANY_DAY

    def has(self, cell: Cell) -> bool:
        return cell.state in self.states and cell.span.kind in self.kinds

    def filters(self, currency: str | None, as_of: date) -> Filters:
        """Exactly the invoices of this number."""
        return filters_of(self.states, currency, [span for span in spans_of(as_of) if span.kind in self.kinds])


def filters_of(states: tuple[State, ...], currency: str | None, spans: list[Span], *, day: str = "due_date") -> Filters:
    """The invoices of these states with a `day` in these spans, which are next to each other, or all there are."""
    if {span.kind for span in spans} == ANY_DAY:
        return Filters(states=states, currency=currency)
    if {span.kind for span in spans} == {Kind.DAYLESS}:
        dayless: dict[str, Any] = {f"no_{day}": True}
        return Filters(states=states, currency=currency, **dayless)
    firsts, lasts = [span.first for span in spans], [span.last for span in spans]
    ends: dict[str, Any] = {
        f"{day}_from": None if None in firsts else min(filter(None, firsts)),
        f"{day}_to": None if None in lasts else max(filter(None, lasts)),
    }
    return Filters(states=states, currency=currency, **ends)


OUTSTANDING = Definition(
    key="outstanding",
    name="Outstanding",
    words="What is still to be paid on unpaid and part paid invoices, less what invoices in credit owe the customer.",
    formula="sum of due over unpaid, part paid and in credit",
    states=OWED,
)
OVERDUE = Definition(
    key="overdue",
    name="Overdue",
    words="The part whose due day has passed: an invoice is overdue from the day after its due day.",
    formula="sum of due over unpaid and part paid, due_date before the day of the report",
    kinds=frozenset({Kind.PAST}),
)
NOT_YET_DUE = Definition(
    key="not-yet-due",
    name="Not yet due",
    words="The part whose due day is the day of the report or later.",
    formula="sum of due over unpaid and part paid, due_date on the day of the report or after",
    kinds=COMING,
)
DUE_THIS_WEEK = Definition(
    key="due-this-week",
    name="Due this week",
    words="Of it, what falls due from the day of the report to the Sunday of its week.",
    formula="sum of due over unpaid and part paid, due_date from the day of the report to Sunday",
    kinds=frozenset({Kind.WEEK}),
)
NO_DUE_DATE = Definition(
    key="no-due-date",
    name="No due date",
    words="What is open without a due day, or with one that cannot be read. It never becomes overdue.",
    formula="sum of due over unpaid and part paid without due_date",
    kinds=frozenset({Kind.DAYLESS}),
)
CREDIT = Definition(
    key="credit",
    name="In credit",
    words="What invoices with a negative due owe their customers.",
    formula="sum of due over in credit: a negative number",
    states=(State.IN_CREDIT,),
)
FIGURES = (OUTSTANDING, OVERDUE, NOT_YET_DUE, DUE_THIS_WEEK, NO_DUE_DATE, CREDIT)

DAYS_SALES_OUTSTANDING = Definition(
    key="days-sales-outstanding",
    name="Days sales outstanding",
    words="For how many days of invoicing, at the pace of the period, the outstanding amount stands.",
    formula="outstanding ÷ sum of total over the invoices that stand and were issued in the period, times its days",
    states=COUNTED,
)
CONCENTRATION = Definition(
    key="concentration",
    name="Concentration",
    words="How much of the outstanding amount the accounts with the highest balances owe.",
    formula="sum of the highest balances of accounts ÷ outstanding",
    states=OWED,
)
UNAPPLIED = Definition(
    key="credit-not-applied",
    name="Credit not applied",
    words="Credit given because of an invoice and not set against it; where the rest went, the API does not tell.",
    formula="sum of kpis.credit_issued, less kpis.credit_applied, where they differ",
    states=COUNTED,
)
DEFINITIONS = (*FIGURES, DAYS_SALES_OUTSTANDING, CONCENTRATION, UNAPPLIED)
