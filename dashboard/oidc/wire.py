"""One request to the provider and its JSON: no redirect, nothing from the environment, capped in time and size."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import requests

from dashboard.exsited import Limits, TimedOut
from dashboard.exsited.http.body import BadCoding, CutShort, TooLarge, whole
from dashboard.exsited.http.deadline import Deadline
from dashboard.exsited.http.faults import LOWER, fault_of
from dashboard.exsited.http.transport import Session, Trip, exchange

MOST_BYTES = 512 * 1024
LIMITS = Limits()
ALWAYS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "exsited-console"}


class ProviderFailed(Exception):
    """No usable answer. `fault` is a word for logs; nothing of what was sent or answered is in here."""

    def __init__(self, fault: str, *, status: HTTPStatus = HTTPStatus.BAD_GATEWAY) -> None:
        self.fault = fault
        self.status = status
        super().__init__(fault)


class Silent(ProviderFailed):
    """It could not be reached or gave up half way: the next request would wait as long for as little."""


def ask(request: requests.Request, deadline: Deadline) -> tuple[int, dict[str, Any]]:
    """The status and the object; an empty one with a refusal that says nothing in JSON."""
    request.headers = {**ALWAYS, **request.headers}
    trip = Trip(deadline=deadline, connect=LIMITS.connect, silence=LIMITS.silence, head_bytes=LIMITS.head_bytes)
    try:
        with Session() as session, exchange(session, request.prepare(), trip) as answer:
            body = whole(answer, MOST_BYTES)
            status = answer.status_code
    except (TooLarge, BadCoding, CutShort):
        raise ProviderFailed("unreadable_answer") from None
    except LOWER as lower:
        kind, fault = fault_of(lower, deadline)
        late = HTTPStatus.GATEWAY_TIMEOUT if issubclass(kind, TimedOut) else HTTPStatus.BAD_GATEWAY
        raise Silent(fault, status=late) from None
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ProviderFailed("provider_down", status=HTTPStatus.SERVICE_UNAVAILABLE)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise ProviderFailed("redirect_refused")
    return status, read(body, needed=status == HTTPStatus.OK)


def read(body: bytes, *, needed: bool) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    if needed:
        raise ProviderFailed("bad_json")
    return {}
