"""
One sync at a time, however many ask: a row in the database says who may. Its holder renews it with all it keeps, in the
same transaction; a holder that lost it keeps nothing more.
"""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from invoices_ui.ledger.models import LedgerLease, LedgerRun

LEASE = timedelta(minutes=3)
"""Longer than one call and its retries may take: a holder that was silent for so long has died."""
RESUMABLE = timedelta(hours=24)
"""What was read longer ago is read anew."""

Kind = LedgerRun.Kind
Status = LedgerRun.Status
UNFINISHED = (Status.RUNNING, Status.CANCELLED, Status.FAILED, Status.PARTIAL)


class AlreadyRunning(Exception):
    """Another sync goes on: `run`."""

    def __init__(self, run: LedgerRun | None) -> None:
        self.run = run
        super().__init__("the ledger is being synced already")


class LeaseLost(Exception):
    """Another process took the sync over, because this one seemed dead. Nothing more of it was kept."""


def take_lease(kind: str) -> tuple[str, LedgerRun]:
    """
    The holder's name and its run: the unfinished one of the last day, where that does as well. Raises `AlreadyRunning`.
    """
    now = timezone.now()
    with transaction.atomic():
        lease = locked_lease()
        if is_held(lease, now):
            raise AlreadyRunning(lease.run)
        run = taken_up(kind, now) or LedgerRun.objects.create(kind=kind, started_at=now, resumed_at=now, renewed_at=now)
        lease.holder = new_holder()
        lease.run = run
        lease.renewed_at = now
        lease.save()
    return lease.holder, run


def locked_lease() -> LedgerLease:
    LedgerLease.objects.get_or_create(pk=LedgerLease.ONLY)
    return LedgerLease.objects.select_for_update().get(pk=LedgerLease.ONLY)


def taken_up(kind: str, now: datetime) -> LedgerRun | None:
    """The latest run, if it is unfinished and reads at least as much as is asked; otherwise it has failed."""
    run = LedgerRun.objects.first()
    if run is None or run.status not in UNFINISHED:
        return None
    if run.started_at < now - RESUMABLE or (kind == Kind.FULL and run.kind != Kind.FULL):
        if run.status == Status.RUNNING:
            run.status, run.reason, run.ended_at = Status.FAILED, "It was interrupted.", run.renewed_at
            run.save()
        return None
    run.status, run.reason, run.ended_at, run.cancel_asked = Status.RUNNING, "", None, False
    run.resumed_at = run.renewed_at = now
    run.read_before = run.read
    run.save()
    return run


def renew_lease(holder: str) -> None:
    """Raises `LeaseLost`, and with it ends the transaction it stands in."""
    held = LedgerLease.objects.filter(pk=LedgerLease.ONLY, holder=holder)
    if not held.update(renewed_at=timezone.now()):
        raise LeaseLost


def release_lease(holder: str) -> None:
    LedgerLease.objects.filter(pk=LedgerLease.ONLY, holder=holder).update(holder="")


def is_held(lease: LedgerLease, now: datetime) -> bool:
    if not lease.holder or lease.renewed_at is None or is_dead(lease.holder):
        return False
    return lease.renewed_at > now - LEASE


def running() -> LedgerRun | None:
    """The run that goes on now."""
    lease = LedgerLease.objects.select_related("run").filter(pk=LedgerLease.ONLY).first()
    return lease.run if lease and is_held(lease, timezone.now()) else None


def new_holder() -> str:
    return f"{socket.gethostname()[:100]}:{os.getpid()}:{secrets.token_hex(8)}"


def is_dead(holder: str) -> bool:
    """
    Whether it was a process of this machine that is no more: then nobody has to wait for its lease to end. Should that
    be wrong, as between containers of one name, the holder finds its lease lost and keeps nothing.
    """
    host, pid, _ = holder.rsplit(":", 2)
    if host != socket.gethostname()[:100]:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
