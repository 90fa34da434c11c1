"""
`python -m benchmarks.panels`: what a page of independent calls costs beside a page of one call.

The promise: a page with three or more independent calls at 100 ms takes at most 1.3 times as long as one call.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Mapping

import requests

from tests.console_process import ADMIN, PASSWORD, ConsoleProcess, signed_in
from tests.sandbox_process import SandboxProcess

PROMISE = 1.3
WARM_UP = 5
ANSWER_SECONDS = 30


def main() -> None:
    options = read_options()
    with SandboxProcess(latency_ms=options.latency_ms) as sandbox, ConsoleProcess(sandbox) as console:
        addresses = addresses_on(sandbox)
        with signed_in(console.base_url, ADMIN, PASSWORD) as session:
            calls = {name: calls_of(session, sandbox, console.url(path)) for name, path in addresses.items()}
            times = measure(
                {name: reader(session, console.url(path)) for name, path in addresses.items()}, options.runs
            )
    report(times, calls, latency_ms=options.latency_ms)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency-ms", type=int, default=100, help="what each upstream answer takes (default: 100)")
    parser.add_argument("--runs", type=int, default=30, help="how often each page is read (default: 30)")
    return parser.parse_args()


def addresses_on(sandbox: SandboxProcess) -> dict[str, str]:
    """The page of one call first; the last one's fourth call can only begin once its first has answered."""
    with sandbox.sign_in() as api:
        invoice = api.json("/api/v3/invoices", limit=1)["invoices"][0]["id"]
        connection = api.json("/api/v2/integration-connections", limit=1)["integration_connection"][0]["uuid"]
    return {
        "one call: the information of an invoice": f"/invoices/{invoice}/information/",
        "independent calls: a connection": f"/integrations/{connection}/",
        "one call after another: an invoice": f"/invoices/{invoice}/?wait=1",
    }


def calls_of(session: requests.Session, sandbox: SandboxProcess, url: str) -> int:
    """How many calls the page makes once it is warm."""
    read(session, url)
    sandbox.forget_requests()
    read(session, url)
    return len(sandbox.requests_seen())


def reader(session: requests.Session, url: str) -> Callable[[], None]:
    return lambda: read(session, url)


def read(session: requests.Session, url: str) -> None:
    answer = session.get(url, timeout=ANSWER_SECONDS, allow_redirects=False)
    if answer.status_code != requests.codes.ok or "Still loading" in answer.text:
        raise RuntimeError(f"{url} answered {answer.status_code}, or not in full")


def measure(pages: Mapping[str, Callable[[], None]], runs: int) -> dict[str, list[float]]:
    """Milliseconds of each run. The pages take turns, so that whatever else the machine does hits all of them."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    for run in range(WARM_UP + runs):
        for name, open_page in pages.items():
            started = time.perf_counter()
            open_page()
            if run >= WARM_UP:
                times[name].append((time.perf_counter() - started) * 1000)
    return times


def report(times: Mapping[str, list[float]], calls: Mapping[str, int], *, latency_ms: int) -> None:
    medians = {name: statistics.median(values) for name, values in times.items()}
    one, many, _ = medians.values()
    print(f"upstream latency {latency_ms} ms, {len(next(iter(times.values())))} runs of each page, milliseconds:")
    for name, median in medians.items():
        spread = f"fastest {min(times[name]):.0f}, slowest {max(times[name]):.0f}"
        print(f"  {median:6.1f}  {name} ({calls[name]} calls; {spread}; {median / one:.2f} times one call)")
    kept = "kept" if many <= PROMISE * one else "BROKEN"
    print(f"ratio {many / one:.2f}, at most {PROMISE} promised: {kept}")


if __name__ == "__main__":
    main()
