"""
What waits on the queue of tasks. Only the database tells: with another backend nothing is known to wait, and whoever
relies on that asks once more than needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """`since` is when the oldest was put there; `busy_since` when a worker last began a task that has not ended."""

    since: datetime
    busy_since: datetime | None


def waiting(task: Task[..., Any], **wanted: object) -> Waiting | None:
    """None where none of this task waits, or none that was asked for with `wanted`."""
    oldest = on_queue(task, **wanted).order_by("enqueued_at").first()
    if oldest is None or oldest.enqueued_at is None:
        return None
    busy = DBTaskResult.objects.running().filter(backend_name=task.backend).order_by("-started_at").first()
    return Waiting(since=oldest.enqueued_at, busy_since=busy.started_at if busy else None)


def enqueue_once(task: Task[..., Any], **wanted: object) -> bool:
    """False where one already waits that was asked for with the same."""
    if on_queue(task, **wanted).exists():
        return False
    task.enqueue(**wanted)
    return True


def withdraw(task: Task[..., Any]) -> bool:
    """Whether any was waiting. What a worker took up at the same moment stays."""
    return on_queue(task).delete()[0] > 0


def on_queue(task: Task[..., Any], **wanted: object) -> QuerySet[DBTaskResult[..., Any]]:
    if not isinstance(task.get_backend(), DatabaseBackend):
        return DBTaskResult.objects.none()
    asked = {f"args_kwargs__kwargs__{name}": value for name, value in wanted.items()}
    return DBTaskResult.objects.ready().filter(task_path=task.module_path, backend_name=task.backend, **asked)
