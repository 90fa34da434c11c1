"""The dashboard's code in processes and threads of its own on a real database: there, things happen at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WAIT = 60
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
User.objects.create_user("ada", password="a long enough password")
"""
SET_UP = "import django; django.setup()\n"


class Processes:
    """A migrated database with one person, ada, and processes on it."""

    def __init__(self, database_url: str) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dashboard.settings",
            "DATABASE_URL": database_url,
            "DEBUG": "true",  # static files need not be collected
        }
        self._running: list[subprocess.Popen[str]] = []
        self.told(PREPARE)

    def end(self) -> None:
        """Whatever still runs, as a failed test leaves it."""
        for one in self._running:
            one.kill()
            one.communicate()

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

    def told(self, program: str) -> str:
        """What the program printed; it must end well."""
        done = self.run("-c", SET_UP + program)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def started(self, program: str, count: int) -> list[subprocess.Popen[str]]:
        """So many at the same moment: each says that it is ready and waits for a line."""
        running = [
            subprocess.Popen(
                [sys.executable, "-c", SET_UP + program],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(count)
        ]
        self._running += running
        for one in running:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in running:
            assert one.stdin is not None
            one.stdin.write("\n")
            one.stdin.flush()
        return running


def ended(running: list[subprocess.Popen[str]]) -> list[int]:
    """Their exit statuses."""
    for one in running:
        one.communicate(timeout=WAIT)
    return [one.returncode for one in running]
