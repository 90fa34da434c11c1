"""Every address that can be asked for, and an Exsited in this process that answers all that they ask."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import responses
from django.core.signals import request_finished
from django.db import close_old_connections
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from requests import PreparedRequest

from tests import builders
from tests.faults.upstream import PDF, PDF_BYTES, Asked, bodies, healthy

PARAMETERS: dict[str, str | int] = {
    "connection_uuid": builders.CONNECTION_UUID,
    "function_uuid": builders.FUNCTION_UUID,
    "automation_uuid": builders.AUTOMATION_UUID,
    "invoice_id": "INV-76GOU2-6081",
    "order_id": "ORD-76GOU2-1267",
    "account_id": "76GOU2",
    "note_uuid": builders.NOTE_UUID,
    "file_uuid": builders.FILE_UUID,
    "rule": "AUT-1",
    "facts": "0b" * 32,
    "person_id": 1,
    "view_id": 1,
}
ONLY_POSTED = frozenset(
    {"logout", "sign_out_everywhere", "withdraw_finding", "search_typed", "forget_lookups", "ledger_sync"}
    | {"ledger_cancel", "save_view", "rename_view", "delete_view"}
)

API = {path: made() for path, made in bodies(Asked("GET", "", {}, b"", b"")).items()}
"""What each path of the API answers."""

Answer = tuple[int, dict[str, str], str | bytes]
Change = Callable[[str, object], object]


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def patterns_by_name() -> dict[str, URLPattern]:
    return {pattern.name or "": pattern for pattern in patterns(get_resolver())}


def address(name: str) -> str:
    wanted = patterns_by_name()[name].pattern.converters
    return reverse(name, kwargs={parameter: PARAMETERS[parameter] for parameter in wanted})


def addresses() -> dict[str, str]:
    """Of all that answers a GET, by name."""
    return {name: address(name) for name in patterns_by_name() if name not in ONLY_POSTED}


def content_of(answer: Any) -> bytes:
    """All of it; the connection of the test to its database stays, which the end of an answer would close."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)
    return bytes(body)


class WholeApi:
    """Answers as documented. `change` is given each path with its answer, and gives the answer that is sent instead."""

    asked: list[str]

    def __init__(self, fake: responses.RequestsMock) -> None:
        self.change: Change = lambda _path, body: body
        self.asked = []
        fake.assert_all_requests_are_fired = False
        fake.add_callback(responses.GET, re.compile(r"https://exsited\.example/api/v[23]/"), self.answer)

    def answer(self, request: PreparedRequest) -> Answer:
        parts = urlsplit(str(request.url))
        self.asked.append(parts.path)
        if parts.path == PDF:
            return 200, {"Content-Type": "application/pdf"}, PDF_BYTES
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        body = healthy(Asked("GET", parts.path, query, b"", b""))
        changed = self.change(parts.path, body)
        sent = changed if isinstance(changed, bytes) else json.dumps(changed)
        return 404 if body is None else 200, {"Content-Type": "application/json"}, sent
