"""The ageing report: by currency, by account, and the invoices of a past day that no list of the ledger can show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import FloatField, Q, Sum
from django.db.models.functions import Cast

from invoices_ui.ledger.models import AccountTotal, DueTotal, IssueTotal, LedgerInvoice
from invoices_ui.ledger.state import OWED
from invoices_ui.receivables.ageing.asking import Question
from invoices_ui.receivables.ageing.books import Book, Unknown, book_of, cells_of_book
from invoices_ui.receivables.buckets import Aged, Ageing, Bucket, ageing_of, buckets_of
from invoices_ui.receivables.debtors import names_of
from invoices_ui.receivables.spans import spans_of
from invoices_ui.receivables.tallies import Cell, cells_of, within

if TYPE_CHECKING:
    from django.db.models import QuerySet

ACCOUNTS_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountAgeing:
    account_id: str
    name: str
    ageing: Ageing


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """`day` is the one it is about; `is_past` where balances are not those of now."""

    question: Question
    day: date
    is_past: bool
    buckets: list[Bucket]
    ageings: list[Ageing]
    book: Book

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        return self.book.unknown

    def of(self, currency: str) -> Ageing:
        return next(one for one in self.ageings if one.currency == currency)

    def bucket(self, key: str | None) -> Bucket | None:
        return next((bucket for bucket in self.buckets if bucket.key == key), None)


def read_report(question: Question, *, today: date) -> Report:
    day = question.as_of or today
    is_past = day < today
    buckets = buckets_of(day, edges=question.edges, by=question.by)
    book = book_of(day if is_past else None)
    cells = read_cells(question, book, day, is_past=is_past)
    currencies = sorted({cell.currency for cell in cells}, key=lambda name: (not name, name))
    return Report(
        question=question,
        day=day,
        is_past=is_past,
        buckets=buckets,
        ageings=[ageing_of(currency, cells, buckets, by=question.by) for currency in currencies],
        book=book,
    )


def read_cells(question: Question, book: Book, day: date, *, is_past: bool) -> list[Cell]:
    """Of now, out of the totals; of a past day, out of all rows."""
    spans = spans_of(day, question.edges)
    if is_past:
        return cells_of_book(book.rows, question.by, spans).get("", [])
    totals: QuerySet[Any] = DueTotal.objects.all() if question.by == "due_date" else IssueTotal.objects.all()
    return cells_of(totals, question.by, spans, states=OWED)


def account_count(report: Report, currency: str) -> int:
    bucket = report.bucket(report.question.bucket)
    if bucket or report.is_past:
        return chosen_rows(report, currency, bucket).values("account_id").distinct().count()
    return AccountTotal.objects.filter(currency=currency).count()


def account_ids(report: Report, currency: str, first: int, last: int) -> list[str]:
    """The accounts with the highest balances, or the highest in the chosen bucket."""
    bucket = report.bucket(report.question.bucket)
    if bucket or report.is_past:
        # The order alone is by a float; every amount that is shown is exact.
        rows = chosen_rows(report, currency, bucket).values("account_id")
        ordered = rows.annotate(size=Sum(Cast("balance", FloatField()))).order_by("-size", "account_id")
        return [row["account_id"] for row in ordered[first:last]]
    totals = AccountTotal.objects.filter(currency=currency).order_by("-due_units", "-due_micros", "key")
    return list(totals.values_list("account_id", flat=True)[first:last])


def chosen_rows(report: Report, currency: str, bucket: Bucket | None) -> QuerySet[Any]:
    rows = report.book.rows.filter(currency=currency)
    return rows.filter(in_bucket(report, bucket)) if bucket else rows


def in_bucket(report: Report, bucket: Bucket) -> Q:
    sides = [state.value for state in bucket.states]
    days = Q(pk__in=[])
    for span in bucket.spans:
        days |= Q(**within(report.question.by, span))
    return Q(side__in=sides) & (days if bucket.key != "credit" else Q())


def read_accounts(report: Report, currency: str, accounts: Sequence[str]) -> list[AccountAgeing]:
    """In the order of `accounts`."""
    rows = report.book.rows.filter(currency=currency, account_id__in=accounts)
    cells = cells_of_book(rows, report.question.by, spans_of(report.day, report.question.edges), by_account=True)
    names = names_of(accounts)
    return [
        AccountAgeing(
            account_id=account_id,
            name=names.get(account_id, ""),
            ageing=of_account(
                ageing_of(currency, cells.get(account_id, []), report.buckets, by=report.question.by), account_id
            ),
        )
        for account_id in accounts
    ]


def of_account(ageing: Ageing, account_id: str) -> Ageing:
    def narrowed(aged: Aged) -> Aged:
        return replace(aged, filters=replace(aged.filters, account_id=account_id))

    return replace(
        ageing, aged=[narrowed(one) for one in ageing.aged], filters=replace(ageing.filters, account_id=account_id)
    )


def every_account(report: Report, currency: str) -> Iterator[AccountAgeing]:
    """All of them in order, read in parts."""
    first = 0
    while accounts := account_ids(report, currency, first, first + ACCOUNTS_AT_ONCE):
        yield from read_accounts(report, currency, accounts)
        first += ACCOUNTS_AT_ONCE


def invoices_then(
    report: Report, currency: str, bucket: Bucket | None, account_id: str | None
) -> QuerySet[LedgerInvoice]:
    """With the `balance` of the report's day, the highest first."""
    rows = chosen_rows(report, currency, bucket)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    return rows.order_by("-balance", "pk")
