"""What the invoices of a list come to, exactly, for each currency; currencies are never added together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models import Sum as Added
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import markup
from dashboard.exsited import turns
from invoices_ui.currencies import SumTable
from invoices_ui.ledger.amounts import added, sums_of
from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.models import DueTotal, IssueTotal
from invoices_ui.ledger.state import DEAD
from invoices_ui.sums import Sum

SUMMED = ("total", "paid", "due")
NOT_PAYABLE = frozenset(DEAD.values())
BY_DUE_DAY = {"states", "currency", "due_date_from", "due_date_to", "no_due_date"}
BY_ISSUE_DAY = {"states", "currency", "issue_date_from", "issue_date_to", "no_issue_date"}


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrencySum:
    """`invoices` are those in the sums; `not_payable` more are voided, deleted, cancelled, inactive or drafts."""

    currency: str
    invoices: int
    not_payable: int
    total: Sum
    paid: Sum
    due: Sum

    @property
    def count(self) -> int:
        return self.invoices + self.not_payable


class ListSumTable(SumTable):
    caption = "Sums by currency"
    section_id = "sum-table"

    def render_not_payable(self, value: int) -> SafeString:
        return format_html("{} not payable", markup.number(value)) if value else markup.ABSENT


def asked_names(filters: Filters) -> set[str]:
    return {name for name in filters.__slots__ if getattr(filters, name) not in (None, (), False)}


def kept_total(filters: Filters) -> type[DueTotal] | type[IssueTotal] | None:
    """The totals that answer it; None where only its rows do."""
    asked = asked_names(filters)
    if asked <= BY_DUE_DAY:
        return DueTotal
    return IssueTotal if asked <= BY_ISSUE_DAY else None


@turns.given_up()  # it may add up a million rows
def sums_of_list(filters: Filters) -> list[CurrencySum]:
    """By the currency's name, that without one last."""
    model = kept_total(filters)
    found = from_totals(filters, model) if model else from_rows(filters)
    return sorted(found, key=lambda one: (not one.currency, one.currency))


def left_out(filters: Filters) -> frozenset[str]:
    """The states that are in no sum: those with nothing to pay, unless the list is of these alone."""
    alone = bool(filters.states) and NOT_PAYABLE.issuperset(filters.states)
    return frozenset() if alone else NOT_PAYABLE


def from_totals(filters: Filters, model: type[DueTotal] | type[IssueTotal]) -> list[CurrencySum]:
    day = "due_date" if model is DueTotal else "issue_date"
    first, last = getattr(filters, f"{day}_from"), getattr(filters, f"{day}_to")
    asked = {
        "currency": filters.currency,
        "state__in": filters.states or None,
        f"{day}__gte": first,
        f"{day}__lte": last,
        f"{day}__isnull": getattr(filters, f"no_{day}") or None,
    }
    rows = model.objects.filter(**{name: value for name, value in asked.items() if value is not None})
    counted = ~Q(state__in=left_out(filters))
    summed: dict[str, Any] = {"sum_not_payable": Coalesce(Added("invoices", filter=~counted), 0)}
    for name in ("invoices", *(f"{name}_{part}" for name in SUMMED for part in ("units", "micros", "unknown"))):
        summed[f"sum_{name}"] = Coalesce(Added(name, filter=counted), 0)
    found: Iterable[dict[str, Any]] = map(dict, rows.order_by().values("currency").annotate(**summed))
    return [sum_of(row["currency"], {name.removeprefix("sum_"): row[name] for name in summed}) for row in found]


def from_rows(filters: Filters) -> list[CurrencySum]:
    counted = ~Q(state__in=left_out(filters))
    measured: dict[str, Any] = {"invoices": Count("pk", filter=counted), "not_payable": Count("pk", filter=~counted)}
    for name in SUMMED:
        measured |= sums_of(name, only=counted)
        measured[f"{name}_unknown"] = Count("pk", filter=counted & Q(**{f"{name}__isnull": True}))
    rows = matching(filters).order_by().values("currency").annotate(**measured)
    return [sum_of(row["currency"], dict(row)) for row in rows]


def sum_of(currency: str, found: dict[str, Any]) -> CurrencySum:
    sums = {name: Sum(amount=added(found, name), left_out=found[f"{name}_unknown"]) for name in SUMMED}
    return CurrencySum(currency=currency, invoices=found["invoices"], not_payable=found["not_payable"], **sums)


def count_of(sums: Iterable[CurrencySum]) -> int:
    return sum(one.count for one in sums)
