"""
The client: the only thing that asks Exsited anything.

A call passes three layers: `_authorized` gives it a token and replays it once after a 401, `_retried` makes it once
more when that may help, `_attempt` sends it, once the `Guard` lets it, and judges the answer.
"""

from __future__ import annotations

import copy
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import requests

from dashboard.exsited import turns
from dashboard.exsited.auth import TOKEN_PATH, Authenticator, Credentials, Token, TokenStore
from dashboard.exsited.errors import BadId, Busy, ExsitedError, Refused, TimedOut
from dashboard.exsited.http.body import length_of
from dashboard.exsited.http.calls import Call, Errand
from dashboard.exsited.http.deadline import Deadline, Limits
from dashboard.exsited.http.faults import LOWER, fault_of, tls_reason
from dashboard.exsited.http.guard import ROOM, Guard
from dashboard.exsited.http.parts import is_one_range, is_strong
from dashboard.exsited.http.paths import Value, filled, origin_of, same_place
from dashboard.exsited.http.reading import Reader, Unauthorized
from dashboard.exsited.http.retry import RetryBudget, pause_before_retry
from dashboard.exsited.http.stream import Stream
from dashboard.exsited.http.transport import Session, Trip, exchange
from dashboard.exsited.shared import MemoryShared, Shared
from dashboard.exsited.stale import Old, Shelf

if TYPE_CHECKING:
    from dashboard.exsited.fields import Row
    from dashboard.exsited.http.breaker import Breaker
    from dashboard.exsited.http.guard import Places
    from dashboard.exsited.secrets import Sealer

__all__ = ["Call", "Client", "Credentials", "Stream"]

log = logging.getLogger("dashboard.exsited")

T = TypeVar("T")
Read: TypeAlias = Callable[[Errand, requests.Response, tuple[str, ...]], T]

USER_AGENT = "exsited-console"
HELD_BACK = frozenset({"breaker_open", "overloaded"})
"""Why a call was not sent. Of a retry that was not, the first failure says more."""
JSON = {"Accept": "application/json", "Accept-Encoding": "gzip"}
FILE = {"Accept": "*/*", "Accept-Encoding": "identity"}


class Client:
    """
    Asks one Exsited with one set of credentials. Safe to share between threads; make one per process.

    `observe` is told of every call that ended. It must not raise. Through `shared` the clients of all processes hold
    back together when the upstream fails or asks them to wait; in `answers` they keep what it said.
    """

    def __init__(
        self,
        *,
        base_url: str,
        credentials: Credentials,
        tokens: TokenStore,
        sealer: Sealer,
        limits: Limits | None = None,
        observe: Callable[[Call], None] | None = None,
        shared: Shared | None = None,
        answers: Shared | None = None,
    ) -> None:
        self._origin = origin_of(base_url)
        self._limits = limits or Limits()
        self._reader = Reader(sealer, self._limits)
        self._observe = observe
        self._session = Session()
        shared = shared or MemoryShared()
        self._guard = Guard(shared, self._limits)
        self._retries = RetryBudget(self._limits.retry_share)
        self._deadline: Deadline | None = None
        self._answers = answers
        self._upstream = f"{self._origin} {credentials.client_id}"
        self._shelf: Shelf | None = None
        self._auth = Authenticator(credentials, tokens, self._ask_token, limits=self._limits, shared=shared)

    def within(self, seconds: float, *, audience: str | None = None) -> Client:
        """
        A client that shares this one's connections and token. All its calls together, from now on, may take that long.
        Without it each call has its own time. A `stream` always has: a file may take longer than a page.

        For an `audience`, and only where the client was given `answers`, what the upstream last told somebody of it is
        given when the upstream fails: `served_old` says so.
        """
        client = copy.copy(self)
        client._deadline = Deadline(seconds)  # noqa: SLF001  (its own class)
        if audience is not None and self._answers:
            client._shelf = Shelf(self._answers, self._upstream, audience)  # noqa: SLF001
        return client

    def unbroken(self) -> Client:
        """
        A client that shares this one's connections, token and places, but not the breaker: for work that is patient by
        itself and singles out by failures what cannot be read, which says nothing of the endpoint for anybody else.
        """
        client = copy.copy(self)
        client._guard = self._guard.unbroken()  # noqa: SLF001  (its own class)
        return client

    @property
    def served_old(self) -> tuple[Old, ...]:
        """The answers of this client, and of those made from it by `within`, that were not new."""
        return tuple(self._shelf.served) if self._shelf else ()

    @property
    def places(self) -> Places:
        """How many calls of this process are on the wire and wait for that."""
        return self._guard.places

    @property
    def breaker(self) -> Breaker:
        return self._guard.breaker

    def close(self) -> None:
        """Closes the connections, also those of every client made by `within`."""
        self._session.close()

    def get(self, path: str, /, **values: Value) -> Row:
        """
        One JSON object. Values named in braces by the path fill it, if they are ids (else `BadId`, before anything is
        sent); the others are the query, None left out. Raises an `ExsitedError`.
        """
        deadline = self._deadline or Deadline(self._limits.total)
        errand = self._errand(path, values, deadline, self._limits.silence, JSON)
        address = errand.url.removeprefix(self._origin)
        try:
            with errand.watched():
                row, body = self._authorized(errand, self._reader.answer)
        except ExsitedError as error:
            old = self._shelf and self._shelf.find(path, address, error)
            if not old:
                raise
            return self._reader.again(path, old)
        if self._shelf:
            self._shelf.keep(path, address, body, row)
        return row

    def stream(
        self, path: str, /, *, range_header: str | None = None, if_range: str | None = None, **ids: Value
    ) -> Stream:
        """
        A file, its first bytes already there. An error that came as JSON is raised as by `get`. Whoever gets a Stream
        closes it. A `range_header` that asks for one range is passed on; the answer then may be that part (206), say
        that there is no such part (416, without a byte), or be the whole. With `if_range` it is a part only of the
        file that this ETag or date belongs to.
        """
        if not range_header or not is_one_range(range_header) or (if_range is not None and not is_strong(if_range)):
            return self._file(path, ids, {})
        stream = self._file(path, ids, {"Range": range_header} | ({"If-Range": if_range} if if_range else {}))
        if if_range and stream.is_part_of_another(if_range):
            stream.close()
            return self._file(path, ids, {})
        return stream

    def _file(self, path: str, ids: Mapping[str, Value], part: Mapping[str, str]) -> Stream:
        limits = self._limits
        errand = self._errand(path, ids, Deadline(limits.file_start), limits.file_silence, {**FILE, **part})
        if part:
            errand.good = frozenset({200, 206, 416})
        try:
            return self._authorized(errand, self._reader.stream)
        except ExsitedError as error:
            errand.end(error)
            raise

    def _errand(
        self, template: str, values: Mapping[str, Value], deadline: Deadline, silence: float, accept: Mapping[str, str]
    ) -> Errand:
        try:
            path, query = filled(template, values)
        except BadId:
            log.warning("bad_id", extra={"endpoint": template})
            raise
        url = f"{self._origin}{path}" + (f"?{query}" if query else "")
        errand = Errand(
            endpoint=template,
            method="GET",
            url=url,
            headers={"User-Agent": USER_AGENT, **accept},
            body=None,
            deadline=deadline,
            silence=silence,
            observe=self._observe,
        )
        if not same_place(_prepared(errand).url or "", self._origin, path):
            raise BadId("an id would lead away from the path it stands in")
        return errand

    def _authorized(self, errand: Errand, read: Read[T]) -> T:
        token = self._auth.token(errand.deadline)
        try:
            return self._retried(errand, token, read)
        except Unauthorized:
            pass
        token = self._auth.renew(token, errand.deadline)
        try:
            return self._retried(errand, token, read)
        except Unauthorized:
            self._auth.reject(token)
        raise errand.failure(Refused, "auth_rejected")

    def _retried(self, errand: Errand, token: Token, read: Read[T]) -> T:
        self._retries.earn()
        try:
            return self._attempt(errand, token, read)
        except ExsitedError as error:
            pause = pause_before_retry(error)
            if pause is None or errand.retried or not errand.deadline.allows(pause + ROOM) or not self._retries.spend():
                raise
            first = error
        errand.retried = True
        with turns.given_up():
            time.sleep(pause)
        try:
            return self._attempt(errand, token, read)
        except Busy as held_back:
            if held_back.fault not in HELD_BACK:
                raise
        raise first

    def _attempt(self, errand: Errand, token: Token, read: Read[T]) -> T:
        errand.headers["Authorization"] = f"Bearer {token.access_token}"
        known = self._auth.known_secrets(token)
        with self._guard.passage(errand):
            response = self._send(errand)
            try:
                self._reader.check_status(errand, response, known)
                return read(errand, response, known)
            except BaseException:
                response.close()
                raise

    def _send(self, errand: Errand) -> requests.Response:
        """
        The one place that sends.

        A kept-alive socket that the peer closed while it was idle is no failure of the call: it goes out again at once.
        """
        if errand.deadline.passed:
            raise errand.failure(TimedOut, "deadline_exceeded")
        request = _prepared(errand)
        errand.attempts += 1
        errand.status = None
        for may_be_stale in (True, False):
            trip = errand.trip = self._trip(errand)
            try:
                response = exchange(self._session, request, trip)
            except LOWER as lower:
                kind, fault = fault_of(lower, errand.deadline)
                if fault == "tls_failure":
                    log.warning(fault, extra={"endpoint": errand.endpoint, "reason": tls_reason(lower)})
            else:
                errand.status = response.status_code
                errand.announced = length_of(response)
                return response
            if not (may_be_stale and trip.stale and fault == "connection_reset"):
                break
        raise errand.failure(kind, fault)

    def _trip(self, errand: Errand) -> Trip:
        return Trip(
            deadline=errand.deadline,
            connect=self._limits.connect,
            silence=errand.silence,
            head_bytes=self._limits.head_bytes,
        )

    def _ask_token(self, fields: dict[str, str], deadline: Deadline) -> tuple[Mapping[str, str], bytes]:
        """POST /api/v1/oauth2/token: the headers and body of a good answer."""
        errand = self._errand(TOKEN_PATH, {}, deadline, self._limits.silence, JSON)
        errand.method = "POST"
        errand.headers["Content-Type"] = "application/json"
        errand.body = json.dumps(fields).encode()
        with errand.watched(), self._guard.places.one(errand):
            response = self._send(errand)
            try:
                return response.headers, self._reader.token_body(errand, response)
            finally:
                response.close()


def _prepared(errand: Errand) -> requests.PreparedRequest:
    return requests.Request(errand.method, errand.url, headers=errand.headers, data=errand.body).prepare()
