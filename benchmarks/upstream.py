"""
`python -m benchmarks.upstream INVOICES LATENCY_MS`: a billing API that is never what others wait for. It knows the
token, the list of invoices and nothing else; the list is a thousand invoices of the sandbox, written beforehand, again
and again under other names. It prints its address once it is ready. `Upstream` is that process, for a benchmark.
"""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.sandbox_process import SandboxProcess

PATTERNS = 1000
INVOICES_OF_AN_ACCOUNT = 100
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
TOKEN = json.dumps({"access_token": "the-only-token-there-is", "token_type": "bearer", "expires_in": 86_400}).encode()
CHANGING = ("id", "uuid", "account_id", "created_on", "last_updated_on")
ROOT = Path(__file__).resolve().parent.parent


class Upstream:
    """The process; `base_url` is where it answers."""

    def __init__(self, *, invoices: int, latency_ms: int) -> None:
        self._command = [sys.executable, "-m", "benchmarks.upstream", str(invoices), str(latency_ms)]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
        assert self._process.stdout
        self.base_url = self._process.stdout.readline().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)


def main() -> None:
    invoices, latency_ms = (int(argument) for argument in sys.argv[1:])
    listed = Listed(patterns(), invoices)

    class Answers(Handler):
        made = listed
        latency = latency_ms / 1000

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


def patterns() -> list[bytes]:
    """Invoices as the sandbox writes them, with holes for what tells one from another."""
    with SandboxProcess(invoices=PATTERNS) as sandbox, sandbox.sign_in() as client:
        rows: list[dict[str, Any]] = client.json("/api/v3/invoices", limit=PATTERNS)["invoices"]
    return [pattern(row) for row in rows]


def pattern(row: dict[str, Any]) -> bytes:
    holes = {name: f"<<{name}>>" for name in CHANGING}
    return json.dumps(row | holes).replace("%", "%%").replace("<<", "%(").replace(">>", ")s").encode()


class Listed:
    """`number` from 0 on is the place in the order of creation, which is that of the last change as well."""

    def __init__(self, written: list[bytes], invoices: int) -> None:
        self._written = written
        self._accounts = max(1, invoices // INVOICES_OF_AN_ACCOUNT)
        self.invoices = invoices

    def page(self, offset: int, limit: int, *, descending: bool) -> bytes:
        numbers = range(self.invoices)[::-1] if descending else range(self.invoices)
        rows = b", ".join(map(self._row, numbers[offset : offset + limit]))
        return b'{"invoices": [%s], "pagination": {"records": %d}}' % (rows, self.invoices)

    def _row(self, number: int) -> bytes:
        moment = (FIRST + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return self._written[number % len(self._written)] % {
            b"id": b"INV-%07d" % number,
            b"uuid": b"%08x-0000-4000-8000-000000000000" % number,
            b"account_id": b"ACC%06d" % (number % self._accounts),
            b"created_on": moment,
            b"last_updated_on": moment,
        }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    made: Listed
    latency: float

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(TOKEN)

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        started = time.monotonic()
        if not address.path.endswith("/v3/invoices"):
            self.answer(b"{}", status=404)
            return
        page = self.made.page(int(query["offset"]), int(query["limit"]), descending=query.get("direction") == "desc")
        time.sleep(max(0.0, self.latency - (time.monotonic() - started)))
        self.answer(page)

    def answer(self, body: bytes, *, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    main()
