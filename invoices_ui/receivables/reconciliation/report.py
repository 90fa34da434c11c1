"""Our overdue beside the billing API's own, the credit it has not applied, and invoices that contradict themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from invoices_ui.ledger.amounts import DIGITS, added
from invoices_ui.ledger.doubts import CREDIT, OVERDUE, RULES, Rule, overdue_by_us
from invoices_ui.ledger.filters import Filters, matching
from invoices_ui.ledger.models import DoubtTotal, DueTotal, LedgerInvoice
from invoices_ui.ledger.state import COUNTED, OPEN
from invoices_ui.receivables.definitions import OVERDUE as OVERDUE_FIGURE

if TYPE_CHECKING:
    from django.db.models import QuerySet

OVERDUE_LABEL = "Overdue"
OVERDUE_FORMULA = "kpis.overdue = due of open invoices whose due day has passed, else 0"


@dataclass(frozen=True, kw_only=True, slots=True)
class OverdueGap:
    """Of one currency, over the invoices that stand; `untold` of them have no readable kpis.overdue."""

    currency: str
    ours: Decimal
    ours_filters: Filters
    told: Decimal
    untold: int
    differing: int
    differing_filters: Filters

    @property
    def gap(self) -> Decimal:
        return difference(self.ours, self.told)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnappliedCredit:
    """kpis.credit_issued less kpis.credit_applied over the invoices on which the two differ."""

    currency: str
    invoices: int
    issued: Decimal
    applied: Decimal
    filters: Filters

    @property
    def unapplied(self) -> Decimal:
        return difference(self.issued, self.applied)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """One check, and how many invoices fail it."""

    key: str
    label: str
    formula: str
    invoices: int

    @property
    def filters(self) -> Filters:
        return Filters(doubt=self.key)


@dataclass(frozen=True, kw_only=True, slots=True)
class Contradiction:
    """An invoice that fails a check: both numbers, as far as there are two."""

    row: LedgerInvoice
    left: Decimal | None
    right: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.left is None or self.right is None else difference(self.left, self.right)


def difference(one: Decimal, other: Decimal) -> Decimal:
    with localcontext(prec=DIGITS):
        return one - other


def overdue_gap(currency: str, today: date) -> OverdueGap | None:
    """None where no invoice of that currency stands."""
    return next(iter(gaps_among(DueTotal.objects.filter(currency=currency), today)), None)


def overdue_gaps(today: date) -> list[OverdueGap]:
    """Of each currency in which any invoice stands, by its name."""
    return gaps_among(DueTotal.objects.all(), today)


def gaps_among(totals: QuerySet[DueTotal], today: date) -> list[OverdueGap]:
    ours = by_currency(totals.filter(state__in=OPEN, due_date__lt=today), "due")
    told = by_currency(totals.filter(state__in=COUNTED), "kpis_overdue")
    return [
        OverdueGap(
            currency=currency,
            ours=added(ours[currency], "sum") if currency in ours else Decimal(0),
            ours_filters=OVERDUE_FIGURE.filters(currency, today),
            told=added(row, "sum"),
            untold=row["unknown"],
            differing=matching(filters := Filters(currency=currency, doubt=OVERDUE)).count(),
            differing_filters=filters,
        )
        for currency, row in sorted(told.items(), key=lambda pair: (not pair[0], pair[0]))
    ]


def by_currency(totals: Any, measure: str) -> dict[str, dict[str, Any]]:
    found = totals.values("currency").annotate(
        sum_units=Sum(f"{measure}_units"), sum_micros=Sum(f"{measure}_micros"), unknown=Sum(f"{measure}_unknown")
    )
    return {row["currency"]: row for row in found}


def unapplied_credit() -> list[UnappliedCredit]:
    """Of each currency that has some, by its name."""
    found: dict[str, UnappliedCredit] = {}
    for total in DoubtTotal.objects.order_by("currency"):
        if not total.doubts & CREDIT.bit:
            continue
        before = found.get(total.currency)
        with localcontext(prec=DIGITS):
            found[total.currency] = UnappliedCredit(
                currency=total.currency,
                invoices=total.invoices + (before.invoices if before else 0),
                issued=added(vars(total), "kpis_credit_issued") + (before.issued if before else 0),
                applied=added(vars(total), "kpis_credit_applied") + (before.applied if before else 0),
                filters=Filters(currency=total.currency, doubt=CREDIT.key),
            )
    return sorted(found.values(), key=lambda one: (not one.currency, one.currency))


def checks() -> list[Checked]:
    counted = list(DoubtTotal.objects.values_list("doubts", "invoices"))
    of_rules = [
        Checked(key=rule.key, label=rule.label, formula=rule.formula, invoices=count_of(rule, counted))
        for rule in RULES
        if rule is not CREDIT
    ]
    differing = matching(Filters(doubt=OVERDUE)).count()
    return [*of_rules, Checked(key=OVERDUE, label=OVERDUE_LABEL, formula=OVERDUE_FORMULA, invoices=differing)]


def contradicting(currency: str) -> int:
    """How many invoices of that currency fail a check of their own numbers."""
    counted = DoubtTotal.objects.filter(currency=currency).values_list("doubts", "invoices")
    own = sum(rule.bit for rule in RULES if rule is not CREDIT)
    return sum(invoices for doubts, invoices in counted if doubts & own)


def count_of(rule: Rule, counted: Iterable[tuple[int, int]]) -> int:
    return sum(invoices for doubts, invoices in counted if doubts & rule.bit)


def contradictions(key: str, first: int, last: int, today: date) -> list[Contradiction]:
    """The newest in the ledger first."""
    rows = matching(Filters(doubt=key)).order_by("-pk")[first:last]
    return [contradiction(row, key, today) for row in rows]


def contradiction(row: LedgerInvoice, key: str, today: date) -> Contradiction:
    if key == OVERDUE:
        return Contradiction(row=row, left=overdue_by_us(row, today), right=row.kpis_overdue)
    rule = next(rule for rule in RULES if rule.key == key)
    left, right = rule.readings(row, False)[0]  # noqa: FBT003  (the first reading is the same either way)
    return Contradiction(row=row, left=left, right=right)
