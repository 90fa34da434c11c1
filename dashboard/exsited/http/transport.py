"""
One HTTP exchange on one socket: a `requests.Session` whose sockets keep the deadline.

A read timeout is no total timeout: a peer that sends a byte now and then, in its headers or its body, is never silent
and never done. So the wait for every single piece is set anew from what is left, below everything that reads.
"""

from __future__ import annotations

import io
import socket
import threading
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from dashboard.exsited import turns
from dashboard.exsited.http.deadline import Deadline

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

POOL_SIZE = 32
MOST_INTERIM = 10
SWITCHING_PROTOCOLS = 101


class InterimFlood(HTTPException):
    """Interim answers (1xx) without end."""


@dataclass(kw_only=True, slots=True)
class Trip:
    """What one request may take of its socket, and what its socket has seen so far."""

    deadline: Deadline
    connect: float
    silence: float
    head_bytes: int
    reused: bool = False
    received: int = 0

    @property
    def stale(self) -> bool:
        """Whether it went out on a kept-alive socket that gave nothing back: the peer had closed it while idle."""
        return self.reused and not self.received


_trip: ContextVar[Trip] = ContextVar("trip")


def exchange(session: requests.Session, request: requests.PreparedRequest, trip: Trip) -> requests.Response:
    """The answer with its headers read and its body still on the socket. Redirects are never followed."""
    mark = _trip.set(trip)
    left = max(trip.deadline.left, 0.001)
    patience = (min(trip.connect, left), left)
    try:
        return session.send(request, stream=True, allow_redirects=False, timeout=patience)
    finally:
        _trip.reset(mark)


class Session(requests.Session):
    """Takes nothing from the environment (proxies, netrc, certificates), keeps no cookies and knows no redirects."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(pool_connections=2, pool_maxsize=POOL_SIZE, max_retries=0))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None for every answer: else requests reads a redirect's whole body, of any size, to find the next hop."""
        del resp
        return None


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}


class _Connection(HTTPConnection):
    """Connects within one budget, name lookup and every address of the name included."""

    _has_answered = False

    @turns.given_up()
    def connect(self) -> None:
        self._has_answered = False
        try:
            super().connect()
        except TimeoutError:  # in the TLS handshake
            raise ConnectTimeoutError(self, "no connection in time") from None

    def request(self, *args: Any, **kwargs: Any) -> None:
        _trip.get().reused = self._has_answered and self.sock is not None
        super().request(*args, **kwargs)

    def getresponse(self) -> Any:
        answer = super().getresponse()
        self._has_answered = True
        return answer

    def _new_conn(self) -> socket.socket:
        trip = _trip.get()
        budget = Deadline(min(trip.connect, trip.deadline.left))
        try:
            addresses = _addresses(self._dns_host, self.port, budget)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from None
        failure: OSError | None = None
        for address in addresses:
            if budget.passed:
                break
            try:
                sock = create_connection((address, self.port), budget.left, socket_options=self.socket_options)
            except OSError as error:
                failure = error
            else:
                sock.settimeout(max(min(trip.connect, trip.deadline.left), 0.001))  # for the TLS handshake
                return sock
        if failure is None or isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, "no connection in time")
        raise NewConnectionError(self, "no connection") from failure


class _Answer(HTTPResponse):
    """Read through a reader that keeps the deadline; strict about what frames it; the last one on its connection
    unless all went well, since a kept connection has been seen to repeat an error to whoever came next."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._reader = _TimedReader(self.fp.detach(), sock, _trip.get())
        self.fp = io.BufferedReader(self._reader)

    def _read_status(self) -> tuple[str, int, str]:
        """The status line after a few interim answers; the library itself would read those of 100 for ever."""
        for _ in range(MOST_INTERIM + 1):
            line: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]  # the stubs leave it out
            if not 100 <= line[1] < 200 or line[1] == SWITCHING_PROTOCOLS:
                return line
            while self.fp.readline(self._reader.most_in_head).strip():
                pass
        raise InterimFlood

    def begin(self) -> None:
        super().begin()
        self._reader.in_head = False
        check_head(self.headers)
        if self.status not in {200, 206}:
            self.will_close = True


class _TLSConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


_Connection.response_class = _Answer


class _TimedReader(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, trip: Trip) -> None:
        self._raw = raw
        self._sock = sock
        self._trip = trip
        self.in_head = True
        self.most_in_head = trip.head_bytes

    def readable(self) -> bool:
        return True

    @turns.given_up()
    def readinto(self, buffer: WriteableBuffer) -> int | None:
        left = self._trip.deadline.left
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        # Who is still making the first byte may take all the time there is; who has begun may not fall silent.
        self._sock.settimeout(min(self._trip.silence, left) if self._trip.received else left)
        count: int | None = self._raw.readinto(buffer)
        self._trip.received += count or 0
        if self.in_head and self._trip.received > self._trip.head_bytes:
            raise HTTPException("headers too large")
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def check_head(headers: HTTPMessage) -> None:
    """Refuses headers that two readers could understand in two ways."""
    lengths = set(headers.get_all("content-length", []))
    both = bool(lengths) and "transfer-encoding" in headers
    folded = any("\n" in value or "\r" in value for value in headers.values())
    if headers.defects or folded or both or len(lengths) > 1 or not all(map(_is_length, lengths)):
        raise HTTPException("ambiguous headers")


def _is_length(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _addresses(host: str, port: int, budget: Deadline) -> list[str]:
    """The addresses of a name. Looked up beside this thread, because a lookup cannot be told how long it may take."""
    found: Future[list[str]] = Future()

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            found.set_exception(error)
        else:
            found.set_result([str(row[4][0]) for row in rows])

    threading.Thread(target=look_up, name="exsited-lookup", daemon=True).start()
    try:
        return found.result(timeout=max(budget.left, 0))
    except (TimeoutError, UnicodeError):
        raise socket.gaierror(socket.EAI_AGAIN, "no answer in time") from None
