"""Snapshots as a task: put on the queue, run by a worker, and never twice at the same time."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import responses
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from integrations_ui.models import Snapshot, SnapshotRun
from integrations_ui.tasks import snapshot_all
from tests.builders import CONNECTION_UUID, SECRETS, connection_json
from tests.integrations_ui.history.test_command import CONNECTIONS, announce, connections, run

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    """A worker takes the signals of its process."""
    handlers = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for one, handler in handlers.items():
        signal.signal(one, handler)


def work() -> Any:
    """A worker does all that waits; the one task there is."""
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0, reload=False)
    return DBTaskResult.objects.get().task_result


def enqueue() -> str:
    out = io.StringIO()
    call_command("snapshot_integrations", enqueue=True, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestOnTheQueue:
    def test_waits_for_a_worker(self, exsited: responses.RequestsMock) -> None:
        told = enqueue()

        assert str(DBTaskResult.objects.get().pk) in told
        assert not exsited.calls
        assert not Snapshot.objects.exists()

    def test_is_done_by_one(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), connection_json(uuid="other")))
        announce(exsited, CONNECTION_UUID)
        announce(exsited, "other")
        enqueue()

        done = work()

        assert done.status == TaskResultStatus.SUCCESSFUL
        assert done.return_value == {"total": 2, "kept": 2, "failed": 0, "reason": None}
        assert Snapshot.objects.count() == 2

    def test_failed_where_a_connection_could_not_be_kept(
        self, exsited: responses.RequestsMock, caplog: pytest.LogCaptureFixture
    ) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), connection_json(uuid="other")))
        announce(exsited, CONNECTION_UUID, status=403)
        announce(exsited, "other")
        enqueue()

        done = work()

        assert done.status == TaskResultStatus.FAILED
        assert Snapshot.objects.get().connection_uuid == "other"
        assert "snapshot_not_taken" in caplog.text
        assert not [secret for secret in SECRETS if secret in done.errors[0].traceback + caplog.text]

    def test_has_nothing_to_do_while_another_run_goes_on(self, exsited: responses.RequestsMock) -> None:
        SnapshotRun.objects.create(started_at=timezone.now() - 30 * MINUTE, renewed_at=timezone.now() - MINUTE)
        enqueue()

        done = work()

        assert done.status == TaskResultStatus.SUCCESSFUL
        assert done.return_value == {"already_running": True}
        assert not exsited.calls

    def test_twice_keeps_nothing_twice(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json()))
        announce(exsited, CONNECTION_UUID)

        first, second = snapshot_all.call(), snapshot_all.call()

        assert (first["kept"], second["kept"]) == (1, 0)
        assert Snapshot.objects.count() == 1


@pytest.mark.django_db
class TestRuns:
    def test_tell_how_far_they_came(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, json=connections(connection_json(), connection_json(uuid="other")))
        announce(exsited, CONNECTION_UUID)
        announce(exsited, "other", status=403)

        with pytest.raises(CommandError, match="1 of 2"):
            run()

        told = SnapshotRun.objects.get()
        assert (told.total, told.done, told.kept, told.failed) == (2, 2, 1, 1)
        assert told.ended_at is not None

    def test_end_also_where_the_list_did_not_come(self, exsited: responses.RequestsMock) -> None:
        exsited.get(CONNECTIONS, status=403, json={})

        with pytest.raises(CommandError, match="list of connections"):
            run()

        assert SnapshotRun.objects.get().ended_at is not None

    def test_refuse_a_second_one_and_say_since_when(self, exsited: responses.RequestsMock) -> None:
        with time_machine.travel("2026-11-20T09:41:00Z", tick=False):
            SnapshotRun.objects.create(started_at=timezone.now() - MINUTE, renewed_at=timezone.now())

            with pytest.raises(CommandError, match="Another run goes on since 20 Nov 2026, 20:40"):
                run()

        assert not exsited.calls

    def test_take_over_from_one_that_died(self, exsited: responses.RequestsMock) -> None:
        SnapshotRun.objects.create(started_at=timezone.now() - 60 * MINUTE, renewed_at=timezone.now() - 6 * MINUTE)
        exsited.get(CONNECTIONS, json=connections(connection_json()))
        announce(exsited, CONNECTION_UUID)

        assert " kept " in run()
