"""Every exception of the libraries underneath has a fault of ours."""

from __future__ import annotations

import http.client
import inspect
import socket
import ssl
import zlib
from typing import TYPE_CHECKING

import pytest
import requests.exceptions
import urllib3.exceptions

from dashboard.exsited.errors import ExsitedError, TimedOut, Unreachable, Unreadable
from dashboard.exsited.http.deadline import Deadline
from dashboard.exsited.http.faults import LOWER, fault_of

if TYPE_CHECKING:
    from types import ModuleType

UNNAMED = "connection_failed"
NEVER_MET = {
    # Proxies, pool states and misuse of the libraries: all mapped, but to no fault of their own.
    requests.exceptions: {
        "RequestException", "HTTPError", "ConnectionError", "ProxyError", "URLRequired", "MissingSchema",
        "InvalidSchema", "InvalidURL", "InvalidProxyURL", "StreamConsumedError", "RetryError", "UnrewindableBodyError",
    },
    urllib3.exceptions: {
        "HTTPError", "PoolError", "RequestError", "ProxyError", "MaxRetryError", "HostChangedError",
        "TimeoutStateError", "EmptyPoolError", "FullPoolError", "ClosedPoolError", "LocationValueError",
        "LocationParseError", "URLSchemeUnknown", "ProxySchemeUnknown", "ProxySchemeUnsupported",
        "UnrewindableBodyError",
    },
}  # fmt: skip


def exceptions_of(module: ModuleType) -> list[type[Exception]]:
    return [
        kind
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Exception) and not issubclass(kind, Warning) and kind.__module__ == module.__name__
    ]


def bare(kind: type[BaseException]) -> BaseException:
    return kind.__new__(kind)


class TestEveryException:
    @pytest.mark.parametrize("kind", [k for module in NEVER_MET for k in exceptions_of(module)], ids=str)
    def test_is_caught_and_mapped(self, kind: type[Exception]) -> None:
        assert issubclass(kind, LOWER)
        error, fault = fault_of(bare(kind), Deadline(60))
        assert issubclass(error, ExsitedError)
        assert fault

    @pytest.mark.parametrize("module", NEVER_MET)
    def test_is_named_unless_it_is_never_met(self, module: ModuleType) -> None:
        unnamed = {k.__name__ for k in exceptions_of(module) if fault_of(bare(k), Deadline(60))[1] == UNNAMED}

        assert unnamed == NEVER_MET[module]


class TestFault:
    @pytest.mark.parametrize(
        ("cause", "expected"),
        [
            (socket.gaierror(), (Unreachable, "dns_failure")),
            (ConnectionRefusedError(), (Unreachable, "connect_refused")),
            (ConnectionResetError(), (Unreachable, "connection_reset")),
            (BrokenPipeError(), (Unreachable, "connection_reset")),
            (http.client.RemoteDisconnected(""), (Unreachable, "connection_reset")),
            (TimeoutError(), (TimedOut, "read_idle")),
            (ssl.SSLCertVerificationError(), (Unreachable, "tls_failure")),
            (ssl.SSLEOFError(), (Unreachable, "connection_reset")),
            (http.client.IncompleteRead(b""), (Unreachable, "body_truncated")),
            (http.client.BadStatusLine("x"), (Unreadable, "protocol_error")),
            (http.client.LineTooLong("x"), (Unreadable, "protocol_error")),
            (zlib.error(), (Unreadable, "protocol_error")),
        ],
    )
    def test_is_told_by_the_cause_however_deep_it_is_wrapped(
        self, cause: Exception, expected: tuple[type[ExsitedError], str]
    ) -> None:
        protocol = urllib3.exceptions.ProtocolError("Connection aborted.", cause)

        assert fault_of(cause, Deadline(60)) == expected
        assert fault_of(requests.exceptions.ConnectionError(protocol), Deadline(60)) == expected

    def test_is_the_deadline_once_that_has_passed(self) -> None:
        assert fault_of(TimeoutError(), Deadline(0)) == (TimedOut, "deadline_exceeded")
        assert fault_of(ConnectionResetError(), Deadline(0)) == (TimedOut, "deadline_exceeded")
        assert fault_of(http.client.BadStatusLine("x"), Deadline(0)) == (Unreadable, "protocol_error")

    def test_is_a_cut_within_a_body(self) -> None:
        assert fault_of(ConnectionResetError(), Deadline(60), in_body=True) == (Unreachable, "body_truncated")
        assert fault_of(ssl.SSLError(), Deadline(60), in_body=True) == (Unreachable, "body_truncated")

    def test_survives_a_chain_that_bites_its_tail(self) -> None:
        first, second = OSError(), OSError()
        first.__context__, second.__context__ = second, first

        assert fault_of(first, Deadline(60)) == (Unreachable, "connection_failed")
