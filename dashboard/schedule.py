"""What is put on the queue again and again, and how often."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

from django.db import DatabaseError
from django.utils.module_loading import import_string

from dashboard.waiting import enqueue_once

log = logging.getLogger("dashboard.schedule")

LEDGER = "invoices_ui.tasks.sync_ledger"
SNAPSHOTS = "integrations_ui.tasks.snapshot_all"
PERIODS = {LEDGER: timedelta(minutes=15), SNAPSHOTS: timedelta(hours=24)}
RETRY_SECONDS = 30.0


class Schedule:
    """All of it is due at once, and again after each period; what is `begun` is due after its first period."""

    def __init__(
        self,
        periods: Mapping[str, timedelta],
        *,
        begun: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._periods = {path: period.total_seconds() for path, period in periods.items()}
        now = clock()
        self._due_at = {path: now + (seconds if path in begun else 0.0) for path, seconds in self._periods.items()}

    def run_due(self) -> None:
        """What still waits from the last time is not asked for again. A database that is down is tried again soon."""
        now = self._clock()
        for path, due_at in self._due_at.items():
            if due_at > now:
                continue
            try:
                asked = enqueue_once(import_string(path))
            except DatabaseError as error:
                log.warning("schedule_failed", extra={"task": path, "error": type(error).__name__})
                self._due_at[path] = now + RETRY_SECONDS
            else:
                log.info("scheduled" if asked else "schedule_still_waiting", extra={"task": path})
                self._due_at[path] = now + self._periods[path]
