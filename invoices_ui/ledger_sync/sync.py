"""
The sync: brings the ledger to exactly the set of invoices that the billing API has.

A full one walks over the whole list, then reads what changed meanwhile until nothing new comes. It is exact when no
page was torn from the one before and the API has as many invoices as were met: what was there all the time cannot have
slipped through, what came or changed was caught up with, and what went would make the numbers differ. Otherwise it
walks again. A short one only catches up, and is enough when the numbers agree then.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from dashboard.exsited import ExsitedError, Unreadable
from invoices_ui.ledger.lease import Kind, Status, take_lease
from invoices_ui.ledger.models import LedgerLease, LedgerRun
from invoices_ui.ledger_sync.accounts import name_accounts
from invoices_ui.ledger_sync.changes import Unusable, catch_up, newest_change
from invoices_ui.ledger_sync.cursor import Cursor
from invoices_ui.ledger_sync.fetching import Source, Stopped
from invoices_ui.ledger_sync.gaps import Filler
from invoices_ui.ledger_sync.recording import Recorder, Tell, met_count, present_count
from invoices_ui.ledger_sync.walking import Endless, Walker

if TYPE_CHECKING:
    from dashboard.exsited import Client

MOST_PASSES = 5
COLLECTED_EVERY = 100_000
"""Objects more than were freed."""
FULL_EVERY = timedelta(hours=24)
"""So seldom may a change go unnoticed that the API does not date."""

CANCELLED = "It was cancelled. The next sync goes on where it stopped."
RESTLESS = "The list of invoices changed all the while it was read."
ENDLESS = "The billing API gave the same invoices again and again."


def sync(
    client: Client, *, kind: str | None = None, tell: Tell | None = None, stop: threading.Event | None = None
) -> LedgerRun:
    """
    One run, or the rest of one that was interrupted, until it ended. Without a `kind`, whatever is needed now. Raises
    `AlreadyRunning` at once, and `LeaseLost`; what the billing API did stands in the run.
    """
    stop = stop or threading.Event()
    holder, run = take_lease(kind or needed_kind())
    recorder = Recorder(holder, run, tell or (lambda _: None))
    source = Source(client.unbroken(), stop)
    try:
        recorder.put_indexes_back()
        with fewer_collections():
            done = Sync(source, recorder).run()
    except Stopped:
        return recorder.end(Status.CANCELLED, CANCELLED)
    except Endless:
        return recorder.end(Status.FAILED, ENDLESS)
    except ExsitedError as error:
        return recorder.end(Status.FAILED, f"The billing API could not be read: {error.fault}.")
    except KeyboardInterrupt:
        recorder.end(Status.CANCELLED, CANCELLED)
        raise
    else:
        with suppress(Stopped):
            name_accounts(source)
        return done
    finally:
        stop.set()


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Pages of invoices are many objects without a cycle among them: to look for one all the while takes an eighth."""
    thresholds = gc.get_threshold()
    gc.set_threshold(COLLECTED_EVERY, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def needed_kind() -> str:
    """Short, as long as a whole walk of the last day has told where to go on from."""
    lease = LedgerLease.objects.filter(pk=LedgerLease.ONLY).first()
    whole = LedgerRun.objects.filter(kind=Kind.FULL, status=Status.COMPLETE).first()
    if lease is None or lease.watermark is None or whole is None or whole.ended_at is None:
        return Kind.FULL
    return Kind.FULL if whole.ended_at < timezone.now() - FULL_EVERY else Kind.SHORT


@dataclass(slots=True)
class Sync:
    source: Source
    recorder: Recorder
    newest: datetime | None = None
    """The latest change known to be in the ledger."""
    verified_at: datetime | None = None

    def run(self) -> LedgerRun:
        if self.recorder.run.kind == Kind.SHORT:
            doubt = self.catch_up()
            if not doubt:
                return self.complete(LedgerLease.objects.get(pk=LedgerLease.ONLY).doubles)
            self.recorder.become_full(f"A short sync was not enough: {doubt}.")
        return self.full()

    def catch_up(self) -> str:
        """Why that is not enough; empty when it is."""
        lease = LedgerLease.objects.get(pk=LedgerLease.ONLY)
        if lease.watermark is None:
            return "no whole walk told where to go on from"
        try:
            records = self.caught_up(lease.watermark, lease.walk)
        except Unusable as why:
            return str(why)
        here = present_count() + lease.doubles
        if records is None:
            return "the list of changes did not come to rest, or does not say how many invoices there are"
        return "" if records == here else f"the billing API has {records:,} invoices, the ledger {here:,}"

    def caught_up(self, since: datetime, walk: int) -> int | None:
        """How many invoices there are, once all changes since then are read; None where nobody can say."""
        self.verified_at = timezone.now()
        caught = catch_up(self.source, self.recorder, since=since, walk=walk)
        if caught is None:
            return None
        self.newest = caught.newest
        return caught.records

    def full(self) -> LedgerRun:
        cursor = Cursor.read(self.recorder.run.cursor) or self.fresh()
        for _ in range(MOST_PASSES):
            if not cursor.walked:
                cursor = Walker(self.source, self.recorder, cursor).run()
            cursor = Filler(self.source, self.recorder, cursor).run()
            records = self.settled(cursor)
            if cursor.gaps:
                return self.partial(cursor)
            if is_exact(cursor, records):
                self.recorder.mark_missing_before(cursor.walk)
                return self.complete(cursor.doubles)
            cursor = cursor.again(self.recorder.begin_walk())
            self.recorder.set_cursor(cursor)
        return self.restless(cursor, records)

    def fresh(self) -> Cursor:
        watermark = newest_change(self.source)
        walk = self.recorder.begin_walk()
        cursor = Cursor(
            walk=walk, first_walk=walk, order="created_on", watermark=watermark.isoformat() if watermark else None
        )
        self.recorder.set_cursor(cursor)
        return cursor

    def settled(self, cursor: Cursor) -> int | None:
        """How many invoices there are once what changed during the walk is read too; None where nobody can say."""
        self.newest = datetime.fromisoformat(cursor.watermark) if cursor.watermark else None
        if self.newest:
            try:
                return self.caught_up(self.newest, cursor.walk)
            except Unusable:
                pass
        self.verified_at = timezone.now()
        try:
            return self.source.patient(limit=1, offset=0, sort=None).records
        except Unreadable:
            return self.recorder.run.records

    def complete(self, doubles: int) -> LedgerRun:
        return self.recorder.complete(
            watermark=self.newest, doubles=doubles, verified_at=self.verified_at or timezone.now()
        )

    def partial(self, cursor: Cursor) -> LedgerRun:
        """What is missing upstream cannot be told from what could not be read: nothing is marked."""
        ranges = ", ".join(gap.words for gap in cursor.gaps[:5])
        more = f" and {len(cursor.gaps) - 5:,} more ranges" if len(cursor.gaps) > 5 else ""
        return self.recorder.end(Status.PARTIAL, f"Not read: {ranges}{more} ({cursor.gaps[0].fault}).")

    def restless(self, cursor: Cursor, records: int | None) -> LedgerRun:
        """Several whole walks together: what none of them met has gone, if the numbers agree."""
        if records is not None and met_count(cursor.first_walk) == records:
            self.recorder.mark_missing_before(cursor.first_walk)
            return self.complete(doubles=0)
        return self.recorder.end(Status.PARTIAL, RESTLESS)


def is_exact(cursor: Cursor, records: int | None) -> bool:
    """Without a number to compare with, that the list never moved has to do."""
    if cursor.seams or records is None:
        return not cursor.seams
    return met_count(cursor.walk) + cursor.doubles == records
