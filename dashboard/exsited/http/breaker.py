"""
The breaker: after some failures in a row nobody asks for a while, then one call tries for all.

There is a circuit for each endpoint, and one for the upstream as a whole, which counts only what kept a call from
reaching it: so one broken endpoint shuts itself off and nothing else.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Literal, TypeAlias

from dashboard.exsited.errors import ExsitedError, TimedOut, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dashboard.exsited.shared import Shared

log = logging.getLogger("dashboard.exsited")

FAILURES = 5
CALLS = 20
SPAN_SECONDS = 10.0
OPEN_SECONDS = 10.0
PROBE_WAIT = 1.0
"""When to come again while another call tries."""
TRIPPED_SECONDS = 3600.0
UPSTREAM = "upstream"
"""The circuit of the upstream as a whole; the others are named by their endpoint."""

_NOT_REACHED = frozenset({"dns_failure", "connect_refused", "connect_timeout", "connection_failed", "tls_failure"})

Verdict: TypeAlias = Literal["well", "failed", "unknown"]
State: TypeAlias = Literal["closed", "open", "half open"]


def verdicts(error: ExsitedError | None) -> tuple[Verdict, Verdict]:
    """What a call says of the upstream and of its endpoint. A 4xx says that both are well."""
    if error is None:
        return "well", "well"
    if error.fault in _NOT_REACHED:
        return "failed", "unknown"
    if isinstance(error, TimedOut | Unreachable):
        return "unknown", "failed"
    if error.status is not None and error.status >= 500:
        return "well", "failed"
    return "well", "well"


class Breaker:
    """
    The counts are kept in `shared`. Two processes that count at the same moment may lose one of the two: that opens a
    circuit a call later and is not worth a lock between processes.
    """

    def __init__(
        self, shared: Shared, *, seconds: float = OPEN_SECONDS, clock: Callable[[], float] = time.time
    ) -> None:
        self._shared = shared
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()

    def admit(self, endpoint: str) -> tuple[float | None, tuple[str, ...]]:
        """Seconds to stay away, None to go ahead; and the circuits that this call tries for all."""
        tripped = {name: until for name in (UPSTREAM, endpoint) if (until := self._tripped(name)) is not None}
        wait = max(map(self._left, tripped.values()), default=0.0)
        if wait > 0:
            return wait, ()
        claimed: list[str] = []
        for name in tripped:
            if not self._shared.add(_probe(name), 1, self._seconds):
                self.release(claimed)
                return min(PROBE_WAIT, self._seconds), ()
            claimed.append(name)
        return None, tuple(claimed)

    def release(self, claimed: Iterable[str]) -> None:
        """The call that was to try came to nothing: the next one may."""
        for name in claimed:
            self._shared.delete(_probe(name))

    def note(self, endpoint: str, error: ExsitedError | None, claimed: tuple[str, ...]) -> None:
        """How a call that was let through has ended."""
        for name, verdict in zip((UPSTREAM, endpoint), verdicts(error), strict=True):
            if verdict == "unknown":
                self.release({name} & set(claimed))
            elif name in claimed:
                self._settle(name, verdict)
            else:
                self._count(name, failed=verdict == "failed")

    def state(self, name: str) -> State:
        until = self._tripped(name)
        return "closed" if until is None else "open" if self._left(until) > 0 else "half open"

    def _settle(self, name: str, verdict: Verdict) -> None:
        if verdict == "failed":
            self._shared.set(_tripped(name), self._clock() + self._seconds, TRIPPED_SECONDS)
        else:
            self._shared.delete(_tripped(name))
            log.warning("breaker_closed", extra={"circuit": name})
        self._shared.delete(_probe(name))

    def _count(self, name: str, *, failed: bool) -> None:
        now = self._clock()
        with self._lock:
            kept: tuple[tuple[float, bool], ...] = self._shared.get(_window(name)) or ()
            recent = [call for call in kept if abs(now - call[0]) < SPAN_SECONDS]
            recent = [*recent, (now, failed)][-CALLS:]
            self._shared.set(_window(name), tuple(recent), SPAN_SECONDS)
        failures = sum(was_failure for _, was_failure in recent)
        if not failed or failures < FAILURES or failures * 2 < len(recent):
            return
        if self._shared.add(_tripped(name), now + self._seconds, TRIPPED_SECONDS):
            self._shared.delete(_window(name))
            log.warning("breaker_opened", extra={"circuit": name, "failures": failures, "seconds": self._seconds})

    def _tripped(self, name: str) -> float | None:
        until: float | None = self._shared.get(_tripped(name))
        return until

    def _left(self, until: float) -> float:
        """A moment further off than a circuit is ever open was set by another clock."""
        left = until - self._clock()
        return left if left <= self._seconds else 0.0


def _tripped(name: str) -> str:
    return f"breaker:{name}:until"


def _probe(name: str) -> str:
    return f"breaker:{name}:probe"


def _window(name: str) -> str:
    return f"breaker:{name}:calls"
