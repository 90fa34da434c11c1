"""Several processes write at once: every line is there, in one chain."""

from __future__ import annotations

import signal
import time

from tests.accounts.processes import Processes, ended

COUNT, LINES = 3, 40
WRITE = f"""
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
# SQLite lets the next writer in by chance: of three that never pause, one could wait beyond its patience.
FOR_EVER = (
    "import time\n"
    + WRITE.replace(f"range({LINES})", "iter(int, 1)")
    + """
    print("wrote", flush=True)
    time.sleep(0.01)
"""
)
COUNTED = """
from dashboard.access_log.models import Line
print(Line.objects.count(), Line.objects.filter(act="value_checked").count())
"""
REMOVE = """
from django.db import connection
connection.cursor().execute("DELETE FROM access_log_line WHERE number = 17")
"""


class TestSeveralProcesses:
    def test_write_one_chain(self, processes: Processes) -> None:
        statuses = ended(processes.started(WRITE, COUNT))

        assert statuses == [0] * COUNT
        told = processes.run("manage.py", "verify_access_log")
        total = 2 * COUNT * LINES
        assert told.stdout.startswith(f"The access log holds, all {total} lines."), told.stderr
        assert processes.told(COUNTED) == f"{total} 0"

    def test_killed_at_any_moment_leave_one_chain(self, processes: Processes) -> None:
        for pause in (0.05, 0.2, 0.35):
            running = processes.started(FOR_EVER, COUNT)
            for one in running:
                assert one.stdout is not None
                assert one.stdout.readline() == "wrote\n"
            time.sleep(pause)
            for one in running:
                one.send_signal(signal.SIGKILL)
            ended(running)

        told = processes.run("manage.py", "verify_access_log")
        assert told.returncode == 0, told.stderr
        assert int(processes.told(COUNTED).split()[0]) >= 3 * 2 * COUNT

    def test_a_broken_line_ends_the_command_with_status_1(self, processes: Processes) -> None:
        ended(processes.started(WRITE, 1))
        processes.told(REMOVE)

        told = processes.run("manage.py", "verify_access_log")

        assert told.returncode == 1
        assert "The access log is broken at line 17: it is missing." in told.stderr
