"""
One run over all connections that keeps what changed, and what the rules say of each: whoever starts it, only one goes
on at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from dashboard.exsited import Client, Connection, Walk
from integrations_ui.audit.judgements import keep_judgements
from integrations_ui.audit.reading import judge_read
from integrations_ui.history.sightings import FirstSeen, noted
from integrations_ui.history.snapshots import keep_snapshot, wait_for_others
from integrations_ui.models import SnapshotRun
from integrations_ui.whole import Integration, all_connections, parts_of

log = logging.getLogger("dashboard.history")

CALL_SECONDS = 60.0
"""For the list, and again for each connection."""

LEASE = timedelta(minutes=5)
"""Longer than one connection may take: a run that did not move for so long has died."""

KEPT, SAME, FAILED = "kept", "same", "FAIL"


class AlreadyRunning(Exception):
    """Another run goes on since the moment it carries."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        super().__init__(since)


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What became of one connection; `said` is why it could not be kept."""

    number: int
    connection: Connection
    word: str
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    total: int
    kept: int
    failed: int
    reason: str | None
    """Why the list of connections is not whole; None where it is."""


def take_snapshots(client: Client, tell: Callable[[Taken], None]) -> Outcome:
    """
    Each connection in turn. What fails for one costs the others nothing. Raises `AlreadyRunning`, or the error of the
    list. That two runs never keep the same thing twice does not rest on the lease: `keep_snapshot` sees to it.
    """
    run = begun(timezone.now())
    try:
        found = all_connections(client.within(CALL_SECONDS))
        first_seen = noted(found.items, timezone.now())
        return each(client, run, found, first_seen, tell)
    finally:
        SnapshotRun.objects.filter(pk=run.pk).update(ended_at=timezone.now())


def begun(now: datetime) -> SnapshotRun:
    with transaction.atomic():
        wait_for_others("all connections")
        if other := SnapshotRun.objects.filter(ended_at=None, renewed_at__gt=now - LEASE).first():
            raise AlreadyRunning(other.started_at)
        return SnapshotRun.objects.create(started_at=now, renewed_at=now)


def each(
    client: Client,
    run: SnapshotRun,
    found: Walk[Connection],
    first_seen: FirstSeen,
    tell: Callable[[Taken], None],
) -> Outcome:
    run.total = len(found.items)
    for number, connection in enumerate(found.items, 1):
        now = timezone.now()
        integration = parts_of(client.within(CALL_SECONDS), connection)
        keep_judgements(judge_read(found, [integration], first_seen=first_seen, now=now))
        taken = take(integration, number, now)
        tell(taken)
        run.done = number
        run.kept += taken.word == KEPT
        run.failed += taken.word == FAILED
        run.renewed_at = timezone.now()
        run.save(update_fields=["total", "done", "kept", "failed", "renewed_at"])
    return Outcome(total=run.total, kept=run.kept, failed=run.failed, reason=None if found.complete else found.reason)


def take(integration: Integration, number: int, now: datetime) -> Taken:
    said, word = why_not(integration), FAILED
    if not said:
        try:
            word = KEPT if keep_snapshot(integration, now) else SAME
        except DatabaseError as error:
            said = f"database: {type(error).__name__}"
    return Taken(number=number, connection=integration.connection, word=word, said=said)


def why_not(integration: Integration) -> str:
    """Which parts could not be read; empty when all were."""
    reasons = [f"{part}: {error.fault}" for part, error in integration.errors.items()]
    walks = {"functions": integration.functions, "automations": integration.automations}
    reasons += [f"{part}: {walk.reason}" for part, walk in walks.items() if walk and not walk.complete]
    return ", ".join(reasons)
