"""Who owes most, and the largest and the oldest of what is owed: read by index, however many invoices there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from invoices_ui.ledger.amounts import added, sums_of
from invoices_ui.ledger.filters import Filters
from invoices_ui.ledger.models import AccountTotal, LedgerInvoice
from invoices_ui.ledger.state import OPEN, OWED
from invoices_ui.receivables.figures import share_of
from invoices_ui.receivables.tallies import NOTHING, Tally

if TYPE_CHECKING:
    from django.db.models import QuerySet

TOP = (1, 5, 10)
NAMES_LOOKED_AT = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Debtor:
    """One account in one currency. `oldest` is its earliest due day that has passed."""

    account_id: str
    name: str
    balance: Tally
    filters: Filters
    overdue: Tally
    overdue_filters: Filters
    oldest: date | None
    share: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Concentration:
    """`share` of the outstanding amount that the `top` highest balances are; None where that is not above zero."""

    top: int
    share: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Debtors:
    debtors: list[Debtor]
    concentration: list[Concentration]
    accounts: int


def read_debtors(currency: str, outstanding: Decimal, as_of: date) -> Debtors:
    totals = AccountTotal.objects.filter(currency=currency)
    highest = list(totals.order_by("-due_units", "-due_micros")[: max(TOP)])
    balances = {total.account_id: tally_of(total) for total in highest}
    return Debtors(
        debtors=debtors_of(currency, balances, outstanding, as_of),
        concentration=[
            Concentration(top=top, share=share_of(sum(list(balances.values())[:top], NOTHING).amount, outstanding))
            for top in TOP
        ],
        accounts=totals.count(),
    )


def tally_of(total: AccountTotal) -> Tally:
    return Tally(invoices=total.invoices, amount=added(vars(total), "due"), unheld=total.due_unknown)


def debtors_of(currency: str, balances: dict[str, Tally], outstanding: Decimal, as_of: date) -> list[Debtor]:
    overdue, names = overdue_of(currency, balances, as_of), names_of(balances)
    return [
        Debtor(
            account_id=account_id,
            name=names.get(account_id, ""),
            balance=balance,
            filters=Filters(states=OWED, currency=currency, account_id=account_id),
            overdue=overdue[account_id][0] if account_id in overdue else NOTHING,
            overdue_filters=Filters(
                states=OPEN, currency=currency, account_id=account_id, due_date_to=as_of - timedelta(days=1)
            ),
            oldest=overdue[account_id][1] if account_id in overdue else None,
            share=share_of(balance.amount, outstanding),
        )
        for account_id, balance in balances.items()
    ]


def overdue_of(currency: str, accounts: Iterable[str], as_of: date) -> dict[str, tuple[Tally, date]]:
    """What is overdue of each account that has such a thing, and the earliest due day of it."""
    found = (
        LedgerInvoice.objects.filter(
            missing_since=None, currency=currency, account_id__in=list(accounts), state__in=OPEN, due_date__lt=as_of
        )
        .values("account_id")
        .annotate(
            counted=Count("pk"),
            oldest=Min("due_date"),
            unheld=Count("pk", filter=Q(due=None)),
            **sums_of("due"),
        )
    )
    return {
        row["account_id"]: (
            Tally(invoices=row["counted"], amount=added(row, "due"), unheld=row["unheld"]),
            row["oldest"],
        )
        for row in found
    }


def names_of(accounts: Iterable[str]) -> dict[str, str]:
    """As the invoices that fall due last have the name, if one of those few has one."""
    return {account_id: name for account_id in accounts if account_id and (name := name_of(account_id))}


def name_of(account_id: str) -> str:
    rows = LedgerInvoice.objects.filter(account_id=account_id).order_by("-due_date", "-pk")
    names = rows.values_list("account_name", flat=True)[:NAMES_LOOKED_AT]
    return next(filter(None, names), "")


def largest(currency: str, most: int) -> list[LedgerInvoice]:
    found = chain.from_iterable(
        open_invoices(currency, state).exclude(due=None).order_by("-due")[:most] for state in OPEN
    )
    return sorted(found, key=lambda row: row.due, reverse=True)[:most]


def oldest(currency: str, as_of: date, most: int) -> list[LedgerInvoice]:
    """Those overdue for the longest time."""
    found = chain.from_iterable(
        open_invoices(currency, state).filter(due_date__lt=as_of).order_by("due_date")[:most] for state in OPEN
    )
    return sorted(found, key=lambda row: row.due_date or as_of)[:most]


def open_invoices(currency: str, state: str) -> QuerySet[LedgerInvoice]:
    return LedgerInvoice.objects.filter(missing_since=None, currency=currency, state=state)
