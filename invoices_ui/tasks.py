"""What a worker does for invoices."""

from __future__ import annotations

import logging
from typing import Any

from django_tasks import task

from dashboard.upstream import process_client
from invoices_ui.ledger.lease import AlreadyRunning, Status
from invoices_ui.ledger_sync.sync import sync

log = logging.getLogger("dashboard.ledger")


class NotAllRead(Exception):
    """The ledger is not what the billing API has: the task failed, and tells how far it came."""


@task()
def sync_ledger(*, kind: str | None = None) -> dict[str, Any]:
    """What became of it in numbers. A second run at the same time has nothing to do, which is no failure."""
    try:
        run = sync(process_client(), kind=kind)
    except AlreadyRunning:
        log.info("ledger_already_running")
        return {"already_running": True}
    told = {
        "run": run.pk,
        "kind": run.kind,
        "status": run.status,
        "records": run.records,
        "added": run.added,
        "changed": run.changed,
        "missing": run.missing,
        "failures": run.failures,
    }
    log.info("ledger_synced", extra=told)
    if run.status in {Status.PARTIAL, Status.FAILED}:
        raise NotAllRead(told | {"reason": run.reason})
    return told
