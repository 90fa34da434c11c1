"""Keeping what was outstanding, and looking it up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from invoices_ui.ledger.amounts import MICROS, added, micros_of, split
from invoices_ui.ledger.models import DueTotal
from invoices_ui.ledger.state import OWED
from invoices_ui.receivables.buckets import ageing_of, buckets_of
from invoices_ui.receivables.models import DaySnapshot, SnapshotBucket
from invoices_ui.receivables.spans import ONE, spans_of
from invoices_ui.receivables.tallies import Tally, cells_of

NOT_DUE, NO_DATE, CREDIT = "not-due", "no-date", "credit"
NOT_OVERDUE = (NOT_DUE, NO_DATE, CREDIT)


def keep_snapshot(**_: Any) -> None:
    """Of today, in place of an earlier one of the same day."""
    now = timezone.now()
    day = timezone.localdate(now)
    cells = cells_of(DueTotal.objects.all(), "due_date", spans_of(day), states=OWED)
    invoices = DueTotal.objects.aggregate(all=Sum("invoices"))["all"] or 0
    with transaction.atomic():
        snapshot, _created = DaySnapshot.objects.update_or_create(
            day=day, defaults={"taken_at": now, "invoices": invoices}
        )
        snapshot.buckets.all().delete()
        SnapshotBucket.objects.bulk_create(
            bucket_of(snapshot, currency, aged.bucket.key, aged.tally)
            for currency in sorted({cell.currency for cell in cells})
            for aged in ageing_of(currency, cells, buckets_of(day)).aged
            if aged.tally.invoices
        )


def bucket_of(snapshot: DaySnapshot, currency: str, key: str, tally: Tally) -> SnapshotBucket:
    units, rest = whole_and_rest(tally)
    return SnapshotBucket(
        snapshot=snapshot,
        currency=currency,
        bucket=key,
        invoices=tally.invoices,
        due_units=units,
        due_micros=rest,
        due_unknown=tally.unheld,
    )


def whole_and_rest(tally: Tally) -> tuple[int, int]:
    """A sum may be larger than one amount of the ledger can be."""
    whole = int(tally.amount)
    rest = micros_of(tally.amount - whole)
    assert rest is not None
    units, micros = split(whole * MICROS + rest)
    return units, micros


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """One currency on the day of a snapshot, by bucket."""

    day: date
    tallies: dict[str, Tally]

    def of(self, key: str) -> Tally:
        return self.tallies.get(key, Tally())

    @property
    def outstanding(self) -> Tally:
        return sum(self.tallies.values(), Tally())

    @property
    def overdue(self) -> Tally:
        return sum((tally for key, tally in self.tallies.items() if key not in NOT_OVERDUE), Tally())


def last_snapshot(until: date) -> DaySnapshot | None:
    """The latest one that is not later than this day."""
    return DaySnapshot.objects.filter(day__lte=until).order_by("-day").first()


def first_snapshot() -> DaySnapshot | None:
    return DaySnapshot.objects.order_by("day").first()


def kept_of(snapshots: Iterable[DaySnapshot], currency: str) -> list[Kept]:
    """In the order of `snapshots`."""
    ordered = list(snapshots)
    found: dict[int, dict[str, Tally]] = {snapshot.pk: {} for snapshot in ordered}
    for row in SnapshotBucket.objects.filter(snapshot__in=found, currency=currency):
        tally = Tally(invoices=row.invoices, amount=added(vars(row), "due"), unheld=row.due_unknown)
        found[row.snapshot_id][row.bucket] = tally
    return [Kept(day=snapshot.day, tallies=found[snapshot.pk]) for snapshot in ordered]


def month_end_before(day: date) -> date:
    return day.replace(day=1) - ONE


def week_before(day: date) -> date:
    return day - timedelta(days=7)
