"""The dashboard as a process, and what each of its answers must keep, whatever failed behind it."""

from __future__ import annotations

import base64
import hmac
import html
import json
import os
import pickle
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.fernet import Fernet

from dashboard.exsited import Token
from tests.builders import SECRETS
from tests.canaries import spellings
from tests.console_process import ADMIN, FINANCE, SUPPORT, ConsoleProcess
from tests.faults.upstream import CLIENT_SECRET, MARKER

PAGE_SECONDS = 2.3
SLACK = 0.5
BUSY = 0.5 + min(os.getloadavg()[0] / (os.cpu_count() or 1), 6)
"""What a machine may add that is busy with something else."""
MOST_GROWTH = 64 * 1024 * 1024
CANARIES = (*SECRETS, CLIENT_SECRET, "canary-own-access-token", "canary-own-refresh-token", "canary-odd-place")
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "frame-src 'self'", "form-action 'self'", "base-uri 'none'", "object-src 'none'",
    "frame-ancestors 'none'",
}  # fmt: skip
OF_FILES = (
    POLICY,
    {"default-src 'none'", "frame-ancestors 'self'"},
    {"default-src 'none'", "frame-ancestors 'none'", "sandbox"},
)
"""Of a file made here, of a PDF that stands in a frame of ours, of an attachment that anybody may have made."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Request-ID": "",
    "Cache-Control": "private, no-store",
}
TRACE = re.compile(r"Traceback|site-packages|dashboard/exsited/|File &quot;|\.py&quot;")
REFERENCE = re.compile(r'data-copy="([0-9a-f]{8})"')
AGAIN = re.compile(r'<div class="row trace">\s*<a class="btn"\s+href="([^"]*)"')
EVENTS = {"problem", "denied"}
"""Of which a failing page has one at most."""


def leaks(content: str) -> list[str]:
    found = [secret for secret in CANARIES if any(spelt in content for spelt in spellings(secret))]
    return found + ([MARKER] if MARKER in content else [])


@dataclass
class Seen:
    """One answer; what holds for all of them has been checked."""

    response: requests.Response
    seconds: float
    role: str

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return self.response.text

    @property
    def is_file(self) -> bool:
        return not self.response.headers.get("Content-Type", "text/html").startswith("text/html")

    @property
    def words(self) -> str:
        """What is read of the page: tags away, white space as one blank."""
        bare = re.sub(r"<(script|style|head)\b.*?</\1>", " ", self.text, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", bare)).split())

    @property
    def reference(self) -> str:
        return self.response.headers["X-Request-ID"]


@dataclass
class Dashboard:
    console: ConsoleProcess
    sessions: dict[str, requests.Session]
    home: Path
    """Where its database and its cache are."""
    since: int = 0
    """Where in its log this test begins."""

    @property
    def cache_path(self) -> Path:
        return self.home / "dashboard.cache.sqlite3"

    @property
    def database_path(self) -> Path:
        return self.home / "dashboard.sqlite3"

    @property
    def worker(self) -> int:
        """The process that answers: the only child of the one that was started."""
        (child,) = Path(f"/proc/{self.console.pid}/task/{self.console.pid}/children").read_text().split()
        return int(child)

    @property
    def memory(self) -> int:
        """Bytes that the worker holds."""
        told = Path(f"/proc/{self.worker}/status").read_text()
        return int(told.partition("VmRSS:")[2].split()[0]) * 1024

    @property
    def peak(self) -> int:
        told = Path(f"/proc/{self.worker}/status").read_text()
        return int(told.partition("VmHWM:")[2].split()[0]) * 1024

    @property
    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.worker}/task").iterdir()))

    def forget_peak(self) -> None:
        Path(f"/proc/{self.worker}/clear_refs").write_text("5")

    @contextmanager
    def another(self, *, threads: int = 8, **variables: str) -> Iterator[Dashboard]:
        """Another process on the same database and cache, for the same people."""
        with ConsoleProcess(self.console.sandbox, like=self.console, threads=threads, variables=variables) as console:
            yield Dashboard(console, self.sessions, home=self.home)
            log = console.log_path.read_text()
            assert leaks(log) == []
            assert "Traceback" not in log

    def give_token(self, base_url: str) -> None:
        """As if one had been granted by that upstream before: so that the next call is not one for a token."""
        settings = self.console.settings

        def key(purpose: str) -> bytes:
            return hmac.digest(settings["SECRET_KEY"].encode(), f"exsited-console {purpose}".encode(), "sha256")

        told = f"{base_url} {settings['EXSITED_CLIENT_ID']} {settings['EXSITED_CLIENT_SECRET']}"
        name = hmac.digest(key("name of the token's store"), told.encode(), "sha256").hex()[:16]
        cipher = Fernet(base64.urlsafe_b64encode(key("shared token")))
        token = Token(access_token="canary-own-access-token-given", refresh_token=None, expires_at=time.time() + 3600)
        value = pickle.dumps(cipher.encrypt(json.dumps(asdict(token)).encode()))
        with closing(sqlite3.connect(self.cache_path, timeout=5)) as file, file:
            row = (f":1:exsited-token:{name}", value, time.time() + 3600)
            file.execute("INSERT OR REPLACE INTO entries (key, value, expires_at) VALUES (?, ?, ?)", row)

    def forget(self) -> None:
        """The cache, with all that processes told each other of the upstream."""
        if not self.cache_path.exists():
            return
        with closing(sqlite3.connect(self.cache_path, timeout=5)) as file, file:
            file.execute("DELETE FROM entries")

    def visit(
        self,
        path: str,
        *,
        role: str = SUPPORT,
        within: float = PAGE_SECONDS + SLACK + BUSY,
        method: str = "GET",
        check: bool = True,
        **options: Any,
    ) -> Seen:
        session = self.sessions[role]
        started = time.monotonic()
        response = session.request(method, self.console.url(path), timeout=30, **{"allow_redirects": False, **options})
        seen = Seen(response, time.monotonic() - started, role)
        assert seen.seconds < within, f"{path} took {seen.seconds:.1f} s"
        if check:
            self.check(seen)
        return seen

    def check(self, seen: Seen) -> None:
        """What every answer keeps."""
        headers = seen.response.headers
        told = "\n".join(f"{name}: {value}" for name, value in headers.items())
        text = seen.response.content.decode("latin-1") if seen.is_file else seen.text
        assert leaks(told + "\n" + text) == []
        for name, value in HEADERS.items():
            assert value in headers.get(name, "missing"), name
        directives = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
        assert directives in (OF_FILES if seen.is_file else [POLICY])
        if seen.status == 503:
            assert int(headers["Retry-After"]) >= 1
        if not seen.is_file:
            self.check_page(seen)
        self.check_lines(seen)

    def check_page(self, seen: Seen) -> None:
        """No inside is told, the reference is the one of the log, and there is a way on without a script."""
        assert not TRACE.search(seen.text)
        assert set(REFERENCE.findall(seen.text)) <= {seen.reference}
        assert seen.role == ADMIN or urlsplit(self.console.settings["EXSITED_BASE_URL"]).netloc not in seen.text
        request = seen.response.request
        if seen.status in {502, 503, 504}:
            assert seen.reference in REFERENCE.findall(seen.text)
            assert request.method != "GET" or AGAIN.findall(seen.text) == [html.escape(str(request.path_url))]
        if "HX-Request" not in request.headers and "<html" in seen.text and "problem-status" in seen.text:
            assert "<nav" in seen.text or "Go to the start page" in seen.text

    def check_lines(self, seen: Seen) -> None:
        """One line for the request, one for each call, one for what failed; each says what it should, and no id."""
        lines = self.lines(seen)
        (request,) = [line for line in lines if line["event"] == "request"]
        assert request["answer"] == seen.status
        assert [line["event"] for line in lines if line["event"] in EVENTS][1:] == []
        for line in lines:
            if line["event"] == "exsited_call":
                assert {"fault", "status", "attempts", "ms", "bytes"} <= set(line)
            if line["event"] in {"exsited_call", "problem"}:
                assert not re.search(r"[?\s]|INV-|[0-9a-f]{8}-", line["endpoint"])
        if seen.status == 200 and not seen.is_file and seen.reference in REFERENCE.findall(seen.text):
            assert any(line.get("fault") for line in lines)
        if seen.status in {502, 504} and not seen.is_file:
            assert [line["event"] for line in lines].count("problem") == 1

    def lines(self, seen: Seen, event: str | None = None) -> list[dict[str, Any]]:
        """The log lines of an answer; the one of the request itself comes last and may come late."""
        give_up = time.monotonic() + 2
        while True:
            lines = self.console.log_lines_of(seen.reference)
            if any(line["event"] == "request" for line in lines) or time.monotonic() > give_up:
                break
            time.sleep(0.02)
        assert [line["event"] for line in lines].count("request") == 1
        return [line for line in lines if event in (None, line["event"])]

    def call(self, seen: Seen, endpoint: str) -> dict[str, Any]:
        """The one log line of the one call that this page made of that endpoint."""
        (line,) = [line for line in self.lines(seen, "exsited_call") if line["endpoint"] == endpoint]
        return line

    def log_lines(self) -> list[dict[str, Any]]:
        """Of this test so far."""
        log = self.console.log_path.read_bytes()[self.since :].decode()
        return [json.loads(line) for line in log.splitlines() if line.startswith("{")]

    def events(self) -> list[str]:
        return [line["event"] for line in self.log_lines()]


def soon(true: Callable[[], bool], seconds: float = 1.0) -> bool:
    """Whether it becomes true in that time, and in what a busy machine may add."""
    give_up = time.monotonic() + seconds + BUSY
    while not true() and time.monotonic() < give_up:
        time.sleep(0.02)
    return true()


def kept_nothing_secret(dashboard: Dashboard, since: int) -> None:
    """Logs, cache and database."""
    log = dashboard.console.log_path.read_text()[since:]
    assert leaks(log) == []
    assert "Traceback" not in log
    assert all(isinstance(json.loads(line), dict) for line in log.splitlines() if line.startswith("{"))
    for path in (dashboard.cache_path, dashboard.database_path):
        for part in (path, path.with_name(path.name + "-wal")):
            if part.exists():
                assert leaks(part.read_bytes().decode("latin-1")) == [], part.name


ROLES = (ADMIN, SUPPORT, FINANCE)
