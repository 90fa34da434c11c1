"""What the page of the ledger tells: what it holds, the sync that goes on, and how the last ones ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from dashboard.formats import humane
from dashboard.lists.tables import BadgeColumn, MomentColumn, NumberColumn, Table, TextColumn
from dashboard.waiting import Waiting, waiting
from invoices_ui.ledger.freshness import Freshness, freshness
from invoices_ui.ledger.lease import LEASE, RESUMABLE, UNFINISHED, Status
from invoices_ui.ledger.models import LedgerInvoice, LedgerRun
from invoices_ui.ledger_sync.cursor import Cursor, Gap
from invoices_ui.ledger_sync.progress import Progress, duration
from invoices_ui.tasks import sync_ledger

SHOWN_RUNS = 20
SHOWN_GAPS = 100
LATE = timedelta(seconds=15)
"""A worker that is free takes a task within a second or two."""
WATCHED = timedelta(minutes=2)
"""Nobody watches the queue for longer: a page that asks for ever would keep its session alive for ever."""
QUIET = timedelta(seconds=30)
STEP = 10

INTERRUPTED = "interrupted"
RUN_STATES = {
    "RUNNING": ("info", "Running"),
    "COMPLETE": ("ok", "Complete"),
    "PARTIAL": ("warn", "Partial"),
    "FAILED": ("bad", "Failed"),
    "CANCELLED": ("off", "Cancelled"),
    "INTERRUPTED": ("warn", "Interrupted"),
}
FAULTS = {
    "upstream_5xx": "The billing API answered with an error of its own",
    "short_page": "The page held fewer invoices than it should",
    "answer_too_large": "The answer was larger than the dashboard reads",
    "bad_json": "The answer could not be read",
    "schema_missing": "The answer could not be read",
    "bad_content_type": "Something other than the billing API answered",
    "deadline_exceeded": "No answer in time",
    "read_idle": "No answer in time",
    "connect_timeout": "No answer in time",
    "connect_refused": "The billing API could not be reached",
    "connection_reset": "The connection broke off",
    "body_truncated": "The connection broke off",
    "rate_limited": "The billing API asked to wait",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """A range of the list that could not be read, and why in words."""

    words: str
    why: str
    fault: str

    @classmethod
    def of(cls, gap: Gap) -> Unread:
        return cls(
            words=humane(gap.words), why=FAULTS.get(gap.fault, f"It failed: {humane(gap.fault)}"), fault=gap.fault
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """
    missing    invoices that are upstream no more
    malformed  invoices with a value that could not be read
    unread     ranges that the last sync could not read
    failure    the last sync, where it failed or left something out
    """

    freshness: Freshness
    waiting: Waiting | None
    missing: int
    malformed: int
    unread: Sequence[Unread]
    now: datetime

    @property
    def run(self) -> LedgerRun | None:
        """That goes on now."""
        return self.freshness.running

    @property
    def progress(self) -> Progress | None:
        return Progress.of(self.run, self.now) if self.run else None

    @property
    def percent(self) -> int | None:
        """Of the list read; None while nobody knows how long it is."""
        return int(self.progress.part * 100) if self.progress and self.progress.total else None

    @property
    def watched(self) -> bool:
        """Whether the page asks again by itself."""
        return bool(self.run) or (self.waiting is not None and self.now - self.waiting.since < WATCHED)

    @property
    def late(self) -> timedelta | None:
        """For how long no worker has taken what waits; None where nothing waits for long."""
        if self.waiting is None or self.run or self.now - self.waiting.since < LATE:
            return None
        return self.now - self.waiting.since

    @property
    def late_words(self) -> str:
        return duration(self.late) if self.late else ""

    @property
    def quiet_words(self) -> str:
        """For how long the run has kept nothing; empty while it is lively."""
        quiet = self.now - self.run.renewed_at if self.run else timedelta()
        return duration(quiet) if quiet > QUIET else ""

    @property
    def takeover_words(self) -> str:
        return duration(LEASE)

    @property
    def interrupted(self) -> LedgerRun | None:
        latest = self.freshness.latest
        return latest if latest and not self.run and latest.status == Status.RUNNING else None

    @property
    def unfinished(self) -> bool:
        """Whether the next sync has something left to go on with."""
        latest = self.freshness.latest
        return latest is not None and latest.status in UNFINISHED and latest.started_at > self.now - RESUMABLE

    @property
    def failure(self) -> LedgerRun | None:
        latest = self.freshness.latest
        return latest if latest and latest.status in {Status.FAILED, Status.PARTIAL} else None

    @property
    def told(self) -> str:
        """What is read out when it changes: not each of the numbers that move."""
        if self.run:
            if self.run.cancel_asked:
                return "The sync is ending"
            return "A sync goes on" + ("" if self.percent is None else f": {self.percent // STEP * STEP} percent")
        if self.waiting:
            return "No worker has taken the sync yet" if self.late else "A sync waits for a worker"
        latest = self.freshness.latest
        return f"Last sync: {run_state(latest, now=None)}" if latest else "Nothing read yet"


def sight(now: datetime) -> Sight:
    fresh = freshness()
    latest = fresh.latest
    cursor = Cursor.read(latest.cursor) if latest and latest.status == Status.PARTIAL else None
    return Sight(
        freshness=fresh,
        waiting=waiting(sync_ledger),
        missing=LedgerInvoice.objects.filter(missing_since__isnull=False).count(),
        malformed=LedgerInvoice.objects.filter(malformed_count__gt=0).count(),
        unread=[Unread.of(gap) for gap in cursor.gaps[:SHOWN_GAPS]] if cursor else [],
        now=now,
    )


def run_state(run: LedgerRun, now: LedgerRun | None) -> str:
    """A run that says it is running while another, or none, is `now`, was interrupted."""
    return INTERRUPTED if run.status == Status.RUNNING and (now is None or now.pk != run.pk) else run.status


@dataclass(frozen=True, kw_only=True, slots=True)
class RunLine:
    """A run as its table shows it."""

    run: LedgerRun
    state: str
    now: datetime

    @property
    def took(self) -> str:
        """Since it was last taken up; of an interrupted one until it last kept something."""
        end = self.run.renewed_at if self.state == INTERRUPTED else self.run.ended_at or self.now
        return duration(max(timedelta(), end - self.run.resumed_at))


def last_runs(current: LedgerRun | None, now: datetime) -> list[RunLine]:
    return [RunLine(run=run, state=run_state(run, current), now=now) for run in LedgerRun.objects.all()[:SHOWN_RUNS]]


class RunTable(Table):
    caption: ClassVar[str] = "Last syncs"
    section_id: ClassVar[str] = "ledger-runs"
    empty_title = "No sync yet"
    empty_advice = "Each one leaves a line here."

    brief = ("state",)

    started_at = MomentColumn("Begun", accessor="run__started_at")
    state = BadgeColumn("Ended", states=RUN_STATES)
    kind = TextColumn("Kind", accessor="run__get_kind_display")
    took = TextColumn("Took", css="num")
    read = NumberColumn("Read", accessor="run__read")
    added = NumberColumn("New", accessor="run__added")
    changed = NumberColumn("Changed", accessor="run__changed")
    missing = NumberColumn("Gone", accessor="run__missing")
    failures = NumberColumn("Failed calls", accessor="run__failures")
    reason = TextColumn("What it said", accessor="run__reason")

    def row_class(self, record: Any) -> str:
        return "current" if record.state == "running" else ""
