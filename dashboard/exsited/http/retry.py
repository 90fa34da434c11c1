"""When a call may be made once more (policy R1), and how long a `Retry-After` asks to wait."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from dashboard.exsited.errors import Busy, ExsitedError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_WAIT = 5.0
LONGEST_WAIT = 60.0
_BELIEVABLE = 86_400.0

_AGAIN = frozenset(
    {
        "dns_failure",
        "connect_refused",
        "connect_timeout",
        "connection_failed",
        "connection_reset",
        "body_truncated",
        "conflict",
    }
)
_AGAIN_STATUS = frozenset({500, 502, 503, 504})


class RetryBudget:
    """At most that share of all calls is made again, so that retries never become the load; a few may be any time."""

    MOST = 10.0

    def __init__(self, share: float) -> None:
        self._share = share
        self._held = self.MOST
        self._lock = threading.Lock()

    def earn(self) -> None:
        with self._lock:
            self._held = min(self._held + self._share, self.MOST)

    def spend(self) -> bool:
        with self._lock:
            if self._held < 1:
                return False
            self._held -= 1
            return True


def pause_before_retry(error: ExsitedError) -> float | None:
    """Seconds to wait before the one retry; None for what a retry would not cure."""
    if isinstance(error, Busy):
        return error.retry_after if error.fault == "rate_limited" else None
    if error.fault in _AGAIN or (error.fault == "upstream_5xx" and error.status in _AGAIN_STATUS):
        return random.uniform(0.05, 0.25)  # noqa: S311  (spreads retries, guards nothing)
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks for, at most 60; None when it is not there or says nothing believable."""
    said = headers.get("Retry-After", "").strip()
    seconds = float(said) if said.isascii() and said.isdigit() and len(said) < 12 else _seconds_until(said, headers)
    return None if seconds is None or seconds > _BELIEVABLE else min(max(seconds, 0.0), LONGEST_WAIT)


def http_date(text: str) -> datetime | None:
    """Any of HTTP's three date formats."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _seconds_until(said: str, headers: Mapping[str, str]) -> float | None:
    """Measured against the upstream's own clock, which is the one that set the date."""
    until = http_date(said)
    if until is None:
        return None
    now = http_date(headers.get("Date", "")) or datetime.now(UTC)
    return (until - now).total_seconds()
