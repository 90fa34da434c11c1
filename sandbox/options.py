"""The command line of `python -m sandbox`."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

DEMO_CLIENT_ID = "sandbox"
DEMO_CLIENT_SECRET = "sandbox_secret_for_demonstration"  # noqa: S105 - made up and printed in --help: it guards made-up data
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    host: str
    port: int
    invoices: int
    connections: int
    parts: int | None
    seed: int
    today: date | None
    latency_ms: int
    client_id: str
    client_secret: str
    allow_faults: bool


def read_options(arguments: Sequence[str]) -> Options:
    return Options(**vars(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sandbox",
        description="An embedded Exsited on made-up data. Prints one line with its address when it is ready.",
    )
    add = parser.add_argument
    add("--host", default=LOOPBACK, help="address to listen on (%(default)s: reached from this machine only)")
    add("--port", type=_between(0, 65535), default=8900, help="port to listen on (%(default)s); 0 picks a free one")
    add("--invoices", type=_between(0, 10_000_000), default=500, help="how many invoices there are (%(default)s)")
    add("--connections", type=_between(0, 10_000), default=38, help="how many connections there are (%(default)s)")
    # For benchmarks: so many functions and as many automations in the one large connection.
    add("--parts", type=_between(50, 10_000), help=argparse.SUPPRESS)
    add("--seed", type=int, default=1, help="the same seed gives the same data (%(default)s)")
    add("--today", type=date.fromisoformat, help="the day the data is made for, YYYY-MM-DD (the real day)")
    add("--latency-ms", type=_between(0, 600_000), default=0, help="delay of every answer (%(default)s)")
    add("--client-id", default=DEMO_CLIENT_ID, help="the id that may sign in (%(default)s)")
    add("--client-secret", default=DEMO_CLIENT_SECRET, help="its secret (%(default)s)")
    add("--allow-faults", action="store_true", help="open /_control/ to this machine, where faults are armed")
    return parser


def _between(lowest: int, highest: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        number = int(text)
        if not lowest <= number <= highest:
            raise argparse.ArgumentTypeError(f"must be from {lowest} to {highest}")
        return number

    return whole_number
