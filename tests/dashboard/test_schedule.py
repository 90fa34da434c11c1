import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from dashboard.schedule import LEDGER, PERIODS, RETRY_SECONDS, SNAPSHOTS, Schedule
from dashboard.waiting import enqueue_once, waiting, withdraw
from invoices_ui.tasks import sync_ledger

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.django_db


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def queued() -> list[str]:
    return sorted(DBTaskResult.objects.ready().values_list("task_path", flat=True))


def done() -> None:
    DBTaskResult.objects.all().delete()


class TestSchedule:
    def test_asks_for_everything_at_once(self) -> None:
        Schedule(PERIODS).run_due()

        assert queued() == [SNAPSHOTS, LEDGER]

    def test_asks_again_after_the_period_and_not_before(self) -> None:
        clock = Clock()
        schedule = Schedule({LEDGER: timedelta(minutes=15)}, clock=clock)
        schedule.run_due()
        done()

        clock.now += 15 * 60 - 1
        schedule.run_due()
        assert queued() == []

        clock.now += 1
        schedule.run_due()
        assert queued() == [LEDGER]

    def test_does_not_pile_up_what_no_worker_takes(self) -> None:
        clock = Clock()
        schedule = Schedule({LEDGER: timedelta(minutes=15)}, clock=clock)
        for _ in range(5):
            schedule.run_due()
            clock.now += 15 * 60

        assert queued() == [LEDGER]

    def test_leaves_out_what_was_just_begun(self) -> None:
        Schedule(PERIODS, begun={LEDGER}).run_due()

        assert queued() == [SNAPSHOTS]

    def test_outlives_a_database_that_is_down(self) -> None:
        clock = Clock()
        schedule = Schedule({LEDGER: timedelta(minutes=15)}, clock=clock)
        table = DBTaskResult._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} RENAME TO elsewhere")
            schedule.run_due()
            cursor.execute(f"ALTER TABLE elsewhere RENAME TO {table}")

        clock.now += RETRY_SECONDS
        schedule.run_due()

        assert queued() == [LEDGER]


class TestWaiting:
    def test_tells_since_when(self) -> None:
        assert waiting(sync_ledger) is None
        sync_ledger.enqueue()

        found = waiting(sync_ledger)

        assert found is not None
        assert found.since == DBTaskResult.objects.get().enqueued_at
        assert found.busy_since is None

    def test_tells_whether_a_worker_is_at_another_task(self) -> None:
        sync_ledger.enqueue()
        sync_ledger.enqueue()
        DBTaskResult.objects.order_by("enqueued_at")[0].claim("somebody")

        found = waiting(sync_ledger)

        assert found is not None
        assert found.busy_since is not None

    def test_tells_one_wish_from_another(self) -> None:
        assert enqueue_once(sync_ledger)
        assert enqueue_once(sync_ledger, kind="full")
        assert not enqueue_once(sync_ledger, kind="full")
        assert not enqueue_once(sync_ledger)

        assert len(queued()) == 2

    def test_can_be_withdrawn_until_a_worker_has_it(self) -> None:
        sync_ledger.enqueue()
        assert withdraw(sync_ledger)
        assert not withdraw(sync_ledger)

        sync_ledger.enqueue()
        DBTaskResult.objects.get().claim("somebody")
        assert not withdraw(sync_ledger)
        assert DBTaskResult.objects.count() == 1

    def test_is_unknown_with_another_backend(self, settings: pytest.FixtureRequest) -> None:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # type: ignore[attr-defined]

        assert enqueue_once(sync_ledger)
        assert waiting(sync_ledger) is None
        assert not withdraw(sync_ledger)


class TestCommand:
    @pytest.mark.parametrize("minutes", ["0", "-5", "soon", "1.5", "9999999"])
    def test_takes_only_sensible_periods(self, minutes: str) -> None:
        with pytest.raises(CommandError, match="whole number"):
            call_command("schedule", "--ledger-minutes", minutes, stderr=StringIO())

    @pytest.mark.sandbox
    def test_asks_until_it_is_stopped(self, tmp_path: Path) -> None:
        database = tmp_path / "dashboard.sqlite3"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "dashboard.settings",
            "DATABASE_URL": f"sqlite:///{database}",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)

        process = subprocess.Popen([sys.executable, "manage.py", "schedule"], cwd=ROOT, env=environment)
        try:
            asked = rows_within(30, database)
        finally:
            process.send_signal(signal.SIGINT)

        assert asked == 2
        assert process.wait(15) == 0


def rows_within(seconds: float, database: Path) -> int:
    """How many tasks there are, once there are two, or when the time is over."""
    give_up = time.monotonic() + seconds
    while True:
        with closing(sqlite3.connect(database)) as opened:
            found: int = opened.execute(f"SELECT count(*) FROM {DBTaskResult._meta.db_table}").fetchone()[0]
        if found >= 2 or time.monotonic() > give_up:
            return found
        time.sleep(0.1)
