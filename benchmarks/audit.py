"""
`python -m benchmarks.audit`: what an audit costs beside the upstream calls it cannot do without.

The promises: the findings of a connection with 500 functions and 500 automations are there in at most 1.3 times what
its slowest chain of upstream calls takes; the matrix of 50 connections asks for each once, a bounded number at a time,
and tells how far it is.
"""

import argparse
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin

import requests

from tests.console_process import ADMIN, PASSWORD, ConsoleProcess, signed_in
from tests.sandbox_process import SandboxProcess, SignedIn

PROMISE = 1.3
WARM_UP = 2
ANSWER_SECONDS = 60
LARGE = 2
"""Which connection of the sandbox is the large one."""
LIST = "/api/v2/integration-connections"
FETCHES = re.compile(r'hx-get="([^"]+)"')
PANEL = {"HX-Request": "true", "HX-Target": "panel-matrix"}

Call = tuple[str, str]
"""Path and query."""


def main() -> None:
    options = read_options()
    sizes = {"connections": options.connections, "parts": options.parts, "latency_ms": options.latency_ms}
    with SandboxProcess(**sizes) as sandbox, ConsoleProcess(sandbox) as console:
        with sandbox.sign_in() as api:
            uuid = api.json(LIST, limit=100)["integration_connection"][LARGE]["uuid"]
        with signed_in(console.base_url, ADMIN, PASSWORD) as session:
            print(f"upstream latency {options.latency_ms} ms, {options.runs} runs, milliseconds:")
            findings(sandbox, session, console.url(f"/integrations/{uuid}/findings/"), options.runs)
            matrix(sandbox, session, console, options.runs)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency-ms", type=int, default=100, help="what each upstream answer takes (default: 100)")
    parser.add_argument("--runs", type=int, default=10, help="how often each is read (default: 10)")
    parser.add_argument("--parts", type=int, default=500, help="functions, and automations (default: 500)")
    parser.add_argument("--connections", type=int, default=50, help="how many connections there are (default: 50)")
    return parser.parse_args()


def findings(sandbox: SandboxProcess, session: requests.Session, url: str, runs: int) -> None:
    """The page and, in turns with it, each list that it walks, by a bare client: the longest is the slowest chain."""
    read(session, url)
    sandbox.forget_requests()
    page = read(session, url)
    chains = chains_of(calls_seen(sandbox))
    times: dict[str, list[float]] = {"page": [], **{name: [] for name in chains}}
    with sandbox.sign_in() as api:
        for run in range(WARM_UP + runs):
            # The bare client's token ended the dashboard's and the other way round: a new one is not in the measure.
            read(session, url)
            took = {"page": timed(lambda: read(session, url))}
            replay(api, chains[next(iter(chains))][:1])
            took |= {name: timed(partial(replay, api, calls)) for name, calls in chains.items()}
            if run >= WARM_UP:
                for name, milliseconds in took.items():
                    times[name].append(milliseconds)
    medians = {name: statistics.median(values) for name, values in times.items()}
    whole = medians.pop("page")
    slowest = max(medians, key=lambda name: medians[name])
    ratio = whole / medians[slowest]
    print(f"  {whole:7.1f}  findings of one connection ({len(page.content) // 1000} kB)")
    print(f"  {medians[slowest]:7.1f}  its slowest chain, {len(chains[slowest])} calls: {slowest}")
    print(f"ratio {ratio:.2f}, at most {PROMISE} promised: {'kept' if ratio <= PROMISE else 'BROKEN'}")


def chains_of(calls: list[Call]) -> dict[str, list[Call]]:
    """The calls to one address follow each other, since only one page of a list tells whether there is another."""
    chains: dict[str, list[Call]] = {}
    for path, query in calls:
        chains.setdefault(re.sub(r"[0-9a-f-]{36}", "{uuid}", path), []).append((path, query))
    return chains


@dataclass(frozen=True, slots=True)
class Told:
    """When the frame, the first figure and the table were there, and the figures that were told on the way."""

    frame: float
    first: float
    table: float
    figures: list[str]


def matrix(sandbox: SandboxProcess, session: requests.Session, console: ConsoleProcess, runs: int) -> None:
    url = console.url("/integrations/matrix/")
    read(session, url)  # takes a new token out of the measure
    at_once = [timed(lambda: read(session, f"{url}?wait=1")) for _ in range(runs)]
    told = []
    for _ in range(runs):
        sandbox.forget_requests()
        told.append(watch(session, url))
    calls = Counter(calls_seen(sandbox))
    asked = [call for call in calls if call[0].endswith("/configuration")]
    with sandbox.sign_in() as api:
        one_by_one = timed(lambda: replay(api, asked))
    last = told[-1]
    print(f"  {statistics.median(one.frame for one in told):7.1f}  frame of the matrix of {len(asked)} connections")
    print(f"  {statistics.median(one.first for one in told):7.1f}  until it first told how far it is")
    print(f"  {statistics.median(one.table for one in told):7.1f}  until the table was there, having told")
    print(f"           {', '.join(last.figures)}")
    print(f"  {statistics.median(at_once):7.1f}  the same page read at once, without progress")
    print(f"  {one_by_one:7.1f}  its configurations, one after the other")
    twice = sum(count - 1 for count in calls.values())
    print(f"calls {sum(calls.values())}, read twice {twice}: {'kept' if twice == 0 else 'BROKEN'}")


def watch(session: requests.Session, url: str) -> Told:
    """As a browser does: the frame, then each fragment that the last one asks for."""
    started = time.perf_counter()
    figures: list[str] = []
    answer, moments = read(session, url), [since(started)]
    while found := FETCHES.search(answer.text):
        if "panel-matrix" not in answer.text:
            raise RuntimeError("the panel of the matrix is gone")
        address = unescape(found[1])
        answer = read(session, urljoin(url, address), headers=PANEL)
        moments.append(since(started))
        figures += re.findall(r"<span>(\d+ of \d+) read</span>", answer.text)
    if "<table" not in answer.text:
        raise RuntimeError("the table of the matrix did not come")
    return Told(frame=moments[0], first=moments[1], table=moments[-1], figures=figures)


def calls_seen(sandbox: SandboxProcess) -> list[Call]:
    """What the API was asked, in order; but for tokens, of which one serves many pages."""
    seen = [(call["path"], urlencode(call["query"], doseq=True)) for call in sandbox.requests_seen()]
    return [call for call in seen if "oauth2" not in call[0]]


def replay(api: SignedIn, calls: list[Call]) -> None:
    for path, query in calls:
        api.json(f"{path}?{query}" if query else path)


def read(session: requests.Session, url: str, **options: Any) -> requests.Response:
    answer = session.get(url, timeout=ANSWER_SECONDS, allow_redirects=False, **options)
    if answer.status_code != requests.codes.ok:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    return answer


def timed(call: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    call()
    return since(started)


def since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
