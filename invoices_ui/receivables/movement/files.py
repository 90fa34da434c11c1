"""How the outstanding amount of a currency has moved, as a file: every day with a snapshot, and since one of them."""

from __future__ import annotations

from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.utils import timezone

from dashboard.formats import DASH
from dashboard.lists.exports import Cell, Sheet, about_sheet, workbook_response
from dashboard.lists.files import Kind, dated, rows_file, title_rows
from invoices_ui.receivables.buckets import buckets_of
from invoices_ui.receivables.definitions import LEFT_OUT
from invoices_ui.receivables.models import DaySnapshot
from invoices_ui.receivables.movement.report import Movement
from invoices_ui.receivables.movement.snapshots import kept_of
from invoices_ui.receivables.standing import Standing

NAME, TITLE = "movement", "Outstanding by day"


def movement_file(currency: str, found: Movement | None, standing: Standing, kind: Kind) -> HttpResponseBase:
    """A workbook has also what moved between the buckets, where there is an earlier day to compare with."""
    buckets = {bucket.key: bucket.label for bucket in buckets_of(standing.as_of)}
    columns = ["Day", "Currency", "Invoices", *buckets.values(), "Outstanding", "Overdue"]
    about = [*standing.facts, ("Currency", currency or DASH), ("Left out", LEFT_OUT)]
    days = day_rows(currency, list(buckets))
    now = timezone.now()
    if kind == "csv" or found is None:
        return rows_file(columns, days, kind, name=NAME, title=TITLE, read_at=now, about=about)
    sheets = [
        Sheet(name="Days", columns=columns, rows=days),
        Sheet(
            name="Moved",
            columns=[f"Age on {found.since.isoformat()}", "Then", "Change", "Open now", "Of it grown older"],
            rows=moved_rows(found),
        ),
        about_sheet([*title_rows(TITLE, now), *about]),
    ]
    return workbook_response(dated(NAME, now), sheets)


def day_rows(currency: str, keys: list[str]) -> Iterator[list[Cell]]:
    for kept in kept_of(DaySnapshot.objects.order_by("-day"), currency):
        amounts = [kept.of(key).amount for key in keys]
        whole = kept.outstanding
        yield [kept.day, currency, whole.invoices, *amounts, whole.amount, kept.overdue.amount]


def moved_rows(found: Movement) -> Iterator[list[Cell]]:
    for row in found.rows:
        older = row.older.amount if row.older else None
        yield [row.bucket.label, row.then.amount, row.change, row.now.amount, older]
