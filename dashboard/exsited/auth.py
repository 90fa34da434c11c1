"""
The one access token that all threads and processes share.

A new token for the same credentials ends the previous one. So a token is replaced under a lock, after reading the store
again: whoever comes second finds the first one's token there and uses it.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.exsited import turns
from dashboard.exsited.errors import (
    Busy,
    ExsitedError,
    Forbidden,
    Refused,
    Rejected,
    TimedOut,
    Unreachable,
    Unreadable,
)
from dashboard.exsited.http.deadline import Deadline, Limits
from dashboard.exsited.http.retry import http_date
from dashboard.exsited.shared import MemoryShared, Shared
from dashboard.exsited.tokens import Credentials, MemoryTokenStore, Token, TokenStore, is_token, read_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Authenticator", "Credentials", "MemoryTokenStore", "Token", "TokenStore"]

log = logging.getLogger("dashboard.exsited")

TOKEN_PATH = "/api/v1/oauth2/token"  # noqa: S105  (a path)
EARLY = 60.0
"""A token is renewed this many seconds before it ends."""

GRANT_SECONDS = 8.0
"""How long replacing the token may take, so that no lock is held for longer."""

_FLAKY = frozenset({"upstream_5xx", "protocol_error"})
_TOLD_AS_IT_IS = frozenset({"tls_failure", "endpoint_missing"})
_SKEW = 60.0
_LATCH = "token:latch"
_KINDS = {kind.__name__: kind for kind in (Busy, Refused, TimedOut, Unreachable, Unreadable)}
_HURRIED = 2.0
"""Who came with less time than this and ran out of it has learned nothing about the endpoint."""


@dataclass(frozen=True, slots=True, repr=False)
class _Latch:
    """
    A failure that everybody shares for a while (on the monotonic clock), until there is another token. What other
    processes need of it is shared with them.
    """

    error: ExsitedError
    dead_token: str
    until: float
    told_until: float
    """The same moment on the wall clock, as the other processes were told."""

    def failure(self, now: float) -> ExsitedError:
        wait = max(self.until - now, 0.0) if isinstance(self.error, Busy) else None
        return type(self.error)(
            self.error.fault, endpoint=TOKEN_PATH, status=self.error.status, attempts=0, retry_after=wait
        )


class Authenticator:
    """`ask` posts a token request and gives the answer's headers and body; it raises as any call does."""

    def __init__(
        self,
        credentials: Credentials,
        store: TokenStore,
        ask: Callable[[dict[str, str], Deadline], tuple[Mapping[str, str], bytes]],
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        shared: Shared | None = None,
    ) -> None:
        self._shared = shared or MemoryShared()
        self._limits = limits or Limits()
        self._credentials = credentials
        self._store = store
        self._ask = ask
        self._clock = clock
        self._gate = threading.Lock()
        self._latch: _Latch | None = None
        self._first_seen: tuple[Token | None, float] = (None, 0.0)

    def token(self, deadline: Deadline) -> Token:
        """
        A token that has not ended. Raises Busy (token_unavailable) or Refused (auth_rejected, token_malformed).

        One that is about to end and cannot be replaced now serves until it has ended.
        """
        kept = self._usable()
        if kept:
            return kept
        try:
            self._check_latch()
            with turns.given_up(), self._alone(deadline):
                return self._usable() or self._replaced(deadline)
        except Busy:
            kept = self._usable(early=0)
            if kept is None:
                raise
            return kept

    def renew(self, rejected: Token, deadline: Deadline) -> Token:
        """Another token than the one a call was just turned down with: somebody else's new one, else a new one."""
        with turns.given_up(), self._alone(deadline):
            return self._usable(rejected.access_token) or self._replaced(deadline, rejected.access_token)

    def reject(self, token: Token) -> None:
        """
        Even a new token was turned down: nobody asks again for a while. Unless it has been replaced meanwhile, which
        ended it and says nothing about the credentials.
        """
        kept = self._store.read()
        if kept and kept.access_token == token.access_token:
            self._share(Refused("auth_rejected", endpoint=TOKEN_PATH, status=401), token.access_token)

    def known_secrets(self, token: Token) -> tuple[str, ...]:
        """The values that may show up nowhere, should the upstream repeat one."""
        values = (self._credentials.client_secret, token.access_token, token.refresh_token)
        return tuple(value for value in values if value)

    @contextmanager
    def _alone(self, deadline: Deadline) -> Iterator[None]:
        """One thread of one process at a time."""
        if not self._gate.acquire(timeout=max(deadline.left, 0)):
            raise _unavailable()
        try:
            with ExitStack() as stack:
                try:
                    stack.enter_context(self._store.lock(max(deadline.left, 0)))
                except TimeoutError:
                    raise _unavailable() from None
                yield
        finally:
            self._gate.release()

    def _usable(self, rejected: str = "", *, early: float = EARLY) -> Token | None:
        """The shared token, unless it ends as early as that, or is the one that was turned down."""
        kept = self._store.read()
        dead = {rejected, self._latch.dead_token} if (self._latch and not self._latch_over()) else {rejected}
        return kept if kept and kept.access_token not in dead and self._lives(kept, early) else None

    def _lives(self, token: Token, early: float = EARLY) -> bool:
        """
        Its time runs on the monotonic clock from when this process first saw it, so that no jump of the wall clock
        makes it end earlier or later.
        """
        seen, ends = self._first_seen
        if seen != token:
            ends = self._clock() + min(token.expires_at - time.time(), token.lifetime)
            self._first_seen = (token, ends)
        return self._clock() < ends - min(early, token.lifetime / 2) and is_token(token.access_token)

    def _latch_over(self) -> bool:
        return self._latch is None or self._clock() >= self._latch.until

    def _check_latch(self) -> None:
        latch = self._latch_of_another() if self._latch_over() else self._latch
        if latch:
            raise latch.failure(self._clock())

    def _latch_of_another(self) -> _Latch | None:
        """What another process shares. An own one that is over stays over."""
        kind, fault, status, told_until = self._shared.get(_LATCH) or ("", "", None, 0.0)
        left = told_until - time.time()
        ours = self._latch is not None and told_until <= self._latch.told_until
        if ours or kind not in _KINDS or not 0 < left <= max(self._limits.no_token, self._limits.refused):
            return None
        error = _KINDS[kind](fault, endpoint=TOKEN_PATH, status=status)
        return _Latch(error, "", self._clock() + left, told_until)

    def _share(self, error: ExsitedError, dead: str) -> None:
        lasts = self._limits.no_token if isinstance(error, Busy) else self._limits.refused
        told_until = time.time() + lasts
        self._latch = _Latch(error, dead, self._clock() + lasts, told_until)
        self._shared.set(_LATCH, (type(error).__name__, error.fault, error.status, told_until), lasts)
        flaw = {"field": "access_token"} if error.fault == "token_malformed" else {}
        log.warning(error.fault, extra={"endpoint": TOKEN_PATH, "status": error.status, "seconds": lasts, **flaw})

    def _replaced(self, page: Deadline, rejected: str = "") -> Token:
        """Under the lock. Whoever waited for one that failed shares its failure."""
        self._check_latch()
        old = self._store.read()
        time_left = page.left
        deadline = Deadline(min(time_left, GRANT_SECONDS))
        try:
            token = self._refreshed(old, deadline) or self._granted(deadline)
        except ExsitedError as error:
            if time_left > _HURRIED or not deadline.passed:
                self._share(error, rejected)
            raise
        self._store.write(token)
        self._lives(token)  # from now on, not from when it is next read
        self._latch = None
        self._shared.delete(_LATCH)
        log.info("token_refreshed", extra={"endpoint": TOKEN_PATH})
        return token

    def _refreshed(self, old: Token | None, deadline: Deadline) -> Token | None:
        """None when there is nothing to refresh with, or the refresh is turned down."""
        if old is None or not old.refresh_token:
            return None
        body = {"grant_type": "refresh_token", "refresh_token": old.refresh_token} | self._client()
        try:
            return self._asked(body, deadline, refresh_token=old.refresh_token)
        except Refused as error:
            log.info("refresh_refused", extra={"endpoint": TOKEN_PATH, "status": error.status})
            return None

    def _granted(self, deadline: Deadline) -> Token:
        body = {"grant_type": "client_credentials", "redirect_uri": self._credentials.redirect_uri}
        return self._asked(body | self._client(), deadline)

    def _client(self) -> dict[str, str]:
        return {"client_id": self._credentials.client_id, "client_secret": self._credentials.client_secret}

    def _asked(self, body: dict[str, str], deadline: Deadline, *, refresh_token: str | None = None) -> Token:
        try:
            headers, answer = self._ask(body, deadline)
        except ExsitedError as error:
            raise _token_failure(error) from None
        note_skew(headers)
        token = read_token(answer, refresh_token)
        if token is None:
            raise Refused("token_malformed", endpoint=TOKEN_PATH, status=200)
        return token


def note_skew(headers: Mapping[str, str]) -> None:
    theirs = http_date(headers.get("Date", ""))
    if theirs is not None and abs(theirs.timestamp() - time.time()) > _SKEW:
        log.warning("clock_skew", extra={"seconds": round(theirs.timestamp() - time.time())})


def _unavailable(status: int | None = None, wait: float | None = None) -> Busy:
    retry_after = Limits().no_token if wait is None else wait
    return Busy("token_unavailable", endpoint=TOKEN_PATH, status=status, retry_after=retry_after)


def _token_failure(error: ExsitedError) -> ExsitedError:
    """Down, slow or overloaded: no token now. A refusal or a redirect (to a sign-in page): wrong credentials."""
    if error.fault in _TOLD_AS_IT_IS:
        return error
    if isinstance(error, Busy | Unreachable) or error.fault in _FLAKY:
        return _unavailable(error.status, error.retry_after)
    turned_down = isinstance(error, Refused | Rejected | Forbidden) or error.fault == "redirect_refused"
    return Refused("auth_rejected" if turned_down else "token_malformed", endpoint=TOKEN_PATH, status=error.status)
