"""
Checking a value somebody pasted against a secret, and how often. The value goes nowhere else.

It fails closed: a check that cannot be counted has no answer.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import AbstractContextManager
from types import TracebackType

from django.core.cache import cache

from dashboard.exsited import Sealer, Secret

LONGEST_VALUE = 8192
MATCHES, DIFFERS, NO_VALUE = "matches", "differs", "no value"

LIMITS = ((60, 5), (3600, 20))
"""Seconds, and how many checks one person may make in them; so many may also be made of one connection by anybody."""


class CannotCheck(Exception):
    """The check cannot be counted."""


class FailsClosed(AbstractContextManager[None]):
    """Each cache has errors of its own kind: whatever goes wrong inside, there is no check."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
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
