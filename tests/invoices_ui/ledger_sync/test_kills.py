"""The sync as a process that is killed at any moment, on a list that changes while it is walked."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from invoices_ui.ledger_sync.indexes import INDEXES, TRIGGERS
from tests.sandbox_process import ROOT, SandboxProcess

pytestmark = pytest.mark.sandbox

INVOICES = 3_000
ROUNDS = 5
LONGEST_ROUND = 60.0


@pytest.fixture(scope="module")
def moving() -> Iterator[SandboxProcess]:
    with SandboxProcess(invoices=INVOICES, latency_ms=20) as process:
        yield process


@pytest.fixture
def variables(moving: SandboxProcess, tmp_path: Path) -> dict[str, str]:
    told = {
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
        "DEBUG": "false",
        "SECRET_KEY": "a key for tests alone, and long enough to be taken as a real one",
        "ALLOWED_HOSTS": "localhost",
        "HTTPS_ONLY": "false",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'ledger.sqlite3'}",
        "EXSITED_BASE_URL": moving.base_url,
        "EXSITED_CLIENT_ID": moving.client_id,
        "EXSITED_CLIENT_SECRET": moving.client_secret,
        "EXSITED_REDIRECT_URI": moving.redirect_uri,
        "PATH": os.environ["PATH"],
    }
    finished(manage(told, "migrate", "--verbosity", "0"))
    return told


def manage(variables: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=LONGEST_ROUND)
    return process.returncode, said


def upstream(sandbox: SandboxProcess) -> dict[str, tuple[str, str]]:
    """Id to version and amount due, as the sandbox itself lists them."""
    found: dict[str, tuple[str, str]] = {}
    with sandbox.sign_in() as client:
        while True:
            page = client.json("/api/v3/invoices", limit=1000, offset=len(found), order_by="id", direction="asc")
            found |= {row["id"]: (row["version"], row["due"]) for row in page["invoices"]}
            if len(found) >= page["pagination"]["records"]:
                return found


def asked(database: str, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=10)) as connection:
        return connection.execute(query).fetchall()


def ledger(database: str) -> dict[str, tuple[str, str]]:
    rows = asked(database, "SELECT invoice_id, version, due FROM invoices_ui_ledgerinvoice WHERE missing_since IS NULL")
    return {str(name): (str(version), amount_text(due)) for name, version, due in rows}


def amount_text(micros: object) -> str:
    return "" if micros is None else str(Decimal(str(micros)).scaleb(-6).quantize(Decimal("0.000001")))


def begun(database: str) -> bool:
    return bool(asked(database, "SELECT 1 FROM invoices_ui_ledgerrun WHERE status = 'running' AND read > 0"))


@pytest.mark.long
class TestKilled:
    @pytest.mark.parametrize("seed", [1, 2])
    def test_at_any_moment_it_resumes_and_ends_with_exactly_the_upstreams_set(
        self, moving: SandboxProcess, variables: dict[str, str], seed: int
    ) -> None:
        chance = random.Random(seed)
        database = variables["DATABASE_URL"]
        killed = 0
        for number in range(ROUNDS):
            process = manage(variables, "sync_ledger", "--full")
            give_up = time.monotonic() + LONGEST_ROUND
            while process.poll() is None and not begun(database) and time.monotonic() < give_up:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.5))
            moving.change_invoices(remove=3, add=4, change=5, shuffle=True, seed=chance.random())
            time.sleep(chance.uniform(0, 0.5))
            process.send_signal(signal.SIGKILL)
            finished(process)
            killed += process.returncode == -signal.SIGKILL
            if number == ROUNDS // 2:
                moving.change_invoices(remove=20, seed=chance.random())

        status, said = finished(manage(variables, "sync_ledger"))

        assert (status, killed > ROUNDS // 2) == (0, True), said
        assert ledger(database) == upstream(moving)
        assert totals(database) == summed(database)
        assert {*INDEXES, *TRIGGERS} <= {name for (name,) in asked(database, "SELECT name FROM sqlite_master")}
        assert asked(database, "SELECT 1 FROM invoices_ui_ledgerrun WHERE status = 'complete'")

    def test_an_interrupt_leaves_a_state_that_the_next_sync_goes_on_from(
        self, moving: SandboxProcess, variables: dict[str, str]
    ) -> None:
        database = variables["DATABASE_URL"]
        process = manage(variables, "sync_ledger")
        while process.poll() is None and not begun(database):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        status, said = finished(process)
        [(before,)] = asked(database, "SELECT read FROM invoices_ui_ledgerrun")

        assert (status, "goes on where this one stopped" in said) == (130, True), said
        assert asked(database, "SELECT status FROM invoices_ui_ledgerrun") == [("cancelled",)]

        status, said = finished(manage(variables, "sync_ledger"))

        assert status == 0, said
        assert asked(database, "SELECT status, read_before FROM invoices_ui_ledgerrun") == [("complete", before)]
        assert ledger(database) == upstream(moving)


def totals(database: str) -> list[tuple[object, ...]]:
    return asked(
        database,
        "SELECT currency, state, due_date, invoices, due_units * 1000000 + due_micros, due_unknown"
        " FROM invoices_ui_duetotal ORDER BY 1, 2, 3",
    )


def summed(database: str) -> list[tuple[object, ...]]:
    return asked(
        database,
        "SELECT currency, state, due_date, count(*), coalesce(sum(due), 0), sum(due IS NULL)"
        " FROM invoices_ui_ledgerinvoice WHERE missing_since IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )
