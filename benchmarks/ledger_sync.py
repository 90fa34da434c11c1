"""
`python -m benchmarks.ledger_sync`: how fast a full sync fills the ledger, beside a plain walk that keeps nothing.

The promise: at 20 ms upstream latency at least 8 times the rows a second of a sequential walk with a new connection for
each call and 100 invoices at a time. Third beside them is what the sandbox gives at most to whoever only reads: where
that is near the plain walk, both wait for the sandbox.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

import requests

from tests.sandbox_process import SandboxProcess

PROMISE = 8.0
PATH = "/api/v3/invoices"
PLAIN_LIMIT, LARGE_LIMIT, THREADS = 100, 500, 4
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    options = read_options()
    with SandboxProcess(invoices=options.invoices, latency_ms=options.latency_ms) as sandbox:
        token = sandbox.ask_for_token().json()["access_token"]
        reader = Reader(sandbox.base_url, token, options.invoices)
        reader.page(0, LARGE_LIMIT)  # the sandbox remembers what it made
        plain = rate(options.invoices, reader.walk)
        most = rate(options.invoices, reader.read_at_once)
        with tempfile.TemporaryDirectory() as folder:
            environment = environment_for(sandbox, Path(folder))
            manage(environment, "migrate", "--verbosity", "0")
            sync = synced(environment, Path(folder))
            again = synced(environment, Path(folder))
    print(f"{options.invoices:,} invoices, {options.latency_ms} ms upstream latency, rows a second:")
    print(f"  plain walk, keeps nothing     {plain:8,.0f}")
    print(f"  {THREADS} threads, keep nothing      {most:8,.0f}   {most / plain:5.2f} times")
    print(f"  first full sync               {sync:8,.0f}   {sync / plain:5.2f} times (promised: {PROMISE:.0f})")
    print(f"  full sync of a full ledger    {again:8,.0f}   {again / plain:5.2f} times")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency-ms", type=int, default=20, help="what each upstream answer takes (default: 20)")
    parser.add_argument("--invoices", type=int, default=10_000, help="how many there are (default: 10000)")
    return parser.parse_args()


class Reader:
    """Whoever walks over the list and keeps nothing: each call has a connection of its own."""

    def __init__(self, base_url: str, token: str, invoices: int) -> None:
        self._url = base_url + PATH
        self._headers = {"Authorization": f"Bearer {token}"}
        self._invoices = invoices

    def page(self, offset: int, limit: int) -> int:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(
                self._url, params={"limit": limit, "offset": offset}, headers=self._headers, timeout=60
            )
        return len(answer.json()["invoices"])

    def walk(self) -> None:
        found = sum(self.page(offset, PLAIN_LIMIT) for offset in range(0, self._invoices, PLAIN_LIMIT))
        assert found == self._invoices

    def read_at_once(self) -> None:
        offsets = range(0, self._invoices, LARGE_LIMIT)
        with ThreadPoolExecutor(THREADS) as pool:
            assert sum(pool.map(lambda offset: self.page(offset, LARGE_LIMIT), offsets)) == self._invoices


def synced(environment: dict[str, str], folder: Path) -> float:
    """By the run's own record: what the process takes to start, and the names of accounts after it, are left out."""
    manage(environment, "sync_ledger", "--full")
    with closing(sqlite3.connect(folder / "dashboard.sqlite3")) as database:
        [(rows, started_at, ended_at)] = database.execute(
            "SELECT read, started_at, ended_at FROM invoices_ui_ledgerrun ORDER BY id DESC LIMIT 1"
        ).fetchall()
    took = datetime.fromisoformat(ended_at) - datetime.fromisoformat(started_at)
    return float(rows / took.total_seconds())


def rate(rows: int, work: Callable[[], None]) -> float:
    started = time.monotonic()
    work()
    return rows / (time.monotonic() - started)


def environment_for(sandbox: SandboxProcess, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
        "SECRET_KEY": "a key for this benchmark alone, and long enough to be taken as one",
        "DATABASE_URL": f"sqlite:///{folder / 'dashboard.sqlite3'}",
        "EXSITED_BASE_URL": sandbox.base_url,
        "EXSITED_CLIENT_ID": sandbox.client_id,
        "EXSITED_CLIENT_SECRET": sandbox.client_secret,
        "EXSITED_REDIRECT_URI": sandbox.redirect_uri,
    }


def manage(environment: dict[str, str], *command: str) -> None:
    subprocess.run(  # noqa: S603  (our own commands)
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True
    )


if __name__ == "__main__":
    main()
