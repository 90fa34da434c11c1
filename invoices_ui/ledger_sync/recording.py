"""What a sync writes: rows, cursor, counts and lease, always together in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from dashboard.exsited import InvoiceFigures
from invoices_ui.ledger.keeping import Kept, keep, mark_missing
from invoices_ui.ledger.lease import renew_lease
from invoices_ui.ledger.models import DueTotal, LedgerInvoice, LedgerLease, LedgerRun
from invoices_ui.ledger_sync import indexes
from invoices_ui.ledger_sync.cursor import Cursor
from invoices_ui.ledger_sync.fetching import Stopped
from invoices_ui.ledger_sync.signals import completed

MARKED_AT_ONCE = 500

Tell: TypeAlias = Callable[[LedgerRun], None]


@dataclass(slots=True)
class Recorder:
    """`tell` is called after each commit."""

    holder: str
    run: LedgerRun
    tell: Tell

    def begin_walk(self) -> int:
        """The number of a new walk, higher than any before."""
        with transaction.atomic():
            renew_lease(self.holder)
            lease = LedgerLease.objects.get(pk=LedgerLease.ONLY)
            newest = LedgerInvoice.objects.aggregate(newest=Max("seen_walk"))["newest"] or 0
            lease.walk = max(lease.walk, newest) + 1
            lease.save(update_fields=["walk"])
        return lease.walk

    def current_walk(self) -> int:
        return LedgerLease.objects.get(pk=LedgerLease.ONLY).walk

    def commit(
        self,
        invoices: Sequence[InvoiceFigures],
        *,
        walk: int,
        cursor: Callable[[Kept], Cursor] | None = None,
        records: int | None = None,
        read: int | None = None,
        expected: int = 0,
    ) -> Kept:
        """
        Keeps the invoices, and the cursor that follows from what became of them; `expected` of them had to be met
        again. Raises `Stopped` where somebody asked for the end of the run, and `LeaseLost`.
        """
        with transaction.atomic():
            renew_lease(self.holder)
            kept = keep(invoices, walk=walk)
            run = LedgerRun.objects.get(pk=self.run.pk)
            run.added += kept.added
            run.changed += kept.changed
            run.duplicates += max(0, kept.duplicates - expected)
            run.read = run.read if read is None else read
            run.records = run.records if records is None else records
            if cursor:
                run.cursor = cursor(kept).written()
            run.renewed_at = timezone.now()
            run.save()
        self.run = run
        self._told()
        return kept

    def set_cursor(self, cursor: Cursor, *, failures: int = 0) -> None:
        with transaction.atomic():
            renew_lease(self.holder)
            run = LedgerRun.objects.get(pk=self.run.pk)
            run.cursor = cursor.written()
            run.failures += failures
            run.renewed_at = timezone.now()
            run.save()
        self.run = run
        self._told()

    def beat(self) -> None:
        """Says that the run is alive while it waits."""
        with transaction.atomic():
            renew_lease(self.holder)
            LedgerRun.objects.filter(pk=self.run.pk).update(renewed_at=timezone.now())
        self.run.refresh_from_db()
        self._told()

    def leave_indexes_out(self) -> None:
        with transaction.atomic():
            renew_lease(self.holder)
            indexes.leave_out()

    def put_indexes_back(self) -> None:
        """One after the other, so that others can write in between."""
        left = True
        while left:
            with transaction.atomic():
                renew_lease(self.holder)
                left = indexes.put_back_one()
                LedgerRun.objects.filter(pk=self.run.pk).update(renewed_at=timezone.now())

    def mark_missing_before(self, walk: int) -> None:
        """Every invoice that was last met before `walk` is upstream no more."""
        since = timezone.now()
        while True:
            rows = LedgerInvoice.objects.filter(seen_walk__lt=walk, missing_since=None)[:MARKED_AT_ONCE]
            with transaction.atomic():
                renew_lease(self.holder)
                marked = mark_missing(rows, since)
                run = LedgerRun.objects.get(pk=self.run.pk)
                run.missing += marked
                run.renewed_at = timezone.now()
                run.save()
            self.run = run
            if not marked:
                return
            self._told()

    def become_full(self, reason: str) -> None:
        """What a short sync cannot do, a full one does, in the same run."""
        with transaction.atomic():
            renew_lease(self.holder)
            run = LedgerRun.objects.get(pk=self.run.pk)
            run.kind, run.reason = LedgerRun.Kind.FULL, reason[:300]
            run.save()
        self.run = run

    def complete(self, *, watermark: datetime | None, doubles: int, verified_at: datetime) -> LedgerRun:
        """The next short sync goes on from `watermark`."""
        with transaction.atomic():
            renew_lease(self.holder)
            LedgerLease.objects.filter(pk=LedgerLease.ONLY).update(watermark=watermark, doubles=doubles)
            LedgerRun.objects.filter(pk=self.run.pk).update(verified_at=verified_at)
            completed.send(sender=LedgerRun)
            return self.end(LedgerRun.Status.COMPLETE, self.run.reason)

    def end(self, status: str, reason: str = "") -> LedgerRun:
        """The lease goes with it."""
        with transaction.atomic():
            renew_lease(self.holder)
            run = LedgerRun.objects.get(pk=self.run.pk)
            run.status, run.reason = status, reason[:300]
            run.ended_at = timezone.now()
            run.save()
            LedgerLease.objects.filter(pk=LedgerLease.ONLY).update(holder="")
        self.run = run
        return run

    def _told(self) -> None:
        self.tell(self.run)
        if self.run.cancel_asked:
            raise Stopped


def present_count() -> int:
    """How many invoices of the ledger are upstream, by its totals: it costs the same however many there are."""
    return DueTotal.objects.aggregate(all=Sum("invoices"))["all"] or 0


def met_count(walk: int) -> int:
    """How many invoices were met by this walk or a later one."""
    return LedgerInvoice.objects.filter(seen_walk__gte=walk).count()
