"""The PDF through the dashboard's own server: what only a real connection can show."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.console_process import PASSWORD, SUPPORT, ConsoleProcess, signed_in
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.sandbox

LONG = 200_000_000
SECOND = 1.0


class Wire:
    """One signed-in person, the dashboard, and the sandbox behind it."""

    def __init__(self, sandbox: SandboxProcess, console: ConsoleProcess, session: requests.Session) -> None:
        with sandbox.sign_in() as api:
            self.invoice = api.json("/api/v3/invoices", limit=1)["invoices"][0]["id"]
            self.document = api.get(f"/api/v3/invoices/{self.invoice}/pdf").content
        self.sandbox, self.console, self.session = sandbox, console, session

    def arm(self, **rule: Any) -> None:
        self.sandbox.arm(path=f"/api/v3/invoices/{self.invoice}/pdf", **rule)

    def ask(self, method: str = "GET", **options: Any) -> requests.Response:
        address = self.console.url(f"/invoices/{self.invoice}/pdf/file/")
        return self.session.request(method, address, timeout=30, allow_redirects=False, **options)

    def calls(self) -> list[dict[str, Any]]:
        return [line for line in self.console.log_lines() if line.get("endpoint") == "/api/v3/invoices/{id}/pdf"]


@pytest.fixture(scope="module")
def served() -> Iterator[Wire]:
    with (
        SandboxProcess() as sandbox,
        ConsoleProcess(sandbox) as console,
        signed_in(console.base_url, SUPPORT, PASSWORD) as session,
    ):
        yield Wire(sandbox, console, session)


@pytest.fixture
def wire(served: Wire) -> Iterator[Wire]:
    yield served
    served.sandbox.clear_faults()


class TestPdfOverTheWire:
    def test_arrives_whole(self, wire: Wire) -> None:
        answer = wire.ask()

        assert answer.content == wire.document
        assert answer.headers["Content-Length"] == str(len(wire.document))
        assert answer.headers["Accept-Ranges"] == "bytes"

    def test_has_a_head(self, wire: Wire) -> None:
        answer = wire.ask("HEAD")

        assert answer.headers["Content-Length"] == str(len(wire.document))
        assert wire.ask().content == wire.document

    @pytest.mark.parametrize(
        ("asked", "part", "said"),
        [
            ("bytes=0-99", slice(0, 100), "bytes 0-99/"),
            ("bytes=100-", slice(100, None), "bytes 100-"),
            ("bytes=-50", slice(-50, None), "bytes "),
        ],
    )
    def test_comes_in_parts(self, wire: Wire, asked: str, part: slice, said: str) -> None:
        answer = wire.ask(headers={"Range": asked})

        assert answer.status_code == 206
        assert answer.content == wire.document[part]
        assert answer.headers["Content-Range"].startswith(said)
        assert answer.headers["Content-Range"].endswith(f"/{len(wire.document)}")

    def test_has_no_part_beyond_its_end(self, wire: Wire) -> None:
        answer = wire.ask(headers={"Range": "bytes=900000000-"})

        assert (answer.status_code, answer.content) == (416, b"")
        assert answer.headers["Content-Range"] == f"bytes */{len(wire.document)}"

    def test_that_breaks_off_late_is_no_finished_download(self, wire: Wire) -> None:
        wire.arm(kind="truncate", grow_bytes=8_000_000)

        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            wire.ask()
        assert wire.calls()[-1]["fault"] == "body_truncated"

    def test_lets_go_of_the_upstream_when_the_person_leaves(self, wire: Wire) -> None:
        wire.arm(grow_bytes=LONG)
        before = len(wire.calls())

        answer = wire.ask(stream=True)
        answer.raw.read(100_000)
        answer.close()

        give_up = time.monotonic() + SECOND
        while len(wire.calls()) == before and time.monotonic() < give_up:
            time.sleep(0.02)
        assert len(wire.calls()) == before + 1
        assert 0 < wire.calls()[-1]["bytes"] < LONG
