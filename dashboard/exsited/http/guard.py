"""What stands between a call and the wire for everybody: the upstream's own wish to wait, places, and the breaker."""

from __future__ import annotations

import copy
import logging
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dashboard.exsited import turns
from dashboard.exsited.errors import Busy, ExsitedError
from dashboard.exsited.http.breaker import Breaker
from dashboard.exsited.http.reading import Unauthorized
from dashboard.exsited.http.retry import LONGEST_WAIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.exsited.http.calls import Errand
    from dashboard.exsited.http.deadline import Limits
    from dashboard.exsited.shared import Shared

log = logging.getLogger("dashboard.exsited")

ROOM = 0.5
"""With less time than this left after a wait, a call could only end in a timeout."""
OVERLOADED_WAIT = 1.0
_PAUSED = "exsited:paused-until"
_TOLD_TO_WAIT = frozenset({"rate_limited", "retry_after_bad"})


class Places:
    """So many calls are on the wire at a time; the next ones queue for a short while, in their order."""

    def __init__(self, most: int, patience: float) -> None:
        self.most = most
        self.in_flight = 0
        self.waiting = 0
        self._patience = patience
        self._change = threading.Condition()

    @contextmanager
    def one(self, errand: Errand) -> Iterator[None]:
        with turns.given_up(), self._change:
            self.waiting += 1
            patience = min(self._patience, max(errand.deadline.left, 0.0))
            try:
                got = self._change.wait_for(lambda: self.in_flight < self.most, patience)
            finally:
                self.waiting -= 1
            if got:
                self.in_flight += 1
        if not got:
            raise errand.failure(Busy, "overloaded", retry_after=OVERLOADED_WAIT)
        try:
            yield
        finally:
            with self._change:
                self.in_flight -= 1
                self._change.notify()


class Guard:
    def __init__(self, shared: Shared, limits: Limits) -> None:
        self.places = Places(limits.in_flight, limits.queue)
        self.breaker = Breaker(shared, seconds=limits.breaker_open)
        self._shared = shared
        self._heeds_breaker = True

    def unbroken(self) -> Guard:
        """One with the same places that neither heeds the breaker nor tells it anything."""
        guard = copy.copy(self)
        guard._heeds_breaker = False  # noqa: SLF001  (its own class)
        return guard

    @contextmanager
    def passage(self, errand: Errand) -> Iterator[None]:
        """One request and the reading of its answer; a file only counts until its first bytes are there."""
        self._wait_as_told(errand)
        with self.places.one(errand):
            wait, claimed = self.breaker.admit(errand.endpoint) if self._heeds_breaker else (None, ())
            if wait is not None:
                raise errand.failure(Busy, "breaker_open", retry_after=wait)
            error: ExsitedError | None = None
            try:
                yield
            except Unauthorized:
                raise
            except ExsitedError as failure:
                error = failure
                if error.fault in _TOLD_TO_WAIT and error.retry_after:
                    log.warning(error.fault, extra={"endpoint": errand.endpoint, "wait": error.retry_after})
                    self._shared.set(_PAUSED, time.time() + error.retry_after, error.retry_after)
                raise
            finally:
                if self._heeds_breaker:
                    self.breaker.note(errand.endpoint, error, claimed)

    def _wait_as_told(self, errand: Errand) -> None:
        """Who was told to wait waits for all: until then nobody asks."""
        until: float = self._shared.get(_PAUSED) or 0.0
        left = until - time.time()
        if not 0 < left <= LONGEST_WAIT:
            return
        if not errand.deadline.allows(left + ROOM):
            raise errand.failure(Busy, "rate_limited", retry_after=left)
        with turns.given_up():
            time.sleep(left)
