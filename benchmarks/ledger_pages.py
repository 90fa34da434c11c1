"""
`python -m benchmarks.ledger_pages`: what the pages over the ledger cost at a million invoices, beside ten thousand.

The promises: the page of what is outstanding costs at most 1.3 times as much, a list at any depth at most 1.5 times, a
search by text less than 5 times. What a page costs is the time that a processor works for it: how long it takes on a
machine that does other things as well says more of those.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TypeAlias

PAGES: dict[str, tuple[str, float | None]] = {
    "what is outstanding": ("/finance/", 1.3),
    "ageing": ("/finance/ageing/", 1.3),
    "reconciliation": ("/finance/reconciliation/?check=balance", None),
    "movement": ("/finance/movement/", None),
    "a list, its beginning": ("/finance/invoices/?state=open&currency=AUD&sort=-due&sums=0", 1.5),
    "a list, deep within": ("/finance/invoices/?state=open&currency=AUD&sort=-due&sums=0&after={deep}", 1.5),
    "a search by text": ("/finance/invoices/?q=inv-0004567&sums=0", 5.0),
}
WARM_UP = 3


Costs: TypeAlias = list[tuple[float, float]]
"""Milliseconds that passed, and that a processor worked."""


def main() -> None:
    options = read_options()
    with served(options.few) as few, served(options.many) as many:
        times: dict[str, tuple[Costs, Costs]] = {}
        for name, (address, _) in PAGES.items():
            found: tuple[Costs, Costs] = ([], [])
            for run in range(WARM_UP + options.runs):
                # The two take turns, so that whatever else the machine does hits both.
                for process, kept in zip((few, many), found, strict=True):
                    took, worked, _ = ask(process, address)
                    if run >= WARM_UP:
                        kept.append((took, worked))
            times[name] = found
    report(times, options.few, options.many)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, default=10_000, help="invoices of the small ledger (default: 10000)")
    parser.add_argument("--many", type=int, default=1_000_000, help="invoices of the large one (default: 1000000)")
    parser.add_argument("--runs", type=int, default=20, help="how often each page is read (default: 20)")
    return parser.parse_args()


@contextmanager
def served(rows: int) -> Iterator[subprocess.Popen[str]]:
    """A process with a ledger of so many invoices; it answers an address with what it took."""
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-m", "benchmarks.ledger_served", str(rows)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if read_line(process.stdout) != "ready":
            raise RuntimeError("the ledger could not be made")
        print(f"a ledger of {rows:,} invoices was made in {time.perf_counter() - started:.0f} s", flush=True)
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=60)


def ask(process: subprocess.Popen[str], address: str) -> tuple[float, float, float]:
    """The milliseconds it took, those that a processor worked, and the MB."""
    assert process.stdin is not None
    process.stdin.write(f"{address}\n")
    process.stdin.flush()
    took, worked, peak = map(float, read_line(process.stdout).split())
    return took, worked, peak


def read_line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def report(times: dict[str, tuple[Costs, Costs]], few: int, many: int) -> None:
    print(f"milliseconds at {few:,} and at {many:,} invoices, medians: those of a processor, and (all that passed)")
    for name, found in times.items():
        (took, worked), (took_many, worked_many) = (map(statistics.median, zip(*costs, strict=True)) for costs in found)
        promise, ratio = PAGES[name][1], worked_many / worked
        kept = f"at most {promise}: {'kept' if ratio <= promise else 'BROKEN'}" if promise else "nothing promised"
        print(
            f"  {worked:6.1f} ({took:6.1f}) {worked_many:6.1f} ({took_many:6.1f})  {ratio:5.2f} times  {name} ({kept})"
        )


if __name__ == "__main__":
    main()
