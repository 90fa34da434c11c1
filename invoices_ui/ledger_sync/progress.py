"""How far a run is, how fast, and how long it may still take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from invoices_ui.ledger_sync.cursor import Cursor

if TYPE_CHECKING:
    from invoices_ui.ledger.models import LedgerRun


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """
    total     how many invoices the billing API says it has; None until it said so
    rate      invoices a second since the run was last taken up; None before any were read
    left      None where nobody can tell
    failures  calls that failed so far
    """

    done: int
    total: int | None
    rate: float | None
    left: timedelta | None
    failures: int
    number: int
    """Of this pass over the list: more than one where it changed meanwhile."""

    @classmethod
    def of(cls, run: LedgerRun, now: datetime) -> Self:
        cursor = Cursor.read(run.cursor)
        seconds = ((run.ended_at or now) - run.resumed_at).total_seconds()
        here = run.read - run.read_before
        rate = here / seconds if seconds > 0 and here > 0 else None
        left = None
        if rate and run.records is not None:
            left = timedelta(seconds=round(max(0, run.records - run.read) / rate))
        return cls(
            done=run.read,
            total=run.records,
            rate=rate,
            left=left,
            failures=run.failures,
            number=cursor.number if cursor else 1,
        )

    @property
    def part(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def words(self) -> str:
        """Such as "12,430 of 31,000 invoices, 1,240 a second, 15 s left, 1 call failed"."""
        words = [f"{self.done:,} of {self.total:,} invoices" if self.total is not None else f"{self.done:,} invoices"]
        if self.number > 1:
            words[0] += f" (pass {self.number})"
        if self.rate:
            words.append(f"{self.rate:,.0f} a second")
        if self.left:
            words.append(f"{duration(self.left)} left")
        if self.failures:
            words.append(f"{self.failures:,} {'call' if self.failures == 1 else 'calls'} failed")
        return ", ".join(words)


def duration(span: timedelta) -> str:
    """To a second below a minute, to a minute above it."""
    seconds = round(span.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
