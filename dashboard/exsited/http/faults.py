"""
What the libraries underneath raise, in our words. Nothing of theirs is chained: their exceptions hold the request,
and the request holds the Authorization header.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import zlib
from typing import TYPE_CHECKING

import requests.exceptions as above
import urllib3.exceptions as below

from dashboard.exsited.errors import ExsitedError, TimedOut, Unreachable, Unreadable
from dashboard.exsited.http.transport import InterimFlood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.exsited.http.deadline import Deadline

LOWER = (OSError, above.RequestException, below.HTTPError, http.client.HTTPException, zlib.error, ValueError)
"""All that sending and reading can raise. ValueError: what the libraries say of an address or header they dislike."""

_Fault = tuple[type[ExsitedError], str]

_TABLE: tuple[tuple[tuple[type[BaseException], ...], _Fault], ...] = (
    ((InterimFlood,), (Unreadable, "unexpected_status")),
    ((socket.gaierror, below.NameResolutionError), (Unreachable, "dns_failure")),
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError), (Unreachable, "connection_reset")),
    ((ssl.SSLError, below.SSLError, above.SSLError), (Unreachable, "tls_failure")),
    ((below.NewConnectionError, ConnectionRefusedError), (Unreachable, "connect_refused")),
    ((below.ConnectTimeoutError, above.ConnectTimeout), (TimedOut, "connect_timeout")),
    ((TimeoutError, below.TimeoutError, above.Timeout), (TimedOut, "read_idle")),
    ((http.client.IncompleteRead, above.ChunkedEncodingError), (Unreachable, "body_truncated")),
    ((ConnectionError,), (Unreachable, "connection_reset")),
    ((above.TooManyRedirects,), (Unreadable, "redirect_refused")),
    (
        (
            http.client.HTTPException,
            zlib.error,
            below.ProtocolError,
            below.DecodeError,
            below.InvalidHeader,
            below.HeaderParsingError,
            below.ResponseError,
            below.BodyNotHttplibCompatible,
            above.InvalidHeader,
            above.ContentDecodingError,
            above.InvalidJSONError,
        ),
        (Unreadable, "protocol_error"),
    ),
    ((OSError, below.HTTPError, ValueError), (Unreachable, "connection_failed")),
)
"""The first row that any error of the chain belongs to decides."""


def fault_of(error: BaseException, deadline: Deadline, *, in_body: bool = False) -> _Fault:
    """The class and the fault word for an error of the libraries, told apart by what caused it."""
    chain = list(_causes(error))
    kind, fault = next(row for types, row in _TABLE if any(isinstance(link, types) for link in chain))
    if deadline.passed and kind in {TimedOut, Unreachable}:
        return TimedOut, "deadline_exceeded"
    if in_body and fault in {"connection_reset", "tls_failure", "connection_failed"}:
        return Unreachable, "body_truncated"
    return kind, fault


def tls_reason(error: BaseException) -> str:
    """Why no secure connection could be made, in OpenSSL's words: `certificate has expired`."""
    failed = next((link for link in _causes(error) if isinstance(link, ssl.SSLError)), None)
    return str(getattr(failed, "verify_message", "") or getattr(failed, "reason", "") or type(error).__name__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it wraps: as an argument, as its `reason`, or as what it was raised from."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop()
        if isinstance(link, BaseException) and id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [*link.args, getattr(link, "reason", None), link.__cause__, link.__context__]
