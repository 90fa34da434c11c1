"""Several processes write at once: every line is there, in one chain."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, LINES = 3, 40
WAIT = 60
WRITE = f"""
import django
django.setup()
from django.contrib.auth.models import User
from django.db import transaction
from dashboard.access_log.acts import Act
from dashboard.access_log.chain import record
ada = User.objects.get(username="ada")
print("ready", flush=True)
input()
for number in range({LINES}):
    with transaction.atomic():
        record(Act.FILE_TAKEN, by=ada, subject=str(number))
        record(Act.BASELINE_APPROVED, by=ada, subject=str(number))
    try:
        with transaction.atomic():
            record(Act.VALUE_CHECKED, by=ada, subject="never")
            raise LookupError
    except LookupError:
        pass
"""
FOR_EVER = WRITE.replace(f"range({LINES})", "iter(int, 1)")
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
User.objects.create_user("ada")
"""
COUNT = """
import django
django.setup()
from dashboard.access_log.models import Line
print(Line.objects.count(), Line.objects.filter(act="value_checked").count())
"""


class Writers:
    """Processes on one database, which the environment names."""

    def __init__(self, database_url: str) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dashboard.settings",
            "DATABASE_URL": database_url,
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=WAIT,
            check=False,
        )

    def started(self, program: str) -> list[subprocess.Popen[str]]:
        """All of them begin at the same moment."""
        running = [
            subprocess.Popen(
                [sys.executable, "-c", program],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            for _ in range(PROCESSES)
        ]
        for one in running:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in running:
            assert one.stdin is not None
            one.stdin.write("\n")
            one.stdin.flush()
        return running

    def ended(self, running: list[subprocess.Popen[str]]) -> list[int]:
        statuses = []
        for one in running:
            one.communicate(timeout=WAIT)
            statuses.append(one.returncode)
        return statuses


@pytest.fixture
def writers(tmp_path: Path) -> Writers:
    """On SQLite; or, to try it there, on the database that LOG_DATABASE_URL names."""
    found = Writers(os.environ.get("LOG_DATABASE_URL", f"sqlite:///{tmp_path / 'log.sqlite3'}"))
    prepared = found.run("-c", PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    return found


class TestSeveralProcesses:
    def test_write_one_chain(self, writers: Writers) -> None:
        statuses = writers.ended(writers.started(WRITE))

        assert statuses == [0] * PROCESSES
        told = writers.run("manage.py", "verify_access_log")
        total = 2 * PROCESSES * LINES
        assert told.stdout.startswith(f"The access log holds, all {total} lines."), told.stderr
        assert writers.run("-c", COUNT).stdout == f"{total} 0\n"

    def test_killed_at_any_moment_leave_one_chain(self, writers: Writers) -> None:
        for pause in (0.05, 0.2, 0.35):
            running = writers.started(FOR_EVER)
            time.sleep(pause)
            for one in running:
                one.send_signal(signal.SIGKILL)
            writers.ended(running)

        told = writers.run("manage.py", "verify_access_log")
        assert told.returncode == 0, told.stderr
        assert int(writers.run("-c", COUNT).stdout.split()[0]) > PROCESSES

    def test_a_broken_line_ends_the_command_with_status_1(self, writers: Writers) -> None:
        writers.ended(writers.started(WRITE))
        writers.run(
            "-c",
            "import django; django.setup(); from django.db import connection;"
            "connection.cursor().execute('DELETE FROM access_log_line WHERE number = 17')",
        )

        told = writers.run("manage.py", "verify_access_log")

        assert told.returncode == 1
        assert "The access log is broken at line 17: it is missing." in told.stderr
