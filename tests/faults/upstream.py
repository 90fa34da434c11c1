"""An Exsited that answers as documented until it is told otherwise, and counts what it is asked."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests import builders
from tests.exsited.hostile import HostileServer, Script, Step, answer

TOKEN = "/api/v1/oauth2/token"
LIST = "/api/v3/invoices"
INVOICE = "INV-76GOU2-6081"
DETAIL = f"{LIST}/{INVOICE}"
NOTES = f"{DETAIL}/notes"
PDF = f"{DETAIL}/pdf"
CONNECTIONS = "/api/v2/integration-connections"

CLIENT_SECRET = "canary-own-secret/+&%-7f31"
OWN_TOKEN = "canary-own-access-token-{}"
OWN_REFRESH = "canary-own-refresh-token-{}"
MARKER = "UPSTREAM-BODY-MARKER"
"""Stands in the bodies of errors: no page and no log may ever hold it."""
PDF_BYTES = b"%PDF-1.4\n" + b"1 0 obj << >> endobj\n" * 200 + b"%%EOF\n"

_LINE = re.compile(rb"([A-Z]+) (\S+) HTTP/1\.[01]\r\n")


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    head: bytes
    body: bytes
    at: float = field(default_factory=time.monotonic)


@dataclass
class Rule:
    pattern: re.Pattern[str]
    scripts: list[Script]
    last_for_ever: bool = True
    used: int = 0
    made: Callable[[Asked], bytes] | None = None


def body_of(value: object) -> bytes:
    return json.dumps(value).encode()


def as_json(value: object, *headers: str, status: str = "200 OK") -> bytes:
    return answer(body_of(value), *headers, status=status)


def failing(status: str, *headers: str) -> bytes:
    """An error with a body that nobody should ever see."""
    page = f"<html><h1>{MARKER}</h1> {CLIENT_SECRET}</html>".encode()
    return answer(page, *headers, status=status, kind="text/html")


@dataclass
class Upstream:
    """`on` says what a path answers: the scripts one after the other, the last one (or the healthy answer) for ever."""

    server: HostileServer
    asked: list[Asked] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    grants: int = 0
    expires_in: Any = 3600
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self) -> None:
        with self.lock:
            self.asked, self.rules, self.expires_in = [], [], 3600

    def on(self, path: str, *scripts: Script | bytes, then_well: bool = False) -> None:
        """`path` may hold `*` for anything."""
        pattern = re.compile(re.escape(path).replace(r"\*", ".*"))
        listed = [[script] if isinstance(script, bytes) else script for script in scripts]
        with self.lock:
            self.rules.insert(0, Rule(pattern, listed, last_for_ever=not then_well))

    def says(self, path: str, value: object, *headers: str, status: str = "200 OK") -> None:
        self.on(path, as_json(value, *headers, status=status))

    def makes(self, path: str, made: Callable[[Asked], bytes]) -> None:
        """The answer depends on what is asked."""
        with self.lock:
            self.rules.insert(0, Rule(re.compile(re.escape(path)), [], made=made))

    def calls(self, path: str = "*", method: str = "GET") -> list[Asked]:
        pattern = re.compile(re.escape(path).replace(r"\*", ".*"))
        with self.lock:
            return [one for one in self.asked if one.method == method and pattern.fullmatch(one.path)]

    @property
    def tokens_asked(self) -> int:
        return len(self.calls(TOKEN, "POST"))

    def script(self, request: bytes) -> Script:
        match = _LINE.match(request)
        assert match, request[:100]
        parts = urlsplit(match[2].decode())
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        head, _, body = request.partition(b"\r\n\r\n")
        asked = Asked(match[1].decode(), parts.path, query, head, body)
        with self.lock:
            self.asked.append(asked)
            for rule in self.rules:
                if rule.pattern.fullmatch(asked.path):
                    rule.used += 1
                    if rule.made:
                        return [rule.made(asked)]
                    if rule.used <= len(rule.scripts) or rule.last_for_ever:
                        return rule.scripts[min(rule.used, len(rule.scripts)) - 1]
        return self._well(asked)

    def _well(self, asked: Asked) -> Iterable[Step]:
        if asked.path == TOKEN:
            with self.lock:
                self.grants += 1
                number = self.grants
            token = {"access_token": OWN_TOKEN.format(number), "refresh_token": OWN_REFRESH.format(number)}
            return [as_json({**token, "token_type": "Bearer", "expires_in": self.expires_in})]
        if asked.path == PDF:
            return [answer(PDF_BYTES, kind="application/pdf")]
        body = healthy(asked)
        return [as_json(body) if body is not None else as_json({"errors": [{"code": 404}]}, status="404 Not Found")]


def healthy(asked: Asked) -> object:
    made = bodies(asked).get(asked.path)
    return made() if made else None


def bodies(asked: Asked) -> dict[str, Callable[[], Any]]:
    """What each path answers that is documented."""
    limit, offset = int(asked.query.get("limit", 20)), int(asked.query.get("offset", 0))
    paging: dict[str, Any] = {"limit": limit, "offset": offset}
    integration = f"/api/v3/integration/{builders.CONNECTION_UUID}"
    return {
        LIST: lambda: builders.page_of(*([] if offset else [builders.invoice_json()]), records=1, **paging),
        DETAIL: lambda: {"invoice": builders.invoice_json()},
        f"{DETAIL}/information": lambda: {"invoice": builders.information_json()},
        NOTES: lambda: builders.page_of(
            *([] if offset else [builders.note_json()]), key="notes", records=1, within="invoice", **paging
        ),
        f"{NOTES}/{builders.NOTE_UUID}": lambda: {"invoice": {"note": builders.note_json()}},
        f"{NOTES}/{builders.NOTE_UUID}/files": lambda: {
            "invoice": {"note": {"uuid": builders.NOTE_UUID, "files": [builders.file_json()]}}
        },
        "/api/v3/accounts/76GOU2/invoices": lambda: builders.page_of(
            builders.account_invoice_json(), within="account", **paging
        ),
        "/api/v3/orders/ORD-76GOU2-1267/invoices": lambda: builders.page_of(
            builders.invoice_json(), within="order", **paging
        ),
        CONNECTIONS: lambda: builders.page_of(builders.connection_json(), key="integration_connection", **paging),
        f"{CONNECTIONS}/{builders.CONNECTION_UUID}": lambda: {"integration_connection": builders.connection_json()},
        f"{integration}/configuration": lambda: {"integration": builders.configuration_json()},
        f"{NOTES}/{builders.NOTE_UUID}/files/{builders.FILE_UUID}": lambda: {
            "invoice": {"note": {"uuid": builders.NOTE_UUID, "file": builders.file_json()}}
        },
        f"/api/v3/note_attachment/{builders.FILE_UUID}": lambda: {"note_attachment": builders.attachment_json()},
        f"{integration}/partner-function/{builders.FUNCTION_UUID}": lambda: {
            "partner_function": builders.partner_function_json()
        },
        f"{integration}/automation/{builders.AUTOMATION_UUID}": lambda: {
            "integration_automation": builders.automation_json()
        },
        f"{integration}/partner-function": lambda: builders.page_of(
            builders.partner_function_json(), key="partner_functions", **paging
        ),
        f"{integration}/automation": lambda: builders.page_of(
            builders.automation_json(), key="integration_automations", **paging
        ),
    }
