"""
Everything the project is checked by, in one command: `python -m tests`.

Each step runs even when one before it failed, so that one run tells all; the exit status is 1 if any did.
`python -m tests lint types` runs only those. `python -m tests postgres` runs what only it runs: the tests of the ledger
on a PostgreSQL server of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.postgres import NoPostgres, PostgresServer

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent

DEPLOYED = {
    "DJANGO_SETTINGS_MODULE": "dashboard.settings",
    "SECRET_KEY": "Zk3vR8wq1Lx7Tn5Yb2Hc9Mf4Jd6Ps0Ga-Ue_Ki8Ow3Xr5Vt7Bq2N",
    "EXSITED_BASE_URL": "https://exsited.example",
    "EXSITED_CLIENT_ID": "check",
    "EXSITED_CLIENT_SECRET": "a-secret-of-no-account",
    "EXSITED_REDIRECT_URI": "https://dashboard.example/callback",
}
TESTING = {"DJANGO_SETTINGS_MODULE": "tests.settings"}

# Two at once, as much of the time is waiting; each has its own sandbox, dashboard, database and browser.
PYTEST = [PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-m"]

TESTS = ("unit", "sandbox", "browser")

STEPS: dict[str, tuple[list[str], dict[str, str]]] = {
    "types": ([str(BIN / "mypy")], TESTING),
    "format": ([str(BIN / "ruff"), "format", "--check", "."], {}),
    "lint": ([str(BIN / "ruff"), "check", "."], {}),
    "arrows": ([str(BIN / "lint-imports")], {}),
    "templates": ([str(BIN / "djlint"), "templates", "--lint", "--check", "--quiet"], {}),
    "migrations": ([PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], DEPLOYED),
    "deploy": ([PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], DEPLOYED),
    "secrets": ([PYTHON, "-m", "tests.hygiene.secret_scan"], {}),
    "audit": ([PYTHON, "-m", "tests.hygiene.audit"], {}),
    "unit": ([*PYTEST, "not sandbox and not browser"], {}),
    "sandbox": ([*PYTEST, "sandbox"], {}),
    "browser": ([*PYTEST, "browser"], {}),
}


LEDGER = ("tests/invoices_ui/ledger", "tests/invoices_ui/ledger_sync")
ON_POSTGRES = [PYTHON, "-m", "pytest", "-m", "not sandbox and not browser", *LEDGER]


def run_on_postgres() -> bool:
    """By itself, as few machines have a server. Without one it fails: it was asked for."""
    print("\n== postgres: the tests of the ledger, and all migrations", flush=True)
    try:
        with PostgresServer() as server:
            environment = os.environ | {"TEST_DATABASE_URL": server.url}
            return subprocess.run(ON_POSTGRES, cwd=ROOT, env=environment, check=False).returncode == 0
    except NoPostgres as error:
        print(error)
        return False


def run(name: str) -> bool:
    """A step of the tests tells what it does while it does it; a quick one at its end, as others run beside it."""
    if name == "postgres":
        return run_on_postgres()
    command, environment = STEPS[name]
    shown = " ".join(command[1:] if command[0] == PYTHON else [Path(command[0]).name, *command[1:]])
    output = None if name in TESTS else subprocess.PIPE
    if name in TESTS:
        print(f"\n== {name}: {shown}", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT, text=True, check=False
    )
    said = "" if name in TESTS else f"\n== {name}: {shown}\n{done.stdout}"
    passed = done.returncode == 0
    print(f"{said}== {name} {'passed' if passed else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return passed


def main(wanted: list[str]) -> int:
    if unknown := [name for name in wanted if name not in {*STEPS, "postgres"}]:
        print(f"No such step: {', '.join(unknown)}. There are: {', '.join(STEPS)}, postgres.")
        return 2
    names = wanted or list(STEPS)
    quick = [name for name in names if name in STEPS and name not in TESTS]
    with ThreadPoolExecutor(2) as lanes:
        results = dict(zip(quick, lanes.map(run, quick), strict=True))
    results |= {name: run(name) for name in names if name not in quick}
    failed = [name for name, passed in results.items() if not passed]
    print(f"\nfailed steps: {', '.join(failed) or 'none'}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
