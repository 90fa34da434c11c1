"""
`python -m benchmarks.ledger_sync`: how fast a full sync fills the ledger, beside two plain walks over its invoices.

Both walks are what one writes first: one call after the other, a connection for each, 100 invoices at a time. The one
that reads only fetches and decodes; the one that keeps does with each invoice what the ledger needs, row by row. The
promise: at 20 ms upstream latency a sync moves at least 8 times the rows a second of a walk that does the same work.
All of them take turns, so that whatever else the machine does hits each.
"""

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from benchmarks.upstream import Upstream

PROMISE = 8.0
KEPT = 1_000
"""Invoices that the walk which keeps is given: more of them are not quicker."""
ROOT = Path(__file__).resolve().parent.parent
READS, KEEPS, FIRST, AGAIN = "a plain walk that reads", "a plain walk that keeps", "a first sync", "a full sync again"


def main() -> None:
    options = read_options()
    rates: dict[str, list[float]] = {name: [] for name in (READS, KEEPS, FIRST, AGAIN)}
    with (
        Upstream(invoices=options.invoices, latency_ms=options.latency_ms) as upstream,
        tempfile.TemporaryDirectory() as folder,
    ):
        empty = Path(folder) / "empty.sqlite3"
        manage(environment_for(upstream, empty), "migrate", "--verbosity", "0")
        for turn in range(options.runs):
            print(f"turn {turn + 1} of {options.runs}", flush=True)
            database = Path(folder) / "ledger.sqlite3"
            environment = environment_for(upstream, database)
            rates[READS].append(walked(environment, "reads", options.invoices))
            renew(database, empty)
            rates[KEEPS].append(walked(environment, "keeps", min(KEPT, options.invoices)))
            renew(database, empty)
            rates[FIRST].append(synced(environment, database))
            rates[AGAIN].append(synced(environment, database))
    report(rates, options)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency-ms", type=int, default=20, help="what each upstream answer takes (default: 20)")
    parser.add_argument("--invoices", type=int, default=20_000, help="how many there are (default: 20000)")
    parser.add_argument("--runs", type=int, default=3, help="how often each of them is done (default: 3)")
    return parser.parse_args()


def renew(database: Path, empty: Path) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{database}{ending}").unlink(missing_ok=True)
    shutil.copy(empty, database)


def walked(environment: dict[str, str], how: str, rows: int) -> float:
    """What the process takes to start is left out, as of a sync."""
    command = [sys.executable, "-m", "benchmarks.plain_walk", how, str(rows)]
    said = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return rows / float(said.stdout)


def synced(environment: dict[str, str], database: Path) -> float:
    """By the run's own record: what the process takes to start, and the names of accounts after it, are left out."""
    manage(environment, "sync_ledger", "--full")
    with closing(sqlite3.connect(database)) as connection:
        [(rows, started_at, ended_at)] = connection.execute(
            "SELECT read, started_at, ended_at FROM invoices_ui_ledgerrun ORDER BY id DESC LIMIT 1"
        ).fetchall()
    took = datetime.fromisoformat(ended_at) - datetime.fromisoformat(started_at)
    return float(rows / took.total_seconds())


def environment_for(upstream: Upstream, database: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
        "SECRET_KEY": "a key for this benchmark alone, and long enough to be taken as one",
        "DATABASE_URL": f"sqlite:///{database}",
        "EXSITED_BASE_URL": upstream.base_url,
        "EXSITED_CLIENT_ID": "benchmark",
        "EXSITED_CLIENT_SECRET": "a secret of no account at all",
        "EXSITED_REDIRECT_URI": "https://dashboard.example/callback",
    }


def manage(environment: dict[str, str], *command: str) -> None:
    subprocess.run(  # noqa: S603  (our own commands)
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True
    )


def report(rates: dict[str, list[float]], options: argparse.Namespace) -> None:
    medians = {name: statistics.median(found) for name, found in rates.items()}
    print(f"{options.invoices:,} invoices, {options.latency_ms} ms upstream latency; rows a second, medians:")
    for name, rate in medians.items():
        reads, keeps = rate / medians[READS], rate / medians[KEEPS]
        print(
            f"  {name:24} {rate:7,.0f}   {reads:6.2f} times the one that reads   {keeps:6.2f} times the one that keeps"
        )
    kept = "kept" if medians[FIRST] >= PROMISE * medians[KEEPS] else "BROKEN"
    print(f"promised are {PROMISE:.0f} times the one that keeps: {kept}")


if __name__ == "__main__":
    main()
