"""
Checking a value somebody pasted against a secret: how often, and what is written down of it. Never the value.

It fails closed: a check that cannot be counted, or not be written down, has no answer.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from types import TracebackType

from django.core.cache import cache

from dashboard.exsited import Sealer, Secret

access = logging.getLogger("dashboard.access")

LONGEST_VALUE = 8192
MATCHES, DIFFERS, NO_VALUE = "matches", "differs", "no value"

LIMITS = ((60, 5), (3600, 20))
"""Seconds, and how many checks one person may make in them; so many may also be made of one connection by anybody."""


class CannotCheck(Exception):
    """The check cannot be counted or written down."""


class FailsClosed(AbstractContextManager[None]):
    """Each cache and each log handler has errors of its own kind: whatever goes wrong inside, there is no check."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, CannotCheck):
            raise CannotCheck(type(error).__name__) from error


def seconds_to_wait(person: int, connection_uuid: str) -> int:
    """Counts a check; 0 when it may be made. A check that must wait does not use up what may be made in an hour."""
    now = int(time.time())
    with FailsClosed():
        for seconds, most in LIMITS:
            for whose in (f"person {person}", f"connection {connection_uuid.lower()}"):
                if counted(whose, seconds, now // seconds) > most:
                    return seconds - now % seconds
    return 0


def counted(whose: str, seconds: int, period: int) -> int:
    name = hashlib.sha256(whose.encode()).hexdigest()[:32]
    key = f"check-a-value:{name}:{seconds}:{period}"
    cache.add(key, 0, timeout=2 * seconds)  # longer than its period: it cannot go between these two lines
    return cache.incr(key)


def result_of(value: str, secret: Secret | None, sealer: Sealer) -> str:
    """In constant time, as far as the value goes."""
    if secret is None:
        return NO_VALUE
    return MATCHES if sealer.matches(value, secret) else DIFFERS


def write_down(*, user_id: int, person: str, connection_uuid: str, field: str, result: str) -> None:
    """One line in the access log, surely written: otherwise CannotCheck is raised."""
    told = {
        "user_id": user_id,
        "person": person,
        "connection_uuid": connection_uuid,
        "field": field,
        "result": result,
    }
    with FailsClosed():
        record = access.makeRecord(access.name, logging.INFO, __file__, 0, "secret_checked", (), None, extra=told)
        wanted = access.isEnabledFor(record.levelno) and access.filter(record)
        takers = [handler for handler in handlers_of(access) if record.levelno >= handler.level] if wanted else []
        # Each of them gets it, not only the first that takes it.
        if sum(written(handler, record) for handler in takers) == 0:
            raise CannotCheck("no log takes the line")


def handlers_of(logger: logging.Logger) -> Iterator[logging.Handler]:
    """Its own and those of the loggers above it."""
    at: logging.Logger | None = logger
    while at is not None:
        yield from at.handlers
        at = at.parent if at.propagate else None


def written(handler: logging.Handler, record: logging.LogRecord) -> bool:
    """
    Whether the handler took the line. A handler keeps its failures to itself, through its `handleError`: under its own
    lock, which this thread alone then holds, that one is out of the way.
    """
    handler.acquire()
    own = handler.__dict__.get("handleError")
    handler.__dict__["handleError"] = refuse
    try:
        return bool(handler.handle(record))
    finally:
        del handler.__dict__["handleError"]
        if own is not None:
            handler.__dict__["handleError"] = own
        handler.release()


def refuse(record: logging.LogRecord) -> None:
    del record
    raise CannotCheck("the log could not be written")
