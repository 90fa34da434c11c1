"""What a worker does for integrations."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

from django_tasks import task

from dashboard.upstream import process_client
from integrations_ui.history.run import AlreadyRunning, Taken, take_snapshots

log = logging.getLogger("dashboard.history")


class NotAllKept(Exception):
    """Some connections could not be read or kept, or the list was not whole: the task failed, and tells how far."""


@task()
def snapshot_all() -> dict[str, Any]:
    """What became of it in numbers. A second run at the same time has nothing to do, which is no failure."""
    try:
        outcome = take_snapshots(process_client(), logged)
    except AlreadyRunning:
        log.info("snapshots_already_running")
        return {"already_running": True}
    told = asdict(outcome)
    log.info("snapshots_taken", extra=told)
    if outcome.failed or outcome.reason:
        raise NotAllKept(told)
    return told


def logged(taken: Taken) -> None:
    if taken.said:
        told = {"connection_uuid": taken.connection.uuid, "reason": taken.said}
        log.warning("snapshot_not_taken", extra=told)
