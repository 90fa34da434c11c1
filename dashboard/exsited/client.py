"""
The client: the only thing that asks Exsited anything.

A call passes three layers: `_authorized` gives it a token and replays it once after a 401, `_retried` makes it once
more when that may help, `_attempt` sends it and judges the answer.
"""

from __future__ import annotations

import copy
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import requests

from dashboard.exsited.auth import TOKEN_PATH, Authenticator, Credentials, Token, TokenStore
from dashboard.exsited.errors import BadId, ExsitedError, Refused, TimedOut
from dashboard.exsited.http.calls import Call, Errand
from dashboard.exsited.http.deadline import Deadline, Limits
from dashboard.exsited.http.faults import LOWER, fault_of
from dashboard.exsited.http.parts import is_one_range, is_strong
from dashboard.exsited.http.paths import Value, filled, origin_of, same_place
from dashboard.exsited.http.reading import Reader, Unauthorized
from dashboard.exsited.http.retry import pause_before_retry
from dashboard.exsited.http.stream import Stream
from dashboard.exsited.http.transport import Session, Trip, exchange

if TYPE_CHECKING:
    from dashboard.exsited.fields import Row
    from dashboard.exsited.secrets import Sealer

__all__ = ["Call", "Client", "Credentials", "Stream"]

log = logging.getLogger("dashboard.exsited")

T = TypeVar("T")
Read: TypeAlias = Callable[[Errand, requests.Response, tuple[str, ...]], T]

USER_AGENT = "exsited-console"
RETRY_ROOM = 0.5
"""With less time than this left after the pause, a retry could only end in a timeout."""
JSON = {"Accept": "application/json", "Accept-Encoding": "gzip"}
FILE = {"Accept": "*/*", "Accept-Encoding": "identity"}


class Client:
    """
    Asks one Exsited with one set of credentials. Safe to share between threads; make one per process.

    `observe` is told of every call that ended. It must not raise.
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
    ) -> None:
        self._origin = origin_of(base_url)
        self._limits = limits or Limits()
        self._reader = Reader(sealer, self._limits)
        self._observe = observe
        self._session = Session()
        self._deadline: Deadline | None = None
        self._auth = Authenticator(credentials, tokens, self._ask_token)

    def within(self, seconds: float) -> Client:
        """
        A client that shares this one's connections and token. All its calls together, from now on, may take that long.
        Without it each call has its own time. A `stream` always has: a file may take longer than a page.
        """
        client = copy.copy(self)
        client._deadline = Deadline(seconds)  # noqa: SLF001  (its own class)
        return client

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
        with errand.watched():
            return self._authorized(errand, self._reader.row)

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
        try:
            return self._attempt(errand, token, read)
        except ExsitedError as error:
            pause = pause_before_retry(error)
            if pause is None or errand.retried or not errand.deadline.allows(pause + RETRY_ROOM):
                raise
        errand.retried = True
        time.sleep(pause)
        return self._attempt(errand, token, read)

    def _attempt(self, errand: Errand, token: Token, read: Read[T]) -> T:
        errand.headers["Authorization"] = f"Bearer {token.access_token}"
        known = self._auth.known_secrets(token)
        response = self._send(errand)
        try:
            self._reader.check_status(errand, response, known)
            return read(errand, response, known)
        except BaseException:
            response.close()
            raise

    def _send(self, errand: Errand) -> requests.Response:
        """
        The one place that sends. What would hold calls back for all callers belongs here.

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
            else:
                errand.status = response.status_code
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
        with errand.watched():
            response = self._send(errand)
            try:
                return response.headers, self._reader.token_body(errand, response)
            finally:
                response.close()


def _prepared(errand: Errand) -> requests.PreparedRequest:
    return requests.Request(errand.method, errand.url, headers=errand.headers, data=errand.body).prepare()
