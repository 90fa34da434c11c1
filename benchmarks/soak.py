"""
`python -m benchmarks.soak`: what is left in the dashboard's process after very many requests of every kind.

The promise: 100,000 of them leave its memory, its threads and its sockets flat. What it has is read after a beginning
that fills its caches, and on to the end. On Linux, which tells this of a process.
"""

import argparse
import http.client
import itertools
import random
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.pdf import only_child
from tests.console_process import ADMIN, PASSWORD, ConsoleProcess, cookie_of, signed_in
from tests.sandbox_process import SandboxProcess

CLIENTS = 8
READINGS = 50
BEGINNING = 0.2
"""The part of the requests after which memory counts: by then every kind of page has been made many times."""
MORE = 1.1
ANSWER_SECONDS = 60
ANY = (
    *("/", "/healthz", "/login/", "/static/js/nothing.js", "/nowhere/", "/search/?q=INV-1"),
    *("/invoices/", "/invoices/?page=3", "/invoices/INV-NOT-THERE/", "/finance/", "/finance/invoices/?state=open"),
    *("/integrations/", "/integrations/findings/", "/status/", "/access-log/"),
)
OF_AN_INVOICE = ("", "?wait=1", "notes/", "information/", "json/", "pdf/", "pdf/file/")
OF_A_CONNECTION = ("", "configuration/", "functions/", "automations/", "findings/")


@dataclass(frozen=True, slots=True)
class Reading:
    done: int
    megabytes: int
    threads: int
    sockets: int


def main() -> None:
    options = read_options()
    with SandboxProcess(invoices=300) as sandbox, ConsoleProcess(sandbox, threads=16) as console:
        with sandbox.sign_in() as api:
            invoices = [row["id"] for row in api.json("/api/v3/invoices", limit=100)["invoices"]]
            rows = api.json("/api/v2/integration-connections", limit=100)["integration_connection"]
        paths = [
            *ANY,
            *(f"/invoices/{one}/{part}" for one in invoices for part in OF_AN_INVOICE),
            *(f"/integrations/{row['uuid']}/{part}" for row in rows for part in OF_A_CONNECTION),
        ]
        readings, statuses, seconds = soak(console, paths, options.requests)
    report(readings, statuses, seconds)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000, help="how many (default: 100,000)")
    return parser.parse_args()


def soak(console: ConsoleProcess, paths: list[str], count: int) -> tuple[list[Reading], Counter[int], float]:
    with signed_in(console.base_url, ADMIN, PASSWORD) as session:
        cookie = cookie_of(session)
    host, worker = urlsplit(console.base_url).netloc, only_child(console.pid)
    numbers, readings = itertools.count(1), [reading(0, worker)]
    every = max(count // READINGS, 1)

    def client(seed: int) -> Counter[int]:
        chance, statuses = random.Random(seed), Counter[int]()  # noqa: S311  (which page is next is no secret)
        with closing(http.client.HTTPConnection(host, timeout=ANSWER_SECONDS)) as connection:
            while (number := next(numbers)) <= count:
                # Half of them where many people are, so that every kind of page is among them.
                path = chance.choice(ANY if chance.random() < 0.5 else paths)
                connection.request("GET", path, headers={"Cookie": cookie})
                with connection.getresponse() as response:
                    response.read()
                statuses[response.status] += 1
                if number % every == 0:
                    readings.append(reading(number, worker))
        return statuses

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        statuses = sum(threads.map(client, range(CLIENTS)), Counter[int]())
    return sorted(readings, key=lambda one: one.done), statuses, time.perf_counter() - started


def reading(done: int, pid: int) -> Reading:
    process = Path("/proc") / str(pid)
    told = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    kinds = [str(link.readlink()) for link in list((process / "fd").iterdir()) if link.is_symlink()]
    return Reading(
        done=done,
        megabytes=int(told["VmRSS"].split()[0]) // 1000,
        threads=int(told["Threads"]),
        sockets=sum(kind.startswith("socket:") for kind in kinds),
    )


def report(readings: list[Reading], statuses: Counter[int], seconds: float) -> None:
    total = statuses.total()
    print(
        f"{total} requests in {seconds:.0f} s: {', '.join(f'{n} x {status}' for status, n in sorted(statuses.items()))}"
    )
    later = [one for one in readings if one.done >= BEGINNING * total]
    quarter = max(len(later) // 4, 1)
    flat = []
    for name in ("megabytes", "threads", "sockets"):
        before, *_ = values = [getattr(one, name) for one in [readings[0], *later]]
        first, last = statistics.median(values[1 : quarter + 1]), statistics.median(values[-quarter:])
        flat.append(last <= MORE * first + 1)
        print(f"  {name}: {before} before, {first:.0f} at first, {last:.0f} at last")
    print(f"  flat (at most {MORE} times) promised: {'kept' if all(flat) else 'BROKEN'}")


if __name__ == "__main__":
    main()
