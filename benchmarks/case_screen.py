"""
`python -m benchmarks.case_screen`: the first byte of the case screen of an invoice, beside one upstream call.

The promise: at 100 ms it comes within 1.15 times what the slowest single one of the upstream calls behind it takes.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Mapping

import requests

from tests.console_process import ADMIN, PASSWORD, ConsoleProcess, signed_in
from tests.sandbox_process import SandboxProcess, SignedIn

PROMISE = 1.15
WARM_UP = 5
ANSWER_SECONDS = 30
PAGE = "first byte of the case screen"


def main() -> None:
    options = read_options()
    latency = options.latency_ms
    # The bare calls go to a twin with the same data: signing in to the first would end the dashboard's token.
    with SandboxProcess(latency_ms=latency) as sandbox, SandboxProcess(latency_ms=latency) as twin:
        with sandbox.sign_in() as api:
            invoice = first_with_an_order(api)
        with (
            ConsoleProcess(sandbox) as console,
            signed_in(console.base_url, ADMIN, PASSWORD) as session,
            twin.sign_in() as api,
        ):
            page = console.url(f"/invoices/{invoice}/")
            calls = calls_behind(session, sandbox, page)
            bare = {path: reader(api, path) for path in calls}
            times = measure(bare | {PAGE: lambda: first_byte(session, page)}, options.runs)
    report(times, latency_ms=latency)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency-ms", type=int, default=100, help="what each upstream answer takes (default: 100)")
    parser.add_argument("--runs", type=int, default=30, help="how often each is read (default: 30)")
    return parser.parse_args()


def first_with_an_order(api: SignedIn) -> str:
    """The page of an invoice without an order would have less to wait for."""
    rows = api.json("/api/v3/invoices", limit=100)["invoices"]
    return str(next(row["id"] for row in rows if row["order_id"] and row["order_id"] != "NULL"))


def calls_behind(session: requests.Session, sandbox: SandboxProcess, page: str) -> list[str]:
    """The paths that the API is asked for before the page is sent, once the page is warm."""
    first_byte(session, page)
    sandbox.forget_requests()
    first_byte(session, page)
    return [seen["path"] for seen in sandbox.requests_seen()]


def reader(api: SignedIn, path: str) -> Callable[[], float]:
    def read() -> float:
        started = time.perf_counter()
        api.get(path).raise_for_status()
        return time.perf_counter() - started

    return read


def first_byte(session: requests.Session, url: str) -> float:
    """Seconds until it came; the rest is read as well, so that the connection is kept."""
    started = time.perf_counter()
    with session.get(url, timeout=ANSWER_SECONDS, allow_redirects=False, stream=True) as answer:
        pieces = answer.iter_content(1024)
        beginning = next(pieces, b"")
        taken = time.perf_counter() - started
        if answer.status_code != requests.codes.ok or not beginning:
            raise RuntimeError(f"{url} answered {answer.status_code}")
        for _ in pieces:
            pass
    return taken


def measure(timed: Mapping[str, Callable[[], float]], runs: int) -> dict[str, list[float]]:
    """Milliseconds of each run. They take turns, so that whatever else the machine does hits all of them."""
    times: dict[str, list[float]] = {name: [] for name in timed}
    for run in range(WARM_UP + runs):
        for name, act in timed.items():
            taken = act()
            if run >= WARM_UP:
                times[name].append(taken * 1000)
    return times


def report(times: Mapping[str, list[float]], *, latency_ms: int) -> None:
    medians = {name: statistics.median(values) for name, values in times.items()}
    slowest = max(median for name, median in medians.items() if name != PAGE)
    print(f"upstream latency {latency_ms} ms, {len(times[PAGE])} runs of each, milliseconds:")
    for name, median in medians.items():
        print(f"  {median:6.1f}  {name} (fastest {min(times[name]):.0f}, slowest {max(times[name]):.0f})")
    ratio = medians[PAGE] / slowest
    print(f"ratio {ratio:.2f}, at most {PROMISE} promised: {'kept' if ratio <= PROMISE else 'BROKEN'}")


if __name__ == "__main__":
    main()
