"""
`python -m benchmarks.ledger_memory`: the most memory that the files of the whole ledger and a first sync take, at two
sizes. The promise: at 1,000,000 invoices at most 1.1 times what it is at 100,000.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ledger_pages import ask, served
from benchmarks.ledger_sync import ROOT, environment_for, manage
from benchmarks.upstream import Upstream

PROMISE = 1.1
FILES = {f"all invoices as {kind.upper()}": f"/finance/invoices/?format={kind}" for kind in ("csv", "xlsx")}
SYNC = "a first sync"


def main() -> None:
    options = read_options()
    found = {rows: measured(rows, options) for rows in (options.few, options.many)}
    few, many = found.values()
    print(f"MB at most, at {options.few:,} and at {options.many:,} invoices:")
    for name, one in few.items():
        kept = "kept" if many[name] <= PROMISE * one else "BROKEN"
        print(f"  {one:7.1f} {many[name]:7.1f}  {many[name] / one:5.2f} times  {name} (at most {PROMISE}: {kept})")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, default=100_000, help="invoices of the small ledger (default: 100000)")
    parser.add_argument("--many", type=int, default=1_000_000, help="invoices of the large one (default: 1000000)")
    parser.add_argument("--no-sync", action="store_true", help="the files alone, which takes minutes less")
    return parser.parse_args()


def measured(rows: int, options: argparse.Namespace) -> dict[str, float]:
    with served(rows) as process:
        found = {name: ask(process, address)[2] for name, address in FILES.items()}
    return found if options.no_sync else found | {SYNC: synced(rows)}


def synced(rows: int) -> float:
    """The peak of the process."""
    started = time.perf_counter()
    with Upstream(invoices=rows, latency_ms=0) as upstream, tempfile.TemporaryDirectory() as folder:
        environment = environment_for(upstream, Path(folder) / "ledger.sqlite3")
        manage(environment, "migrate", "--verbosity", "0")
        process = subprocess.Popen(
            [sys.executable, "manage.py", "sync_ledger"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError("the sync was not complete")
    print(f"a first sync of {rows:,} invoices took {time.perf_counter() - started:.0f} s", flush=True)
    return used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
